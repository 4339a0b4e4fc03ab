"""Keys at rest: the agency's trial authority and seal, each person's certificate and handwriting.

``sealed_key`` is encrypted with the installation's master key (``reports.signing.vault``), which is not in the
database; who copies the database alone can sign nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.permissions import Action


class CredentialKind(models.TextChoices):
    """Where a signing key comes from."""

    TRIAL = "trial", _("试用证书")
    PKCS12 = "pkcs12", _("PKCS#12 证书文件")
    PKCS11 = "pkcs11", _("PKCS#11 设备")


class TrialAuthority(models.Model):
    """The agency's own test authority: it proves nothing to a stranger, and page and report say so."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    certificate = models.TextField()
    sealed_key = models.BinaryField()
    # The local time stamper's certificate and key: a time stamp of the installation's own clock.
    stamper_certificate = models.TextField()
    stamper_sealed_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.agency)


class CredentialRow(models.Model):
    """A certificate with its way to the private key.

    ``sealed_key``: the trial key, or the whole PKCS#12 file with its passphrase, or the PIN of the device.
    ``device``: PKCS#11 module path, token label and key label.
    """

    kind = models.CharField(_("证书来源"), max_length=8, choices=CredentialKind, default=CredentialKind.TRIAL)
    certificate = models.TextField()
    sealed_key = models.BinaryField()
    device = models.JSONField(default=dict)
    subject = models.CharField(_("证书主体"), max_length=400)
    expires_at = models.DateTimeField(_("证书有效期至"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PersonalCertificate(CredentialRow):
    """One person's certificate; ``handwriting``: PNG of the signature by hand, may be empty."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handwriting = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return self.subject

    def duty_refusal(self, actor: User, action: Action) -> str | None:
        """Nobody, not even the administrator, brings or replaces another person's key."""
        return None if actor.pk == self.user_id else _now("只能管理自己的证书和手写签名。")


class AgencySeal(CredentialRow):
    """The agency's seal, which closes a document. ``time_stamp_url``: RFC 3161 service, empty for the local one."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    time_stamp_url = models.URLField(_("时间戳服务地址"), blank=True)

    def __str__(self) -> str:
        return self.subject
