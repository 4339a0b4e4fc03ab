"""Report numbers: by the agency's pattern, counted per agency and year, without gaps."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Agency
from reports.models import NumberSequence


def reserve_number(agency: Agency, year: int) -> str:
    """The next number, inside the caller's transaction: when that fails the number is not used up."""
    NumberSequence.objects.get_or_create(agency=agency, year=year)
    sequence = NumberSequence.objects.select_for_update().get(agency=agency, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return number_from(agency.number_pattern, year, sequence.last)


def number_from(pattern: str, year: int, sequence: int) -> str:
    """``pattern`` filled in. Raises ``ValidationError`` when it names something else or would repeat itself."""
    try:
        number = pattern.format(year=year, sequence=sequence)
        follower = pattern.format(year=year, sequence=sequence + 1)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValidationError(
            _("报告编号规则“%s”无效：只能使用 {year} 和 {sequence:04d}。") % pattern
        ) from error
    if number == follower or not 1 <= len(number) <= 60:
        raise ValidationError(_("报告编号规则“%s”须包含 {sequence}，且编号不超过 60 个字符。") % pattern)
    return number
