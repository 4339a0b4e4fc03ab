"""Whether the parts of a study hold together: keys, references, stages, period, functional unit."""

from __future__ import annotations

from collections.abc import Iterable

from inventories.footprint.findings import Found, Spot
from inventories.footprint.values import Stage, Study


def check_structure(study: Study, found: Found) -> None:
    """Report everything in the build of the study that no single line is to blame for."""
    _functional_unit(study, found)
    _period(study, found)
    _unique_keys(study, found)
    _libraries(study, found)
    _stages_of_lines(study, found)
    _declared_stages(study, found)


def _functional_unit(study: Study, found: Found) -> None:
    if study.functional_unit.amount <= 0:
        found.error(
            "functional_unit_amount",
            Spot("functional_unit.amount", "功能单位"),
            f"功能单位的数量为 {study.functional_unit.amount:f}，须大于零。",
            "请填写功能单位的数量，例如 1。",
        )


def _period(study: Study, found: Found) -> None:
    if study.period.end < study.period.start:
        found.error(
            "period_reversed",
            Spot("period.end", "数据期"),
            f"数据期的结束日期 {study.period.end} 早于开始日期 {study.period.start}。",
            "请更正数据期的起止日期。",
        )


def _unique_keys(study: Study, found: Found) -> None:
    _unique("stages", ((stage.key, stage.label) for stage in study.stages), found)
    _unique("libraries", ((library.key, library.name) for library in study.libraries), found)
    _unique("factors", ((factor.key, factor.name) for factor in study.factors), found)
    _unique("sharings", ((sharing.key, sharing.name) for sharing in study.sharings), found)
    _unique("lines", ((line.key, line.name) for line in study.lines), found)
    _unique(
        "gwp_set.values", ((gas.symbol, gas.name) for gas in study.gwp_set.values), found, member="symbol"
    )


def _unique(path: str, entries: Iterable[tuple[str, str]], found: Found, member: str = "key") -> None:
    """Entries are named by their key elsewhere, so two of one key cannot be told apart."""
    first: dict[str, str] = {}
    for index, (key, name) in enumerate(entries):
        if key in first:
            found.error(
                "duplicate_key",
                Spot(f"{path}[{index}].{member}", name),
                f"标识“{key}”已用于“{first[key]}”。",
                "请为每一项使用不同的标识，或删除重复的一项。",
            )
        first.setdefault(key, name)


def _libraries(study: Study, found: Found) -> None:
    known = {library.key for library in study.libraries}
    for index, factor in enumerate(study.factors):
        if factor.library is not None and factor.library not in known:
            found.error(
                "unknown_library",
                Spot(f"factors[{index}].library", factor.name),
                f"因子库“{factor.library}”不在本项目的因子库清单中。",
                "请在因子库清单中补上该库，或更正因子的出处。",
            )


def _stages_of_lines(study: Study, found: Found) -> None:
    known = {stage.key for stage in study.stages}
    for index, line in enumerate(study.lines):
        if line.stage not in known:
            found.error(
                "unknown_stage",
                Spot(f"lines[{index}].stage", line.name),
                f"生命周期阶段“{line.stage}”不在本项目的阶段清单中。",
                "请为该条数据选择系统边界内的阶段，或在系统边界中加入该阶段。",
            )


def _declared_stages(study: Study, found: Found) -> None:
    if not study.stages:
        found.error(
            "no_stages",
            Spot("stages", "生命周期阶段"),
            "系统边界内没有任何生命周期阶段。",
            "请至少加入一个阶段。",
        )
    elif not study.lines and all(stage.empty is not None for stage in study.stages):
        found.error(
            "empty_inventory", Spot("lines", "清单数据"), "清单中没有任何数据。", "请录入至少一条清单数据。"
        )
    counts: dict[str, int] = {}
    for line in study.lines:
        counts[line.stage] = counts.get(line.stage, 0) + 1
    for index, stage in enumerate(study.stages):
        _declared(stage, counts.get(stage.key, 0), Spot(f"stages[{index}]", stage.label), found)


_MEANING = {"none": "无排放", "not_quantified": "未量化"}


def _declared(stage: Stage, lines: int, spot: Spot, found: Found) -> None:
    """A stage has lines, or it is declared empty with a reason; never both, never neither."""
    if stage.empty is None:
        if lines == 0:
            found.error(
                "stage_without_lines",
                spot,
                "该阶段在系统边界内，但没有清单数据，也没有说明为何为空。",
                "请录入该阶段的数据；确无排放时声明“无排放”，未作核算时声明“未量化”，并写明理由。",
            )
        return
    if lines > 0:
        found.error(
            "stage_declared_empty",
            spot.at("empty"),
            f"该阶段声明为“{_MEANING[stage.empty]}”，却有 {lines} 条清单数据。",
            "请取消该声明，或删除、移走这些数据。",
        )
    if not stage.reason.strip():
        found.warning(
            "stage_without_reason",
            spot.at("reason"),
            f"该阶段声明为“{_MEANING[stage.empty]}”，但没有写明理由。",
            "请写明理由，报告的读者会据此判断边界是否完整。",
        )
