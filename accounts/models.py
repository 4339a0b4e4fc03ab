"""Agencies, people and their roles, API tokens, and the audit trail."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.validators import validate_credit_code

# The two places of a report number's pattern that are filled in.
PLACEHOLDER = re.compile(r"\{(year|sequence)(?::0[1-9]d)?\}")


class Agency(models.Model):
    """核算机构: the consultancy that makes the reports; every tenant row carries it."""

    name = models.CharField(_("机构名称"), max_length=200, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, validators=[validate_credit_code]
    )
    address = models.CharField(_("地址"), max_length=300, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    introduction = models.TextField(_("机构简介"), blank=True)
    # {year} and {sequence:04d} are filled in; the sequence counts per agency and year, without gaps.
    number_pattern = models.CharField(_("报告编号规则"), max_length=60, default="PCF-{year}-{sequence:04d}")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("核算机构")
        verbose_name_plural = _("核算机构")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a pattern that gives the same number twice, or that names what there is not."""
        super().clean()
        names = PLACEHOLDER.findall(self.number_pattern)
        rest = PLACEHOLDER.sub("", self.number_pattern)
        if sorted(names) != ["sequence", "year"] or "{" in rest or "}" in rest:
            message = _now(
                "编号规则须含 {year}（年份）和 {sequence}（序号，{sequence:04d} 补足四位）各一次，不含其他花括号。"
            )
            raise ValidationError({"number_pattern": message})

    @property
    def agency_id(self) -> int:
        """Its own tenant, so that an agency is guarded like any other subject."""
        return self.pk


class Role(models.TextChoices):
    """What a person may be in an agency; one person may hold several."""

    ADMINISTRATOR = "administrator", _("机构管理员")
    CONSULTANT = "consultant", _("咨询师")
    TECHNICAL_REVIEWER = "technical_reviewer", _("技术复核人")
    APPROVER = "approver", _("批准人")
    CLIENT = "client", _("委托方")


class UserQuerySet(models.QuerySet["User"]):
    """People; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The people of the own agency; a client's person sees nobody but the own account."""
        if not user.is_active:
            return self.none()
        own = self.filter(agency_id=user.agency_id)
        return own.filter(pk=user.pk) if user.is_client else own


class UserManager(BaseUserManager["User"]):
    """Makes people; the only door to a new account."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        """See ``UserQuerySet.visible_to``."""
        return self.get_queryset().visible_to(user)

    def create_user(self, email: str, password: str, *, agency: Agency, name: str, roles: list[Role]) -> User:
        """A person of ``agency`` with ``roles``; the password is hashed with argon2."""
        user = self.model(email=self.normalize_email(email).lower(), agency=agency, name=name)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in names are compared without regard to case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. A client's person is told apart by the role ``client`` alone."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(_("邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    qualification = models.CharField(_("资质编号"), max_length=80, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    # An administrator made the password: the person replaces it before anything else, because it signs.
    password_is_initial = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held, read once per request."""
        return frozenset(Role(role) for role in self.role_grants.values_list("role", flat=True))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("roles", None)

    @property
    def is_client(self) -> bool:
        """Whether the person belongs to a client: such a person sees issued reports of the own company only."""
        return Role.CLIENT in self.roles


class RoleGrant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("角色"), max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens; ``visible_to`` is the only door from a page."""

    def visible_to(self, user: User) -> Self:
        """The own tokens; an administrator also sees, to revoke them, those of the agency's people."""
        if not user.is_active:
            return self.none()
        if Role.ADMINISTRATOR in user.roles:
            return self.filter(user__agency_id=user.agency_id)
        return self.filter(user=user)


class ApiToken(models.Model):
    """A person's key to ``/api/v1/``; only its SHA-256 is kept, the text is shown once when it is made."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(_("用途"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API 令牌")
        verbose_name_plural = _("API 令牌")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"

    @property
    def agency_id(self) -> int:
        """The tenant is the person's."""
        return self.user.agency_id

    @staticmethod
    def digest_of(text: str) -> str:
        """SHA-256 of the token's text. The text has 256 random bits, so no slow hash is needed."""
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def issue(cls, user: User, label: str) -> tuple[ApiToken, str]:
        """A new token and its text, which is not kept anywhere."""
        text = f"pcf_{secrets.token_urlsafe(32)}"
        return cls.objects.create(user=user, label=label, digest=cls.digest_of(text)), text


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Lines of the trail; ``visible_to`` is the only door from a page."""

    def visible_to(self, user: User) -> Self:
        """The lines of the own agency; none for a client's person."""
        if not user.is_active or user.is_client:
            return self.none()
        return self.filter(agency_id=user.agency_id)


class AuditEntry(models.Model):
    """Who did what to which thing, when, with the values before and after. Written once, never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # None: the system itself (a job); the name is copied so that the trail outlives a rename.
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=60)
    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    # The study or report under which the act is found again; empty for acts on the agency itself.
    study_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "-id"], name="audit_by_agency"),
            models.Index(fields=["study_id", "-id"], name="audit_by_study"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.act} {self.subject_label}"
