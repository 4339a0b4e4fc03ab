"""Validators of columns."""

from django.core.exceptions import ValidationError

from accounts.credit_code import credit_code_problem


def validate_credit_code(value: str) -> None:
    """Refuse a 统一社会信用代码 that cannot be one."""
    problem = credit_code_problem(value)
    if problem is not None:
        raise ValidationError(problem, "credit_code")
