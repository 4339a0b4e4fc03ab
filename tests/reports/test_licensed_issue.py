"""The whole way to an issued report with licensed figures: what the client gets of them, in every form.

CLCD withholds the factor's value (steel, grid), Ecoinvent also the result of the line (friction pad, motor; both in
raw materials, so that neither follows from the stage's sum). By hand: 0.0693 kg × 10.218853 = 0.7081665129, printed
0.7082; 0.0490 kg × 2.107731 = 0.103278819, printed 0.1033; 1.4677 kg × 1.903417 = 2.7936451309, printed 2.7936.
"""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import StreamObject

from accounts.files import read
from factors.models import Library
from inventories.footprint.disclosure import inferable, withheld
from jobs.models import Job
from reports import workflow
from reports.models import RegisterEntry, Report
from reports.models.report import Duty, State
from reports.snapshot import StudyFile
from tests.people import People, make_people
from tests.reports.drafts import do, draft_report, fresh, sign
from tests.reports.rendering.document_reading import objects_of, text_of, tight
from tests.reports.states import browser_of

pytestmark = pytest.mark.django_db
VALUES = {"f-steel": "1.903417", "f-pad": "10.218853", "f-motor": "2.107731", "f-grid": "0.0556829"}
RESULTS = ("0.7081665129", "0.7082", "0.103278819", "0.1033")
SHOWN = "2.7936"


def with_licences(document: StudyFile) -> StudyFile:
    """The brake study with figures of their own, found wherever they stand."""
    members = document.study.model_dump(mode="json")
    for factor in members["factors"]:
        if factor["key"] in VALUES:
            factor["value"]["amount"] = VALUES[factor["key"]]
    study = type(document.study).model_validate_json(json.dumps(members))
    return document.model_copy(update={"study": study, "result": None})


def issued(people: People) -> Report:
    report = draft_report(people, with_licences)
    libraries = Library.objects.filter(agency=people.agency)
    libraries.filter(name="CLCD").update(disclosure="value")
    libraries.filter(name="Ecoinvent").update(disclosure="result")
    report.study.product.company.clients.add(people.client)
    do(workflow.submit(people.consultant, report, version=report.version))
    signers = ((Duty.LEADER, people.consultant), (Duty.TECHNICAL_REVIEWER, people.reviewer))
    for duty, person in (*signers, (Duty.APPROVER, people.approver)):
        do(sign(person, report, duty))
    do(Job.objects.get(kind=workflow.SEAL))
    report = fresh(report)
    assert report.state == State.ISSUED
    return report


def secrets_in(text: str) -> list[str]:
    flat = tight(text)
    return [secret for secret in (*VALUES.values(), *RESULTS) if secret in flat]


def test_what_is_withheld_is_nowhere_in_what_the_client_gets(tmp_path: Path) -> None:
    people = make_people()
    report = issued(people)
    pdf = read(report.agency_id, workflow.live_revision(report).current)
    _the_document(pdf)
    _what_is_attached(pdf, tmp_path, workflow.live_revision(report).snapshot)
    _what_the_client_opens(browser_of(people.client), report, pdf)


def _the_document(pdf: bytes) -> None:
    text = text_of(pdf)
    assert secrets_in(text) == []
    assert SHOWN in text
    for told in ("授权数据，不公开", "并入阶段合计", "CLCD", "Ecoinvent"):
        assert told in tight(text)
    assert [secret for data in _streams(pdf) for secret in secrets_in(data)] == []


def _streams(pdf: bytes) -> Iterator[str]:
    """Everything that is packed into the file: attachments, metadata, drawings."""
    for each in objects_of(PdfReader(io.BytesIO(pdf))):
        if isinstance(each, StreamObject):
            yield each.get_data().decode("latin-1")


def _what_is_attached(pdf: bytes, folder: Path, snapshot: str) -> None:
    (folder / "report.pdf").write_bytes(pdf)
    saved = folder / "attached"
    saved.mkdir()
    subprocess.run(["pdfdetach", "-saveall", "-o", saved, folder / "report.pdf"], check=True)
    files = list(saved.iterdir())
    assert files
    assert {path.name: secrets_in(path.read_text()) for path in files} == {path.name: [] for path in files}
    members = json.loads(next(path for path in files if path.suffix == ".json").read_text())
    assert members["format"] == "pcf-study-redacted"
    told = {factor["key"]: factor["value"]["kind"] for factor in members["study"]["factors"]}
    assert {key for key, kind in told.items() if kind == "withheld"} == {*VALUES, "f-piston"}
    assert "salt" not in members
    _not_to_be_solved(members, StudyFile.model_validate_json(snapshot))


def _not_to_be_solved(members: dict[str, Any], whole: StudyFile) -> None:
    """Neither by the equations of the sums, nor by taking what is shown from the stage's sum."""
    assert whole.result is not None
    assert inferable(whole.study, whole.result.footprint, withheld(whole.study)) == ()
    names = {line["key"]: line["name"] for line in members["study"]["lines"]}
    told = {names[line["key"]]: line for line in members["result"]["printed"]["lines"]}
    silent = {name: line["share"] for name, line in told.items() if line["figure"] == "并入阶段合计"}
    assert silent == {"摩擦片": "", "电机": ""}
    assert told["壳体"]["figure"] == SHOWN


def _what_the_client_opens(client: Client, report: Report, pdf: bytes) -> None:
    entry = RegisterEntry.objects.get(report=report)
    assert client.get(reverse("report_pdf", args=[report.pk])).content == pdf
    assert client.get(f"/api/v1/reports/{report.pk}/pdf/").content == pdf
    addresses = [
        reverse("home"),
        reverse("report_list"),
        reverse("register"),
        reverse("register_entry", args=[entry.pk]),
        "/api/v1/register/",
        f"/api/v1/register/{entry.pk}/",
        f"/api/v1/reports/{report.pk}/",
    ]
    answers = {address: client.get(address) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(
        addresses, 200
    )
    assert [found for answer in answers.values() for found in secrets_in(answer.content.decode())] == []
    closed = [
        reverse("report_snapshot", args=[report.pk]),
        reverse("study_result", args=[report.study_id]),
        reverse("study_lines", args=[report.study_id]),
        reverse("audit_trail"),
        reverse("factors:factor_list"),
        f"/api/v1/studies/{report.study_id}/footprint/",
        f"/api/v1/study-files/{report.study_id}/",
        "/api/v1/factors/",
    ]
    assert {client.get(address).status_code for address in closed} <= {403, 404}
