"""The jobs that make files: draft, PDF to be signed, signatures, seal. Each may run twice and publishes once.

A file is put into the store under its hash before the transaction that names it; what a dead worker left behind is
a file that nobody names.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.files import put, read
from accounts.models import User
from accounts.permissions import require
from inventories.assemble import Incomplete
from jobs.claims import Claim
from jobs.errors import JobRefused
from jobs.models import Job
from jobs.services import enqueue
from reports import assemble, keys, previews, workflow
from reports.models import PersonalCertificate, Preview, RegisterEntry, Report, Revision, Signature
from reports.models.report import Duty, State
from reports.rendering.document import Rendered, RenderError, render
from reports.signing.appearance import PersonMark
from reports.signing.chop import Chop
from reports.signing.credentials import Credential
from reports.signing.errors import SigningError
from reports.signing.fields import SignatureRole
from reports.signing.sign import sign_field
from reports.snapshot import StudyFile, digest

TRIAL_NOTE = "试用"


def preview(job: Claim) -> None:
    """Draw the draft of a report as it stands now."""
    report = Report.objects.select_related("agency", "study").get(pk=job.args["report"])
    job.progress(_("正在汇总数据"), 10)
    try:
        document = previews.draft(report)
    except (assemble.NotReady, Incomplete) as obstacle:
        raise JobRefused(str(obstacle)) from obstacle
    job.progress(_("正在排版"), 30)
    rendered = _render(document, report.agency_id, draft=True, trial=workflow.signs_on_trial(report))
    stored = put(report.agency_id, rendered.pdf)
    with job.publish():
        Preview.objects.update_or_create(
            report=report,
            defaults={
                "agency_id": report.agency_id,
                "digest": digest(document),
                "document": stored,
                "pages": rendered.pages,
                "made_at": timezone.now(),
            },
        )


def prepare(job: Claim) -> None:
    """Draw the PDF of a submitted revision, with its empty signature fields."""
    revision = _live(job.args["revision"], State.PREPARING)
    document = StudyFile.model_validate_json(revision.snapshot)
    job.progress(_("正在排版"), 20)
    rendered = _render(document, revision.agency_id, draft=False, trial=revision.trial, revision=revision)
    job.progress(_("正在保存"), 90)
    stored = put(revision.agency_id, rendered.pdf)
    with job.publish():
        workflow.move(revision.report, workflow.Move.PREPARED)
        Revision.objects.filter(pk=revision.pk).update(unsigned=stored, current=stored, pages=rendered.pages)
        audit.record(
            None, "report.prepared", revision.report, after={"document": stored, "pages": rendered.pages}
        )


def sign(job: Claim) -> None:
    """Put one person's signature, asked for with the password in ``workflow.sign``, into the file."""
    duty = workflow.SIGNING_DUTIES[job.args["duty"]]
    action, step = workflow.SIGNING[duty]
    revision = _live(job.args["revision"], *(origin for origin, move in workflow.MOVES if move is step))
    signer = User.objects.select_related("agency").get(pk=job.args["signer"])
    require(signer, action, revision.report)
    asked_at = Job.objects.values_list("created_at", flat=True).get(pk=job.job_id)
    certificate = keys.personal_certificate(signer)
    credential = keys.personal_credential(certificate)
    job.progress(_("正在签署"), 40)
    try:
        signed = sign_field(
            read(revision.agency_id, revision.current),
            role=SignatureRole(duty.value),
            credential=credential,
            appearance=_mark(certificate, signer, asked_at),
            signed_at=asked_at,
            reason=f"{duty.label}签署报告 {revision.report.number}",
        )
    except SigningError as error:
        raise JobRefused(str(error)) from error
    stored = put(revision.agency_id, signed)
    with job.publish():
        workflow.move(revision.report, step)
        _keep(revision, stored, duty, signer, asked_at, credential, trial=keys.is_trial(certificate))
        audit.record(signer, f"{action}.done", revision.report, after={"document": stored})
        if duty is Duty.APPROVER:
            enqueue(
                workflow.SEAL,
                str(revision.pk),
                {"revision": revision.pk},
                agency=revision.agency,
                requested_by=signer,
            )


def _mark(certificate: PersonalCertificate, signer: User, signed_at: datetime) -> PersonMark:
    return PersonMark(
        name=signer.name,
        signed_on=timezone.localdate(signed_at),
        handwriting=bytes(certificate.handwriting) or None,
        note=TRIAL_NOTE if keys.is_trial(certificate) else "",
    )


def seal(job: Claim) -> None:
    """Close the file with the agency's seal and a time stamp, and enter it in the register."""
    revision = _live(job.args["revision"], State.APPROVED)
    row = keys.agency_seal(revision.agency)
    credential = keys.seal_credential(row)
    now = timezone.now()
    job.progress(_("正在盖章"), 40)
    chop = Chop(
        agency=revision.agency.name,
        second_line=TRIAL_NOTE if keys.is_trial(row) else "",
        sealed_on=timezone.localdate(now),
    )
    try:
        sealed = sign_field(
            read(revision.agency_id, revision.current),
            role=SignatureRole.SEAL,
            credential=credential,
            appearance=chop,
            signed_at=now,
            reason=f"签发报告 {revision.report.number}",
            timestamper=keys.time_stamper(row),
            evidence=keys.evidence(revision.agency),
        )
    except SigningError as error:
        raise JobRefused(str(error)) from error
    stored = put(revision.agency_id, sealed)
    with job.publish():
        workflow.move(revision.report, workflow.Move.SEALED)
        _keep(revision, stored, None, None, now, credential, trial=keys.is_trial(row))
        entry = _register(revision, stored, now)
        study = revision.report.study
        workflow.lock(study, _("报告 %s 已签发；如需修改数据，请新建更正报告。") % revision.report.number)
        audit.record(
            None, "report.issued", revision.report, after={"number": entry.number, "document": stored}
        )


def _render(
    document: StudyFile, agency_id: int, *, draft: bool, trial: bool, revision: Revision | None = None
) -> Rendered:
    made_at = revision.submitted_at if revision is not None else timezone.now()
    try:
        return render(
            document,
            assemble.picture_files(document, agency_id),
            draft=draft,
            trial=trial,
            made_at=timezone.localtime(made_at),
        )
    except RenderError as error:
        raise JobRefused(str(error)) from error


def _live(revision_id: int, *states: State) -> Revision:
    """The revision, when its report is still where the job was asked for."""
    revision = Revision.objects.select_related(
        "report__study__product__company", "report__agency", "agency"
    ).get(pk=revision_id)
    if revision.discarded or revision.report.state not in states:
        raise JobRefused(_("报告的状态已经改变，本次操作不再需要。"))
    return revision


def _keep(
    revision: Revision,
    stored: str,
    duty: Duty | None,
    signer: User | None,
    signed_at: datetime,
    credential: Credential,
    *,
    trial: bool,
) -> None:
    Signature.objects.create(
        agency_id=revision.agency_id,
        revision=revision,
        field=duty.value if duty is not None else SignatureRole.SEAL.value,
        duty=duty or "",
        signer=signer,
        signer_name=signer.name if signer is not None else revision.agency.name,
        signed_at=signed_at,
        certificate_subject=credential.certificate.subject.rfc4514_string()[:400],
        certificate_digest=keys.fingerprint(credential),
        trial=trial,
        document=stored,
    )
    replaced = Revision.objects.filter(pk=revision.pk, current=revision.current).update(current=stored)
    if not replaced:
        raise workflow.NotAllowedNow(_("报告文件刚刚被改变，请重试。"))


def _register(revision: Revision, stored: str, issued_at: datetime) -> RegisterEntry:
    """Copy out of the snapshot what the register says, so that it reads by itself."""
    document = StudyFile.model_validate_json(revision.snapshot)
    if document.content is None or document.result is None:
        raise ValueError("a submitted snapshot has content and result")
    report, study, printed = revision.report, document.study, document.result.printed
    corrected = report.supersedes
    return RegisterEntry.objects.create(
        agency_id=revision.agency_id,
        report=report,
        company_id=report.study.product.company_id,
        number=report.number,
        company_name=study.company.name,
        product_name=f"{study.product.name} {study.product.model}".strip(),
        unit_result=f"{study.functional_unit.description}：{printed.total} {printed.unit}",
        standards=list(study.standards),
        issued_at=issued_at,
        valid_until=last_valid_day(
            timezone.localdate(issued_at), document.content.declaration.validity_years
        ),
        supersedes=corrected.register_entry if corrected is not None else None,
        snapshot_digest=revision.digest,
        document=stored,
        trial=revision.trial,
    )


def last_valid_day(issued_on: date, years: int) -> date:
    """The day before the anniversary; for 29 February the anniversary in a common year is 1 March."""
    try:
        anniversary = issued_on.replace(year=issued_on.year + years)
    except ValueError:
        anniversary = date(issued_on.year + years, 3, 1)
    return date.fromordinal(anniversary.toordinal() - 1)
