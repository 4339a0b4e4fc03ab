"""What was frozen, signed and issued. These rows are written once; database triggers refuse any change."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from inventories.models import Company
from reports.models.report import Duty, Report

DIGEST = RegexValidator(r"^[0-9a-f]{64}$")


class NumberSequence(models.Model):
    """The last number given in one agency and year; locked while a number is taken, so that none is lost."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Revision(models.Model):
    """One frozen submission: the canonical study file, its SHA-256, and the PDF as it gathers signatures.

    ``unsigned`` and ``current`` name files of the agency's store by their SHA-256 (empty until the job has made
    them). A returned revision is ``discarded`` and kept for the trail only.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    ordinal = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    snapshot = models.TextField()
    digest = models.CharField(max_length=64, validators=[DIGEST])
    trial = models.BooleanField()
    unsigned = models.CharField(max_length=64, blank=True)
    current = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    discarded = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["report", "ordinal"], name="revision_once"),
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(discarded=False), name="one_live_revision_per_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.ordinal}"


class Signature(models.Model):
    """One signature in a revision's PDF. ``duty`` empty: the agency's seal."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signatures")
    field = models.CharField(max_length=24)
    duty = models.CharField(max_length=20, choices=Duty, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signer_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    certificate_subject = models.CharField(max_length=400)
    certificate_digest = models.CharField(max_length=64, validators=[DIGEST])
    trial = models.BooleanField()
    document = models.CharField(max_length=64, validators=[DIGEST])

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "field"], name="signature_once_per_field")]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.signed_at:%Y-%m-%d}"


class RegisterQuerySet(models.QuerySet["RegisterEntry"]):
    """The register of an agency; a client's person sees the entries of the own company."""

    def visible_to(self, user: User) -> Self:
        """Entries of the own agency; for a client's person those of the own company."""
        if not user.is_active:
            return self.none()
        own = self.filter(agency_id=user.agency_id)
        return own.filter(company__clients=user) if user.is_client else own


class RegisterEntry(models.Model):
    """登记: an issued report, copied out of its snapshot so that the register reads by itself."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="register_entry")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("报告编号"), max_length=60)
    company_name = models.CharField(_("委托方"), max_length=200)
    product_name = models.CharField(_("产品"), max_length=300)
    unit_result = models.CharField(_("核算结论"), max_length=200)
    standards = models.JSONField(_("标准"), default=list)
    issued_at = models.DateTimeField(_("签发日期"))
    valid_until = models.DateField(_("有效期至"))
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("取代")
    )
    snapshot_digest = models.CharField(max_length=64, validators=[DIGEST])
    document = models.CharField(max_length=64, validators=[DIGEST])
    trial = models.BooleanField()

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("登记")
        verbose_name_plural = _("登记")
        ordering = ["-issued_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="register_number_once")]
        indexes = [models.Index(fields=["agency", "-issued_at"], name="register_by_agency")]

    def __str__(self) -> str:
        return self.number


class Withdrawal(models.Model):
    """撤回: an issued report is declared void, with the reason; the file stays readable and says so."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(RegisterEntry, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(_("撤回原因"), max_length=2_000)

    def __str__(self) -> str:
        return f"{self.entry}: {self.reason[:40]}"


class Preview(models.Model):
    """The last draft PDF of a report, so that an unchanged draft is not rendered twice. Replaced, never signed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="preview")
    digest = models.CharField(max_length=64, validators=[DIGEST])
    document = models.CharField(max_length=64, validators=[DIGEST])
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report} {self.made_at:%Y-%m-%d %H:%M}"
