"""ADEME Base Carbone: the French national factor base, one line for each factor and further lines for its stages.

Only the lines ``Elément`` are read; the lines ``Poste`` break the same total down and would count it twice.
"""

from __future__ import annotations

from pathlib import Path

from factors import units
from factors.importers.ademe_words import KNOWN, place, unit_words, valid_until
from factors.importers.contract import Inspection, Reading
from factors.importers.drafts import SPEND_BASED, Draft, Once
from factors.importers.headed import (
    Choices,
    Rows,
    draft_of,
    inspected,
    is_blank,
    opened_table,
    sheets_with,
    split_at_head,
)
from factors.importers.numbers import uses_decimal_comma
from factors.importers.tables import Head, Line, folded

LINE, ID, STRUCTURE, SORT = "Type Ligne", "Identifiant de l'élément", "Structure", "Type de l'élément"
STATUS, UNIT, TOTAL = "Statut de l'élément", "Unité français", "Total poste non décomposé"
NAMES = ("Nom base français", "Nom attribut français", "Nom frontière français")
NAMES_EN = ("Nom base anglais", "Nom attribut anglais", "Nom frontière anglais")
CATEGORY, VALIDITY, UNCERTAINTY = "Code de la catégorie", "Période de validité", "Incertitude"
GASES = {
    "CO2f": "CO2（化石）",
    "CH4f": "CH4（化石）",
    "CH4b": "CH4（生物）",
    "N2O": "N2O",
    "Autres GES": "其他温室气体",
}
BIOGENIC = "CO2b"
REQUIRED = (LINE, ID, STATUS, UNIT, TOTAL, NAMES[0])
LIBRARY = {
    "name": "ADEME Base Carbone",
    "publisher": "法国环境与能源管理署（ADEME）",
    "licence": "法国开放许可 2.0（Licence Ouverte），须注明来源",
}
_GWP = "process et emissions fugitives > prg"
_QUALITY = ("Qualité TeR", "Qualité GR", "Qualité TiR", "Qualité C", "Qualité P", "Qualité M")


class AdemeBaseCarbone:
    """French heads, decimal comma, Windows-1252; the same columns with names in underscores come from the API."""

    key = "ademe"
    label = "ADEME Base Carbone"
    hint = "法国 Base Carbone 的 CSV 导出（67 列，含“Type Ligne”“Total poste non décomposé”等列）。"

    def recognises(self, path: Path, name: str) -> bool:
        return bool(sheets_with(path, REQUIRED))

    def inspect(self, path: Path, name: str) -> Inspection:
        return inspected(path, self.key, REQUIRED, LIBRARY)

    def read(self, path: Path, name: str, choices: Choices) -> Reading:
        table, notes = opened_table(path, choices, REQUIRED)
        head, lines = split_at_head(table, REQUIRED)
        rows, once = Rows(head), Once()
        taken = [line for line in lines if _is_factor(head, line, rows)]
        comma = uses_decimal_comma([head.cell(line, TOTAL) for line in taken])
        rows.notes.append("数值以逗号作小数点。" if comma else "数值以点作小数点。")
        for line in taken:
            draft = draft_of(table, head, line)
            _fill(draft, comma)
            once.check(draft, ID)
            rows.done.append(draft.row())
        return rows.reading(notes)


def _is_factor(head: Head, line: Line, rows: Rows) -> bool:
    """Whether the line is a valid factor; the others are counted by reason."""
    status, sort = head.cell(line, STATUS), head.cell(line, SORT)
    reason = ""
    if is_blank(line):
        reason = "空行"
    elif folded(head.cell(line, LINE)) not in {"elément", "élément", "element"}:
        reason = "分环节的行（Poste，已含在合计行中）"
    elif sort and folded(sort) != folded("Facteur d'émission"):
        reason = f"不是排放因子的行（{sort[:40]}）"
    elif not status.casefold().startswith("valide"):
        reason = f"状态为“{status[:40]}”，不是有效因子"
    elif _GWP in _plain(head.cell(line, CATEGORY)):
        reason = "气体的 GWP（PRG，不是产品因子，请用系统的 GWP 表）"
    if reason:
        rows.skip(reason)
    return not reason


def _fill(draft: Draft, comma: bool) -> None:
    draft.text("code", draft.cell(ID), ID)
    draft.text("name", "，".join(filter(None, map(draft.cell, NAMES))), NAMES[0])
    draft.text("name_en", ", ".join(filter(None, map(draft.cell, NAMES_EN))), NAMES_EN[0])
    tags = [tag.strip() for name in ("Tags français", "Tags anglais") for tag in draft.cell(name).split(",")]
    draft.text("synonyms", " ".join(dict.fromkeys(filter(None, tags))))
    draft.text("category", draft.cell(CATEGORY))
    below = draft.cell("Sous-localisation géographique français")
    draft.text(
        "region",
        "·".join(dict.fromkeys(filter(None, (place(draft.cell("Localisation géographique")), place(below))))),
    )
    draft.text("publisher", LIBRARY["publisher"])
    draft.text("document", draft.cell("Source") or LIBRARY["name"])
    _fill_figure(draft, comma)
    _fill_quality(draft)
    _fill_split(draft, comma)


def _fill_figure(draft: Draft, comma: bool) -> None:
    draft.amount(draft.cell(TOTAL), TOTAL, decimal_comma=comma)
    words = unit_words(draft.cell(UNIT))
    unit = draft.unit(words.text, UNIT, KNOWN)
    if words.note:
        draft.notes.append(words.note)
    if unit is not None and unit.per.dimension == units.parse("EUR").dimension:
        draft.content["kind"] = SPEND_BASED
    if unit is not None and unit.co2_only:
        draft.refuse(UNIT, f"单位“{draft.cell(UNIT)}”只计二氧化碳，Base Carbone 的合计应以 CO2e 计。")


def _fill_quality(draft: Draft) -> None:
    validity = draft.cell(VALIDITY)
    until = valid_until(validity)
    if until:
        draft.content["valid_until"] = until
    elif validity:
        draft.notes.append(f"原表有效期“{validity[:60]}”不能读作日期。")
    uncertainty = draft.cell(UNCERTAINTY)
    if uncertainty:
        draft.text(
            "uncertainty", f"{uncertainty}%" if uncertainty.replace(",", "").isdigit() else uncertainty
        )
    scores = [f"{name.removeprefix('Qualité ')} {draft.cell(name)}" for name in _QUALITY if draft.cell(name)]
    # Nought in all six means that nobody has judged.
    if any(not score.endswith(" 0") for score in scores):
        draft.text("quality", "，".join(scores))
    if "archive" in _plain(draft.cell(CATEGORY)):
        draft.notes.append("原表归在存档（可能过时）的类别中。")
    comment = draft.cell("Commentaire français")
    if comment:
        draft.notes.append(f"原注：{comment[:1500]}")


def _fill_split(draft: Draft, comma: bool) -> None:
    """The gases in kg of CO2e, of which the total is the sum; biogenic CO2 is outside it and only told."""
    split: dict[str, str] = {}
    for head, label in GASES.items():
        number = _gas(draft, head, comma)
        if number is not None:
            split[label] = number
    for index in range(1, 6):
        code = draft.cell(f"Code gaz supplémentaire {index}")
        number = _gas(draft, f"Valeur gaz supplémentaire {index}", comma) if code else None
        if number is not None:
            split[code[:40]] = number
    if split:
        draft.content["split"] = split
    biogenic = _gas(draft, BIOGENIC, comma)
    if biogenic is not None and biogenic.strip("-0.") != "":
        draft.notes.append(f"另有生物源二氧化碳 CO2b {biogenic} kg，不在合计之内。")


def _gas(draft: Draft, head: str, comma: bool) -> str | None:
    text = draft.cell(head)
    return draft.number(text, head, decimal_comma=comma) if text else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("é", "e").split())
