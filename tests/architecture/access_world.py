"""Two agencies with one thing of every kind, for the access matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.files import put
from accounts.models import ApiToken, Role, User
from accounts.uploads import XLSX
from factors.models import BulkDecision, Factor, FactorImport, GwpSet, ImportRow, Library
from inventories.models import (
    BillOfMaterials,
    BoundaryProcess,
    Company,
    CompanyContact,
    CompanyPicture,
    Equipment,
    Evidence,
    FilledWorkbook,
    InventoryLine,
    IssuedWorkbook,
    ProcessStep,
    Product,
    ProductPicture,
    Sharing,
    Stage,
    Study,
)
from jobs.models import Job
from jobs.models import State as JobState
from reports import keys, previews
from reports.models import Preview, Report, SupportingDocument
from reports.models.report import State
from reports.snapshot import digest
from tests.people import People, make_people, make_person
from tests.reports.states import PDF, entry_of, report_in

Arguments = dict[str, Any]
# The smallest picture there is.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


@dataclass(frozen=True)
class House:
    """An agency's people, and the arguments of addresses by the name of the thing that they lead to.

    ``entered``: what has to be sent to an address for it to be about anything.
    """

    people: People
    things: dict[str, Arguments]
    entered: dict[str, dict[str, str]]


def make_house() -> House:
    """One agency: a draft, a report whose review is awaited and an issued one, each of its own study."""
    people = make_people()
    draft = report_in(people, State.DRAFT)
    signing = report_in(people, State.LEADER_SIGNED, number="PCF-2026-0006")
    issued = report_in(people, State.ISSUED)
    things = {
        **_clients(draft.study.product),
        **_study(draft.study),
        **_factors(people),
        **_reports(draft, signing, issued),
        **_accounts(people),
    }
    entered = {
        "client_attach": {"user": str(people.client.pk)},
        "grid_changes": {"since": "0"},
        "api-plausibility-verdict": {"name": "电", "value": "0.5", "unit": "kgCO2e/kWh", "kind": "footprint"},
        "api-distance": {"origin": "苏州", "destination": "上海"},
        "api-study-compare": {"with": str(things["study"]["pk"])},
        "line_order": {"down": str(things["line"]["pk"])},
        "report_row_move": {"step": "up"},
    }
    return House(people, things, entered)


def everything_at(house: House) -> User:
    """Somebody of that agency with every role of the staff."""
    roles = [role for role in Role if role is not Role.CLIENT]
    return make_person(house.people.agency, *roles, name="外机构全能者")


def _pk(row: Any) -> Arguments:
    return {"pk": row.pk}


def _clients(product: Product) -> dict[str, Arguments]:
    company: Company = product.company
    common = {"agency": product.agency}
    picture = {
        **common,
        "digest": put(product.agency_id, PNG),
        "media_type": "image/png",
        "width": 1,
        "height": 1,
    }
    return {
        "company": _pk(company),
        "contact": _pk(CompanyContact.objects.create(company=company, name="联系人", **common)),
        "client": {"pk": company.pk, "user_pk": company.clients.get().pk},
        "company picture": _pk(CompanyPicture.objects.create(company=company, **picture)),
        "product": _pk(product),
        "step": _pk(ProcessStep.objects.create(product=product, name="另一工序", **common)),
        "equipment": _pk(Equipment.objects.create(product=product, name="另一设备", **common)),
        "product picture": _pk(ProductPicture.objects.create(product=product, **picture)),
    }


def _study(study: Study) -> dict[str, Arguments]:
    transport = InventoryLine.objects.filter(study=study, kind="transport").first()
    assert transport is not None
    leg = transport.legs.first()
    evidence = Evidence.objects.create(
        agency=study.agency,
        study=study,
        name="另一台账.png",
        digest=put(study.agency_id, PNG),
        media_type="image/png",
        size=len(PNG),
    )
    process = BoundaryProcess.objects.create(
        agency=study.agency, study=study, place="included", name="另一过程"
    )
    parts = [{"name": "另一产品", "amount": "1"}]
    sharing = Sharing.objects.create(
        agency=study.agency, study=study, name="车间电表", by="hours", unit="h", own="1", others=parts
    )
    return {
        "study": _pk(study),
        "study to report": {"study_pk": study.pk},
        "functional unit": _pk(study.functional_unit),
        "stage": _pk(Stage.objects.filter(study=study)[0]),
        "process": _pk(process),
        "sharing": _pk(sharing),
        "line": _pk(transport),
        "leg": _pk(leg),
        "evidence": _pk(evidence),
        "evidence page": {**_pk(evidence), "number": 1},
        **_workbooks(study),
    }


def _workbooks(study: Study) -> dict[str, Arguments]:
    """A data-collection workbook that went out, and one that came back and was compared."""
    consultant = User.objects.get(agency=study.agency, name="李思源")
    stored: dict[str, Any] = {
        "agency": study.agency,
        "study": study,
        "digest": put(study.agency_id, PNG),
        "size": len(PNG),
    }
    issued = IssuedWorkbook.objects.create(number=1, issued_by=consultant, **stored)
    filled = FilledWorkbook.objects.create(
        name="收集表.xlsx",
        uploaded_by=consultant,
        media_type=XLSX,
        state=FilledWorkbook.State.PREVIEW,
        counts={"read": 0, "new": 0, "changed": 0, "unchanged": 0, "refused": 0, "missing": 0},
        **stored,
    )
    bill = FilledWorkbook.objects.create(
        name="物料清单.xlsx",
        uploaded_by=consultant,
        media_type=XLSX,
        state=FilledWorkbook.State.PREVIEW,
        counts={"new": 0, "changed": 0, "unchanged": 0, "refused": 0, "missing": 0},
        **stored,
    )
    BillOfMaterials.objects.create(workbook=bill)
    return {"issued workbook": _pk(issued), "filled workbook": _pk(filled), "bill": _pk(bill)}


def _factors(people: People) -> dict[str, Arguments]:
    library = Library.objects.create(agency=people.agency, name="自建库", release="1")
    factor = Factor.objects.create(
        agency=people.agency, library=library, code="001", name="示范钢材", amount="2.5", unit="kgCO2e/kg"
    )
    shared, _made = GwpSet.objects.get_or_create(
        name="示范 AR6", defaults={"source": "示范", "horizon_years": 100}
    )
    part = {"pk": library.pk, "part": 1}
    batch = _import(library, people.consultant)
    return {
        "library": _pk(library),
        "library part": part,
        "factor": _pk(factor),
        "proposal": _pk(_proposal(library, people.consultant)),
        "import": _pk(batch),
        "decision": _pk(_decision(batch)),
        "import part": {"pk": batch.pk, "part": 1},
        "everybody's GWP set": _pk(shared),
    }


def _proposal(library: Library, consultant: User) -> Factor:
    """A figure that the consultant proposed, with its source file."""
    return Factor.objects.create(
        agency=consultant.agency,
        library=library,
        code="002",
        name="示范铸件",
        amount="1.9",
        unit="kgCO2e/kg",
        state=Factor.State.PROPOSED,
        proposed_by=consultant,
        evidence_name="出处.png",
        evidence_digest=put(consultant.agency_id, PNG),
        evidence_type="image/png",
    )


def _import(library: Library, consultant: User) -> FactorImport:
    """A file of one new row, read and held against the library."""
    batch = FactorImport.objects.create(
        agency=consultant.agency,
        proposed_by=consultant,
        name="示范.csv",
        digest=put(consultant.agency_id, PNG),
        size=len(PNG),
        media_type="text/csv",
        state=FactorImport.State.PREVIEW,
        library=library,
        heads=["代码"],
        counts={"read": 1, "new": 1, "changed": 0, "unchanged": 0, "refused": 0, "gone": 0, "hinted": 0},
    )
    ImportRow.objects.create(
        batch=batch, position=1, place="第 2 行", code="002", outcome=ImportRow.Outcome.NEW, cells=["002"]
    )
    return batch


def _decision(batch: FactorImport) -> BulkDecision:
    """A word on everything that an import wrote, asked for and not carried out yet."""
    return BulkDecision.objects.create(
        agency=batch.agency,
        asked_by=batch.proposed_by,
        act=BulkDecision.Act.APPROVE,
        batch=batch,
        newest=0,
        listed=0,
    )


def _reports(draft: Report, signing: Report, issued: Report) -> dict[str, Arguments]:
    stored = put(draft.agency_id, PDF)
    wanted = digest(previews.draft(draft))
    Preview.objects.create(
        agency=draft.agency,
        report=draft,
        digest=wanted,
        document=stored,
        pages=1,
        made_at=timezone.now(),
    )
    document = SupportingDocument.objects.filter(report=draft)[0]
    job = Job.objects.create(
        agency=draft.agency,
        kind=previews.PREVIEW,
        key="access",
        args={"report": draft.pk},
        state=JobState.FAILED,
        run_after=timezone.now(),
    )
    return {
        "draft": _pk(draft),
        "draft's section": {"pk": draft.pk, "key": "purpose"},
        "draft's part": {"pk": draft.pk, "kind": "documents"},
        "draft's row": {"pk": draft.pk, "kind": "documents", "row_pk": document.pk},
        "signing": _pk(signing),
        "issued": _pk(issued),
        "entry": _pk(entry_of(issued)),
        "job": {"job_id": job.pk},
    }


def _accounts(people: People) -> dict[str, Arguments]:
    token, _text = ApiToken.issue(people.consultant, "脚本")
    # The reviewer's own certificate has a handwriting; the others' are made at the first look.
    certificate = keys.personal_certificate(people.reviewer)
    type(certificate).objects.filter(pk=certificate.pk).update(handwriting=PNG)
    return {"person": _pk(people.colleague), "token": _pk(token)}
