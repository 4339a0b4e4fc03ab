"""Hints on lines whose figure per unit lies far from the usual, as the person sees them who looks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from factors import plausibility
from factors.models import Factor, Library
from inventories.models import InventoryLine, Study
from inventories.plausibility import hints
from tests.inventories.forms import boxes

pytestmark = pytest.mark.django_db


@pytest.fixture
def usual(db: None) -> Library:
    """A starter library: six grids of 0.5 … 0.6 kgCO2e/kWh, six steels of 1.8 … 2.3 kgCO2e/kg."""
    library = Library.objects.create(name="参考因子")
    grids = [(f"电网电力{n}", Decimal(50 + 2 * n) / 100, "kgCO2e/kWh") for n in range(6)]
    steels = [(f"弹簧钢{n}", Decimal(18 + n) / 10, "kgCO2e/kg") for n in range(6)]
    Factor.objects.bulk_create(
        Factor(library=library, code=name, name=name, amount=amount, unit=unit)
        for name, amount, unit in grids + steels
    )
    plausibility.refresh([library.pk])
    return library


def line_of(study: Study, name: str) -> InventoryLine:
    return study.lines.get(name=name)


@pytest.mark.usefixtures("usual")
class TestTheBrake:
    """Its grid factor is 0.05568 kgCO2e/kWh: the published 0.5568 slipped by ten."""

    def test_the_slipped_grid_factor_is_pointed_out(self, consultant: User, brake: Study) -> None:
        found = hints(consultant, brake)
        assert set(found) == {line_of(brake, "国网电力").pk}
        verdict = found[line_of(brake, "国网电力").pk].verdict
        assert verdict.slip is not None
        assert (verdict.slip.decades, verdict.value) == (-1.0, Decimal("0.0557"))

    def test_the_table_and_the_line_show_it(self, browser: Client, brake: Study) -> None:
        table = browser.get(reverse("study_lines", args=[brake.pk])).content.decode()
        assert table.count("分之一，请核对") == 1
        text = browser.get(reverse("line_detail", args=[line_of(brake, "国网电力").pk])).content.decode()
        assert "单位数量的排放约为“国网电力”典型值的" in text
        other = browser.get(reverse("line_detail", args=[line_of(brake, "壳体").pk])).content.decode()
        assert "单位数量的排放约为" not in other

    def test_it_is_seen_while_it_is_typed(self, browser: Client, brake: Study) -> None:
        line = line_of(brake, "壳体")
        typed = boxes(browser.get(reverse("line_detail", args=[line.pk])), "line-form")
        address = reverse("line_preview", args=[brake.pk])
        assert "单位数量的排放约为" not in browser.post(address, typed).content.decode()
        slipped = Factor.objects.get(name="国网电力")
        typed |= {"name": "设备用电力", "unit": "kWh", "factor": str(slipped.pk)}
        assert "单位数量的排放约为“设备用电力”典型值的" in browser.post(address, typed).content.decode()

    def test_the_name_of_the_line_speaks_too(self, consultant: User, brake: Study) -> None:
        """A factor that is right for what it is of, under a line that is of something else."""
        line = line_of(brake, "摩擦片")
        InventoryLine.objects.filter(pk=line.pk).update(name="弹簧钢片", factor=self.plastic_film())
        hint = hints(consultant, brake)[line.pk]
        assert (hint.called, hint.factor.name) == ("弹簧钢片", "镀膜")

    def test_the_name_of_the_line_speaks_by_its_synonyms(self, consultant: User, brake: Study) -> None:
        """The factor's own name tells nothing; 市电 is the grid's electricity, of which the usual library has six."""
        library = Library.objects.create(name="园区因子")
        columns = {"name": "园区能源一", "amount": Decimal("5.7"), "unit": "kgCO2e/kWh"}
        slipped = Factor.objects.create(library=library, code="1", **columns)
        line = line_of(brake, "国网电力")
        InventoryLine.objects.filter(pk=line.pk).update(name="市电", factor=slipped)
        hint = hints(consultant, brake)[line.pk]
        assert (hint.called, hint.verdict.band.key) == ("市电", "电")
        assert (hint.verdict.slip is not None and hint.verdict.slip.decades) == 1.0

    def plastic_film(self) -> Factor:
        return Factor.objects.create(
            library=Library.objects.create(name="镀膜因子"),
            code="1",
            name="镀膜",
            amount=Decimal(90),
            unit="kgCO2e/kg",
        )

    def test_more_lines_cost_no_more_queries(self, consultant: User, brake: Study) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                hints(consultant, brake)
            return len(captured)

        before = queries()
        for number in range(5):
            line = line_of(brake, "国网电力") if not number else InventoryLine.objects.latest("pk")
            line.pk, line.name = None, f"国网电力 {number}"
            line.save()
        assert queries() == before

    def test_a_figure_of_a_library_for_named_people_is_not_told_by_the_hint(
        self, consultant: User, brake: Study
    ) -> None:
        slipped = Factor.objects.get(name="国网电力")
        Library.objects.filter(pk=slipped.library_id).update(audience=Library.Audience.NAMED)
        assert hints(consultant, brake) == {}


def test_without_libraries_there_is_nothing_to_say(consultant: User, brake: Study) -> None:
    assert hints(consultant, brake) == {}
