"""Whoever writes factors keeps the search index: in the source, and by doing every such act."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from factors import services, starter
from factors.models import Factor, FactorTerms, Library
from factors.search import index
from inventories.unfold import unfold
from tests.architecture.source import name, own_files
from tests.factors.importing import ALUMINIUM, STEEL, applied, cpcd, previewed
from tests.golden.cases import load
from tests.people import People, make_people

# A statement that writes rows of factors, or their states.
WRITES = re.compile(
    r"(?<![A-Za-z])Factor\.objects[^\n]*\.(?:bulk_create|bulk_update|update|create)\(|bulk\.insert\(\s*Factor\b"
    r"|factor\.save\(force_insert|(?:INTO|UPDATE) factors_factor\b"
)
KEEPS = re.compile(r"\bindex\.(?:add|refresh)\(")


def test_every_module_that_writes_factors_tells_the_index() -> None:
    forgetful = [
        name(path)
        for path in own_files()
        if WRITES.search(path.read_text(encoding="utf-8"))
        and not KEEPS.search(path.read_text(encoding="utf-8"))
    ]
    assert forgetful == []


def test_the_rule_finds_those_that_write() -> None:
    writing = {name(path) for path in own_files() if WRITES.search(path.read_text(encoding="utf-8"))}
    assert {
        "factors/services/factors.py",
        "factors/services/approval.py",
        "factors/starter/loading.py",
        "factors/imports/applying.py",
        "inventories/unfolding/published.py",
    } <= writing


def complete() -> bool:
    """Whether every factor has its entry in its place, and no entry is left over."""
    return index.repair() == (0, 0) and FactorTerms.objects.count() == Factor.objects.count()


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def library(people: People) -> Library:
    return services.create_library(people.consultant, Library(name="青禾实测因子"))


def proposed(people: People, library: Library, name: str) -> Factor:
    factor = Factor(library=library, name=name, amount="1.9", unit="kgCO2e/kg", note="实测")
    return services.create_factor(people.consultant, factor)


def test_acts_of_people_keep_it(people: People, library: Library) -> None:
    first = proposed(people, library, "铸铁件")
    assert complete()
    services.approve_factor(people.colleague, first)
    assert complete()
    second = services.supersede_factor(people.consultant, first, {"year": 2024}, "新数据")
    assert complete()
    services.approve_factor(people.colleague, second)
    assert complete()
    services.withdraw_factor(people.consultant, second, "供应商更正")
    assert complete()
    services.reject_factor(people.colleague, proposed(people, library, "铸钢件"), "来源不明")
    services.take_back(people.consultant, proposed(people, library, "锻件"))
    assert complete()
    for part in ("弹簧", "垫圈"):
        proposed(people, library, part)
    services.approve_all(people.colleague, services.decidable(people.colleague))
    assert complete()


def test_the_starter_and_the_rows_of_a_study_file_keep_it(people: People) -> None:
    starter.load()
    assert complete()
    unfold(people.consultant, load("charger"))
    assert complete()


def test_an_import_keeps_it(people: People) -> None:
    first = applied(people.consultant, previewed(people.consultant, None, cpcd(STEEL, ALUMINIUM)))
    assert Factor.objects.count() == 2
    assert complete()
    services.approve_all(people.colleague, services.decidable(people.colleague))
    changed = ("A1", "电解铝", "15.9kgCO2e / 千克")
    applied(people.consultant, previewed(people.consultant, first.library, cpcd(changed)), withdraw_gone=True)
    assert complete()


def test_the_command_rebuilds_and_repairs(people: People, library: Library) -> None:
    proposed(people, library, "铸铁件")
    FactorTerms.objects.all().delete()
    said = StringIO()
    call_command("rebuild_factor_search", "--repair", stdout=said)
    assert said.getvalue() == "补入 1 条，改正 0 条。\n"
    FactorTerms.objects.all().delete()
    call_command("rebuild_factor_search", stdout=StringIO())
    assert complete()
