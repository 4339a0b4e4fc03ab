"""Bills of materials over the API, and that no act of collection workbooks takes one."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inventories.models import FilledWorkbook, Study
from inventories.services import workbooks
from inventories.workbook.steps import State
from tests.inventories.bills.messy import WRONG, messy
from tests.inventories.workbook.returning import fresh, work


def _post(client: Client, name: str, number: int, body: dict[str, Any]) -> Any:
    return cast(Any, client.post(reverse(name, args=[number]), body, content_type="application/json"))


def test_a_bill_from_the_file_to_the_lines_over_the_api(
    client: Client, consultant: User, brake: Study
) -> None:
    client.force_login(consultant)
    file = SimpleUploadedFile("物料清单.xlsx", messy(*WRONG))
    made = client.post(reverse("api-bill-list"), {"study": brake.pk, "file": file})
    assert made.status_code == 202, made.content
    number = made.json()["id"]
    work()
    found = client.get(reverse("api-bill-detail", args=[number])).json()
    assert found["state"] == "mapping"
    sheet = found["sheets"][0]
    said = {"version": found["version"], "sheet": sheet["name"], "head": sheet["head"], **sheet["suggested"]}
    said["stage"] = brake.stages.order_by("position")[0].pk
    twice = {**said, "columns": {**said["columns"], "备注": "quantity"}}
    assert _post(client, "api-bill-columns", number, twice).status_code == 400
    assert _post(client, "api-bill-columns", number, {**said, "multiple": "0"}).status_code == 400
    assert _post(client, "api-bill-columns", number, {**said, "version": 99}).status_code == 409
    assert _post(client, "api-bill-columns", number, said).status_code == 200
    work()
    read = client.get(reverse("api-bill-detail", args=[number])).json()
    assert (read["state"], read["counts"]["new"], read["counts"]["refused"]) == ("preview", 4, 2)
    rows = client.get(reverse("api-bill-rows", args=[number]), {"outcome": "new"}).json()["results"]
    assert rows[1]["notes"][1] == "4 件/弹簧组件 × 1 件/总成 × 12.5 g/件 = 0.05 kg"
    step = {"version": read["version"]}
    assert _post(client, "api-bill-apply", number, step).status_code == 400
    assert _post(client, "api-bill-apply", number, {**step, "leave_out": True}).status_code == 200
    work()
    assert client.get(reverse("api-bill-detail", args=[number])).json()["state"] == "applied"
    assert brake.lines.filter(source_workbook=number).count() == 4


def test_a_bill_is_no_collection_workbook(client: Client, consultant: User, brake: Study) -> None:
    client.force_login(consultant)
    file = SimpleUploadedFile("物料清单.xlsx", messy())
    client.post(reverse("bill_upload", args=[brake.pk]), {"file": file})
    work()
    filled = fresh(FilledWorkbook.objects.get())
    FilledWorkbook.objects.filter(pk=filled.pk).update(state=State.PREVIEW)
    filled = fresh(filled)
    with pytest.raises(ValidationError, match="这是物料清单"):
        workbooks.compare_again(consultant, filled, filled.version)
    with pytest.raises(ValidationError, match="这是物料清单"):
        workbooks.apply(consultant, filled, filled.version)
    applied = client.post(reverse("filled_workbook_apply", args=[filled.pk]), {"version": filled.version})
    assert applied.status_code == 302
    assert client.get(reverse("api-workbook-detail", args=[filled.pk])).status_code == 404
    assert (fresh(filled).state, fresh(filled).version) == (State.PREVIEW, filled.version)
