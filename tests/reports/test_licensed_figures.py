"""Reports and studies on figures that are not approved, that are for named people, or that a client may not see."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from factors import services
from factors.models import Factor, Library
from inventories.approvals import unapproved
from inventories.models import InventoryLine, TransportLeg
from reports import assemble, readiness, workflow
from reports.models import Report, Revision
from reports.models.report import State
from reports.portable import export_study, import_study
from reports.reading import read
from tests.people import People, make_people
from tests.reports.drafts import brake_file, draft_report, fresh, with_people
from tests.reports.states import browser_of, report_in

pytestmark = pytest.mark.django_db


def imported(people: People) -> Report:
    """The brake study as it comes from a file: its factors are the importer's proposals."""
    report = import_study(people.consultant, with_people(brake_file(), people)).report
    assert report is not None
    return fresh(report)


def named(people: People, *readers: User, disclosure: str = "value") -> Library:
    """CLCD for named people only; its steel is 1.9 kgCO2e/kg."""
    library = Library.objects.get(agency=people.agency, name="CLCD")
    Library.objects.filter(pk=library.pk).update(audience="named", disclosure=disclosure)
    library.readers.set(readers)
    return library


def housing(report: Report) -> InventoryLine:
    return InventoryLine.objects.get(study=report.study, name="壳体")


# --- not approved -----------------------------------------------------------------------------------------------


def test_a_study_file_brings_proposals() -> None:
    people = make_people()
    imported(people)
    states = set(Factor.objects.filter(agency=people.agency).values_list("state", "proposed_by"))
    assert states == {("proposed", people.consultant.pk)}


def test_a_report_is_not_submitted_on_figures_that_nobody_approved() -> None:
    people = make_people()
    report = imported(people)
    found = [finding for finding in readiness.findings(report) if finding.code == "factor_not_approved"]
    assert len(found) == 15
    first = found[0]
    assert (first.severity, first.place.path, first.place.name) == ("error", "lines[0].factor", "壳体")
    assert "“钢制零件”（CLCD）待审核，由李思源提交" in first.reason
    assert "提交人以外的一位同事" in first.remedy
    with pytest.raises(readiness.NotReady):
        workflow.submit(people.consultant, report, version=report.version)
    assert fresh(report).state == State.DRAFT
    services.approve_all(people.reviewer, Factor.objects.all())
    assert unapproved(report.study) == ()
    readiness.require_ready(fresh(report))


def test_a_rejected_figure_stops_it_too() -> None:
    people = make_people()
    report = imported(people)
    steel = Factor.objects.get(name="钢制零件")
    services.reject_factor(people.reviewer, steel, "没有原文")
    services.approve_all(people.reviewer, Factor.objects.all())
    found = unapproved(report.study)
    assert [finding.place.name for finding in found] == ["壳体", "支架", "二件套"]
    assert "未通过审核" in found[0].reason


def test_a_rejected_figure_is_proposed_anew_by_another_import() -> None:
    people = make_people()
    imported(people)
    services.reject_all(people.reviewer, Factor.objects.all(), "没有原文")
    imported(people)
    again = Factor.objects.filter(name="钢制零件").order_by("pk").values_list("state", "code")
    assert list(again) == [("rejected", "f-steel"), ("proposed", "f-steel~2")]


def test_the_pages_say_so_and_lead_to_the_line() -> None:
    people = make_people()
    report = imported(people)
    client = browser_of(people.consultant)
    page = client.get(reverse("report_detail", args=[report.pk])).content.decode()
    assert reverse("line_detail", args=[housing(report).pk]) in page
    assert "待审核，由李思源提交" in page
    table = client.get(reverse("study_lines", args=[report.study_id])).content.decode()
    assert table.count("state state-wait") == 15
    services.approve_all(people.reviewer, Factor.objects.all())
    table = client.get(reverse("study_lines", args=[report.study_id])).content.decode()
    assert "state state-wait" not in table


# --- for named people -------------------------------------------------------------------------------------------


def test_others_see_name_and_source_but_neither_value_nor_result() -> None:
    people = make_people()
    report = draft_report(people)
    named(people, people.consultant)
    line, address = housing(report), reverse("study_lines", args=[report.study_id])
    shown = browser_of(people.consultant).get(address).content.decode()
    assert "1.9 kgCO" in shown
    masked = browser_of(people.colleague).get(address).content.decode()
    assert "1.9 kgCO" not in masked
    assert "（仅授权人员可见）" in masked
    assert "钢制零件" in masked
    assert "2.7886" in shown
    assert "2.7886" not in masked
    for page in ("study_result", "study_lines", "study_detail"):
        text = browser_of(people.colleague).get(reverse(page, args=[report.study_id])).content.decode()
        assert "1.9 kgCO" not in text
    form = browser_of(people.colleague).get(reverse("line_detail", args=[line.pk])).content.decode()
    assert "钢制零件" in form
    assert "CLCD" in form
    assert "1.9 kgCO" not in form


def test_others_may_edit_the_line_and_its_factor_stays() -> None:
    people = make_people()
    report = draft_report(people)
    named(people, people.consultant)
    line = housing(report)
    client, address = browser_of(people.colleague), reverse("line_detail", args=[line.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"note": "改过", "legs-TOTAL_FORMS": "0", "legs-INITIAL_FORMS": "0"}
    response = client.post(address, sent)
    assert response.status_code == 302, response.content.decode()
    line.refresh_from_db()
    assert (line.note, line.factor.name if line.factor else "") == ("改过", "钢制零件")
    other = InventoryLine.objects.get(study=report.study, name="包装纸箱")
    steel = line.factor_id
    assert steel is not None
    form = client.get(reverse("line_detail", args=[other.pk])).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"factor": str(steel), "legs-TOTAL_FORMS": "0", "legs-INITIAL_FORMS": "0"}
    assert client.post(reverse("line_detail", args=[other.pk]), sent).status_code == 422
    assert not Factor.objects.visible_to(people.colleague).filter(pk=steel).exists()


def test_legs_keep_a_factor_that_the_editor_does_not_see() -> None:
    people = make_people()
    report = draft_report(people)
    library = Library.objects.get(agency=people.agency, name="CPCD")
    Library.objects.filter(pk=library.pk).update(audience="named", disclosure="value")
    library.readers.set([people.consultant])
    line = InventoryLine.objects.get(study=report.study, name="壳体运输")
    page = browser_of(people.colleague).get(reverse("line_detail", args=[line.pk])).content.decode()
    leg = TransportLeg.objects.get(line=line)
    assert f'name="legs-0-factor" value="{leg.factor_id}"' in page
    assert "0.287" not in page


def test_files_leave_the_figures_out_for_others() -> None:
    people = make_people()
    report = draft_report(people)
    named(people, people.consultant)
    whole = json.loads(export_study(people.consultant, report.study))
    assert whole["format"] == "pcf-study"
    read(json.dumps(whole).encode())
    masked = json.loads(export_study(people.colleague, report.study))
    assert masked["format"] == "pcf-study-redacted"
    told = {factor["name"]: factor["value"] for factor in masked["study"]["factors"]}
    assert told["钢制零件"] == {"kind": "withheld", "unit": "kgCO2e/kg"}
    assert told["货车运输"]["amount"] == "0.287"
    assert '"1.9"' not in json.dumps(masked)


def test_the_frozen_file_leaves_them_out_too() -> None:
    people = make_people()
    report = report_in(people, State.LEADER_SIGNED)
    named(people, people.consultant)
    address = reverse("report_snapshot", args=[report.pk])
    revision = Revision.objects.get(report=report)
    assert browser_of(people.consultant).get(address).content.decode() == revision.snapshot
    masked = browser_of(people.colleague).get(address).json()
    assert masked["redaction"]["snapshot"] == revision.digest
    assert '"1.9"' not in json.dumps(masked)


def test_the_api_tells_neither_such_a_factor_nor_its_results() -> None:
    people = make_people()
    report = draft_report(people)
    named(people, people.consultant)
    address = f"/api/v1/studies/{report.study_id}/footprint/"
    seen = browser_of(people.consultant).get(address).json()["footprint"]["lines"][0]
    masked = browser_of(people.colleague).get(address).json()["footprint"]["lines"][0]
    assert (seen["factor"], masked["factor"]) == ("1.9", None)
    assert seen["emission"].startswith("2.7886")
    assert masked["emission"] is None


# --- shared, and not any more -----------------------------------------------------------------------------------


def test_another_agency_uses_a_shared_figure_and_keeps_it_when_it_is_not_shared_any_more() -> None:
    owners, people = make_people(), make_people()
    theirs = services.create_library(owners.consultant, Library(name="共享库", licence="可转授权"))
    entered = Factor(library=theirs, name="共享钢材", amount="2.5", unit="kgCO2e/kg", note="实测")
    factor = services.create_factor(owners.consultant, entered)
    services.approve_factor(owners.colleague, factor)
    report = draft_report(people)
    line = housing(report)
    line.factor = factor
    assert "factor" in _problems(line)
    Library.objects.filter(pk=theirs.pk).update(audience="shared")
    line.factor = Factor.objects.get(pk=factor.pk)
    assert _problems(line) == {}
    line.save()
    Library.objects.filter(pk=theirs.pk).update(audience="agency")
    kept = InventoryLine.objects.get(pk=line.pk)
    assert _problems(kept) == {}
    readiness.require_ready(fresh(report))
    page = browser_of(people.consultant).get(reverse("line_detail", args=[line.pk])).content.decode()
    assert "共享钢材" in page
    other = InventoryLine.objects.get(study=report.study, name="支架")
    other.factor = Factor.objects.get(pk=factor.pk)
    assert "factor" in _problems(other)


def _problems(line: InventoryLine) -> dict[str, list[str]]:
    try:
        line.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


# --- withheld from clients --------------------------------------------------------------------------------------


def test_the_library_s_terms_are_frozen_with_the_study() -> None:
    people = make_people()
    report = draft_report(people)
    named(people, people.consultant, disclosure="result")
    document = assemble.document(report)
    levels = {library.name: library.disclosure for library in document.study.libraries}
    assert levels == {"CLCD": "result", "CPCD": "open", "Ecoinvent": "open"}
    assert document.salt
    assert document == assemble.document(fresh(report))
    codes = {finding.code for finding in readiness.findings(fresh(report)) if finding.severity == "warning"}
    assert "withheld_result_inferable" in codes
    readiness.require_ready(fresh(report))


def test_loose_figures_that_are_withheld_have_a_library_to_be_named_by() -> None:
    people = make_people()
    report = draft_report(people)
    line = housing(report)
    loose = Library.objects.create(agency=people.agency, name="本机构自建因子", disclosure="value")
    line.factor = Factor.objects.create(
        agency=people.agency, library=loose, code="1", name="自测钢材", amount="2.5", unit="kgCO2e/kg"
    )
    line.save()
    study = assemble.document(fresh(report)).study
    own = next(factor for factor in study.factors if factor.name == "自测钢材")
    assert own.library is not None
    Library.objects.filter(pk=loose.pk).update(disclosure="open")
    study = assemble.document(fresh(report)).study
    assert next(factor for factor in study.factors if factor.name == "自测钢材").library is None


def test_the_terms_come_along_with_a_file_into_another_agency() -> None:
    people, others = make_people(), make_people()
    report = draft_report(people)
    named(people, people.consultant, disclosure="result")
    text = export_study(people.consultant, report.study)
    import_study(others.consultant, read(text.encode()))
    assert Library.objects.get(agency=others.agency, name="CLCD").disclosure == "result"
