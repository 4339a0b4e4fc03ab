"""The queue of proposals and the buttons of a factor's page, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors import services
from factors.models import Factor, Library
from tests.factors.conftest import MakeFactor
from tests.reports.api import Program

SignIn = Callable[[User], Client]
State = Factor.State
PDF = b"%PDF-1.7\n% a supplier's report\n"


def url(name: str, *args: int) -> str:
    return reverse(f"factors:{name}", args=args)


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_supplier_s_figure_is_typed_in_with_its_file(
    as_user: SignIn, consultant: User, reviewer: User, library: Library
) -> None:
    sent = {
        "library": str(library.pk),
        "name": "铸铁件",
        "kind": "footprint",
        "form": "stated",
        "unit": "kgCO2e/kg",
        "amount": "1.9",
    }
    client = as_user(consultant)
    wrong = client.post(url("factor_new"), {**sent, "file": SimpleUploadedFile("报告.pdf", b"no PDF")})
    assert wrong.status_code == 422
    assert "不支持的文件类型" in wrong.content.decode()
    assert "请在备注中写明数值从何而来" in client.post(url("factor_new"), sent).content.decode()
    assert not Factor.objects.exists()
    made = client.post(url("factor_new"), {**sent, "file": SimpleUploadedFile("报告.pdf", PDF)})
    factor = Factor.objects.get()
    assert made["Location"] == url("factor", factor.pk)
    own = shown(client, url("factor", factor.pk))
    assert "须由另一人审核" in own
    assert url("factor_take_back", factor.pk) in own
    assert url("factor_approve", factor.pk) not in own
    client = as_user(reviewer)
    page = shown(client, url("approval_list"))
    assert url("factor_evidence", factor.pk) in page
    file = client.get(url("factor_evidence", factor.pk))
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert "sandbox" in file["Content-Security-Policy"]
    assert client.post(url("factor_approve", factor.pk), {"queue": "1"})["Location"] == url("approval_list")
    factor.refresh_from_db()
    assert (factor.state, factor.decided_by) == (State.CURRENT, reviewer)


def test_the_queue_shows_what_changes_and_what_is_off(
    as_user: SignIn, reviewer: User, consultant: User, make_factor: MakeFactor
) -> None:
    services.supersede_factor(consultant, make_factor(), {"amount": "2.5", "year": 2024}, "重新测定")
    page = shown(as_user(reviewer), url("approval_list"))
    assert "第 1 版（现行）" in page
    assert "<td>1.9</td><td><strong>2.5</strong></td>" in page
    assert "共 1 条，其中 1 条可由您审核" in page
    assert "有 1 条因子等待您审核" in shown(as_user(reviewer), reverse("home"))
    assert "等待您审核" not in shown(as_user(consultant), reverse("home"))


def test_ticked_ones_are_approved_and_the_rest_wait(
    as_user: SignIn, reviewer: User, propose: MakeFactor
) -> None:
    first, second, third = (propose(name=f"铸件{number}") for number in range(3))
    client = as_user(reviewer)
    none = client.post(url("approval_decide"), {"act": "approve"}, follow=True)
    assert "请先勾选" in none.content.decode()
    # the box of the other dialog means nothing to this button
    sent = {"act": "approve", "chosen": [str(first.pk), str(second.pk)], "reject_everything": "1"}
    done = client.post(url("approval_decide"), sent, follow=True)
    assert "审核通过 2 条" in done.content.decode()
    assert list(Factor.objects.filter(state=State.PROPOSED)) == [third]
    stale = client.post(url("approval_decide"), sent, follow=True)
    assert "有的已被处理" in stale.content.decode()
    assert list(Factor.objects.filter(state=State.PROPOSED)) == [third]


def test_all_that_the_filter_lists_are_decided_and_the_own_ones_told(
    as_user: SignIn, consultant: User, colleague: User, propose: MakeFactor
) -> None:
    elsewhere = services.create_library(colleague, Library(name="另一库"))
    propose(name="甲")
    mine = services.create_factor(
        colleague, Factor(library=elsewhere, name="乙", amount="1", unit="kgCO2e/kg", note="实测")
    )
    other = propose(name="丙", library=elsewhere)
    sent = {"act": "approve", "everything": "1", "asked": f"library={elsewhere.pk}&batch="}
    done = as_user(colleague).post(url("approval_decide"), sent, follow=True)
    assert "审核通过 1 条" in done.content.decode()
    assert "其中 1 条由您提交" in done.content.decode()
    states = dict(Factor.objects.values_list("pk", "state"))
    assert (states[other.pk], states[mine.pk]) == ("current", "proposed")
    refused = as_user(colleague).post(
        url("approval_decide"), {"act": "reject", "reject_everything": "1", "reason": ""}, follow=True
    )
    assert "请填写理由" in refused.content.decode()
    sent = {"act": "reject", "reject_everything": "1", "reason": "单位错误"}
    as_user(colleague).post(url("approval_decide"), sent)
    rejected = Factor.objects.get(state=State.REJECTED)
    assert rejected.name == "甲"
    page = shown(as_user(consultant), url("factor", rejected.pk))
    assert "理由：单位错误" in page
    assert f"?again={rejected.pk}" in page
    again = shown(as_user(consultant), f"{url('factor_new')}?again={rejected.pk}")
    assert 'value="甲"' in again


@pytest.mark.django_db
def test_the_api_decides_as_the_pages_do(reviewer: User, consultant: User, propose: MakeFactor) -> None:
    first, second = propose(name="甲"), propose(name="乙")
    program = Program(reviewer)
    assert [row["name"] for row in program.get("factor-proposals/")[1]["results"]] == ["甲", "乙"]
    status, row = program.post(f"factor-proposals/{first.pk}/approve/", {})
    assert (status, row["state"], row["decided_by"]) == (200, "current", reviewer.pk)
    assert program.post(f"factor-proposals/{second.pk}/reject/", {})[0] == 400
    assert program.post(f"factor-proposals/{second.pk}/reject/", {"reason": "不对"})[1]["state"] == "rejected"
    status, told = program.post(f"factor-proposals/{first.pk}/approve/", {})
    assert status == 400
    assert "已由" in str(told)
    third = propose(name="丙")
    assert Program(consultant).post(f"factor-proposals/{third.pk}/approve/", {})[0] == 403
    status, row = Program(consultant).post(f"factor-proposals/{third.pk}/take-back/", {})
    assert (status, row["state"]) == (200, "rejected")
