"""统一社会信用代码: the 18-character unified social credit code of GB 32100-2015 and its check character. Pure.

Stands in ``accounts`` because an agency has one as well as a client.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc

# stdnum refuses letters among the first two characters, which authorities such as N (rural collectives) use;
# therefore only its check character is taken.
FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")


def credit_code_problem(code: str) -> str | None:
    """What is wrong with the code, in Chinese: its length, a character, or the check character. ``None``: nothing."""
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，当前为 {len(code)} 位。"
    if not FORM.fullmatch(code):
        return (
            "统一社会信用代码含有不允许的字符：只用数字和大写字母，不使用 I、O、S、V、Z，第 3 至 8 位为数字。"
        )
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        return (
            f"统一社会信用代码的校验位不符：末位为“{code[17]}”，按前 17 位计算应为“{expected}”，请核对原件。"
        )
    return None
