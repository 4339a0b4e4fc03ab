"""A factor's value in one line: ``{{ factor|value_text }}``; its state's colour: ``{{ factor|state_kind }}``."""

from __future__ import annotations

from django import template

from accounts.templatetags.typography import exact
from factors import telling
from factors.derivation import derive
from factors.models import Factor

register = template.Library()

_STATE_KINDS = {
    Factor.State.PROPOSED: "wait",
    Factor.State.CURRENT: "ok",
    Factor.State.SUPERSEDED: "off",
    Factor.State.EXPIRED: "warn",
    Factor.State.WITHDRAWN: "stop",
    Factor.State.REJECTED: "stop",
}


@register.filter
def value_text(factor: Factor) -> str:
    """The number with its unit; derived for a fuel, a mix or a lorry, for gases the amount of each."""
    if factor.form == Factor.Form.FUEL:
        derivation = derive(factor)
        return f"≈ {derivation.result:f} {derivation.unit}"
    if factor.form == Factor.Form.GASES:
        amounts = "、".join(f"{symbol} {kilograms}" for symbol, kilograms in factor.gases.items())
        return f"{amounts} kg/{factor.unit}"
    composite = factor.composite
    if composite is not None:
        return telling.result(composite)
    return f"{exact(factor.amount)} {factor.unit}"


@register.filter
def state_kind(factor: Factor) -> str:
    """The kind of the label that shows the state (components/state.html)."""
    return _STATE_KINDS[factor.standing]
