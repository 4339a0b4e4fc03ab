"""Every address of this app × every kind of person: a stranger's row is 404, too small a role 403."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from inventories import services
from inventories.models import CompanyPicture, Evidence, InventoryLine, Study
from inventories.urls import urlpatterns
from tests.inventories.samples import PDF, picture
from tests.people import People

# Which row of the study an address is about; those without a row are lists and new ones.
ROWS = {
    "company": lambda study: study.product.company_id,
    "contact": lambda study: study.product.company.contacts.get().pk,
    "client": lambda study: study.product.company_id,
    "product": lambda study: study.product_id,
    "step": lambda study: study.product.process_steps.first().pk,
    "equipment": lambda study: study.product.equipment.first().pk,
    "study": lambda study: study.pk,
    "stage": lambda study: study.stages.first().pk,
    "processes": lambda study: study.pk,
    "process": lambda study: study.processes.first().pk,
    "line": lambda study: study.lines.first().pk,
    "evidence": lambda study: study.evidence.exclude(digest="").get().pk,
    "company_picture": lambda study: study.product.company.pictures.get().pk,
    "product_picture": lambda study: study.product.pictures.get().pk,
}
# Addresses that are about the row above the one that they are named after.
OF_PARENT = {
    "contact_new": "company",
    "company_product_new": "company",
    "company_picture_new": "company",
    "product_picture_new": "product",
    "step_new": "product",
    "equipment_new": "product",
    "equipment_paste": "product",
    "stage_new": "study",
    "line_new": "study",
    "line_order": "study",
    "line_preview": "study",
}
# Without a row: staff see them, a client's person does not.
LISTS = {"company_list", "product_list", "study_list", "boundary_stages", "outdated_factors"}
NEW = {"company_new", "product_new", "study_new"}
# What every one of the staff may read; the rest is for those who make studies.
READ = {
    "company_detail", "product_detail", "study_detail", "study_scope", "study_functional_unit", "study_result",
    "study_stages", "study_lines", "study_evidence", "line_detail", "evidence_detail", "evidence_file",
    "company_picture_file", "product_picture_file", "study_factors", "study_factors_effect",
}  # fmt: skip
NAMES = [str(pattern.name) for pattern in urlpatterns]
POSTED = {
    name
    for name in NAMES
    if name.endswith(("_remove", "_move", "_copy", "_order", "_preview", "_attach", "_detach", "_paste"))
} | {"processes_new", "company_picture_new", "product_picture_new", "evidence_supply", "evidence_tie"}


@pytest.fixture
def full(brake: Study, people: People) -> Study:
    """A study with a row of every kind."""
    services.attach_evidence(people.consultant, brake, "发票.pdf", PDF)
    services.add_company_picture(people.consultant, brake.product.company, picture("PNG"), "厂区")
    services.add_product_picture(people.consultant, brake.product, picture("PNG"), "产品")
    services.attach_client(people.consultant, brake.product.company, people.client)
    return brake


def address(name: str, study: Study, people: People) -> str:
    if name in LISTS | NEW:
        return reverse(name)
    kind = OF_PARENT.get(name) or max((kind for kind in ROWS if name.startswith(kind)), key=len)
    keys = [ROWS[kind](study)]
    if name == "client_detach":
        keys.append(people.client.pk)
    return reverse(name, args=keys)


def status(actor: User | None, name: str, study: Study, people: People) -> int:
    browser = Client()
    if actor is not None:
        browser.force_login(actor)
    url = address(name, study, people)
    response = browser.post(url, {"version": "1"}) if name in POSTED else browser.get(url)
    return response.status_code


def state(study: Study) -> tuple[int, ...]:
    return (
        AuditEntry.objects.count(),
        InventoryLine.objects.filter(study=study).count(),
        Evidence.objects.count(),
        CompanyPicture.objects.count(),
    )


def statuses(actor: User | None, names: list[str], study: Study, people: People) -> dict[str, int]:
    return {name: status(actor, name, study, people) for name in names}


def test_nobody_enters_without_signing_in(full: Study, people: People) -> None:
    assert statuses(None, NAMES, full, people) == dict.fromkeys(NAMES, 302)


def test_a_client_s_person_is_refused_everywhere(full: Study, people: People) -> None:
    before = state(full)
    assert statuses(people.client, NAMES, full, people) == dict.fromkeys(NAMES, 403)
    assert state(full) == before


def test_for_another_agency_the_rows_do_not_exist(full: Study, people: People, stranger: User) -> None:
    before = state(full)
    names = [name for name in NAMES if name not in LISTS | NEW]
    assert statuses(stranger, names, full, people) == dict.fromkeys(names, 404)
    assert state(full) == before


def test_reviewers_and_approvers_read_and_do_not_write(full: Study, people: People) -> None:
    before = state(full)
    expected = {name: 200 if name in READ | LISTS else 403 for name in NAMES}
    for actor in (people.reviewer, people.approver):
        assert statuses(actor, NAMES, full, people) == expected
    assert state(full) == before


def test_consultants_and_administrators_open_every_page(full: Study, people: People) -> None:
    names = [name for name in NAMES if name not in POSTED]
    for actor in (people.consultant, people.administrator):
        assert statuses(actor, names, full, people) == dict.fromkeys(names, 200)


@pytest.mark.parametrize("name", ["study_scope", "study_functional_unit", "line_detail", "evidence_detail"])
def test_a_reviewer_s_form_is_closed(full: Study, people: People, name: str) -> None:
    browser = Client()
    browser.force_login(people.reviewer)
    url = address(name, full, people)
    text = browser.get(url).content.decode()
    assert "可以查看，不能修改" in text
    before = state(full)
    assert browser.post(url, {"version": "1", "name": "改名"}).status_code == 403
    assert state(full) == before
