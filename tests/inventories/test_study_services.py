"""Acts on studies, stages, evidence, clients and products."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts import files
from accounts.editing import EditConflict, Frozen
from accounts.models import AuditEntry, User
from factors.models import GwpSet, Library
from inventories import services
from inventories.models import Equipment, Evidence, FunctionalUnit, Product, Stage, Study
from inventories.models.studies import BoundaryType
from tests.inventories.samples import PDF, picture
from tests.people import People

D = Decimal


def new_study(product: Product, **changes: object) -> Study:
    values: dict[str, object] = {
        "title": "新项目",
        "product": product,
        "period_start": datetime.date(2024, 1, 1),
        "period_end": datetime.date(2024, 12, 31),
        "boundary_type": BoundaryType.CRADLE_TO_GATE,
        "gwp_set": GwpSet.objects.create(name="AR6"),
        **changes,
    }
    return Study(**values)


def new_unit(**changes: object) -> FunctionalUnit:
    return FunctionalUnit(**{"amount": D("1"), "unit": "件", "description": "1 件", **changes})


def test_a_study_comes_with_its_functional_unit_and_usual_stages(consultant: User, brake: Study) -> None:
    study = services.create_study(consultant, new_study(brake.product), new_unit())
    assert study.responsible == consultant
    assert study.functional_unit.unit == "件"
    assert list(study.stages.values_list("label", flat=True)) == [
        "原材料获取",
        "原材料运输",
        "产品生产",
        "产品包装",
        "包装运输",
    ]


def test_every_boundary_has_usual_stages() -> None:
    assert set(services.DEFAULT_STAGES) == set(BoundaryType)
    assert Stage.Kind.END_OF_LIFE in services.DEFAULT_STAGES[BoundaryType.CRADLE_TO_GRAVE]


def test_stages_can_be_chosen(consultant: User, brake: Study) -> None:
    chosen = [Stage.Kind.PRODUCTION, Stage.Kind.USE]
    study = services.create_study(consultant, new_study(brake.product), new_unit(), chosen)
    assert list(study.stages.values_list("kind", flat=True)) == chosen


def test_a_wrong_functional_unit_leaves_no_study(consultant: User, brake: Study) -> None:
    before = (Study.objects.count(), Stage.objects.count(), AuditEntry.objects.count())
    with pytest.raises(ValidationError, match="大于零"):
        services.create_study(consultant, new_study(brake.product), new_unit(amount=D("0")))
    assert (Study.objects.count(), Stage.objects.count(), AuditEntry.objects.count()) == before


def test_a_foreign_product_is_refused(stranger: User, brake: Study) -> None:
    before = Study.objects.count()
    with pytest.raises(Http404):
        services.create_study(stranger, new_study(brake.product), new_unit())
    assert Study.objects.count() == before


def test_stages_move_and_new_ones_stand_at_the_end(consultant: User, brake: Study) -> None:
    services.add_stage(consultant, Stage(study=brake, kind=Stage.Kind.USE, label="使用"))
    services.move(consultant, brake.stages.get(label="使用"), up=True)
    assert list(brake.stages.values_list("label", flat=True))[-2:] == ["使用", "包装运输"]


def test_databases_are_listed_beside_those_in_use(consultant: User, brake: Study, stranger: User) -> None:
    ours = Library.objects.create(agency=brake.agency, name="CNPED")
    services.list_libraries(consultant, brake, [ours])
    assert list(brake.libraries.all()) == [ours]
    theirs = Library.objects.create(agency=stranger.agency, name="别家")
    with pytest.raises(ValidationError):
        services.list_libraries(consultant, brake, [theirs])
    assert list(brake.libraries.all()) == [ours]
    assert AuditEntry.objects.get(act="study.list_libraries").after == {"libraries": ["CNPED"]}


def test_evidence_is_stored_as_it_was_handed_in(consultant: User, brake: Study) -> None:
    line = brake.lines.get(name="壳体")
    evidence = services.attach_evidence(consultant, brake, "C:\\票据\\发票.pdf", PDF, [line])
    assert (evidence.name, evidence.media_type, evidence.size) == ("发票.pdf", "application/pdf", len(PDF))
    assert files.read(brake.agency_id, evidence.digest) == PDF
    assert evidence in line.evidence.all()


def test_evidence_of_a_name_that_is_taken_gets_a_number(consultant: User, brake: Study) -> None:
    names = [services.attach_evidence(consultant, brake, "发票.pdf", PDF).name for _number in range(3)]
    assert names == ["发票.pdf", "发票（2）.pdf", "发票（3）.pdf"]


def test_evidence_that_was_named_gets_its_file(people: People, brake: Study) -> None:
    named = Evidence.objects.get(study=brake, name="生产过程统计")
    assert named.digest == ""
    supplied = services.supply_file(people.consultant, named, PDF, version=1)
    assert files.read(brake.agency_id, supplied.digest) == PDF
    with pytest.raises(EditConflict):
        services.supply_file(people.colleague, named, picture("PNG"), version=1)
    named.refresh_from_db()
    assert (named.digest, named.version) == (files.digest_of(PDF), 2)


def test_a_program_is_no_evidence(consultant: User, brake: Study) -> None:
    before = (Evidence.objects.count(), AuditEntry.objects.count())
    with pytest.raises(ValidationError, match="不支持的文件类型"):
        services.attach_evidence(consultant, brake, "发票.pdf", b"MZ" + bytes(200))
    assert (Evidence.objects.count(), AuditEntry.objects.count()) == before


def test_a_locked_study_takes_no_evidence(consultant: User, brake: Study) -> None:
    Study.objects.filter(pk=brake.pk).update(lock="报告已提交。")
    before = Evidence.objects.count()
    with pytest.raises(Frozen):
        services.attach_evidence(consultant, brake, "发票.pdf", PDF)
    assert Evidence.objects.count() == before


def test_a_client_s_person_is_attached_and_detached(people: People, brake: Study) -> None:
    company = brake.product.company
    services.attach_client(people.consultant, company, people.client)
    services.attach_client(people.consultant, company, people.client)
    assert list(company.clients.all()) == [people.client]
    services.detach_client(people.consultant, company, people.client)
    assert list(company.clients.all()) == []
    acts = AuditEntry.objects.filter(subject_type="Company").order_by("pk").values_list("act", flat=True)
    assert list(acts)[-2:] == ["company.attach_client", "company.detach_client"]


def test_only_client_s_people_of_the_agency_are_attached(
    people: People, stranger: User, brake: Study
) -> None:
    company = brake.product.company
    for user in (people.reviewer, stranger):
        with pytest.raises(ValidationError, match="委托方"):
            services.attach_client(people.consultant, company, user)
    for actor in (people.reviewer, people.client):
        with pytest.raises(PermissionDenied):
            services.attach_client(actor, company, people.client)
    assert company.clients.count() == 0


def test_equipment_is_pasted_behind_what_is_there(consultant: User, brake: Study) -> None:
    rows = [["冲床", "A-1", "J23", "2", "示范机床厂"], ["烘箱", "", "", "", ""], ["行车"]]
    services.add_equipment(consultant, brake.product, rows)
    names = list(Equipment.objects.filter(product=brake.product).values_list("name", "quantity"))
    assert names[-3:] == [("冲床", D("2")), ("烘箱", None), ("行车", None)]
    assert len(names) == 7


def test_every_wrong_row_of_pasted_equipment_is_named(consultant: User, brake: Study) -> None:
    before = (Equipment.objects.count(), AuditEntry.objects.count())
    rows = [["冲床", "", "", "两台"], ["", "A-1"], ["行车", "", "", "1", "厂", "多"]]
    with pytest.raises(ValidationError) as refusal:
        services.add_equipment(consultant, brake.product, rows)
    assert [message.split("：")[0] for message in refusal.value.messages] == [
        "第 1 行，数量",
        "第 2 行，设备名称",
        "第 3 行",
    ]
    assert (Equipment.objects.count(), AuditEntry.objects.count()) == before


def test_pictures_stand_behind_one_another(consultant: User, brake: Study) -> None:
    first = services.add_product_picture(consultant, brake.product, picture("PNG"), "正面")
    second = services.add_product_picture(consultant, brake.product, picture("JPEG"), " 侧面 ")
    assert [first.position, second.position] == [0, 1]
    assert (second.media_type, second.caption, second.width) == ("image/jpeg", "侧面", 40)
    assert files.read(brake.agency_id, first.digest)
    company = brake.product.company
    assert services.add_company_picture(consultant, company, picture("PNG"), "").company == company
