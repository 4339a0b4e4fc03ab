"""Which thing a name names, for comparing figures: by its end, by the synonyms, without what is merely said of it."""

from __future__ import annotations

import pytest

from factors.plausibility.bridges import bridges_of
from factors.plausibility.things import FAMILIES, families, is_secondary, kin_of, thing_of, things_of


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("螺纹钢", "钢筋"),
        ("热轧碳钢钢筋", "钢筋"),
        ("A00铝锭", "铝锭"),
        ("电解铝（全国平均电网电力）", "铝锭"),
        ("铝合金窗", None),
        ("P.O 42.5水泥", "水泥"),
        ("Q235钢板", "钢板"),
        ("HDPE颗粒", "HDPE"),
        ("红砖", "砖"),
        ("柴油燃烧（固定源，能源工业）", "柴油"),
        ("重型柴油货车运输（载重30t）", "重型货车"),
        ("全国电力平均碳足迹因子", "电"),
        ("屋顶光伏电力", "光伏发电"),
        ("聚丙烯酰胺", "聚丙烯酰胺"),
        ("氯化聚乙烯", None),
        ("market for steel, low-alloyed", "钢"),
        ("Diesel combustion", "柴油"),
        ("壳体", None),
        ("", None),
    ],
)
def test_a_name_names_its_thing_at_the_end(name: str, thing: str | None) -> None:
    assert thing_of(name) == thing


def test_kin_is_the_thing_and_what_it_is_a_sort_of() -> None:
    assert kin_of("尼龙66") == ("尼龙66", "尼龙", "塑料")
    assert kin_of("水泥") == ("水泥",)


def test_a_factor_is_of_the_things_of_all_its_names() -> None:
    things = things_of("热轧碳钢宽带钢", "Hot rolled carbon steel, wide strip", "热轧卷 热卷 带钢 自编号料")
    assert things.same == "热轧碳钢宽带钢"
    assert {"热轧卷板", "自编号料"} <= things.by_any
    assert "钢" in things.kin
    assert things.families == {"钢铁"}


def test_what_is_used_again_is_only_kin() -> None:
    assert is_secondary("混凝土（闭环再生料）")
    assert not is_secondary("再生铝")
    again = things_of("混凝土（闭环再生料）")
    assert (again.same, again.by_name, again.by_any) == ("", frozenset(), frozenset())
    assert "混凝土" in again.kin


def test_every_family_is_a_heading_of_the_synonyms() -> None:
    assert set(families().values()) == set(FAMILIES)


def test_a_bridge_leads_both_ways() -> None:
    ((_bridge, thing, there, shift),) = bridges_of("柴油", "volume")
    assert (thing, there) == ("柴油", "mass")
    assert shift == pytest.approx(2.924, abs=0.001)  # 840 kg in a cubic metre
    ((_bridge, _thing, back, shift),) = bridges_of("柴油", "mass")
    assert back == "volume"
    assert shift == pytest.approx(-2.924, abs=0.001)
    assert list(bridges_of("螺栓", "volume")) == []


def test_kin_inherit_the_bridge() -> None:
    # C30 concrete is concrete, 2400 kg/m³
    assert [str(bridge) for bridge, *_rest in bridges_of("C30混凝土", "mass")] == ["1 m³ ≈ 2400 kg"]
