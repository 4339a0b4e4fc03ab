"""What every value of the core is made of; defined with the values of published numbers, which are part of it."""

from factors.values.base import (
    MAX_DIGITS,
    NUMBER,
    Figure,
    Key,
    Label,
    Number,
    Text,
    Value,
    exact,
    reckoned,
)

__all__ = ["MAX_DIGITS", "NUMBER", "Figure", "Key", "Label", "Number", "Text", "Value", "exact", "reckoned"]
