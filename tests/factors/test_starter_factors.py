"""What the starter library holds, and how it is loaded again and again."""

from __future__ import annotations

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.templatetags.typography import exact
from factors import starter, units
from factors.derivation import derive
from factors.models import Factor, GwpSet, GwpValue, Library, StarterLoad
from factors.starter.reading import FACTOR_FILES

pytestmark = pytest.mark.django_db


def rows_of(name: str) -> list[dict[str, str]]:
    with (starter.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LIBRARIES = len(rows_of("libraries.csv"))
FACTORS = sum(len(rows_of(name)) for name in FACTOR_FILES)


def current(name: str, year: int, **conditions: str) -> Factor:
    return Factor.objects.get(name=name, year=year, state=Factor.State.CURRENT, **conditions)


def gwp(gwp_set: str, symbol: str) -> str:
    return exact(GwpValue.objects.get(gwp_set__name=gwp_set, symbol=symbol).value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that a test may change."""
    return Path(shutil.copytree(starter.DATA, tmp_path / "data"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(outcome: str) -> dict[str, int]:
    """What the command said, by label; the release stands before the colon."""
    release, _colon, counts = outcome.strip().partition("：")
    assert re.fullmatch(r"内置因子库 [0-9]{4}\.[0-9]{2}", release)
    return {label: int(number) for label, number in (part.split(" ") for part in counts.split("，"))}


def test_the_first_run_loads_everything_and_the_second_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_starter_factors")
    first = told(capsys.readouterr().out)
    # 20 libraries; 148 electricity, 75 Chinese fuels, 162 IPCC fuels, 178 materials, and what freight.csv has
    assert first["新因子"] == FACTORS == 148 + 75 + 162 + 178 + len(rows_of("freight.csv"))
    assert (first["新因子库"], first["新特征化因子集"]) == (LIBRARIES, 6)
    assert not any(first[label] for label in ("新版次", "状态变更", "撤回", "未变"))
    before = list(Factor.objects.order_by("pk").values())
    call_command("load_starter_factors")
    assert {label: count for label, count in told(capsys.readouterr().out).items() if count} == {
        "未变": FACTORS
    }
    assert list(Factor.objects.order_by("pk").values()) == before
    assert (Library.objects.count(), GwpSet.objects.count(), GwpValue.objects.count()) == (LIBRARIES, 6, 325)


def test_a_load_that_wrote_is_remembered_with_its_release(folder: Path) -> None:
    starter.load()
    starter.load()
    first = StarterLoad.objects.get()
    assert (first.release, first.counts["new"]) == (
        (starter.DATA / "release.txt").read_text(encoding="utf-8").strip(),
        FACTORS,
    )
    (folder / "release.txt").write_text("2031.01\n", encoding="utf-8")
    starter.load(folder)
    second = StarterLoad.objects.exclude(pk=first.pk).get()
    assert (second.release, second.counts["unchanged"]) == ("2031.01", FACTORS)
    assert StarterLoad.objects.first() == second


def test_loading_asks_the_database_little() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        starter.load()
    # Per library a look-up, the codes and counting (some more where it is new), per GWP set three, the index of the
    # search in batches; never per factor.
    assert len(queries) < 250


@pytest.mark.usefixtures("starter_loaded")
class TestWhatItHolds:
    def test_grid_factors_and_footprints_are_kept_apart(self) -> None:
        grid = current("全国电力平均二氧化碳排放因子", 2023)
        assert (exact(grid.amount), grid.unit, grid.kind) == ("0.5306", "kgCO2/kWh", Factor.Kind.CO2_ONLY)
        footprint = current("全国电力平均碳足迹因子", 2023)
        assert (exact(footprint.amount), footprint.unit) == ("0.6205", "kgCO2e/kWh")
        assert footprint.kind == Factor.Kind.FOOTPRINT
        assert exact(current("全国电力平均碳足迹因子", 2024).amount) == "0.5777"
        assert exact(current("全国电力平均二氧化碳排放因子", 2021).amount) == "0.5568"
        assert exact(current("华北区域电网平均二氧化碳排放因子", 2021).amount) == "0.7120"

    def test_old_grid_factors_are_expired(self) -> None:
        old = Factor.objects.get(name="华北区域电网平均二氧化碳排放因子", year=2012)
        assert (exact(old.amount), old.state) == ("0.8843", Factor.State.EXPIRED)

    def test_the_kind_of_every_factor_agrees_with_its_unit(self) -> None:
        for factor in Factor.objects.exclude(form=Factor.Form.GASES):
            co2_only = (
                factor.form == Factor.Form.FUEL or units.parse_emission_factor_unit(factor.unit).co2_only
            )
            allowed = (
                {Factor.Kind.CO2_ONLY, Factor.Kind.COMBUSTION}
                if co2_only
                else set(Factor.Kind) - {Factor.Kind.CO2_ONLY}
            )
            assert factor.kind in allowed, factor

    def test_ar6_takes_the_published_sf6_and_keeps_the_two_methanes_apart(self) -> None:
        assert gwp("IPCC AR6", "SF6") == "24300"
        assert (gwp("IPCC AR6", "CH4-fossil"), gwp("IPCC AR6", "CH4-nonfossil")) == ("29.8", "27.0")
        assert gwp("IPCC AR6", "N2O") == "273"

    def test_the_draft_of_ar6_is_not_there(self) -> None:
        assert not GwpValue.objects.filter(value=Decimal(25200)).exists()
        assert not GwpSet.objects.filter(name__icontains="draft").exists()

    def test_every_set_has_the_gases_of_combustion(self) -> None:
        for gwp_set in GwpSet.objects.all():
            symbols = set(gwp_set.values.values_list("symbol", flat=True))
            assert {"CO2", "CH4", "CH4-fossil", "CH4-nonfossil", "N2O"} <= symbols, gwp_set

    def test_methane_of_the_older_sets(self) -> None:
        sets = ["IPCC SAR", "IPCC AR4", "IPCC AR5", "IPCC AR5（含气候碳反馈）"]
        assert [gwp(name, "CH4") for name in sets] == ["21", "25", "28", "34"]
        assert gwp("IPCC AR5", "CH4-fossil") == "30"
        assert gwp("IPCC AR4", "CH4-fossil") == "25"

    def test_diesel_is_derived_as_published(self) -> None:
        # 43.330 GJ/t × 0.02020 tC/GJ × 0.98 × 44/12 = 3.145122 tCO2/t
        diesel = current("柴油燃烧", 2015, library__name__startswith="工业其他行业")
        assert (derive(diesel).result, derive(diesel).unit) == (Decimal("3.145122"), "tCO2/t")
        # the value printed beside 42.652 GJ/t × 0.0202 × 0.98 is 3.095910
        assert derive(current("柴油燃烧", 2025)).result == Decimal("3.095910")

    def test_natural_gas_is_per_ten_thousand_cubic_metres(self) -> None:
        # 389.31 GJ per 10⁴ Nm³ × 0.0153 × 0.99 × 44/12 = 21.621888
        gas = current("天然气燃烧", 2024)
        assert (derive(gas).result, derive(gas).unit) == (Decimal("21.621888"), "tCO2/万Nm³")

    def test_freight_is_the_sum_of_vehicle_and_fuel_supply(self) -> None:
        # 27_304_3140 0.10163 (TTW) + 28_907_3140 (WTT)
        truck = Factor.objects.get(code="27_304_3140_14_1+28_907_3140_14_1")
        ttw, wtt = Decimal("0.10163"), truck.amount - Decimal("0.10163")  # type: ignore[operator]
        assert truck.note.startswith(f"推得：TTW {ttw} + WTT {wtt}")
        assert Decimal("0.12") < wtt / ttw < Decimal("0.29")
        assert (truck.kind, truck.unit) == (Factor.Kind.FOOTPRINT, "kgCO2e/(t·km)")

    def test_a_vehicle_kilometre_is_given_empty_half_and_fully_laden(self) -> None:
        # Articulated over 33 t: 0.64734 + 0.15178, 0.85827 + 0.20237, 1.06921 + 0.25296
        rows = Factor.objects.filter(name__startswith="柴油重型货车，铰接式（33 t 以上）", unit="kgCO2e/km")
        amounts = {row.name.split("，")[2]: row.amount for row in rows}
        assert amounts["空驶"] == Decimal("0.79912")
        assert (amounts["满载率 50%"], amounts["满载"]) == (Decimal("1.06064"), Decimal("1.32217"))
        assert set(amounts) == {"空驶", "满载率 50%", "满载"}
        assert {row.kind for row in rows} == {Factor.Kind.FOOTPRINT}

    def test_the_gases_of_a_figure_make_the_figure(self) -> None:
        """As far as the source rounds each of them to five decimals."""
        split = [factor for factor in Factor.objects.all() if factor.split]
        assert len(split) == len([row for row in rows_of("freight.csv") if row["split"]]) > 0
        for factor in split:
            assert factor.amount is not None
            parts = sum(Decimal(part) for part in factor.split.values())
            assert abs(parts - factor.amount) <= Decimal("0.00002"), factor

    def test_no_radiative_forcing_in_air_freight(self) -> None:
        assert not Factor.objects.filter(name_en__contains="With RF").exists()
        assert Factor.objects.filter(name__startswith="航空货运").count() == 4

    def test_ipcc_fuels_are_given_by_gas(self) -> None:
        diesel = Factor.objects.get(code="road-gas-diesel-oil-TJ")
        assert diesel.gases == {"CO2": "74100", "CH4-nonfossil": "3.9", "N2O": "3.9"}
        by_mass = Factor.objects.get(code="road-gas-diesel-oil-t")
        # 43.0 TJ/Gg: 74100 × 43.0 ÷ 1000 = 3186.3; 3.9 × 43.0 ÷ 1000 = 0.1677
        assert by_mass.gases == {"CO2": "3186.3", "CH4-nonfossil": "0.1677", "N2O": "0.1677"}

    def test_biogenic_carbon_dioxide_is_not_counted(self) -> None:
        wood = Factor.objects.get(code="energy-wood-wood-waste-TJ")
        assert wood.gases == {"CH4-nonfossil": "30", "N2O": "4"}
        assert "112000" in wood.note

    def test_spend_based_factors_are_marked_as_such(self) -> None:
        kinds = set(Factor.objects.filter(unit="kgCO2e/USD").values_list("kind", flat=True))
        assert kinds == {Factor.Kind.SPEND_BASED}

    def test_every_factor_names_its_source_and_licence(self) -> None:
        for name in ("publisher", "document", "licence", "region"):
            assert not Factor.objects.filter(**{name: ""}).exists(), name
        assert not Library.objects.filter(introduction="").exists()
        assert Factor.objects.get(name="全国电力平均碳足迹因子", year=2023).second_hand

    def test_every_factor_says_where_and_when_and_how_sure(self) -> None:
        for name in ("boundary", "table"):
            assert not Factor.objects.filter(**{name: ""}).exists(), name
        assert not Factor.objects.filter(year=None).exists()
        assert not Factor.objects.filter(uncertainty="", quality="").exists()
        assert Factor.objects.get(code="26729").uncertainty == "±10%（原文所列）"

    def test_facts_of_a_standard_whose_text_is_not_open_are_cited_one_by_one(self) -> None:
        # GB/T 51366-2019, appendix D: 20 300 kgCO2e per tonne of primary aluminium
        aluminium = Factor.objects.get(name__startswith="电解铝")
        assert (exact(aluminium.amount), aluminium.unit, aluminium.cas) == ("20300", "kgCO2e/t", "7429-90-5")
        assert aluminium.second_hand
        assert "铝锭" in aluminium.synonyms.split()
        assert exact(Factor.objects.get(name="铝塑共挤窗").amount) == "129.5"  # a copy lost the point
        assert Factor.objects.filter(library=aluminium.library, table__startswith="附录D").count() == 69

    def test_cas_numbers_have_their_check_digit(self) -> None:
        """The last digit is the sum of the others, each times its place from the right, modulo ten."""
        for cas in Factor.objects.exclude(cas="").values_list("cas", flat=True):
            *digits, check = (int(digit) for digit in cas.replace("-", ""))
            assert sum(place * digit for place, digit in enumerate(reversed(digits), 1)) % 10 == check, cas

    def test_what_was_cited_from_a_closed_collection_is_not_for_export(self) -> None:
        closed = set(Library.objects.filter(exportable=False).values_list("name", flat=True))
        assert closed == {"中国产品全生命周期温室气体排放系数库（CPCD）"}

    def test_every_factor_has_a_unit_that_is_known(self) -> None:
        assert all(factor.per.symbol for factor in Factor.objects.all())


@pytest.mark.usefixtures("starter_loaded")
class TestLoadingChangedFiles:
    def test_a_changed_line_is_a_new_release_and_the_old_one_stays(self, folder: Path) -> None:
        old = current("全国电力平均碳足迹因子", 2024)
        replace(folder / "electricity.csv", "stated,0.5777,", "stated,0.5778,")
        outcome = starter.load(folder)
        assert (outcome.superseding, outcome.new, outcome.unchanged) == (1, 0, FACTORS - 1)
        new = current("全国电力平均碳足迹因子", 2024)
        assert (exact(new.amount), new.release, new.supersedes_id) == ("0.5778", 2, old.pk)
        old.refresh_from_db()
        assert (exact(old.amount), old.state) == ("0.5777", Factor.State.SUPERSEDED)
        assert starter.load(folder).unchanged == FACTORS

    def test_one_more_zero_is_a_new_release(self, folder: Path) -> None:
        replace(folder / "electricity.csv", "stated,0.5777,", "stated,0.57770,")
        assert starter.load(folder).superseding == 1

    def test_a_line_that_is_gone_is_withdrawn_and_comes_back(self, folder: Path) -> None:
        path = folder / "electricity.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if ",0.5777," not in line), encoding="utf-8")
        assert starter.load(folder).withdrawn == 1
        assert Factor.objects.get(code="2024-footprint").state == Factor.State.WITHDRAWN
        assert starter.load(folder).withdrawn == 0
        assert starter.load().restated == 1
        assert Factor.objects.get(code="2024-footprint").state == Factor.State.CURRENT

    def test_a_changed_gwp_value_is_a_new_release_of_the_set(self, folder: Path) -> None:
        old = GwpSet.objects.get(name="IPCC AR6")
        replace(folder / "gwp_values.csv", "2551-62-4,24300,", "2551-62-4,24301,")
        assert starter.load(folder).gwp_sets == 1
        new = GwpSet.objects.get(name="IPCC AR6", release=2)
        assert str(new) == "IPCC AR6（第 2 版）"
        assert exact(new.values.get(symbol="SF6").value) == "24301"
        assert exact(old.values.get(symbol="SF6").value) == "24300"

    def test_a_better_introduction_changes_no_factor(self, folder: Path) -> None:
        replace(folder / "libraries.csv", "每美元（2022 年购买者价格）", "每 2022 年美元")
        outcome = starter.load(folder)
        assert (outcome.libraries, outcome.unchanged) == (0, FACTORS)
        assert "每 2022 年美元" in Library.objects.get(release="v1.3").introduction

    @pytest.mark.parametrize(
        ("name", "old", "new", "place"),
        [
            ("electricity.csv", "stated,0.5777,", "stated,viel,", "electricity.csv:"),
            ("electricity.csv", "stated,0.5777,kgCO2e/kWh", "stated,0.5777,kgCO2e/Wolke", "electricity.csv:"),
            (
                "electricity.csv",
                "grid-footprint-2024,2024-footprint,",
                "nirgends,2024-footprint,",
                "no library",
            ),
            ("electricity.csv", "2024-footprint,", "2024-coal,", "there twice"),
            ("gwp_values.csv", "2551-62-4,24300,", "2551-62-4,,", "gwp_values.csv:"),
            ("release.txt", "20", "Fassung 20", "release.txt:1"),
            ("libraries.csv", "英国全国平均值；原文未给出不确定性,英国政府每年", ",英国政府每年", "quality"),
            ("materials.csv", ",2018,2021-12-31,按原文", ",2018,2021-12,按原文", "materials.csv:"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place_and_nothing_is_written(
        self, folder: Path, name: str, old: str, new: str, place: str
    ) -> None:
        replace(folder / "electricity.csv", "stated,0.9240,", "stated,0.9241,")
        replace(folder / name, old, new)
        before = list(Factor.objects.order_by("pk").values())
        with pytest.raises(starter.StarterError, match=place):
            starter.load(folder)
        assert list(Factor.objects.order_by("pk").values()) == before

    def test_a_short_line_is_refused(self, folder: Path) -> None:
        path = folder / "materials.csv"
        path.write_text(path.read_text(encoding="utf-8") + "desnz-2025,x\n", encoding="utf-8")
        with pytest.raises(
            starter.StarterError, match=rf"materials\.csv:{len(rows_of('materials.csv')) + 2}"
        ):
            starter.load(folder)


def test_the_files_name_no_row_that_was_not_verified() -> None:
    for path in starter.DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert "recalled" not in " ".join(row.values())
