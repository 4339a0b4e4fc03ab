"""导入: a foreign file on its way into an agency's library, what it would change there, and what became of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from factors.models.factors import Factor
from factors.models.libraries import Library


class FactorImportQuerySet(models.QuerySet["FactorImport"]):
    """Imports; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The own agency's, as far as the person may see the library; one that has none yet only its importer."""
        if not user.is_active or user.is_client:
            return self.none()
        begun = models.Q(library=None, proposed_by=user)
        open_to = models.Q(library__in=Library.objects.visible_to(user))
        return self.filter(begun | open_to, agency_id=user.agency_id)


class FactorImport(models.Model):
    """导入: one uploaded file and where its import stands.

    ``version`` grows with every step; a job is asked for at one version and publishes only at that one, so that
    of two people, two clicks or two workers one gets through. ``choices``: the answers to ``inspection["choices"]``.
    ``target``: name, release … of the library that the import is to begin, when it does not go into ``library``.
    ``mark``: the library's state that the preview was compared with. ``decision``: how the person applied it.
    """

    class State(models.TextChoices):
        INSPECTING = "inspecting", _("正在识别")
        REFUSED = "refused", _("未能识别")
        CHOOSING = "choosing", _("待选择")
        READING = "reading", _("正在比对")
        PREVIEW = "preview", _("待确认")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")
        DISCARDED = "discarded", _("已放弃")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("提交人")
    )
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    media_type = models.CharField(max_length=100)
    format = models.CharField(_("文件格式"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.INSPECTING)
    version = models.PositiveIntegerField(default=1)
    refusal = models.TextField(_("未能导入的原因"), blank=True)
    inspection = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    library = models.ForeignKey(
        Library, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("因子库")
    )
    target = models.JSONField(default=dict)
    heads = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    skipped = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    mark = models.CharField(max_length=200, blank=True)
    decision = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = FactorImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("因子导入")
        verbose_name_plural = _("因子导入")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "-id"], name="factor_import_by_agency")]

    def __str__(self) -> str:
        return self.name

    @property
    def factors(self) -> models.QuerySet[Factor]:
        """The releases that the import wrote; none before it is applied."""
        return Factor.objects.filter(pk__in=self.rows.exclude(factor=None).values("factor"))

    @property
    def job_key(self) -> str:
        """The key of the job that works on the import at its present version."""
        return f"{self.pk}:{self.version}"

    @property
    def is_open(self) -> bool:
        """Whether it can still come to something."""
        return self.state not in (self.State.APPLIED, self.State.DISCARDED)

    @property
    def to_write(self) -> int:
        """How many releases the preview would write."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))

    @property
    def target_label(self) -> str:
        """The library it goes into, one that is still to be begun included; empty before it is chosen."""
        if self.library is not None:
            return str(self.library)
        return f"{self.target.get('name', '')} {self.target.get('release', '')}".strip()


class ImportRow(models.Model):
    """One row of the file and what it would do. ``previous``: the release in the library that it was held against.

    ``cells``: what stood in the file, by ``FactorImport.heads``. ``content``: the columns of the factor as text.
    ``problems``: ``[head or "", message]``; ``hints``: what looks odd and is not refused; ``before``: for a changed
    row the columns that differ, as they are in the library. ``release``: the release to be written; ``factor``: it.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("有变动")
        UNCHANGED = "unchanged", _("无变动")
        REFUSED = "refused", _("有问题")

    batch = models.ForeignKey(FactorImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=300)
    code = models.CharField(_("代码"), max_length=120, blank=True)
    outcome = models.CharField(_("结果"), max_length=9, choices=Outcome)
    cells = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    hinted = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    release = models.PositiveIntegerField(null=True)
    previous = models.ForeignKey(
        Factor, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    factor = models.ForeignKey(Factor, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "outcome", "position"], name="import_row_by_outcome"),
            models.Index(fields=["batch", "code"], name="import_row_by_code"),
        ]

    def __str__(self) -> str:
        return self.place


class ColumnMapping(models.Model):
    """How an agency's people matched the heads of a spreadsheet with the columns of a factor, to be offered again."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", editable=False)
    format = models.CharField(max_length=40)
    # SHA-256 of the heads in their order: heads can be longer than an index takes.
    heads_digest = models.CharField(max_length=64)
    heads = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("列对应关系")
        verbose_name_plural = _("列对应关系")
        constraints = [
            models.UniqueConstraint(fields=["agency", "format", "heads_digest"], name="column_mapping_once")
        ]

    def __str__(self) -> str:
        return "、".join(self.heads)[:80]
