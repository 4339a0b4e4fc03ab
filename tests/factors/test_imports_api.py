"""Imports over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from factors.models import Factor, FactorImport, Library
from tests.factors.importing import STEEL, WRONG, cpcd, previewed, uploaded, work

AsUser = Callable[[User], Client]
LIST = "/api/v1/factor-imports/"


def act(browser: Client, pk: int, name: str, **body: Any) -> Any:
    return browser.post(f"{LIST}{pk}/{name}/", body, content_type="application/json")


def test_from_the_file_to_the_library(as_user: AsUser, consultant: User) -> None:
    browser = as_user(consultant)
    sent = browser.post(LIST, {"file": SimpleUploadedFile("a.csv", cpcd(STEEL, WRONG))})
    assert (sent.status_code, sent.json()["state"], sent.json()["job"]["state"]) == (
        202,
        "inspecting",
        "queued",
    )
    pk = sent.json()["id"]
    work()
    state = browser.get(f"{LIST}{pk}/").json()
    assert (state["state"], state["format"], state["questions"]) == ("choosing", "cpcd", [])
    assert state["proposed"]["name"].endswith("（CPCD）")
    chosen = act(browser, pk, "choices", version=state["version"], target={"name": "CPCD", "release": "2024"})
    assert (chosen.status_code, chosen.json()["state"]) == (200, "reading")
    work()
    state = browser.get(f"{LIST}{pk}/").json()
    assert (state["counts"]["new"], state["counts"]["refused"]) == (1, 1)
    rows = browser.get(f"{LIST}{pk}/rows/", {"outcome": "refused"}).json()
    assert (rows["count"], rows["results"][0]["problems"][0][0]) == (1, "碳足迹")
    refused = act(browser, pk, "apply", version=state["version"])
    assert (refused.status_code, list(refused.json())) == (400, ["leave_out"])
    assert not Factor.objects.exists()
    assert act(browser, pk, "apply", version=state["version"], leave_out=True).status_code == 200
    work()
    done = browser.get(f"{LIST}{pk}/").json()
    library = Library.objects.get(name="CPCD")
    assert (done["state"], done["library"]) == ("applied", library.pk)
    (row,) = browser.get(f"{LIST}{pk}/rows/", {"outcome": "new"}).json()["results"]
    assert Factor.objects.get(pk=row["factor"]).library == library


def test_an_old_version_is_a_conflict(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    browser = as_user(consultant)
    for name in ("apply", "again", "discard"):
        answer = act(browser, batch.pk, name, version=batch.version - 1)
        assert (answer.status_code, list(answer.json())) == (409, ["detail"])
    batch.refresh_from_db()
    assert batch.state == FactorImport.State.PREVIEW


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 1},
        {"version": 1, "target": {"name": "新库"}, "library": 1},
        {"version": 1, "target": {"name": ""}},
        {"version": 1, "target": {"name": "新库", "audience": "shared"}},
        {"version": 1, "target": {"name": "新库"}, "colour": "red"},
    ],
)
def test_wrong_answers_are_refused(as_user: AsUser, consultant: User, body: dict[str, Any]) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    answer = act(as_user(consultant), batch.pk, "choices", **body)
    assert answer.status_code == 400
    batch.refresh_from_db()
    assert batch.state == FactorImport.State.CHOOSING


def test_an_own_library_is_named_by_its_id(as_user: AsUser, consultant: User, library: Library) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    answer = act(as_user(consultant), batch.pk, "choices", version=batch.version, library=library.pk)
    assert (answer.status_code, answer.json()["library"]) == (200, library.pk)


def test_anothers_library_is_not_there(as_user: AsUser, consultant: User, foreign_factor: Factor) -> None:
    batch = uploaded(consultant, cpcd(STEEL))
    theirs = foreign_factor.library_id
    answer = act(as_user(consultant), batch.pk, "choices", version=batch.version, library=theirs)
    assert (answer.status_code, list(answer.json())) == (400, ["library"])


def test_what_is_asked_for_must_exist(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    browser = as_user(consultant)
    assert browser.get(f"{LIST}{batch.pk}/rows/", {"outcome": "lost"}).status_code == 400
    assert browser.post(LIST, {"format": "cpcd"}).status_code == 400
    wrong = {"file": SimpleUploadedFile("a.csv", b"x"), "format": "any"}
    assert browser.post(LIST, wrong).status_code == 400
    assert browser.get(f"{LIST}{batch.pk + 1}/").status_code == 404


def test_giving_up(as_user: AsUser, consultant: User) -> None:
    batch = previewed(consultant, None, cpcd(STEEL))
    answer = act(as_user(consultant), batch.pk, "discard", version=batch.version)
    assert (answer.status_code, answer.json()["state"]) == (200, "discarded")


def test_the_steps_are_described(as_user: AsUser, consultant: User) -> None:
    schema = as_user(consultant).get(reverse("api-schema")).content.decode()
    for path in ("rows", "choices", "again", "apply", "discard"):
        assert f"/api/v1/factor-imports/{{id}}/{path}/" in schema
    assert "multipart/form-data" in schema
