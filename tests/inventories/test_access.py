"""Whoever may look and not write sees forms closed. Who may come where at all is in ``tests/architecture``."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from inventories import services
from inventories.models import Study
from tests.inventories.samples import PDF
from tests.people import People


@pytest.mark.parametrize("name", ["study_scope", "study_functional_unit", "line_detail", "evidence_detail"])
def test_a_reviewer_s_form_is_closed(brake: Study, people: People, name: str) -> None:
    evidence = services.attach_evidence(people.consultant, brake, "发票.pdf", PDF)
    line = brake.lines.first()
    assert line is not None
    rows = {"line_detail": line.pk, "evidence_detail": evidence.pk}
    address = reverse(name, args=[rows.get(name, brake.pk)])
    browser = Client()
    browser.force_login(people.reviewer)
    assert "可以查看，不能修改" in browser.get(address).content.decode()
    before = AuditEntry.objects.count()
    assert browser.post(address, {"version": "1", "name": "改名"}).status_code == 403
    assert AuditEntry.objects.count() == before
