"""What a study says in the columns of the workbook: its rows as texts, each with its key."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils import timezone

from accounts.models import User
from factors import units
from inventories.models import (
    CompanyContact,
    Evidence,
    FunctionalUnit,
    InventoryLine,
    ProcessStep,
    Stage,
    Study,
    TransportLeg,
)
from inventories.workbook import sections
from inventories.workbook.columns import YES_NO, Column, Kind
from inventories.workbook.sections import LINE_SECTIONS, Section
from inventories.workbook.sheets import Book, Letterhead, Row, joined, number_text

LEG_FIELDS = ("origin", "destination", "mode", "distance_km", "tonne_km")
# What may stand at each leg of a transport; for a further leg it is kept under the heading with its number.
LEG_DETAILS = tuple(column.key for column in sections.CARRIAGE.columns if column.kind is Kind.DETAIL)
# What most rows are in; offered first.
EVERYDAY = ("kg", "t", "g", "kWh", "万kWh", "MJ", "GJ", "m³", "Nm³", "L", "t·km", "件", "台", "套", "个")
_OF_WASTE = re.compile("废|污泥|垃圾|残渣|边角料")
_OF_ENERGY = re.compile("电|蒸汽|热力|水$|煤|汽油|柴油|燃料油|天然气|液化气|煤气|压缩空气|氮气$|氧气$")


def study_mark(study: Study) -> str:
    """A name of the study that no other study has, here or in another installation."""
    text = f"{study.agency_id}/{study.pk}/{study.created_at.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def book_of(actor: User, study: Study, number: int) -> Book:
    """The workbook of the study as it stands, to be written as version ``number``."""
    stages = list(study.stages.all())
    kinds = {stage.kind for stage in stages}
    lacking = {
        section.key: str(Stage.Kind(section.stage).label)
        for section in LINE_SECTIONS
        if section.stage not in kinds
    }
    return Book(
        mark=study_mark(study),
        letterhead=_letterhead(actor, study, stages, number),
        subject=subject_texts(study),
        tables=Contents(study).tables(),
        stages=[stage.label for stage in stages],
        units=_units(),
        lacking=lacking,
    )


def _units() -> list[tuple[str, list[str]]]:
    """The units of the drop-downs; of counting words those that are no multiples."""
    groups = [
        (
            group.label,
            [unit.symbol for unit in group.units if not (unit.dimension.is_count and unit.factor != 1)],
        )
        for group in units.known_units()
    ]
    return [("常用", list(EVERYDAY)), *groups]


def _letterhead(actor: User, study: Study, stages: list[Stage], number: int) -> Letterhead:
    product = study.product
    return Letterhead(
        agency=study.agency.name,
        study=study.title,
        client=product.company.name,
        product=str(product),
        period=f"{study.period_start:%Y-%m-%d} 至 {study.period_end:%Y-%m-%d}",
        contact=f"{actor.name}  {actor.email}",
        number=number,
        day=timezone.localdate(),
        stages=[(stage.label, str(Stage.Kind(stage.kind).label)) for stage in stages],
    )


def subject_texts(study: Study) -> dict[tuple[str, str], str]:
    """The sheet 企业与产品, by group and key."""
    product, company = study.product, study.product.company
    contact = company.contacts.first() or CompanyContact()
    unit = FunctionalUnit.objects.filter(study=study).first()
    texts = {
        ("company", name): getattr(company, name)
        for name in ("name", "credit_code", "address", "legal_representative")
    }
    texts |= {("contact", name): getattr(contact, name) for name in ("name", "post", "phone", "email")}
    texts |= {
        ("product", name): getattr(product, name) for name in ("name", "model", "specification", "mass_unit")
    }
    texts |= {
        ("product", "mass"): number_text(product.mass),
        ("product", "functions"): joined(product.functions),
        ("study", "period_start"): study.period_start.isoformat(),
        ("study", "period_end"): study.period_end.isoformat(),
        ("study", "output_amount"): number_text(study.output_amount),
        ("study", "output_unit"): study.output_unit,
        ("given", "functional_unit"): unit.description if unit is not None else "",
        ("given", "boundary"): str(study.get_boundary_type_display()),
    }
    return texts


class Contents:
    """The rows of a study in texts; read in a handful of queries.

    ``goods``: lines by the label under which a transport names them; ``stages``: by label.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self.stages = {stage.label: stage for stage in study.stages.all()}
        by_pk = {stage.pk: stage for stage in self.stages.values()}
        self.lines = {line.pk: line for line in study.lines.select_related("source_workbook")}
        for line in self.lines.values():
            line.stage = by_pk[line.stage_id]
        self.legs: dict[int, list[TransportLeg]] = {}
        for leg in TransportLeg.objects.filter(line__study=study).order_by("position", "pk"):
            self.legs.setdefault(leg.line_id, []).append(leg)
        self.evidence = {evidence.pk: evidence for evidence in study.evidence.all()}
        self.ties: dict[int, list[str]] = {}
        pairs = Evidence.lines.through.objects.filter(evidence__study=study).order_by("evidence__name")
        for evidence, number in pairs.values_list("evidence_id", "inventoryline_id"):
            self.ties.setdefault(number, []).append(self.evidence[evidence].name)
        self.steps = {step.pk: step for step in study.product.process_steps.all()}
        self._labels = _labels(self.lines.values())
        self.goods = {label: self.lines[pk] for pk, label in self._labels.items()}

    def tables(self) -> dict[str, list[Row]]:
        """Every table of the workbook, its rows in the study's order."""
        tables: dict[str, list[Row]] = {section.key: [] for section in sections.TABLE_SECTIONS}
        for line in self.lines.values():
            tables[section_of(line).key].extend(self.rows_of(line))
        tables[sections.STEPS] = [self.step_row(step) for step in self.steps.values()]
        tables[sections.EVIDENCE] = [self.evidence_row(each) for each in self.evidence.values()]
        return tables

    def rows_of(self, line: InventoryLine) -> list[Row]:
        """The row of a line, or one for each leg of a transport."""
        section = section_of(line)
        texts = {column.key: self._text(line, column) for column in section.columns}
        # What the client entered in columns of the own, under their headings.
        texts |= {head: text for head, text in line.details.items() if head not in texts}
        legs = self.legs.get(line.pk, [])
        if section.key != sections.TRANSPORT or not legs:
            return [Row(f"L{line.pk}", texts)]
        return [_leg_row(line, leg, number, texts) for number, leg in enumerate(legs, start=1)]

    def _text(self, line: InventoryLine, column: Column) -> str:
        if column.kind is Kind.DETAIL:
            return str(line.details.get(column.key, ""))
        if column.kind is Kind.STAGE:
            return line.stage.label
        if column.kind is Kind.GOODS:
            return self._labels.get(line.goods_id or 0, "")
        if column.kind is Kind.EVIDENCE:
            return joined(self.ties.get(line.pk, []))
        if column.key == "leg" or column.key in LEG_FIELDS:
            return ""
        value = getattr(line, column.key)
        if column.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.SHARE):
            return number_text(value)
        return str(dict(column.options).get(value, value))

    @staticmethod
    def step_row(step: ProcessStep) -> Row:
        """A step of making the product."""
        texts = {
            "name": step.name,
            "description": step.description,
            "outsourced": dict(YES_NO)["yes" if step.outsourced else "no"],
            "inputs": joined(step.inputs),
            "waste_streams": joined(step.waste_streams),
        }
        return Row(f"P{step.pk}", {**step.details, **texts})

    @staticmethod
    def evidence_row(evidence: Evidence) -> Row:
        """A file of evidence."""
        return Row(f"E{evidence.pk}", {**evidence.details, "name": evidence.name})


def _leg_row(line: InventoryLine, leg: TransportLeg, number: int, texts: Mapping[str, str]) -> Row:
    """What is true of the whole line stands in its first leg's row; the name in every one."""
    own = {
        "leg": str(number),
        "origin": leg.origin,
        "destination": leg.destination,
        "mode": leg.mode,
        "distance_km": number_text(leg.distance_km),
        "tonne_km": number_text(leg.tonne_km),
    }
    if number == 1:
        others = {head: text for head, text in texts.items() if leg_detail(head) is None}
        return Row(f"L{line.pk}.{leg.pk}", {**others, **own})
    details = {head: line.details.get(detail_of_leg(head, number), "") for head in LEG_DETAILS}
    return Row(f"L{line.pk}.{leg.pk}", {"name": line.name, **own, **details})


def detail_of_leg(head: str, number: int) -> str:
    """Under which heading a transport keeps the detail of one of its legs."""
    return head if number == 1 else f"{head}（第{number}段）"


def leg_detail(head: str) -> int | None:
    """The number of the leg of which a heading tells, where it is not the first."""
    found = re.fullmatch(r"(.+)（第(\d+)段）", head)
    return int(found[2]) if found is not None and found[1] in LEG_DETAILS else None


def section_of(line: InventoryLine) -> Section:
    """The sheet on which a line stands: where it was entered, else what its stage and unit suggest."""
    if line.kind == InventoryLine.Kind.TRANSPORT:
        return sections.CARRIAGE
    known = sections.BY_KEY.get(line.section)
    if known is not None and known.holds_lines and known.key != sections.TRANSPORT:
        return known
    by_stage = {
        Stage.Kind.RAW_MATERIALS: sections.MATERIALS,
        Stage.Kind.PACKAGING: sections.PACKAGING,
        Stage.Kind.USE: sections.USE,
        Stage.Kind.END_OF_LIFE: sections.USE,
    }
    return by_stage.get(Stage.Kind(line.stage.kind)) or _by_matter(line)


def _by_matter(line: InventoryLine) -> Section:
    if _OF_WASTE.search(line.name):
        return sections.WASTE
    try:
        energy = units.parse(line.unit).dimension in (
            units.parse("kWh").dimension,
            units.parse("Nm³").dimension,
        )
    except units.UnitError:
        energy = False
    return sections.ENERGY if energy or _OF_ENERGY.search(line.name) else sections.MATERIALS


def _labels(lines: Iterable[InventoryLine]) -> dict[int, str]:
    """How a transport names what it carries: by the name, with the number where two are called the same."""
    activities = [line for line in lines if line.kind == InventoryLine.Kind.ACTIVITY]
    count = Counter(line.name for line in activities)
    return {line.pk: line.name if count[line.name] == 1 else f"{line.name}#{line.pk}" for line in activities}
