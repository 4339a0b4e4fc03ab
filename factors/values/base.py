"""What every value of the core is made of: frozen models, exact numbers as text, places for messages."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
MAX_DIGITS = 30


class Value(BaseModel):
    """A frozen value; unknown members are refused, because a misspelt name would be a lost figure."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def exact(number: object) -> Decimal:
    """A decimal from its text, every digit kept. Binary numbers are refused: they have already lost digits."""
    if isinstance(number, Decimal) and number.is_finite():
        number = format(number, "f")
    if not isinstance(number, str):
        raise PydanticCustomError("number_as_text", '数值须写成带引号的文本，例如 "1.4677"')
    if not NUMBER.fullmatch(number):
        raise PydanticCustomError(
            "number_form", '不是数值：只能有数字、一个小数点和前面的负号，例如 "1250.5"'
        )
    if len(number.lstrip("-").replace(".", "").strip("0")) > MAX_DIGITS:
        raise PydanticCustomError("number_digits", "数值最多 30 位有效数字")
    exact_number = Decimal(number)
    if abs(exact_number.adjusted()) > MAX_DIGITS:
        raise PydanticCustomError("number_size", "数值过大或过小：须在 10 的 -30 次方到 30 次方之间")
    return exact_number


def reckoned(number: object) -> Decimal:
    """A figure that the calculation made: a decimal, or its text, of as many digits as the arithmetic has."""
    if isinstance(number, str) and NUMBER.fullmatch(number):
        return Decimal(number)
    if not isinstance(number, Decimal) or not number.is_finite():
        raise PydanticCustomError("number_as_text", '数值须写成带引号的文本，例如 "1.4677"')
    return number


Number = Annotated[
    Decimal,
    BeforeValidator(exact),
    PlainSerializer(lambda number: format(number, "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{NUMBER.pattern}$", "description": "十进制数，写成文本"}),
]
# A figure of the result; unlike what is entered, a quotient fills all 34 digits.
Figure = Annotated[
    Decimal,
    BeforeValidator(reckoned),
    PlainSerializer(lambda number: format(number, "f"), return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": f"^{NUMBER.pattern}$", "description": "计算所得的十进制数，写成文本"}
    ),
]
# A name that other members refer to: unique within its list.
Key = Annotated[str, StringConstraints(min_length=1, max_length=80)]
# A text that must be there, and one that may be empty.
Label = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
