"""Who may use a library and what of it a client may see: set by administrators, for named people, for all agencies."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.confirmation import Confirmed
from accounts.models import AuditEntry, User
from factors import services
from factors.models import Factor, Library
from factors.services import Access
from factors.visibility import hidden_libraries, may_see_value
from tests.factors.conftest import MakeFactor
from tests.people import PASSWORD, make_people

Audience, Disclosure = Library.Audience, Library.Disclosure


def snapshot() -> tuple[list[Any], list[Any], int]:
    readers = Library.readers.through._default_manager.order_by("pk").values("library_id", "user_id")
    return list(Library.objects.order_by("pk").values()), list(readers), AuditEntry.objects.count()


def named(*readers: User) -> Access:
    return Access(Audience.NAMED, Disclosure.VALUE_HIDDEN, readers=readers)


def just_now(actor: User) -> Confirmed:
    return Confirmed(actor.pk, timezone.now())


def test_named_people_alone_find_the_factors(
    library: Library, make_factor: MakeFactor, administrator: User, consultant: User, colleague: User
) -> None:
    factor = make_factor()
    services.set_access(administrator, library, named(consultant), version=1)
    assert Factor.objects.visible_to(consultant).get() == factor
    for person in (colleague, administrator):
        assert not Factor.objects.visible_to(person).exists()
        assert not Library.objects.visible_to(person).filter(pk=library.pk).exists()
        assert library.pk in hidden_libraries(person)
    assert library.pk not in hidden_libraries(consultant)
    factor.refresh_from_db()
    assert [may_see_value(person, factor) for person in (consultant, colleague, administrator)] == [
        True,
        False,
        False,
    ]
    assert Library.objects.manageable_by(administrator).get() == library
    assert not Library.objects.manageable_by(consultant).exists()


def test_the_trail_tells_who_was_named_and_the_version_moves_on(
    library: Library, administrator: User, consultant: User, colleague: User
) -> None:
    services.set_access(administrator, library, named(consultant), version=1)
    services.set_access(administrator, library, named(consultant, colleague), version=2)
    entries = AuditEntry.objects.filter(act="library.access").order_by("pk")
    assert [entry.after for entry in entries] == [
        {"audience": "named", "disclosure": "value", "readers": [consultant.name]},
        {"readers": sorted([consultant.name, colleague.name])},
    ]
    library.refresh_from_db()
    assert library.version == 3


def test_what_does_not_change_is_not_written(library: Library, administrator: User) -> None:
    before = snapshot()
    services.set_access(administrator, library, Access(Audience.AGENCY, Disclosure.OPEN), version=1)
    assert snapshot() == before


@pytest.mark.parametrize(
    ("access", "field"),
    [
        (Access(Audience.NAMED, Disclosure.VALUE_HIDDEN), "readers"),
        (Access(Audience.SHARED, Disclosure.OPEN), "audience"),
        (Access("everybody", Disclosure.OPEN), "audience"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    library: Library, administrator: User, access: Access, field: str
) -> None:
    before = snapshot()
    with pytest.raises(ValidationError) as caught:
        services.set_access(administrator, library, access, version=1, confirmed=just_now(administrator))
    assert field in caught.value.message_dict
    assert snapshot() == before


def test_figures_for_named_people_are_not_open_to_clients(
    library: Library, administrator: User, consultant: User
) -> None:
    open_to_clients = Access(Audience.NAMED, Disclosure.OPEN, readers=[consultant])
    with pytest.raises(ValidationError) as caught:
        services.set_access(administrator, library, open_to_clients, version=1)
    assert "disclosure" in caught.value.message_dict


def test_only_colleagues_in_service_are_named(
    library: Library, administrator: User, stranger: User, client_person: User, colleague: User
) -> None:
    colleague.is_active = False
    colleague.save()
    before = snapshot()
    for person in (stranger, client_person, colleague):
        with pytest.raises(ValidationError) as caught:
            services.set_access(administrator, library, named(person), version=1)
        assert "readers" in caught.value.message_dict
    assert snapshot() == before


def test_only_an_administrator_of_the_agency_sets_it(
    library: Library, consultant: User, reviewer: User, stranger: User
) -> None:
    before = snapshot()
    for person in (consultant, reviewer):
        with pytest.raises(PermissionDenied):
            services.set_access(person, library, named(consultant), version=1)
    with pytest.raises(Http404):
        services.set_access(make_people().administrator, library, named(consultant), version=1)
    assert snapshot() == before


def test_the_slower_administrator_is_told(library: Library, administrator: User, consultant: User) -> None:
    services.set_access(administrator, library, named(consultant), version=1)
    before = snapshot()
    with pytest.raises(ValidationError, match="刚刚被他人修改"):
        services.set_access(administrator, library, Access(Audience.AGENCY, Disclosure.OPEN), version=1)
    with pytest.raises(ValidationError, match="刚刚被他人修改"):
        services.describe_library(administrator, library, {"publisher": "甲"}, version=1)
    assert snapshot() == before


def test_sharing_needs_a_licence_and_the_password(
    library: Library, administrator: User, stranger: User
) -> None:
    shared = Access(Audience.SHARED, Disclosure.OPEN)
    services.describe_library(administrator, library, {"licence": "可转授权"}, version=1)
    before = snapshot()
    with pytest.raises(ValidationError, match="密码"):
        services.set_access(administrator, library, shared, version=2)
    with pytest.raises(PermissionDenied):
        services.set_access(administrator, library, shared, version=2, confirmed=just_now(stranger))
    assert snapshot() == before
    services.set_access(administrator, library, shared, version=2, confirmed=just_now(administrator))
    assert Library.objects.visible_to(stranger).get(pk=library.pk).audience == Audience.SHARED
    with pytest.raises(ValidationError) as caught:
        services.describe_library(administrator, library, {"licence": " "}, version=3)
    assert "licence" in caught.value.message_dict
    with pytest.raises(Http404):
        services.describe_library(stranger, library, {"publisher": "我"}, version=3)


def test_a_description_is_changed_with_its_trail(library: Library, consultant: User) -> None:
    services.describe_library(consultant, library, {"publisher": "青禾", "introduction": "实测"}, version=1)
    library.refresh_from_db()
    assert (library.publisher, library.version) == ("青禾", 2)
    entry = AuditEntry.objects.get(act="library.edit")
    assert (entry.before, entry.after) == (
        {"publisher": "", "introduction": ""},
        {"publisher": "青禾", "introduction": "实测"},
    )
    with pytest.raises(ValidationError, match="name"):
        services.describe_library(consultant, library, {"name": "别的"}, version=2)


def test_the_trail_of_named_peoples_factors_tells_no_figure(
    library: Library, propose: MakeFactor, administrator: User, consultant: User
) -> None:
    services.set_access(administrator, library, named(consultant), version=1)
    factor = propose(library=Library.objects.get(pk=library.pk), amount="4.7113")
    told = AuditEntry.objects.get(act="factor.create", subject_id=factor.pk).after
    assert told["amount"] == "（仅授权人员可见）"
    assert "4.7113" not in str(told)


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_administrator_manages_readers_without_seeing_figures(
    library: Library, make_factor: MakeFactor, administrator: User, consultant: User, reviewer: User
) -> None:
    make_factor(name="秘密铸件", amount="4.7113")
    services.set_access(administrator, library, named(consultant), version=1)
    client = _browser(administrator)
    listed = client.get(reverse("factors:library_list")).content.decode()
    assert library.name in listed
    shown = client.get(reverse("factors:library", args=[library.pk])).content.decode()
    assert "因子仅授权人员可见" in shown
    assert "秘密铸件" not in shown
    address = reverse("factors:library_access", args=[library.pk])
    form = client.get(address).content.decode()
    assert consultant.name in form
    sent = {
        "version": "2",
        "audience": "named",
        "disclosure": "result",
        "exportable": "",
        "readers": [str(consultant.pk), str(reviewer.pk)],
    }
    assert client.post(address, sent).status_code == 302
    library.refresh_from_db()
    assert (library.disclosure, library.exportable) == ("result", False)
    assert set(library.readers.all()) == {consultant, reviewer}
    assert _browser(consultant).get(address).status_code == 403


def test_sharing_in_the_browser_asks_for_the_password(library: Library, administrator: User) -> None:
    Library.objects.filter(pk=library.pk).update(licence="可转授权")
    client = _browser(administrator)
    address = reverse("factors:library_access", args=[library.pk])
    sent = {"version": "1", "audience": "shared", "disclosure": "open", "exportable": "on"}
    for password, said in (("", "须输入登录密码"), ("falsch", "密码不正确，没有保存")):
        refused = client.post(address, {**sent, "password": password})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    library.refresh_from_db()
    assert library.audience == Audience.AGENCY
    assert client.post(address, {**sent, "password": PASSWORD}).status_code == 302
    library.refresh_from_db()
    assert library.audience == Audience.SHARED


def test_another_agency_only_reads_a_shared_library(
    library: Library, make_factor: MakeFactor, stranger: User
) -> None:
    factor = make_factor()
    Library.objects.filter(pk=library.pk).update(audience=Audience.SHARED, licence="可转授权")
    client = _browser(stranger)
    shown = client.get(reverse("factors:library", args=[library.pk])).content.decode()
    assert "其他机构共享" in shown
    assert "修改说明" not in shown
    page = client.get(reverse("factors:factor", args=[factor.pk])).content.decode()
    assert "其他机构共享，只能查看和选用" in page
    assert reverse("factors:factor_supersede", args=[factor.pk]) not in page
    for name in ("library_edit", "library_access"):
        assert client.get(reverse(f"factors:{name}", args=[library.pk])).status_code in {403, 404}
