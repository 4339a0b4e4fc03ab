"""A study value in the form that rows give it back: what ``inventories.unfold`` documents, done on the value alone."""

from __future__ import annotations

from inventories.footprint import values
from inventories.footprint.values import ActivityLine, Factor, Line, Study


def normal(study: Study) -> Study:
    """Lines grouped by stage, keys by order, factors in the order of use and once, libraries by name."""
    order = {stage.key: index for index, stage in enumerate(study.stages)}
    lines = sorted(study.lines, key=lambda line: order[line.stage])
    keys = {line.key: f"L{index + 1:03d}" for index, line in enumerate(lines)}
    stages = {stage.key: f"S{index + 1}" for index, stage in enumerate(study.stages)}
    sharings = {sharing.key: f"A{index + 1}" for index, sharing in enumerate(study.sharings)}
    used = list(dict.fromkeys(key for line in lines for key in _factors(line) if key is not None))
    factors = {factor.key: factor for factor in study.factors}
    named = {library.key: str(f"{library.name} {library.version}").strip() for library in study.libraries}
    return study.model_copy(
        update={
            "stages": tuple(s.model_copy(update={"key": stages[s.key]}) for s in study.stages),
            "sharings": tuple(s.model_copy(update={"key": sharings[s.key]}) for s in study.sharings),
            "lines": tuple(_line(line, keys, stages, sharings) for line in lines),
            "factors": tuple(_factor(factors[key], named) for key in used),
            "libraries": tuple(
                library.model_copy(update={"key": named[library.key]})
                for library in sorted(study.libraries, key=lambda each: (each.name, each.version))
            ),
        }
    )


def _factors(line: Line) -> list[str | None]:
    return [line.factor] if isinstance(line, ActivityLine) else [leg.factor for leg in line.legs]


def _factor(factor: Factor, libraries: dict[str, str]) -> Factor:
    changes: dict[str, object] = {}
    if factor.library is not None:
        changes["library"] = libraries[factor.library]
    if isinstance(factor.value, values.GasesValue):
        gases = tuple(sorted(factor.value.gases, key=lambda gas: gas.symbol))
        changes["value"] = factor.value.model_copy(update={"gases": gases})
    return factor.model_copy(update=changes)


def _line(line: Line, keys: dict[str, str], stages: dict[str, str], sharings: dict[str, str]) -> Line:
    changes: dict[str, object] = {
        "key": keys[line.key],
        "stage": stages[line.stage],
        "evidence": tuple(sorted(line.evidence)),
        "supports": tuple(sorted(line.supports, key=lambda support: support.evidence)),
    }
    if isinstance(line.basis, values.PeriodTotal):
        named = {"meter": line.basis.meter, "co_products": line.basis.co_products}
        told = {name: sharings[key] for name, key in named.items() if key is not None}
        changes["basis"] = line.basis.model_copy(update=told)
    if isinstance(line, values.TransportLine) and line.goods is not None:
        changes["goods"] = keys[line.goods]
    return line.model_copy(update=changes)
