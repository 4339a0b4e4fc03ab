"""A newer release of the starter library comes beside the old one: no study takes notice by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from factors import starter
from factors.models import Factor, GwpSet
from inventories.models import InventoryLine, Study
from inventories.results import result_of
from inventories.unfold import unfold
from tests.inventories.studies import small

pytestmark = pytest.mark.django_db

HEADS = {
    "electricity.csv": "library,code,name,name_en,synonyms,category,kind,form,amount,unit,region,year,boundary",
    "fuels_china.csv": "library,code",
    "fuels_ipcc.csv": "library,code",
    "freight.csv": "library,code",
    "materials.csv": "library,code",
    "libraries.csv": "key,name,release,publisher,document,licence,quality,introduction",
    "gwp_sets.csv": "name,source,horizon_years",
    "gwp_values.csv": "set,symbol,name,cas,value,source",
}


def write(folder: Path, release: str, grid: str, methane: str) -> Path:
    """Starter files of one grid factor and one GWP set."""
    rows = {
        "electricity.csv": f"g,cn,电网电力,grid,,电力,footprint,stated,{grid},kgCO2e/kWh,中国,2024,生命周期",
        "libraries.csv": "g,电力,2024年,发布者,文献,可引用,原文未给出,介绍",
        "gwp_sets.csv": "AR6,第六次评估报告,100",
        "gwp_values.csv": f"AR6,CO2,二氧化碳,124-38-9,1,表\nAR6,CH4,甲烷,74-82-8,{methane},表",
    }
    for name, head in HEADS.items():
        (folder / name).write_text(f"{head}\n{rows.get(name, '')}".strip() + "\n", encoding="utf-8")
    (folder / "release.txt").write_text(f"{release}\n", encoding="utf-8")
    return folder


@pytest.fixture
def study(consultant: User, tmp_path: Path) -> Study:
    """2 kWh of the grid of release 2026.11, with the GWP set of that release."""
    starter.load(write(tmp_path, "2026.11", "0.5777", "27.9"))
    made = unfold(consultant, small())
    grid = Factor.objects.get(code="cn", agency=None)
    InventoryLine.objects.filter(study=made).update(factor=grid, unit="kWh", amount=Decimal(2))
    Study.objects.filter(pk=made.pk).update(gwp_set=GwpSet.objects.get(name="AR6", agency=None))
    return Study.objects.get(pk=made.pk)


def test_a_newer_release_touches_no_study(study: Study, tmp_path: Path) -> None:
    def told() -> list[object]:
        line, row = study.lines.get(), Study.objects.get(pk=study.pk)
        footprint = result_of(row).footprint
        assert footprint is not None
        return [line.factor_id, line.version, row.gwp_set_id, row.version, footprint.total]

    before = told()
    # 2 kWh × 0.5777 kgCO2e/kWh
    assert before[-1] == Decimal("1.1554")
    outcome = starter.load(write(tmp_path, "2027.02", "0.5500", "28.0"))
    assert (outcome.superseding, outcome.gwp_sets, outcome.release) == (1, 1, "2027.02")
    newer = Factor.objects.get(code="cn", release=2)
    assert (newer.amount, newer.state) == (Decimal("0.5500"), Factor.State.CURRENT)
    assert told() == before
    used = study.lines.get().factor
    assert used is not None
    assert (used.amount, used.state) == (Decimal("0.5777"), Factor.State.SUPERSEDED)


def test_a_factor_that_the_newer_release_lacks_stays_with_its_study(study: Study, tmp_path: Path) -> None:
    folder = write(tmp_path, "2027.02", "0.5777", "27.9")
    (folder / "electricity.csv").write_text(HEADS["electricity.csv"] + "\n", encoding="utf-8")
    assert starter.load(folder).withdrawn == 1
    used = study.lines.get().factor
    assert used is not None
    assert (used.amount, used.state) == (Decimal("0.5777"), Factor.State.WITHDRAWN)
    footprint = result_of(study).footprint
    assert footprint is not None
    assert footprint.total == Decimal("1.1554")
