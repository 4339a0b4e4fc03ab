"""报告: the report of one study, its state, and what people say about it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action
from accounts.rows import AgencyQuerySet, AgencyRow
from inventories.fields import LinesField
from inventories.models import Study


class State(models.TextChoices):
    """Where a report stands; ``reports.workflow.MOVES`` is the one table of allowed moves."""

    DRAFT = "draft", _("草稿")
    PREPARING = "preparing", _("正在制作")
    SUBMITTED = "submitted", _("待组长签署")
    LEADER_SIGNED = "leader_signed", _("待技术复核")
    REVIEWED = "reviewed", _("待批准")
    APPROVED = "approved", _("待盖章")
    ISSUED = "issued", _("已签发")


class Duty(models.TextChoices):
    """What a person does in one report."""

    LEADER = "leader", _("组长")
    MEMBER = "member", _("组员")
    TECHNICAL_REVIEWER = "technical_reviewer", _("技术复核人")
    APPROVER = "approver", _("批准人")


class ReportQuerySet(AgencyQuerySet["Report"]):
    """Reports; a client's person sees the issued ones of the own company."""

    def visible_to(self, user: User) -> Self:
        if not user.is_active:
            return self.none()
        own = self.filter(agency_id=user.agency_id)
        if user.is_client:
            return own.filter(state=State.ISSUED, study__product__company__clients=user)
        return own


class Report(AgencyRow):
    """报告 of one study. Its content may be edited in ``draft`` only; issued it is immutable (database trigger).

    ``number`` is reserved at the first submission and stays. ``supersedes``: the issued report that it corrects.
    """

    EDIT_ACTION = Action.EDIT_REPORT
    PARENT = "study"

    class Template(models.TextChoices):
        AUDIT = "audit", _("核查式报告")

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+", editable=False)
    number = models.CharField(_("报告编号"), max_length=60, blank=True, editable=False)
    template = models.CharField(
        _("报告样式"), max_length=12, choices=Template, default=Template.AUDIT, editable=False
    )
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.DRAFT, editable=False)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by", editable=False
    )
    validity_years = models.PositiveSmallIntegerField(
        _("有效期（年，自签发之日起）"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    use_limits = models.TextField(_("使用限制"), blank=True, max_length=20_000)
    other_statements = models.TextField(_("其他声明"), blank=True, max_length=20_000)
    suggestions = LinesField(_("改进建议"), help_text=_("每行一项；留空则按排放热点生成"))
    uncertainty = models.TextField(_("不确定性说明"), blank=True, max_length=20_000)

    # django-stubs takes the base class's manager for a class variable and this one for an instance's.
    objects = ReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("报告")
        verbose_name_plural = _("报告")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "-id"], name="report_by_agency"),
            models.Index(fields=["agency", "state", "-id"], name="report_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], name="number_once_per_agency", condition=~models.Q(number="")
            ),
            models.UniqueConstraint(
                fields=["study"],
                name="one_open_report_per_study",
                condition=~models.Q(state="issued"),
                violation_error_message=_("该项目已有一份未签发的报告。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or _now('未编号')} {self.study}"

    @property
    def editing_root(self) -> AgencyRow | None:
        """A report opens and closes for editing as a whole."""
        return self

    def editing_refusal(self) -> str | None:
        if self.state == State.DRAFT:
            return None
        if self.state == State.ISSUED:
            return _now("报告 %s 已签发，内容不能再修改；如需更正，请新建更正报告。") % self.number
        return _now("报告 %s 已提交，正在签署；如需修改，请由签署人退回。") % self.number

    def duty_refusal(self, actor: User, action: Action) -> str | None:
        """Separation of duties: each signature belongs to the person named for it in this report."""
        duty = {
            Action.SIGN_AS_LEADER: Duty.LEADER,
            Action.SIGN_AS_REVIEWER: Duty.TECHNICAL_REVIEWER,
            Action.SIGN_AS_APPROVER: Duty.APPROVER,
        }.get(action)
        people = {(member.user_id, Duty(member.duty)) for member in self.team.all()}
        if duty is not None and (actor.pk, duty) not in people:
            return _now("本报告的%s不是您。") % duty.label
        if action == Action.RETURN_REPORT and actor.pk not in {user for user, _duty in people}:
            return _now("只有本报告的工作组成员、技术复核人和批准人可以退回。")
        return None


class Comment(AgencyRow):
    """What a person said about a report; ``returned`` marks the reason of a return."""

    EDIT_ACTION = Action.COMMENT
    PARENT = "report"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments", editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    section = models.CharField(_("章节"), max_length=60, blank=True)
    text = models.TextField(_("意见"), max_length=5_000)
    returned = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("意见")
        verbose_name_plural = _("意见")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def editing_root(self) -> AgencyRow | None:
        """A comment may be made at any time; it changes nothing that is signed."""
        return None
