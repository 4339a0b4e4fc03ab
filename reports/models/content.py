"""The parts of a report's content that come in rows."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.permissions import Action
from accounts.rows import AgencyRow
from inventories.fields import LinesField
from reports.models.report import Duty, Report


class Grade(models.TextChoices):
    """低 / 中 / 高."""

    LOW = "low", _("低")
    MEDIUM = "medium", _("中")
    HIGH = "high", _("高")


class ContentRow(AgencyRow):
    """A part of one report, edited while the report is a draft."""

    EDIT_ACTION = Action.EDIT_REPORT
    PARENT = "report"

    position = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class ReportSection(AgencyRow):
    """The consultant's own text of one section of the template."""

    EDIT_ACTION = Action.EDIT_REPORT
    PARENT = "report"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections", editable=False)
    key = models.CharField(max_length=60, editable=False)
    included = models.BooleanField(_("纳入报告"), default=True)
    text = models.TextField(_("正文"), blank=True, max_length=20_000)

    class Meta:
        verbose_name = _("章节")
        verbose_name_plural = _("章节")
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="section_once_per_report")]

    def __str__(self) -> str:
        return self.key


REQUIRED_ROLE = {
    Duty.LEADER: Role.CONSULTANT,
    Duty.TECHNICAL_REVIEWER: Role.TECHNICAL_REVIEWER,
    Duty.APPROVER: Role.APPROVER,
}


class TeamMember(ContentRow):
    """人员安排: one person with a duty. Who signs needs an account before submission (``reports.readiness``)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="team", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("系统账户"),
    )
    name = models.CharField(_("姓名"), max_length=60)
    duty = models.CharField(_("职责"), max_length=20, choices=Duty)
    qualification = models.CharField(_("资质编号"), max_length=80, blank=True)

    class Meta(ContentRow.Meta):
        verbose_name = _("工作组成员")
        verbose_name_plural = _("工作组成员")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "duty"],
                condition=~models.Q(duty="member"),
                name="one_signer_per_duty",
                violation_error_message=_("组长、技术复核人、批准人各只能有一名。"),
            ),
            models.UniqueConstraint(
                fields=["report", "user"],
                name="one_duty_per_person",
                violation_error_message=_(
                    "同一人在一份报告中只能担任一项职责：复核人和批准人须独立于工作组，且不能是同一人。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"

    def clean(self) -> None:
        super().clean()
        if self.user is None:
            return  # a person from an imported file; submission asks for the accounts of those who sign
        role = REQUIRED_ROLE.get(Duty(self.duty)) if self.duty else None
        if self.user.agency_id != self.agency_id or (role is not None and role not in self.user.roles):
            message = _("“%s”不是本机构中可以担任此职责的人员，请先由机构管理员授予相应角色。")
            raise ValidationError({"user": message % self.user.name})
        if self.user.name != self.name:
            raise ValidationError({"name": _("姓名须与其系统账户一致：%s。") % self.user.name})


class ScheduleEntry(ContentRow):
    """时间安排: an activity on one day or over a range."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="schedule", editable=False)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)
    activity = models.CharField(_("工作内容"), max_length=200)

    class Meta:
        verbose_name = _("时间安排")
        verbose_name_plural = _("时间安排")
        ordering = ["position", "start", "pk"]

    def __str__(self) -> str:
        return self.activity

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("结束日期早于开始日期。")})


class ProgrammeSlot(ContentRow):
    """现场记录表: one slot. ``interviewees``: one per line as 姓名／职务／部门, unknown parts left empty."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="programme", editable=False)
    day = models.DateField(_("日期"))
    start = models.TimeField(_("开始"))
    end = models.TimeField(_("结束"))
    topic = models.CharField(_("主要评价内容"), max_length=300)
    interviewees = LinesField(_("访谈对象"), help_text=_("每行一人：姓名／职务／部门，不知道的留空"))
    members = LinesField(_("组员分工"), help_text=_("每行一人"))

    class Meta:
        verbose_name = _("现场日程")
        verbose_name_plural = _("现场日程")
        ordering = ["day", "start", "position", "pk"]

    def __str__(self) -> str:
        return self.topic

    def clean(self) -> None:
        super().clean()
        problems: dict[str, str] = {}
        if self.start and self.end and self.end <= self.start:
            problems["end"] = _now("结束时间须晚于开始时间。")
        wrong = [line for line in self.interviewees if line.replace("/", "／").count("／") > 2]
        if wrong:
            problems["interviewees"] = _now("每行最多三部分（姓名／职务／部门）：%s") % "；".join(wrong)
        if problems:
            raise ValidationError(problems)


class DocumentReview(AgencyRow):
    """文件评审: strategic analysis and risk assessment after ISO 14064-3."""

    EDIT_ACTION = Action.EDIT_REPORT
    PARENT = "report"

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, related_name="document_review", editable=False
    )
    nature_and_scale = models.TextField(_("工作的性质、规模和复杂程度"), blank=True, max_length=20_000)
    information_confidence = models.TextField(
        _("温室气体信息的可信度与完整性"), blank=True, max_length=20_000
    )
    complexity = models.CharField(_("复杂程度"), max_length=6, choices=Grade, blank=True)
    inherent_risk = models.TextField(_("固有风险"), blank=True, max_length=20_000)
    control_risk = models.TextField(_("控制风险"), blank=True, max_length=20_000)
    detection_risk = models.TextField(_("检查风险"), blank=True, max_length=20_000)
    risk = models.CharField(_("风险等级"), max_length=6, choices=Grade, blank=True)

    class Meta:
        verbose_name = _("文件评审")
        verbose_name_plural = _("文件评审")

    def __str__(self) -> str:
        return str(self.report)


class AssessmentFinding(ContentRow):
    """核查发现: a finding, its correction and closure."""

    class FindingGrade(models.TextChoices):
        NONCONFORMITY = "nonconformity", _("不符合")
        OBSERVATION = "observation", _("观察项")
        CLARIFICATION = "clarification", _("澄清项")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="findings", editable=False)
    grade = models.CharField(_("类别"), max_length=16, choices=FindingGrade)
    description = models.CharField(_("发现"), max_length=300)
    correction = models.TextField(_("纠正措施"), blank=True, max_length=5_000)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)

    class Meta(ContentRow.Meta):
        verbose_name = _("核查发现")
        verbose_name_plural = _("核查发现")

    def __str__(self) -> str:
        return self.description


class SupportingDocument(ContentRow):
    """支持性文件清单: one document."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="supporting_documents", editable=False
    )
    name = models.CharField(_("文件名称"), max_length=200)
    reference = models.CharField(_("编号或说明"), max_length=300, blank=True)

    class Meta(ContentRow.Meta):
        verbose_name = _("支持性文件")
        verbose_name_plural = _("支持性文件")

    def __str__(self) -> str:
        return self.name


class Expert(ContentRow):
    """专家名单: one expert."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="experts", editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    employer = models.CharField(_("工作单位"), max_length=200, blank=True)
    registration = models.CharField(_("注册编号"), max_length=80, blank=True)

    class Meta(ContentRow.Meta):
        verbose_name = _("专家")
        verbose_name_plural = _("专家")

    def __str__(self) -> str:
        return self.name
