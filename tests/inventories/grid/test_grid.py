"""The grid over HTTP: rows read, edits written once and cell by cell, what others did, figures."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from factors.models import Factor, Library
from inventories.grid.reading import FIELDS
from inventories.models import EntryBatch, InventoryLine, Study
from tests.inventories.test_line_pages import of, rows

Cells = dict[str, Any]


def ask(browser: Client, study: Study, name: str, query: str = "") -> Any:
    response = browser.get(reverse(f"grid_{name}", args=[study.pk]) + query)
    assert response.status_code == 200
    return response.json()


def post(browser: Client, study: Study, *edits: Cells, batch: str = "") -> Any:
    sent = {"batch": batch or str(uuid.uuid4()), "edits": edits}
    return browser.post(
        reverse("grid_edits", args=[study.pk]), json.dumps(sent), content_type="application/json"
    )


def send(browser: Client, study: Study, *edits: Cells, batch: str = "") -> list[Cells]:
    response = post(browser, study, *edits, batch=batch)
    assert response.status_code == 200, response.content
    outcomes: list[Cells] = response.json()["outcomes"]
    return outcomes


def edit(line: InventoryLine, read: Cells, **cells: Any) -> Cells:
    return {"key": str(line.pk), "line": line.pk, "set": cells, "read": read}


def new(study: Study, stage: str, **cells: Any) -> Cells:
    return {"key": "n1", "line": None, "set": {"stage": study.stages.get(label=stage).pk, **cells}}


@pytest.fixture
def shell(brake: Study) -> InventoryLine:
    """1.4677 kg of the study's first material."""
    return of(brake, "壳体")


def test_all_rows_are_read_in_order_with_their_factors_in_few_queries(browser: Client, brake: Study) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        table = ask(browser, brake, "rows")
    assert len(queries) < 20
    assert table["fields"] == list(FIELDS)
    names = [row[2 + FIELDS.index("name")] for row in table["rows"]]
    assert names == list(
        brake.lines.order_by("stage__position", "position", "pk").values_list("name", flat=True)
    )
    shell = of(brake, "壳体")
    row = next(row for row in table["rows"] if row[0] == shell.pk)
    assert row[2 + FIELDS.index("amount")] == format(shell.amount, "f")
    assert table["factors"][str(shell.factor_id)][0] == Factor.objects.get(name="钢制零件").name


def test_more_lines_need_no_more_queries(browser: Client, brake: Study, shell: InventoryLine) -> None:
    with CaptureQueriesContext(connection) as few:
        ask(browser, brake, "rows")
    send(browser, brake, *[{**new(brake, "原材料", name=f"零件{n}"), "key": f"n{n}"} for n in range(40)])
    with CaptureQueriesContext(connection) as many:
        ask(browser, brake, "rows")
    assert len(many) <= len(few)


def test_an_amount_brings_its_unit_along(browser: Client, brake: Study, shell: InventoryLine) -> None:
    read = {"amount": format(shell.amount, "f"), "unit": shell.unit}
    [outcome] = send(browser, brake, edit(shell, read, amount="1,250.5 克"))
    assert outcome["refused"] == {}
    shell.refresh_from_db()
    assert format(shell.amount, "f") == "1250.5"
    assert shell.unit == "克"


def test_a_text_that_is_no_number_is_told_and_the_rest_of_the_row_is_written(
    browser: Client, brake: Study, shell: InventoryLine
) -> None:
    before = shell.amount
    read = {"amount": format(before, "f"), "unit": shell.unit, "note": ""}
    [outcome] = send(browser, brake, edit(shell, read, amount="约三", unit="t", note="复核"))
    assert "约三" in outcome["refused"]["amount"]
    assert outcome["written"] == ["note"]
    shell.refresh_from_db()
    # An old amount in a new unit would be wrong a thousand times over.
    assert (shell.amount, shell.unit, shell.note) == (before, "kg", "复核")


def test_a_new_row_with_a_refused_cell_is_not_made(browser: Client, brake: Study) -> None:
    before = rows(brake)
    [outcome] = send(browser, brake, new(brake, "原材料", name="弹簧", amount="很多"))
    assert outcome["line"] is None
    assert set(outcome["refused"]) == {"amount"}
    assert rows(brake) == before


def test_a_batch_that_is_sent_again_is_answered_as_before_and_makes_nothing(
    browser: Client, brake: Study
) -> None:
    batch = str(uuid.uuid4())
    first = post(browser, brake, new(brake, "原材料", name="弹簧", amount="2 kg"), batch=batch).json()
    after = rows(brake)
    again = post(browser, brake, new(brake, "原材料", name="弹簧", amount="2 kg"), batch=batch).json()
    assert again == first
    assert rows(brake) == after
    assert brake.lines.filter(name="弹簧").count() == 1
    assert EntryBatch.objects.filter(study=brake).count() == 1


def test_a_batch_of_somebody_else_with_the_same_key_is_another(
    browser: Client, colleagues_browser: Client, brake: Study
) -> None:
    batch = str(uuid.uuid4())
    send(browser, brake, new(brake, "原材料", name="弹簧"), batch=batch)
    send(colleagues_browser, brake, new(brake, "原材料", name="垫圈"), batch=batch)
    assert brake.lines.filter(name__in=["弹簧", "垫圈"]).count() == 2


def test_two_people_in_two_cells_of_a_row_both_get_through(
    browser: Client, colleagues_browser: Client, brake: Study, shell: InventoryLine
) -> None:
    read = {"note": "", "purpose": shell.purpose}
    send(browser, brake, edit(shell, read, note="甲"))
    [outcome] = send(colleagues_browser, brake, edit(shell, read, purpose="乙"))
    assert outcome["conflicts"] == {}
    shell.refresh_from_db()
    assert (shell.note, shell.purpose) == ("甲", "乙")


def test_two_people_in_one_cell_the_slower_is_told_both_values_and_overwrites_nothing(
    browser: Client, colleagues_browser: Client, consultant: User, brake: Study, shell: InventoryLine
) -> None:
    send(browser, brake, edit(shell, {"note": ""}, note="甲"))
    before = rows(brake)
    [outcome] = send(colleagues_browser, brake, edit(shell, {"note": ""}, note="乙"))
    conflict = outcome["conflicts"]["note"]
    assert (conflict["current"], conflict["by"]) == ("甲", consultant.name)
    assert conflict["at"]
    assert rows(brake) == before


def test_others_are_told_what_changed_by_whom(
    browser: Client, colleagues_browser: Client, consultant: User, brake: Study, shell: InventoryLine
) -> None:
    cursor = ask(colleagues_browser, brake, "rows")["cursor"]
    send(
        browser,
        brake,
        edit(shell, {"note": ""}, note="甲"),
        {**new(brake, "原材料", name="弹簧"), "key": "n"},
    )
    told = ask(colleagues_browser, brake, "changes", f"?since={cursor}")
    made = of(brake, "弹簧")
    assert {row[0] for row in told["rows"]} == {shell.pk, made.pk}
    assert told["by"][str(shell.pk)]["note"][0] == consultant.name
    assert told["order"].index(made.pk) == brake.lines.filter(stage=made.stage).count() - 1
    assert ask(colleagues_browser, brake, "changes", f"?since={told['cursor']}") == {
        "cursor": told["cursor"],
        "lock": "",
    }


def test_a_line_that_was_taken_away_is_told(browser: Client, brake: Study) -> None:
    send(browser, brake, new(brake, "原材料", name="弹簧"))
    line = of(brake, "弹簧")
    cursor = ask(browser, brake, "rows")["cursor"]
    [outcome] = send(browser, brake, {"key": "x", "line": line.pk, "remove": True, "version": line.version})
    assert outcome["refused"] == {}
    assert ask(browser, brake, "changes", f"?since={cursor}")["removed"] == [line.pk]


def test_asking_for_changes_when_there_are_none_looks_at_one_index(browser: Client, brake: Study) -> None:
    cursor = ask(browser, brake, "rows")["cursor"]
    with CaptureQueriesContext(connection) as queries:
        ask(browser, brake, "changes", f"?since={cursor}")
    of_lines = [query["sql"] for query in queries if "inventoryline" in query["sql"]]
    assert of_lines == []
    assert sum("auditentry" in query["sql"] for query in queries) == 1


def test_figures_are_those_of_the_page(browser: Client, brake: Study, shell: InventoryLine) -> None:
    told = ask(browser, brake, "figures")
    assert told["total"] == "5.7085"
    # 2.7886 of 5.7085 kgCO2e
    assert [shell.pk, "2.7886", "48.85%"] in told["lines"]
    assert told["errors"] == 0


def test_what_stands_in_the_way_is_told_by_line(browser: Client, brake: Study, shell: InventoryLine) -> None:
    read = {"amount": format(shell.amount, "f"), "unit": shell.unit}
    send(browser, brake, edit(shell, read, amount=""))
    told = ask(browser, brake, "figures")
    assert told["total"] == ""
    assert told["obstacles"][str(shell.pk)]


class TestFactorsByText:
    @pytest.fixture
    def steel(self, brake: Study) -> Factor:
        library = Library.objects.create(agency=brake.agency, name="自建钢材库")
        return Factor.objects.create(
            agency=brake.agency,
            library=library,
            code="ST-01",
            name="示范弹簧钢",
            amount="2",
            unit="kgCO2e/kg",
        )

    @pytest.mark.parametrize("text", ["示范弹簧钢", "ST-01"])
    def test_the_exact_name_or_code_of_one_factor_chooses_it(
        self, browser: Client, brake: Study, steel: Factor, text: str
    ) -> None:
        [outcome] = send(browser, brake, new(brake, "原材料", name="弹簧", amount="2 kg", factor=text))
        assert outcome["refused"] == {}
        assert of(brake, "弹簧").factor == steel

    def test_part_of_a_name_chooses_nothing(self, browser: Client, brake: Study, steel: Factor) -> None:
        [outcome] = send(browser, brake, new(brake, "原材料", name="弹簧", factor="弹簧钢"))
        assert "弹簧钢" in outcome["refused"]["factor"]

    def test_of_two_of_one_name_the_unit_decides_or_nobody(
        self, browser: Client, brake: Study, steel: Factor
    ) -> None:
        def another(code: str, unit: str) -> Factor:
            return Factor.objects.create(
                agency=brake.agency,
                library=steel.library,
                code=code,
                name=steel.name,
                amount="3",
                unit=unit,
            )

        twin = another("ST-02", "kgCO2e/m3")
        [by_mass] = send(browser, brake, new(brake, "原材料", name="甲", amount="2 kg", factor=steel.name))
        [by_volume] = send(browser, brake, new(brake, "原材料", name="乙", amount="2 m3", factor=steel.name))
        assert (by_mass["refused"], by_volume["refused"]) == ({}, {})
        assert (of(brake, "甲").factor, of(brake, "乙").factor) == (steel, twin)
        another("ST-03", "kgCO2e/t")
        [unclear] = send(browser, brake, new(brake, "原材料", name="丙", amount="2 kg", factor=steel.name))
        assert "3 个" in unclear["refused"]["factor"]

    def test_a_factor_of_a_library_that_names_others_is_not_found(
        self, browser: Client, brake: Study, steel: Factor
    ) -> None:
        Library.objects.filter(pk=steel.library_id).update(audience=Library.Audience.NAMED)
        [outcome] = send(browser, brake, new(brake, "原材料", name="弹簧", factor="示范弹簧钢"))
        assert "factor" in outcome["refused"]

    def test_its_figure_is_not_told_to_others_by_the_rows(
        self, browser: Client, brake: Study, steel: Factor, shell: InventoryLine
    ) -> None:
        Library.objects.filter(pk=steel.library_id).update(audience=Library.Audience.NAMED)
        InventoryLine.objects.filter(pk=shell.pk).update(factor=steel)
        told = ask(browser, brake, "rows")["factors"][str(steel.pk)]
        assert told[0] == steel.name
        assert "2" not in told[1]
        assert told[2] == ""


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        '{"batch": "no uuid", "edits": []}',
        '{"batch": "0b0e8a6e-3a53-4d3f-8f3e-0d6a3f7f7c11", "edits": [{"key": "1", "set": {"agency": "1"}}]}',
        '{"batch": "0b0e8a6e-3a53-4d3f-8f3e-0d6a3f7f7c11", "edits": [{"key": "1", "set": {"note": 5}}]}',
        '{"batch": "0b0e8a6e-3a53-4d3f-8f3e-0d6a3f7f7c11", "edits": [{"key": "1", "line": "1"}]}',
    ],
)
def test_what_is_no_batch_is_refused_whole(browser: Client, brake: Study, sent: str) -> None:
    before = rows(brake)
    response = browser.post(reverse("grid_edits", args=[brake.pk]), sent, content_type="application/json")
    assert response.status_code == 400
    assert "刷新" in response.json()["message"]
    assert rows(brake) == before


def test_an_edit_that_does_not_say_what_was_seen_is_refused(
    browser: Client, brake: Study, shell: InventoryLine
) -> None:
    before = rows(brake)
    assert post(browser, brake, edit(shell, {}, note="甲")).status_code == 400
    assert rows(brake) == before


def test_a_closed_study_is_not_written_and_says_why(
    browser: Client, brake: Study, shell: InventoryLine
) -> None:
    Study.objects.filter(pk=brake.pk).update(lock="报告已提交")
    before = rows(brake)
    response = post(browser, brake, edit(shell, {"note": ""}, note="甲"))
    assert response.status_code == 409
    assert response.json()["message"] == "报告已提交"
    assert rows(brake) == before
    assert not EntryBatch.objects.exists()


def test_the_trail_has_one_line_for_each_row(browser: Client, brake: Study, shell: InventoryLine) -> None:
    before = AuditEntry.objects.count()
    send(browser, brake, edit(shell, {"note": "", "purpose": shell.purpose}, note="甲", purpose="乙"))
    [entry] = AuditEntry.objects.order_by("-pk")[: AuditEntry.objects.count() - before]
    assert (entry.act, set(entry.after)) == ("inventoryline.edit", {"note", "purpose"})


def test_the_page_hands_its_script_what_it_needs_and_shows_a_table_without_it(
    browser: Client, brake: Study
) -> None:
    text = browser.get(reverse("study_lines", args=[brake.pk])).content.decode()
    config = json.loads(text.split('id="grid-config" type="application/json">')[1].split("</script>")[0])
    assert config["mayEdit"] is True
    assert {column["key"] for column in config["columns"]} >= {"name", "amount", "factor", "figure"}
    assert config["urls"]["edits"] == reverse("grid_edits", args=[brake.pk])
    assert "2.7886" in text


def test_a_long_inventory_is_shown_page_by_page(browser: Client, brake: Study) -> None:
    send(browser, brake, *[{**new(brake, "原材料", name=f"零件{n}"), "key": f"n{n}"} for n in range(60)])
    page = reverse("study_lines", args=[brake.pk])
    early, late = of(brake, "零件3").pk, of(brake, "零件59").pk
    first, second = (browser.get(f"{page}?page={number}").content.decode() for number in (1, 2))
    assert f'id="line-{early}"' in first
    assert f'id="line-{late}"' not in first
    assert f'id="line-{late}"' in second
