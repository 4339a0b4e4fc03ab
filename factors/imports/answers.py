"""The questions that a reader asks about a file, as they are kept with the import, and the answers of a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from factors.importers.columns import JOINED
from factors.importers.contract import Choice, Inspection

Answers = dict[str, str | dict[str, str]]
MAX_TEXT = 300


def kept(inspection: Inspection) -> dict[str, Any]:
    """The inspection as JSON."""
    return asdict(inspection)


def questions(inspection: Mapping[str, Any]) -> list[Choice]:
    """The choices out of ``kept``."""
    return [_choice(raw) for raw in inspection.get("choices", ())]


def _choice(raw: Mapping[str, Any]) -> Choice:
    pairs = tuple((str(value), str(label)) for value, label in raw["options"])
    only = raw["only_for"]
    return Choice(
        key=raw["key"],
        label=raw["label"],
        kind=raw["kind"],
        options=pairs,
        suggested=raw["suggested"],
        heads=tuple(raw["heads"]),
        mapping=dict(raw["mapping"]),
        examples=tuple(tuple(row) for row in raw["examples"]),
        only_for=(only[0], only[1]) if only else (),
    )


def checked(choices: Sequence[Choice], given: Mapping[str, object]) -> Answers:
    """The answers to the questions that are asked. Raises ``ValidationError`` with all that is wrong, as ``choices.<key>``."""
    answers: Answers = {}
    wrong: dict[str, str] = {}
    unknown = given.keys() - {choice.key for choice in choices}
    if unknown:
        wrong["choices"] = _("没有这样的选项：%s。") % "、".join(sorted(unknown))
    for choice in choices:
        if not is_asked(choice, answers):
            continue
        try:
            answers[choice.key] = _answer(choice, given.get(choice.key, ""))
        except ValueError as error:
            wrong[f"choices.{choice.key}"] = f"{choice.label}：{error}"
    if wrong:
        raise ValidationError(wrong)
    return answers


def is_asked(choice: Choice, answers: Mapping[str, object]) -> bool:
    """Whether the answers before it make the question one; a question depends on earlier ones only."""
    return not choice.only_for or answers.get(choice.only_for[0]) == choice.only_for[1]


def heads_digest(heads: Sequence[str]) -> str:
    """By which a mapping of columns is found again: the heads in their order."""
    return hashlib.sha256("\n".join(heads).encode("utf-8", "replace")).hexdigest()


def _answer(choice: Choice, given: object) -> str | dict[str, str]:
    """Raises ``ValueError`` with a message for people."""
    if choice.kind == "columns":
        return _mapping(choice, given)
    text = str(given).strip()
    if choice.kind == "text":
        if len(text) > MAX_TEXT:
            raise ValueError(_("最多 %d 个字符。") % MAX_TEXT)
        return text
    if text not in {value for value, _label in choice.options}:
        raise ValueError(_("请从列出的选项中选择一个。"))
    return text


def _mapping(choice: Choice, given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise ValueError(_("请为文件的各列选择对应的因子栏目。"))
    columns = dict(choice.options)
    mapping = {str(head): str(column) for head, column in given.items() if column}
    if mapping.keys() - set(choice.heads):
        raise ValueError(_("文件中没有这些列：%s。") % "、".join(sorted(mapping.keys() - set(choice.heads))))
    if set(mapping.values()) - columns.keys():
        raise ValueError(
            _("没有这些因子栏目：%s。") % "、".join(sorted(set(mapping.values()) - columns.keys()))
        )
    for column in mapping.values():
        heads = [head for head, chosen in mapping.items() if chosen == column]
        if len(heads) > 1 and column not in JOINED:
            said = {"column": columns[column], "heads": "、".join(heads)}
            raise ValueError(_("“%(column)s”对应了不止一列（%(heads)s），请只保留一列。") % said)
    if not mapping:
        raise ValueError(_("请至少为名称、数值和单位选择对应的列。"))
    return mapping
