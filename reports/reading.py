"""Reading a portable study file: a value, or every error with its place, in Chinese, all at once. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from accounts import strict_json
from inventories.footprint.base import Text, Value
from reports import redaction
from reports.snapshot import FORMAT, VERSION, StudyFile, pictures

_REDACTED = "这是隐去了授权数据的公开文件，不能由它重新核算或导入；请向出具报告的机构索取完整的核算项目文件"
MAX_BYTES = 200 * 1024 * 1024


class Problem(Value):
    """One error of a file. ``path``: JSON path from the root (``$.study.lines[3].amount``); ``name``: of the row there."""

    path: Text
    name: Text
    message: Text

    def __str__(self) -> str:
        where = f"{self.path}（{self.name}）" if self.name else self.path
        return f"{where}：{self.message}"


class UnreadableError(Exception):
    """The file was refused; ``problems`` holds every error found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read(data: bytes) -> StudyFile:
    """The study file in ``data`` (UTF-8 JSON). Raises ``UnreadableError`` with every error."""
    members = _parse(data)
    if not isinstance(members, dict):
        raise UnreadableError([_at("$", "文件的最外层应为 JSON 对象 {…}")])
    _refuse_other_formats(members)
    try:
        document = StudyFile.model_validate_json(json.dumps(members))
    except ValidationError as error:
        raise UnreadableError([_problem(detail, members) for detail in error.errors()]) from error
    problems = list(_file_problems(document))
    if problems:
        raise UnreadableError(problems)
    return document


def _file_problems(document: StudyFile) -> Iterator[Problem]:
    """Pictures that are referred to but not there, and files whose content is not what their name says."""
    for name in sorted(pictures(document) - document.files.keys()):
        yield _at(f"$.files.{name}", "缺少图片内容：有图片引用此 SHA-256，但 files 中没有")
    for name, text in document.files.items():
        if hashlib.sha256(base64.b64decode(text)).hexdigest() != name:
            yield _at(f"$.files.{name}", "文件内容与其 SHA-256 不符，可能已损坏")


def _parse(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise UnreadableError([_at("$", f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不能导入")])
    try:
        members, oddities = strict_json.parse(data)
    except strict_json.SyntaxRefusedError as error:
        raise UnreadableError([_at("$", str(error))]) from error
    if oddities:
        raise UnreadableError([_odd(oddity, members) for oddity in oddities])
    return members


def _odd(oddity: strict_json.Oddity, members: Any) -> Problem:
    path, name = _place(oddity.loc, members)
    return Problem(path=path, name=name, message=oddity.message)


def _refuse_other_formats(members: Mapping[str, Any]) -> None:
    """Say first what is most likely wrong: another file altogether, or one of a newer release."""
    if members.get("format") == redaction.FORMAT:
        raise UnreadableError([_at("$.format", _REDACTED)])
    if members.get("format") != FORMAT:
        raise UnreadableError([_at("$.format", f'不是核算项目文件：format 应为 "{FORMAT}"')])
    found = members.get("version")
    if found is True or found != VERSION:  # true is 1 for Python
        shown = json.dumps(found, ensure_ascii=False)[:40]
        raise UnreadableError([_at("$.version", f"文件版本为 {shown}，本系统能读取的版本为 {VERSION}")])


def _problem(detail: Any, members: Mapping[str, Any]) -> Problem:
    path, name = _place(detail["loc"], members)
    return Problem(path=path, name=name, message=message_of(detail))


def _place(loc: Sequence[int | str], members: Any) -> tuple[str, str]:
    """The JSON path of pydantic's location, without the tags of unions, and the name of the innermost named row."""
    path, name, node = "$", "", members
    for index, part in enumerate(loc):
        inside = _member(node, part)
        is_last = index == len(loc) - 1
        if inside is _ABSENT and not is_last:
            continue  # the tag of a union, which the file does not have as a level
        if inside is _ABSENT and isinstance(node, dict) and part in node.values():
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{strict_json.printable(part)}"
        node = inside
        if isinstance(node, dict):
            name = _row_name(node) or name
    return path, name


_ABSENT = object()


def _member(node: Any, part: int | str) -> Any:
    if isinstance(node, dict) and part in node:
        return node[part]
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return _ABSENT


def _row_name(node: Mapping[str, Any]) -> str:
    for member in ("name", "label", "title", "key"):
        value = node.get(member)
        if isinstance(value, str) and value:
            return strict_json.printable(value[:60])
    return ""


def message_of(detail: Any) -> str:
    """What is wrong and what is allowed, in Chinese, from one of pydantic's error details."""
    say = _MESSAGES.get(detail["type"])
    if say is not None:
        return say(detail.get("ctx", {}))
    # Errors of our own types carry their Chinese message; a type that is not in the table would show English.
    return str(detail["msg"])


def _expected(ctx: Mapping[str, Any]) -> str:
    return str(ctx.get("expected", ctx.get("expected_tags", ""))).replace(" or ", "、").replace(", ", "、")


_MESSAGES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda ctx: "缺少此成员",
    "extra_forbidden": lambda ctx: "没有此成员，请检查拼写（允许的成员见 docs/study-file.schema.json）",
    "string_type": lambda ctx: "应为文本（带引号）",
    "string_too_short": lambda ctx: f"不能为空，至少 {ctx['min_length']} 个字符",
    "string_too_long": lambda ctx: f"过长，最多 {ctx['max_length']} 个字符",
    "string_pattern_mismatch": lambda ctx: f"格式不符，应匹配 {ctx['pattern']}",
    "literal_error": lambda ctx: f"只能是：{_expected(ctx)}",
    "union_tag_invalid": lambda ctx: f"kind 只能是：{_expected(ctx)}",
    "union_tag_not_found": lambda ctx: "缺少成员 kind",
    "int_type": lambda ctx: "应为整数（不带引号）",
    "int_from_float": lambda ctx: "应为整数",
    "greater_than_equal": lambda ctx: f"不能小于 {ctx['ge']}",
    "less_than_equal": lambda ctx: f"不能大于 {ctx['le']}",
    "bool_type": lambda ctx: "应为 true 或 false",
    "date_type": lambda ctx: '应为日期文本，例如 "2023-12-31"',
    "date_parsing": lambda ctx: '不是有效日期，应写成 "2023-12-31"',
    "date_from_datetime_parsing": lambda ctx: '不是有效日期，应写成 "2023-12-31"',
    "date_from_datetime_inexact": lambda ctx: '应只写日期，不写时刻，例如 "2023-12-31"',
    "time_type": lambda ctx: '应为时刻文本，例如 "09:30"',
    "time_parsing": lambda ctx: '不是有效时刻，应写成 "09:30"',
    "tuple_type": lambda ctx: "应为列表 […]",
    "list_type": lambda ctx: "应为列表 […]",
    "too_short": lambda ctx: f"至少 {ctx['min_length']} 项",
    "model_type": lambda ctx: "应为对象 {…}",
    "model_attributes_type": lambda ctx: "应为对象 {…}",
    "dict_type": lambda ctx: "应为对象 {…}",
}


def _at(path: str, message: str) -> Problem:
    return Problem(path=path, name="", message=message)
