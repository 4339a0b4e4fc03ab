"""排放因子: published numbers in their versions. A factor is never changed: a newer release supersedes it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.permissions import Action
from factors import telling, units
from factors.fields import ExactDecimalField, exact_decimal
from factors.models.libraries import Library
from factors.values import Composite, Malformed, errors, kind_of, read_composition, troubles

# What makes a factor the factor that it is; a change of any of these is a new release.
TEXTS = (
    "name",
    "name_en",
    "synonyms",
    "category",
    "kind",
    "form",
    "unit",
    "heating_value_unit",
    "carbon_content_unit",
    "region",
    "boundary",
    "gwp_set",
    "publisher",
    "document",
    "table",
    "licence",
    "uncertainty",
    "quality",
    "cas",
    "note",
)
# Not yet, or never, approved by a second person: nothing for a report.
UNRELEASED = ("proposed", "rejected")
NUMBERS = ("amount", "heating_value", "carbon_content", "oxidation")
CONTENT = (*TEXTS, *NUMBERS, "gases", "split", "year", "valid_until", "second_hand")
# All that a release holds. A composition is entered on pages of its own and stands in no workbook.
WHOLE = (*CONTENT, "composition")
# The forms whose number is reckoned from other factors.
COMPOSED = ("mix", "transport")


class FactorQuerySet(models.QuerySet["Factor"]):
    """Factors; ``visible_to`` is the only door from a page or the API."""

    def visible_to(self, user: User) -> Self:
        """The factors of the libraries that the user may see; none for a client's person.

        What another agency has proposed, and what was rejected there, is nobody else's.
        """
        if not user.is_active or user.is_client:
            return self.none()
        released = Q(agency_id=user.agency_id) | ~Q(state__in=UNRELEASED)
        return self.filter(released, library__in=Library.objects.visible_to(user))


class Factor(models.Model):
    """排放因子: one published number in one version, with everything that tells whether it fits.

    ``form`` says which of the value columns hold it: ``stated`` amount in ``unit``; ``fuel`` heating value × carbon
    content × oxidation × 44/12; ``gases`` kilograms of each gas per ``unit`` (``{"CH4": "0.001"}``); ``mix`` and
    ``transport`` are reckoned from ``composition`` (``factors.values``), ``unit`` and ``kind`` follow from it.
    """

    class Form(models.TextChoices):
        STATED = "stated", _("直接给出")
        FUEL = "fuel", _("由低位发热量推导")
        GASES = "gases", _("按气体给出")
        MIX = "mix", _("由几种来源组成")
        TRANSPORT = "transport", _("由车辆与装载推导")

    class Kind(models.TextChoices):
        FOOTPRINT = "footprint", _("碳足迹（CO2e）")
        CO2_ONLY = "co2_only", _("仅二氧化碳")
        COMBUSTION = "combustion", _("仅燃烧")
        SPEND_BASED = "spend_based", _("按金额")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审核")
        CURRENT = "current", _("有效")
        SUPERSEDED = "superseded", _("已被取代")
        EXPIRED = "expired", _("已过期")
        WITHDRAWN = "withdrawn", _("已撤回")
        REJECTED = "rejected", _("未通过审核")

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    library = models.ForeignKey(
        Library, on_delete=models.PROTECT, related_name="factors", verbose_name=_("因子库")
    )
    code = models.CharField(_("代码"), max_length=120)
    release = models.PositiveIntegerField(_("版次"), default=1, editable=False)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", editable=False
    )
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.CURRENT, editable=False)

    name = models.CharField(_("名称"), max_length=300)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    synonyms = models.CharField(_("别名"), max_length=500, blank=True)
    category = models.CharField(_("类别"), max_length=120, blank=True)
    kind = models.CharField(_("口径"), max_length=12, choices=Kind, default=Kind.FOOTPRINT)
    form = models.CharField(_("给出方式"), max_length=9, choices=Form, default=Form.STATED)
    amount = ExactDecimalField(_("数值"), null=True, blank=True, allow_negative=True)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    heating_value = ExactDecimalField(_("低位发热量"), null=True, blank=True)
    heating_value_unit = models.CharField(_("低位发热量单位"), max_length=40, blank=True)
    carbon_content = ExactDecimalField(_("单位热值含碳量"), null=True, blank=True)
    carbon_content_unit = models.CharField(_("含碳量单位"), max_length=40, blank=True)
    oxidation = ExactDecimalField(_("碳氧化率"), null=True, blank=True)
    gases = models.JSONField(_("分气体排放"), default=dict, blank=True)
    # Kilograms of CO2e that each gas has in a stated figure, where the source tells; informative, never added up.
    split = models.JSONField(_("其中各气体（CO2e）"), default=dict, blank=True)

    composition = models.JSONField(_("组成"), default=dict, blank=True, editable=False)

    region = models.CharField(_("地区"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("数据年份"), null=True, blank=True)
    boundary = models.CharField(_("核算边界"), max_length=120, blank=True)
    gwp_set = models.CharField(_("采用的 GWP"), max_length=60, blank=True)
    publisher = models.CharField(_("发布机构"), max_length=200, blank=True)
    document = models.CharField(_("文献"), max_length=300, blank=True)
    table = models.CharField(_("表页"), max_length=200, blank=True)
    licence = models.CharField(_("许可"), max_length=300, blank=True)
    cas = models.CharField(_("CAS 号"), max_length=20, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    second_hand = models.BooleanField(_("转引"), default=False)
    uncertainty = models.CharField(_("不确定性"), max_length=120, blank=True)
    quality = models.CharField(_("数据质量"), max_length=120, blank=True)
    note = models.TextField(_("备注"), blank=True)

    evidence_name = models.CharField(_("来源文件"), max_length=200, blank=True, editable=False)
    evidence_digest = models.CharField(max_length=64, blank=True, editable=False)
    evidence_type = models.CharField(max_length=100, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("提交人")
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("排放因子")
        verbose_name_plural = _("排放因子")
        ordering = ["name", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "code", "release"], name="factor_release_once"),
            models.UniqueConstraint(
                fields=["supersedes"], condition=~Q(state="rejected"), name="factor_superseded_once"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "name"], name="factor_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def per(self) -> units.Unit:
        """The unit of activity that the factor is for. Raises ``units.UnitError``."""
        if self.form == self.Form.FUEL:
            return units.parse_heating_value_unit(self.heating_value_unit).per
        if self.form == self.Form.GASES:
            return units.parse(self.unit)
        return units.parse_emission_factor_unit(self.unit).per

    @property
    def composite(self) -> Composite | None:
        """What a mix or a lorry is made of; ``None`` for other forms. Raises ``Malformed``."""
        return read_composition(self.form, self.composition) if self.form in COMPOSED else None

    @property
    def is_unreleased(self) -> bool:
        """Whether no report may use it: nobody has approved it yet, or it was rejected."""
        return self.state in UNRELEASED

    def duty_refusal(self, actor: User, action: Action) -> str | None:
        """Two persons: who proposed the figure does not decide on it."""
        if action is Action.APPROVE_FACTORS and self.proposed_by_id == actor.pk:
            return gettext("因子由您提交，须由另一人审核。")
        return None

    @property
    def standing(self) -> State:
        """The state as it is today: what is in force and valid until yesterday has expired."""
        past = self.valid_until is not None and self.valid_until < timezone.localdate()
        return self.State.EXPIRED if past and self.state == self.State.CURRENT else self.State(self.state)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django makes one only where there is none
        """The standing in words; everywhere that a state is shown, a factor past its date says so."""
        return str(self.standing.label)

    @property
    def is_own(self) -> bool:
        """Whether it is an agency's own; the starter factors are everybody's and nobody edits them."""
        return self.agency_id is not None

    def clean(self) -> None:
        """Refuse a factor whose value columns do not make one number in a known unit."""
        super().clean()
        problems_of = _FORM_PROBLEMS.get(self.form)
        problems = problems_of(self) if problems_of is not None else {}
        if self.library_id is not None and self.library.agency_id != self.agency_id:
            problems["library"] = gettext("所选因子库不属于本机构。")
        if problems:
            raise ValidationError(problems)


def _stated_problems(factor: Factor) -> dict[str, str]:
    problems: dict[str, str] = {}
    if factor.amount is None:
        problems["amount"] = gettext("请填写因子数值。")
    try:
        units.parse_emission_factor_unit(factor.unit)
    except units.UnitError as error:
        problems["unit"] = str(error)
    return problems


def _fuel_problems(factor: Factor) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name in ("heating_value", "carbon_content", "oxidation"):
        if getattr(factor, name) is None:
            problems[name] = gettext("由低位发热量推导的因子须填写此项。")
    # What is no number was refused with its own message before; here only numbers are looked at.
    if isinstance(factor.heating_value, Decimal) and factor.heating_value <= 0:
        problems["heating_value"] = gettext("低位发热量须大于 0。")
    if isinstance(factor.oxidation, Decimal) and not 0 < factor.oxidation <= 1:
        problems["oxidation"] = gettext("碳氧化率是 0 到 1 之间的小数，例如 98% 填写 0.98。")
    return problems | _fuel_unit_problems(factor)


def _fuel_unit_problems(factor: Factor) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name, parse in (
        ("heating_value_unit", units.parse_heating_value_unit),
        ("carbon_content_unit", units.parse_carbon_content_unit),
    ):
        try:
            parse(getattr(factor, name))
        except units.UnitError as error:
            problems[name] = str(error)
    return problems


def _gases_problems(factor: Factor) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not isinstance(factor.gases, dict) or not factor.gases:
        problems["gases"] = gettext("请至少填写一种气体。")
    else:
        wrong = [str(symbol) for symbol, kilograms in factor.gases.items() if not _is_gas(symbol, kilograms)]
        if wrong:
            problems["gases"] = gettext("每种气体须有符号和不为负的千克数，以下各项不符：%s。") % "、".join(
                wrong
            )
    try:
        units.parse(factor.unit)
    except units.UnitError as error:
        problems["unit"] = str(error)
    return problems


def _is_gas(symbol: object, kilograms: object) -> bool:
    """Whether this is a gas and its kilograms in plain digits; a JSON number would be binary and have lost some."""
    if not isinstance(symbol, str) or not symbol.strip() or not isinstance(kilograms, str):
        return False
    try:
        number = exact_decimal(kilograms)
    except ValueError:
        return False
    return number >= 0 and format(number, "f") == kilograms


def _composition_problems(factor: Factor) -> dict[str, str]:
    """A composition must be one that reckons, and unit and kind those that it makes."""
    try:
        value = read_composition(factor.form, factor.composition)
    except Malformed as error:
        return {"composition": gettext("组成的内容不符：%s") % error}
    stops = errors(troubles(value))
    if stops:
        return {"composition": "".join(f"{stop.reason}{stop.remedy}" for stop in stops)}
    if (factor.unit, factor.kind) != (telling.result_unit(value), kind_of(value.components)):
        return {"unit": gettext("单位和口径须由组成得出，不能另行填写。")}
    return {}


_FORM_PROBLEMS: dict[str, Callable[[Factor], dict[str, str]]] = {
    Factor.Form.STATED: _stated_problems,
    Factor.Form.FUEL: _fuel_problems,
    Factor.Form.GASES: _gases_problems,
    Factor.Form.MIX: _composition_problems,
    Factor.Form.TRANSPORT: _composition_problems,
}
