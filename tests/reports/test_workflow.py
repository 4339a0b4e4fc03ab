"""From draft to register: one outcome however often and by whomever a button is pressed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.confirmation import Confirmed
from accounts.editing import EditConflict, Frozen, edit
from accounts.files import read
from accounts.models import AuditEntry, Role
from jobs.models import Job
from jobs.models import State as JobState
from reports import drafts, keys, workflow
from reports.models import Comment, NumberSequence, RegisterEntry, Report, Revision, Signature
from reports.models.report import Duty, State
from reports.readiness import NotReady
from reports.signing.validate import DocumentState, validate
from reports.snapshot import StudyFile
from tests.people import make_people, make_person
from tests.reports.drafts import do, draft_report, fresh, shortened, sign

pytestmark = pytest.mark.django_db


def test_the_whole_way_ends_in_a_sealed_file_and_a_register_entry() -> None:
    people = make_people()
    report = draft_report(people)
    study = report.study

    prepared = do(workflow.submit(people.consultant, report, version=report.version))
    assert prepared.state == JobState.DONE
    report = fresh(report)
    assert report.state == State.SUBMITTED
    assert report.number == f"PCF-{timezone.localdate().year}-0001"

    signers = (
        (Duty.LEADER, people.consultant, State.LEADER_SIGNED),
        (Duty.TECHNICAL_REVIEWER, people.reviewer, State.REVIEWED),
        (Duty.APPROVER, people.approver, State.APPROVED),
    )
    for duty, person, state in signers:
        assert do(sign(person, report, duty)).state == JobState.DONE
        assert fresh(report).state == state
    assert do(Job.objects.get(kind=workflow.SEAL)).state == JobState.DONE

    report = fresh(report)
    assert report.state == State.ISSUED
    revision = workflow.live_revision(report)
    pdf = read(report.agency_id, revision.current)
    outcome = validate(pdf, keys.trust_roots(report.agency))
    assert outcome.state is DocumentState.COMPLETE
    assert outcome.accepted
    assert outcome.trial
    assert [check.signer_name for check in outcome.signatures[:3]] == [
        person.name for _, person, _ in signers
    ]

    entry = RegisterEntry.objects.get(report=report)
    assert entry.unit_result == "生产 1 件制动执行器（FB）：5.7085 kgCO2e"
    assert entry.document == revision.current
    assert entry.snapshot_digest == revision.digest
    assert entry.valid_until.year == timezone.localdate().year + 2
    assert Signature.objects.filter(revision=revision).count() == 4
    study.refresh_from_db()
    assert "已签发" in study.lock

    _issued_rows_refuse_change(report, revision, entry)


def _issued_rows_refuse_change(report: Report, revision: Revision, entry: RegisterEntry) -> None:
    """Not even SQL at hand changes or deletes what was issued."""
    signature = Signature.objects.filter(revision=revision).first()
    assert signature is not None
    statements = (
        ("UPDATE reports_report SET state = 'draft' WHERE id = %s", report.pk),
        ("DELETE FROM reports_report WHERE id = %s", report.pk),
        ("UPDATE reports_revision SET snapshot = '' WHERE id = %s", revision.pk),
        ("UPDATE reports_registerentry SET unit_result = '0' WHERE id = %s", entry.pk),
        ("DELETE FROM reports_signature WHERE id = %s", signature.pk),
    )
    for statement, pk in statements:
        with pytest.raises((DatabaseError, IntegrityError), match="immutable row"), transaction.atomic():
            connection.cursor().execute(statement, [pk])
    assert fresh(report).state == State.ISSUED


def test_submission_locks_the_study_and_the_report() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    workflow.submit(people.consultant, report, version=report.version)
    report = fresh(report)
    line = report.study.lines.first()
    assert line is not None
    with pytest.raises(Frozen, match="已提交"):
        edit(people.consultant, line, {"note": "改"}, version=line.version)
    with pytest.raises(Frozen, match="已提交"):
        edit(people.consultant, report, {"use_limits": "改"}, version=report.version)
    line.refresh_from_db()
    assert line.note == ""


def test_a_second_submission_finds_the_report_moved_on() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    workflow.submit(people.consultant, report, version=report.version)
    with pytest.raises(EditConflict):
        workflow.submit(people.colleague, report, version=report.version)
    with pytest.raises(workflow.NotAllowedNow, match="正在制作"):
        workflow.submit(people.colleague, fresh(report), version=fresh(report).version)
    assert Revision.objects.filter(report=report).count() == 1
    assert Job.objects.filter(kind=workflow.PREPARE).count() == 1


def test_what_stands_in_the_way_is_said_all_at_once_and_uses_no_number() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    report.team.filter(duty=Duty.APPROVER).delete()
    line = report.study.lines.filter(kind="activity").first()
    assert line is not None
    edit(people.consultant, line, {"amount": None}, version=line.version)
    with pytest.raises(NotReady) as refused:
        workflow.submit(people.consultant, report, version=report.version)
    names = [finding.place.name for finding in refused.value.findings]
    assert "批准人" in names
    assert any(line.name in name for name in names)
    assert fresh(report).state == State.DRAFT
    assert not Revision.objects.exists()
    assert not NumberSequence.objects.exists()
    assert fresh(report).study.lock == ""


def test_only_the_person_named_in_the_report_signs() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    with pytest.raises(PermissionDenied, match="组长不是您"):
        sign(people.colleague, report, Duty.LEADER)
    with pytest.raises(PermissionDenied, match="您的角色"):
        sign(people.reviewer, report, Duty.LEADER)
    with pytest.raises(workflow.NotAllowedNow, match="还不能由您签署"):
        sign(people.reviewer, report, Duty.TECHNICAL_REVIEWER)
    stranger = make_people().consultant
    with pytest.raises(Http404):
        sign(stranger, report, Duty.LEADER)
    assert fresh(report).state == State.SUBMITTED
    assert not Signature.objects.exists()


def test_a_signature_needs_the_password_entered_just_now_by_the_same_person() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    report = fresh(report)
    stale = Confirmed(people.consultant.pk, timezone.now() - timedelta(minutes=5))
    anothers = Confirmed(people.colleague.pk, timezone.now())
    for proof in (stale, anothers):
        with pytest.raises(PermissionDenied, match="重新输入密码"):
            workflow.sign(people.consultant, report, Duty.LEADER, proof, version=report.version)
    assert not Job.objects.filter(kind=workflow.SIGN).exists()


def test_pressing_sign_twice_makes_one_job_and_one_signature() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    first = sign(people.consultant, report, Duty.LEADER)
    second = sign(people.consultant, report, Duty.LEADER)
    assert first.pk == second.pk
    do(first)
    with pytest.raises(workflow.NotAllowedNow):
        sign(people.consultant, report, Duty.LEADER)
    assert Signature.objects.count() == 1


def test_a_return_keeps_the_number_reopens_the_content_and_stops_a_waiting_signature() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    waiting = sign(people.consultant, report, Duty.LEADER)
    report = fresh(report)
    number = report.number
    workflow.return_for_changes(people.reviewer, report, "数据期与合同不符", version=report.version)

    refused = do(waiting)
    assert refused.state == JobState.FAILED
    assert "状态已经改变" in refused.error
    report = fresh(report)
    assert (report.state, report.number, report.study.lock) == (State.DRAFT, number, "")
    assert Comment.objects.get(report=report).returned
    assert not Signature.objects.exists()

    workflow.submit(people.consultant, report, version=report.version)
    report = fresh(report)
    assert report.number == number
    assert list(Revision.objects.filter(report=report).values_list("ordinal", "discarded")) == [
        (2, False),
        (1, True),
    ]


def test_a_return_needs_a_reason_and_somebody_concerned() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    do(sign(people.consultant, report, Duty.LEADER))
    report = fresh(report)
    with pytest.raises(ValidationError, match="退回的原因"):
        workflow.return_for_changes(people.reviewer, report, "  ", version=report.version)
    outsider = make_person(people.agency, Role.TECHNICAL_REVIEWER)
    with pytest.raises(PermissionDenied, match="工作组成员"):
        workflow.return_for_changes(outsider, report, "不行", version=report.version)
    assert fresh(report).state == State.LEADER_SIGNED


def test_a_correction_copies_the_content_reopens_the_study_and_supersedes() -> None:
    people = make_people()
    issued = _issued(people)
    correction = drafts.correct(people.consultant, issued)
    assert correction.supersedes == issued
    assert correction.study.lock == "" or fresh(correction).study.lock == ""
    assert [member.user for member in correction.team.order_by("position")] == [
        people.consultant,
        people.reviewer,
        people.approver,
    ]
    assert correction.schedule.count() == issued.schedule.count()
    with pytest.raises(workflow.NotAllowedNow, match="已有更正报告"):
        drafts.correct(people.consultant, issued)
    assert Report.objects.filter(supersedes=issued).count() == 1

    entry = RegisterEntry.objects.get(report=issued)
    with pytest.raises(ValidationError):
        workflow.withdraw(people.approver, entry, "")
    workflow.withdraw(people.approver, entry, "委托方撤回数据")
    with pytest.raises(workflow.NotAllowedNow, match="已经撤回"):
        workflow.withdraw(people.approver, entry, "再次")
    with pytest.raises(PermissionDenied):
        workflow.withdraw(people.consultant, entry, "我来")
    acts = set(
        AuditEntry.objects.filter(subject_type="Report", subject_id=issued.pk).values_list("act", flat=True)
    )
    assert {"report.submit", "report.prepared", "report.issued", "report.withdraw"} <= acts


def _issued(people: object) -> Report:
    from tests.people import People

    assert isinstance(people, People)
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    do(sign(people.consultant, report, Duty.LEADER))
    do(sign(people.reviewer, report, Duty.TECHNICAL_REVIEWER))
    do(sign(people.approver, report, Duty.APPROVER))
    do(Job.objects.get(kind=workflow.SEAL, agency=report.agency))
    return fresh(report)


def test_one_changed_byte_of_the_stored_file_is_noticed() -> None:
    people = make_people()
    report = _issued(people)
    pdf = bytearray(read(report.agency_id, workflow.live_revision(report).current))
    at = re.search(rb"stream\r?\n", pdf)
    assert at is not None
    pdf[at.end() + 20] ^= 1
    assert validate(bytes(pdf), keys.trust_roots(report.agency)).state is not DocumentState.COMPLETE


def test_no_secret_stands_in_snapshot_or_job_or_trail() -> None:
    people = make_people()
    report = draft_report(people, shortened)
    do(workflow.submit(people.consultant, report, version=report.version))
    revision = workflow.live_revision(fresh(report))
    sealed = keys.personal_certificate(people.consultant)
    StudyFile.model_validate_json(revision.snapshot)
    everything = revision.snapshot + "".join(
        str(row)
        for row in (
            *Job.objects.values_list("args", "error"),
            *AuditEntry.objects.values_list("before", "after"),
        )
    )
    assert "password" not in everything
    assert "PRIVATE KEY" not in everything
    assert bytes(sealed.sealed_key).hex() not in everything
