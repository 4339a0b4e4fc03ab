"""The formulas of the calculation, set as mathematics.

Typst sets them without network and without any font but the shipped ones; its SVG is then freed of ids and links, so
that any number of formulas may stand in one page. What a formula says is what ``inventories.footprint`` computes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias
from xml.etree import ElementTree

import typst

from inventories.footprint.findings import Found, Spot
from inventories.footprint.legs import KILOMETRE
from inventories.footprint.rates import emission_rate
from inventories.footprint.values import (
    Factor,
    FuelValue,
    GasesValue,
    MixValue,
    PeriodTotal,
    Study,
    TransportLine,
    TransportValue,
)
from reports.rendering import fonts
from reports.rendering.svg import Figure, number

TEMPLATE: Final = Path(__file__).resolve().parents[2] / "templates" / "reports" / "figures" / "formulas.typ"
MM_PER_POINT: Final = 25.4 / 72
# A symbol hangs this far below the baseline of the text in which it stands (0.3 em of 10.5 pt).
SYMBOL_DEPTH_MM: Final = 0.3 * 10.5 * MM_PER_POINT
SVG: Final = "{http://www.w3.org/2000/svg}"
HREF: Final = "{http://www.w3.org/1999/xlink}href"

FormulaKey: TypeAlias = Literal[
    "total",
    "stage",
    "line",
    "period",
    "transport",
    "return",
    "vehicle",
    "fuel",
    "gases",
    "mix",
    "carriage",
    "share",
]


@dataclass(frozen=True, slots=True)
class _Term:
    """A symbol: how Typst writes it, how it is read, what it means, its unit (``{unit}``, ``{total}``: see _Names)."""

    source: str
    spoken: str
    meaning: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Equation:
    """A formula: its name (``{total}``: see _Names), how Typst writes it, how it is read, and the symbols in it."""

    name: str
    source: str
    spoken: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """What this report calls its unit and its total."""

    unit: str
    total: str

    def filled(self, text: str) -> str:
        return text.format(unit=self.unit, total=self.total)


_TERMS: Final = {
    "E": _Term('E_"产品"', "E产品", "{total}", "kgCO₂e/{unit}"),
    "E_s": _Term("E_s", "E下标s", "生命周期阶段 s 的温室气体排放量", "kgCO₂e/{unit}"),
    "E_i": _Term("E_i", "E下标i", "清单数据 i 的温室气体排放量", "kgCO₂e/{unit}"),
    "A_i": _Term("A_i", "A下标i", "清单数据 i 折算到每{unit}的活动数据", "活动数据的单位/{unit}"),
    "F_i": _Term("F_i", "F下标i", "清单数据 i 的排放因子", "kgCO₂e/活动数据的单位"),
    "Q_i": _Term("Q_i", "Q下标i", "清单数据 i 在数据期内的总量", "活动数据的单位"),
    "r_i": _Term("r_i", "r下标i", "总量中属于本产品的份额，全部属于本产品时为 1", "无量纲"),
    "N": _Term("N", "N", "与总量对应的产量", "产品的单位"),
    "U": _Term("U", "U", "每{unit}对应的产品数量，单位与产量相同", "产品的单位/{unit}"),
    "T_ik": _Term("T_(i k)", "T下标ik", "清单数据 i 第 k 段运输的货物周转量", "t·km/{unit}"),
    "m_i": _Term("m_i", "m下标i", "清单数据 i 所运货物的质量", "t/{unit}"),
    "d_ik": _Term("d_(i k)", "d下标ik", "清单数据 i 第 k 段运输的距离", "km"),
    "F_ik": _Term("F_(i k)", "F下标ik", "清单数据 i 第 k 段运输方式的排放因子", "kgCO₂e/(t·km)"),
    "b_ik": _Term("b_(i k)", "b下标ik", "清单数据 i 第 k 段返程计入的路程占去程的比例", "无量纲"),
    "E_ik": _Term(
        "E_(i k)", "E下标ik", "清单数据 i 第 k 段运输的温室气体排放量，按车辆行驶里程计算", "kgCO₂e/{unit}"
    ),
    "n_ik": _Term("n_(i k)", "n下标ik", "清单数据 i 第 k 段运输的趟数", "趟/{unit}"),
    "P_ik": _Term("P_(i k)", "P下标ik", "清单数据 i 第 k 段每趟的载重", "t/趟"),
    "G_ik": _Term("G_(i k)", "G下标ik", "清单数据 i 第 k 段车辆每公里的排放因子", "kgCO₂e/km"),
    "NCV": _Term('"NCV"', "NCV", "燃料的低位发热量", "GJ/活动数据的单位"),
    "CC": _Term('"CC"', "CC", "燃料的单位热值含碳量", "kgC/GJ"),
    "OF": _Term('"OF"', "OF", "燃料的碳氧化率", "%"),
    "44/12": _Term("44 slash 12", "44/12", "二氧化碳与碳的相对分子质量之比", "无量纲"),
    "e_ig": _Term("e_(i g)", "e下标ig", "每单位活动数据排放的气体 g 的质量", "kg/活动数据的单位"),
    "GWP_g": _Term('"GWP"_g', "GWP下标g", "气体 g 的全球变暖潜势", "kgCO₂e/kg"),
    "F_mix": _Term('F_"电"', "F电", "电力组合的排放因子", "kgCO₂e/kWh"),
    "A_j": _Term("A_j", "A下标j", "以第 j 项因子计算的电量，外购网电已扣除绿电、绿证", "kWh"),
    "F_j": _Term("F_j", "F下标j", "电力组合中第 j 项的排放因子", "kgCO₂e/kWh"),
    "A_used": _Term('A_"总"', "A总", "外购、自发和其他来源的总用电量", "kWh"),
    "F_lorry": _Term('F_"运"', "F运", "由车辆推导的运输因子", "kgCO₂e/(t·km)"),
    "e_0": _Term("e_0", "e下标0", "车辆空驶每公里的排放", "kgCO₂e/km"),
    "e_1": _Term("e_1", "e下标1", "车辆满载每公里的排放", "kgCO₂e/km"),
    "lambda": _Term("lambda", "λ", "载重率", "无量纲"),
    "beta": _Term("beta", "β", "空返路程占去程的比例", "无量纲"),
    "sigma": _Term("sigma", "σ", "温控附加的比例", "无量纲"),
    "M": _Term("M", "M", "车辆的额定载重", "t"),
    "P_s": _Term("P_s", "P下标s", "生命周期阶段 s 占{total}的比例", "%"),
}

_EQUATIONS: Final[dict[FormulaKey, _Equation]] = {
    "total": _Equation(
        "{total}", 'E_"产品" = sum_s E_s', "E产品等于各生命周期阶段的 E下标s 之和", ("E", "E_s")
    ),
    "stage": _Equation(
        "生命周期阶段的排放量",
        "E_s = sum_(i in s) E_i",
        "E下标s 等于阶段 s 内各条清单数据的 E下标i 之和",
        ("E_s", "E_i"),
    ),
    "line": _Equation(
        "清单数据的排放量", "E_i = A_i times F_i", "E下标i 等于 A下标i 乘以 F下标i", ("E_i", "A_i", "F_i")
    ),
    "period": _Equation(
        "数据期总量的折算",
        "A_i = (Q_i times r_i) / N times U",
        "A下标i 等于 Q下标i 乘以 r下标i，除以 N，再乘以 U",
        ("A_i", "Q_i", "r_i", "N", "U"),
    ),
    "transport": _Equation(
        "运输的排放量",
        "E_i = sum_k T_(i k) times F_(i k) , quad T_(i k) = m_i times d_(i k)",
        "E下标i 等于各段运输的 T下标ik 乘以 F下标ik 之和，其中 T下标ik 等于 m下标i 乘以 d下标ik",
        ("E_i", "T_ik", "F_ik", "m_i", "d_ik"),
    ),
    "return": _Equation(
        "另计返程的货物周转量",
        "T_(i k) = m_i times d_(i k) times (1 + b_(i k))",
        "另计返程时，T下标ik 等于 m下标i 乘以 d下标ik，再乘以 1 加 b下标ik",
        ("T_ik", "m_i", "d_ik", "b_ik"),
    ),
    "vehicle": _Equation(
        "按车辆行驶里程计算的运输排放量",
        "E_(i k) = n_(i k) times d_(i k) times (1 + b_(i k)) times G_(i k) , quad n_(i k) = m_i / P_(i k)",
        "E下标ik 等于 n下标ik 乘以 d下标ik，乘以 1 加 b下标ik，再乘以 G下标ik，其中 n下标ik 等于 m下标i 除以 P下标ik",
        ("E_ik", "n_ik", "d_ik", "b_ik", "G_ik", "m_i", "P_ik"),
    ),
    "fuel": _Equation(
        "燃料燃烧的排放因子",
        'F_i = "NCV" times "CC" times "OF" times 44 / 12',
        "F下标i 等于 NCV 乘以 CC 乘以 OF 乘以 44/12",
        ("F_i", "NCV", "CC", "OF", "44/12"),
    ),
    "gases": _Equation(
        "按气体给出的排放因子",
        'F_i = sum_g e_(i g) times "GWP"_g',
        "F下标i 等于各气体的 e下标ig 乘以 GWP下标g 之和",
        ("F_i", "e_ig", "GWP_g"),
    ),
    "mix": _Equation(
        "电力组合的排放因子",
        'F_"电" = (sum_j A_j times F_j) / A_"总"',
        "F电 等于各项的 A下标j 乘以 F下标j 之和，除以 A总",
        ("F_mix", "A_j", "F_j", "A_used"),
    ),
    "carriage": _Equation(
        "由车辆推导的运输因子",
        'F_"运" = ((e_0 + (e_1 - e_0) times lambda + beta times e_0) times (1 + sigma)) / (lambda times M)',
        "F运 等于 e下标0 加 e下标1 与 e下标0 之差乘以 λ，再加 β 乘以 e下标0，乘以 1 加 σ，除以 λ 乘以 M",
        ("F_lorry", "e_0", "e_1", "lambda", "beta", "sigma", "M"),
    ),
    "share": _Equation(
        "阶段占比",
        'P_s = E_s / E_"产品" times 100 %',
        "P下标s 等于 E下标s 除以 E产品，再乘以 100%",
        ("P_s", "E_s", "E"),
    ),
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol that is explained below a formula: set for running text, with its meaning and its unit."""

    figure: Figure
    meaning: str
    unit: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A display formula; ``symbols`` are those that no formula before it in the set has explained."""

    key: FormulaKey
    name: str
    figure: Figure
    symbols: tuple[Symbol, ...]


def formula_keys(study: Study) -> tuple[FormulaKey, ...]:
    """The formulas that this study's calculation uses, in the order in which a report gives them."""
    values = [factor.value for factor in study.factors]
    used = {
        "period": any(isinstance(line.basis, PeriodTotal) for line in study.lines),
        **_carrying(study),
        "fuel": any(isinstance(value, FuelValue) for value in values),
        "gases": any(isinstance(value, GasesValue) for value in values),
        "mix": any(isinstance(value, MixValue) for value in values),
        "carriage": any(isinstance(value, TransportValue) for value in values),
    }
    return tuple(key for key in _EQUATIONS if used.get(key, True))


def _carrying(study: Study) -> dict[str, bool]:
    """Which formulas the legs need: by tonne-kilometres, with the way back counted in them, by the vehicle."""
    by_vehicle = {factor.key for factor in study.factors if _per_kilometre(study, factor)}
    legs = [leg for line in study.lines if isinstance(line, TransportLine) for leg in line.legs]
    freight = [leg for leg in legs if leg.factor not in by_vehicle]
    return {
        "transport": bool(freight),
        "return": any(leg.empty_return for leg in freight),
        "vehicle": len(freight) < len(legs),
    }


def _per_kilometre(study: Study, factor: Factor) -> bool:
    rate = emission_rate(factor, study.gwp_set, Spot("factors", factor.name), Found())
    return rate is not None and rate.per.dimension == KILOMETRE.dimension


def formula_set(
    keys: Sequence[FormulaKey], *, prefix: str, unit_name: str = "功能单位", partial: bool = False
) -> tuple[Formula, ...]:
    """The formulas in the given order, each symbol explained once.

    ``unit_name``: 功能单位 or 声明单位. ``partial``: the total is called 产品部分碳足迹.
    """
    names = _Names(unit_name, "产品部分碳足迹" if partial else "产品碳足迹")
    equations = [_EQUATIONS[key] for key in keys]
    new_terms = _first_uses(equations)
    terms = [_TERMS[name] for new in new_terms for name in new]
    pictures = iter(
        _typeset(
            tuple((one.source, True) for one in equations) + tuple((term.source, False) for term in terms)
        )
    )
    figures = [
        _named(next(pictures), f"{prefix}-{key}", names.filled(one.name), one.spoken)
        for key, one in zip(keys, equations, strict=True)
    ]
    symbols = iter(
        [_symbol(next(pictures), f"{prefix}-symbol-{index}", term, names) for index, term in enumerate(terms)]
    )
    return tuple(
        Formula(key, names.filled(one.name), figure, tuple(next(symbols) for _ in new))
        for key, one, figure, new in zip(keys, equations, figures, new_terms, strict=True)
    )


def _first_uses(equations: Iterable[_Equation]) -> list[list[str]]:
    seen: set[str] = set()
    uses: list[list[str]] = []
    for equation in equations:
        uses.append([name for name in equation.terms if name not in seen])
        seen.update(equation.terms)
    return uses


def _symbol(picture: str, prefix: str, term: _Term, names: _Names) -> Symbol:
    figure = _named(picture, prefix, term.spoken, term.spoken)
    return Symbol(figure, names.filled(term.meaning), names.filled(term.unit))


@lru_cache(maxsize=32)
def _typeset(items: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    """One SVG an item, in one run of Typst: the fonts are loaded once."""
    told = json.dumps(
        [{"source": source, "display": display} for source, display in items], ensure_ascii=False
    )
    pages = typst.compile(
        str(TEMPLATE),
        format="svg",
        font_paths=[str(fonts.font_dir())],
        ignore_system_fonts=True,
        sys_inputs={"items": told},
    )
    return tuple(page.decode() for page in (pages if isinstance(pages, list) else [pages]))


def _named(picture: str, prefix: str, title: str, spoken: str) -> Figure:
    """The SVG of Typst as a figure: glyphs in place instead of by link, size in mm, named for those who hear it."""
    source = ElementTree.fromstring(picture)  # noqa: S314 - written by Typst a moment ago
    glyphs = {symbol.get("id", ""): symbol.find(f"{SVG}path") for symbol in source.iter(f"{SVG}symbol")}
    root = ElementTree.Element(
        "svg", {"xmlns": SVG[1:-1], "role": "img", "viewBox": source.get("viewBox", "")}
    )
    for tag, text in (("title", title), ("desc", spoken)):
        ElementTree.SubElement(root, tag, {"id": f"{prefix}-{tag}"}).text = text
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    _copy_in_place(source, root, glyphs)
    width, height = (
        float(source.get(side, "0").removesuffix("pt")) * MM_PER_POINT for side in ("width", "height")
    )
    root.set("width", f"{number(width)}mm")
    root.set("height", f"{number(height)}mm")
    return Figure(ElementTree.tostring(root, encoding="unicode"), spoken, width, height)


def _copy_in_place(
    source: ElementTree.Element, target: ElementTree.Element, glyphs: dict[str, ElementTree.Element | None]
) -> None:
    for child in source:
        tag = child.tag.removeprefix(SVG)
        if tag == "use":
            _place_glyph(child, target, glyphs[child.get(HREF, "")[1:]])
        elif tag != "defs":
            copied = ElementTree.SubElement(target, tag, dict(child.attrib))
            _copy_in_place(child, copied, glyphs)


def _place_glyph(
    use: ElementTree.Element, target: ElementTree.Element, glyph: ElementTree.Element | None
) -> None:
    """An empty glyph (a space) has no outline and leaves nothing."""
    if glyph is None or not glyph.get("d"):
        return
    path = ElementTree.SubElement(
        target, "path", {"d": glyph.get("d", ""), "fill": use.get("fill", "#000000")}
    )
    x, y = float(use.get("x", "0")), float(use.get("y", "0"))
    if x or y:
        path.set("transform", f"translate({number(x)} {number(y)})")
