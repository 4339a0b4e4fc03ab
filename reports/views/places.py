"""What stands in the way of submission, each with the page where it is put right."""

from __future__ import annotations

import re

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Action, may
from factors.visibility import hidden_libraries
from inventories.footprint.result import Finding
from inventories.results import Place, result_of
from reports import assemble, readiness
from reports.models import Report

_SECTION = re.compile(r"content\.sections\[(\d+)\]")
_NAMED_SECTION = re.compile(r"content\.sections\.([a-z_]+)")
# Findings on what the report uses of the study.
_OF_STUDY = ("lines[", "stages[", "factors[")


def places(actor: User, report: Report) -> tuple[Place, ...]:
    """The report's own obstacles, then the study's errors, warnings and notes."""
    study = result_of(report.study, hidden=hidden_libraries(actor))
    own = [found for found in readiness.findings(report) if found not in study.findings]
    placed = (
        study.place_of(found)
        if found.place.path.startswith(_OF_STUDY)
        else Place(found, _url(actor, report, found))
        for found in own
    )
    return (*placed, *study.errors, *study.remarks)


def _url(actor: User, report: Report, finding: Finding) -> str:
    """The page for a finding of the report's content; empty where the actor may not open it."""
    path = finding.place.path
    if path.startswith("content.people"):
        return reverse("report_rows", args=[report.pk, "team"])
    if path.startswith("content.number"):
        return reverse("agency_settings") if may(actor, Action.MANAGE_AGENCY, report.agency) else ""
    if path.startswith("content.sections"):
        return _section_url(report, path)
    return reverse("report_statements", args=[report.pk])


def _section_url(report: Report, path: str) -> str:
    """A section by its place in the content's list, or by its key."""
    named = _NAMED_SECTION.match(path)
    if named is not None:
        return reverse("report_section", args=[report.pk, named[1]])
    listed = _SECTION.match(path)
    sections = assemble.content(report).sections
    if listed is None or int(listed[1]) >= len(sections):
        return reverse("report_sections", args=[report.pk])
    return reverse("report_section", args=[report.pk, sections[int(listed[1])].key])
