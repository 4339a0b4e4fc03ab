"""统一社会信用代码: the 18-character unified social credit code of GB 32100-2015 and its check character.

Stands in ``accounts`` because an agency has one as well as a client. Pure but for the exception it raises.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import uscc

# stdnum refuses letters among the first two characters, which authorities such as N (rural collectives) use;
# therefore only its check character is taken.
FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


def validate_credit_code(value: str) -> None:
    """Refuse a code of wrong length, with letters that do not occur, or with a wrong check character."""
    if len(value) != 18:
        raise ValidationError(_("统一社会信用代码应为 18 位，当前为 %d 位。") % len(value), "credit_code")
    if not FORM.fullmatch(value):
        message = _(
            "统一社会信用代码含有不允许的字符：只用数字和大写字母，不使用 I、O、S、V、Z，第 3 至 8 位为数字。"
        )
        raise ValidationError(message, "credit_code")
    expected = uscc.calc_check_digit(value[:17])
    if value[17] != expected:
        message = _(
            "统一社会信用代码的校验位不符：末位为“%(is)s”，按前 17 位计算应为“%(should)s”，请核对原件。"
        )
        raise ValidationError(message % {"is": value[17], "should": expected}, "credit_code")
