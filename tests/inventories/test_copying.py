"""A study copied for a new year or a variant, and the two beside each other."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from inventories.assemble import assemble
from inventories.comparing import compared
from inventories.models import Evidence, InventoryLine, Product, Study, TransportLeg
from inventories.services.copying import CopyPlan, Kept, copy_study
from inventories.services.rows import RowEdit, write_rows
from inventories.services.rows.edits import seen
from inventories.unfold import unfold
from tests.inventories.studies import everything, small
from tests.people import People

D = Decimal


def plan(source: Study, kept: Kept = Kept.ALL, **changes: Any) -> CopyPlan:
    members: dict[str, Any] = {
        "title": "下一年",
        "product": source.product,
        "period_start": datetime.date(2025, 1, 1),
        "period_end": datetime.date(2025, 12, 31),
        "kept": kept,
    }
    return CopyPlan(**(members | changes))


def members(study: Study) -> dict[str, Any]:
    return assemble(study).model_dump(mode="json")


def test_a_full_copy_is_the_same_but_for_title_and_period(consultant: User) -> None:
    source = unfold(consultant, everything())
    copy = copy_study(consultant, source, plan(source))
    assert members(copy) == members(source) | {
        "title": "下一年",
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
    }
    assert (copy.copied_from, copy.responsible, copy.lock) == (source, consultant, "")
    origins = InventoryLine.objects.filter(study=copy).values_list("name", "copied_from__name")
    assert all(name == origin for name, origin in origins)


def test_the_source_stays_as_it_is_and_may_be_closed(consultant: User, brake: Study) -> None:
    Study.objects.filter(pk=brake.pk).update(lock="报告已签发")
    brake.refresh_from_db()
    before = members(brake), list(InventoryLine.objects.filter(study=brake).order_by("pk").values())
    copy = copy_study(consultant, brake, plan(brake))
    after = members(brake), list(InventoryLine.objects.filter(study=brake).order_by("pk").values())
    assert after == before
    assert not copy.lock


def test_what_belongs_to_the_old_period_can_be_left_empty(consultant: User) -> None:
    source = unfold(consultant, everything())
    copy = copy_study(consultant, source, plan(source, Kept.PER_UNIT))
    for line in InventoryLine.objects.filter(study=copy).select_related("copied_from"):
        origin = line.copied_from
        assert origin is not None
        assert (line.factor_id, line.unit, line.basis, line.note) == (
            origin.factor_id, origin.unit, origin.basis, origin.note,
        )  # fmt: skip
        if line.basis == InventoryLine.Basis.PERIOD_TOTAL:
            assert (line.amount, line.output, line.data_source, line.reliability) == (None, None, "", None)
        else:
            assert (line.amount, line.data_source) == (origin.amount, origin.data_source)
    assert copy.output_amount is None
    assert copy.output_unit == source.output_unit


def test_nothing_is_kept_but_the_way_things_are_made(consultant: User, brake: Study) -> None:
    copy = copy_study(consultant, brake, plan(brake, Kept.NONE))
    lines = InventoryLine.objects.filter(study=copy)
    assert lines.count() == brake.lines.count()
    assert not lines.exclude(amount=None).exists()
    legs = TransportLeg.objects.filter(line__study=copy)
    of_source = TransportLeg.objects.filter(line__study=brake)
    assert Counter(legs.values_list("distance_km", flat=True)) == Counter(
        of_source.values_list("distance_km", flat=True)
    )


def test_evidence_goes_along_with_the_data_that_it_supports(consultant: User) -> None:
    source = unfold(consultant, everything())
    line = source.lines.filter(basis=InventoryLine.Basis.PER_FUNCTIONAL_UNIT).first()
    total = source.lines.filter(basis=InventoryLine.Basis.PERIOD_TOTAL).first()
    assert line is not None
    assert total is not None
    Evidence.objects.filter(study=source).delete()
    common = {"study": source, "agency_id": source.agency_id, "media_type": "application/pdf", "size": 5}
    for name, tied in (("称重单.pdf", line), ("电费单.pdf", total)):
        Evidence.objects.create(name=name, digest="a" * 64, **common).lines.add(tied)
    kept = copy_study(consultant, source, plan(source, Kept.PER_UNIT))
    (evidence,) = kept.evidence.all()
    assert (evidence.name, evidence.digest, evidence.size) == ("称重单.pdf", "a" * 64, 5)
    assert [each.copied_from for each in evidence.lines.all()] == [line]
    assert copy_study(consultant, source, plan(source)).evidence.count() == 2
    assert copy_study(consultant, source, plan(source, evidence=False)).evidence.count() == 0


def test_who_may_not_copy_writes_nothing(
    people: People, reviewer: User, stranger: User, brake: Study
) -> None:
    count = Study.objects.count()
    with pytest.raises(PermissionDenied):
        copy_study(reviewer, brake, plan(brake))
    with pytest.raises(Http404):
        copy_study(stranger, brake, plan(brake))
    with pytest.raises(ValidationError):
        copy_study(people.consultant, brake, plan(brake, period_end=datetime.date(2020, 1, 1)))
    foreign = unfold(stranger, small()).product
    with pytest.raises(Http404):
        copy_study(people.consultant, brake, plan(brake, product=foreign))
    assert Study.objects.count() == count + 1


def test_the_trail_tells_of_the_copy(consultant: User, brake: Study) -> None:
    copy = copy_study(consultant, brake, plan(brake))
    entry = AuditEntry.objects.get(act="study.copy", subject_id=copy.pk)
    assert entry.after["copied_from"] == {"id": brake.pk, "label": brake.title}
    assert entry.after["lines"] == brake.lines.count()


def test_the_queries_do_not_grow_with_the_lines(consultant: User) -> None:
    source = unfold(consultant, small())
    with CaptureQueriesContext(connection) as few:
        copy_study(consultant, source, plan(source))
    stage = source.stages.get()
    values = {"stage": stage, "unit": "kg", "amount": D("1")}
    write_rows(
        consultant, source, [RowEdit(str(n), None, {**values, "name": f"零件 {n}"}) for n in range(100)]
    )
    with CaptureQueriesContext(connection) as many:
        copy_study(consultant, source, plan(source))
    # SQLite takes some thirty rows in one statement.
    assert len(many) <= len(few) + 8


def test_a_copy_is_compared_line_by_line_also_when_it_was_renamed(consultant: User, brake: Study) -> None:
    copy = copy_study(consultant, brake, plan(brake))
    line = copy.lines.get(name="壳体")
    wanted = {"name": "铝壳体", "amount": D("3")}
    write_rows(consultant, copy, [RowEdit("a", line.pk, wanted, {name: seen(line, name) for name in wanted})])
    result = compared(consultant, brake, copy)
    assert result.comparison is not None
    changed, carried = [each for each in result.comparison.lines if not each.is_same]
    assert [cell.name for cell in changed.cells] == ["name", "amount"]
    # The transport says nothing new of its own: its goods are called and weigh otherwise.
    assert [cell.name for cell in carried.cells] == ["goods"]
    assert (result.comparison.added, result.comparison.removed) == (0, 0)
    parts = changed.difference.value, carried.difference.value
    assert None not in parts
    assert sum(part for part in parts if part is not None) == result.comparison.total.value != 0


def test_two_copies_of_one_study_are_known_as_sisters(consultant: User, brake: Study) -> None:
    first, second = (copy_study(consultant, brake, plan(brake, title=title)) for title in ("甲", "乙"))
    grandchild = copy_study(consultant, second, plan(second, title="丙"))
    first.lines.filter(name="壳体").update(name="壳体甲")
    for later in (second, grandchild, brake):
        comparison = compared(consultant, first, later).comparison
        assert comparison is not None
        assert [cell.name for line in comparison.lines for cell in line.cells] == ["name", "goods"]


class TestPages:
    def test_the_form_proposes_the_following_year(self, browser: Client, brake: Study) -> None:
        page = browser.get(reverse("study_copy", args=[brake.pk])).content.decode()
        year = brake.period_end.year + 1
        assert f'value="{year}-12-31"' in page
        assert "清空数据期总量" in page

    def test_a_copy_is_made_and_shown_beside_its_origin(self, browser: Client, brake: Study) -> None:
        answer = browser.post(
            reverse("study_copy", args=[brake.pk]),
            {
                "title": "新年度",
                "product": brake.product_id,
                "period_start": "2026-01-01",
                "period_end": "2026-12-31",
                "kept": "all",
            },
            follow=True,
        )
        copy = Study.objects.get(title="新年度")
        assert copy.evidence.count() == 0
        page = answer.content.decode()
        assert answer.redirect_chain[0][0] == f"{reverse('study_compare', args=[copy.pk])}?with={brake.pk}"
        assert "0 条不同，新增 0 条，减少 0 条" in page
        assert "壳体</td>" not in page
        shown = browser.get(reverse("study_compare", args=[copy.pk]), {"all": "1", "with": str(brake.pk)})
        assert "壳体</td>" in shown.content.decode()

    def test_a_wrong_form_writes_nothing(self, browser: Client, brake: Study) -> None:
        sent = {"title": "", "product": brake.product_id, "period_start": "2026-12-31", "kept": "alles"}
        answer = browser.post(reverse("study_copy", args=[brake.pk]), sent | {"period_end": "2026-01-01"})
        assert answer.status_code == 422
        assert "数据期的止日早于起日" in answer.content.decode()
        assert Study.objects.count() == 1

    def test_another_clients_product_is_no_choice(
        self, browser: Client, consultant: User, brake: Study
    ) -> None:
        other = unfold(consultant, small()).product
        sent = {"title": "新", "period_start": "2026-01-01", "period_end": "2026-12-31", "kept": "all"}
        answer = browser.post(reverse("study_copy", args=[brake.pk]), sent | {"product": other.pk})
        assert answer.status_code == 422
        assert Product.objects.get(pk=other.pk).studies.count() == 1

    def test_a_study_alone_has_nothing_to_be_compared_with(self, browser: Client, brake: Study) -> None:
        page = browser.get(reverse("study_compare", args=[brake.pk])).content.decode()
        assert "没有可以比较的项目" in page

    def test_a_strangers_study_does_not_exist(self, browser: Client, stranger: User, brake: Study) -> None:
        foreign = unfold(stranger, small())
        address = reverse("study_compare", args=[brake.pk])
        assert browser.get(address, {"with": foreign.pk}).status_code == 404
