"""数据收集表: the workbooks of a study that went to the client, and those that came back."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from inventories.models.studies import Study


class IssuedWorkbookQuerySet(models.QuerySet["IssuedWorkbook"]):
    """Workbooks that were made; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The own agency's; none for a client's person."""
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(agency_id=user.agency_id)


class IssuedWorkbook(models.Model):
    """A workbook as it was made for the client: 第 ``number`` 版 of its study, its bytes under ``digest``.

    When it comes back it is held against these bytes, so that what the client changed is told from what changed here.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="issued_workbooks", editable=False
    )
    number = models.PositiveIntegerField(_("版次"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("生成人")
    )
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    objects = IssuedWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("数据收集表")
        verbose_name_plural = _("数据收集表")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="issued_workbook_once")]

    def __str__(self) -> str:
        return str(_("数据收集表第 %d 版")) % self.number

    @property
    def study_id_of_row(self) -> int:
        """The study under which the audit trail files it."""
        return self.study_id


class FilledWorkbookQuerySet(models.QuerySet["FilledWorkbook"]):
    """Workbooks that came back; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The own agency's; none for a client's person."""
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(agency_id=user.agency_id)


class FilledWorkbook(models.Model):
    """A workbook that came back, and where its import stands.

    ``version`` grows with every step; a job is asked for at one version and publishes only at that one. ``issued``:
    the version that was sent out, where the file is one of ours. ``tables``: what was found on which sheet.
    ``subject``: changes to company, contact, product and period. ``missing_stages``: kinds that its rows need and the
    study lacks. ``mark``: the state of the study that the preview was compared with. ``decision``: how it was applied.
    """

    class State(models.TextChoices):
        READING = "reading", _("正在比对")
        REFUSED = "refused", _("未能读取")
        MAPPING = "mapping", _("待对应表头")
        PREVIEW = "preview", _("待确认")
        APPLYING = "applying", _("正在写入")
        APPLIED = "applied", _("已写入")
        DISCARDED = "discarded", _("已放弃")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="filled_workbooks", editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    media_type = models.CharField(max_length=100)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READING)
    version = models.PositiveIntegerField(default=1)
    refusal = models.TextField(_("未能写入的原因"), blank=True)
    issued = models.ForeignKey(IssuedWorkbook, on_delete=models.SET_NULL, null=True, related_name="+")
    tables = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    subject = models.JSONField(default=list)
    missing_stages = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, blank=True)
    decision = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = FilledWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("收集表导入")
        verbose_name_plural = _("收集表导入")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["study", "-id"], name="filled_workbook_by_study")]

    def __str__(self) -> str:
        return self.name

    @property
    def study_id_of_row(self) -> int:
        """The study under which the audit trail files it."""
        return self.study_id

    @property
    def job_key(self) -> str:
        """The key of the job that works on it at its present version."""
        return f"{self.pk}:{self.version}"

    @property
    def is_open(self) -> bool:
        """Whether it can still come to something."""
        return self.state not in (self.State.APPLIED, self.State.DISCARDED)

    @property
    def to_write(self) -> int:
        """How many rows the preview would write."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))


class FilledWorkbookRow(models.Model):
    """One row of the file and what it would do.

    ``cells``: ``[cell, heading, text]`` as they stood; ``changes``: ``[heading, before, after]``; ``problems``:
    ``[cell or "", heading or "", message]``; ``notes``: how something was read; ``content``: what is to be written;
    ``target``: the number of the row of the study that it is about (no reference: it may be gone by then).
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("有变动")
        UNCHANGED = "unchanged", _("无变动")
        MISSING = "missing", _("文件中没有")
        REFUSED = "refused", _("有问题")

    workbook = models.ForeignKey(
        FilledWorkbook, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=12)
    sheet = models.CharField(_("工作表"), max_length=60)
    number = models.PositiveIntegerField(_("行"))
    name = models.CharField(_("名称"), max_length=200, blank=True)
    outcome = models.CharField(_("结果"), max_length=9, choices=Outcome)
    cells = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    target = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("收集表的行")
        verbose_name_plural = _("收集表的行")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["workbook", "position"], name="filled_row_once")]
        indexes = [
            models.Index(fields=["workbook", "section", "position"], name="filled_row_by_section"),
            models.Index(fields=["workbook", "outcome", "position"], name="filled_row_by_outcome"),
        ]

    def __str__(self) -> str:
        return self.name
