"""Writing what a preview showed: all of it or nothing, and only into the library that the preview was held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import cast

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Traced
from accounts.models import User
from factors import plausibility
from factors.imports import bulk
from factors.imports.content import restored
from factors.imports.planning import Planned
from factors.imports.steps import State, gone, mark_of, move
from factors.models import CONTENT, Factor, FactorImport, ImportRow, Library
from factors.search import index
from factors.services.libraries import create_library

Outcome = ImportRow.Outcome
WRITTEN = (Outcome.NEW, Outcome.CHANGED)
COLUMNS = ("code", "release", "supersedes_id", *CONTENT)
AT_ONCE = 1_000
# Factor by factor in the trail; more at once is rather a wrong library than a wish.
MOST_WITHDRAWN = 2_000


class LibraryChanged(Exception):
    """The library is not what the preview was held against any more. The message is for people."""


def prepared(batch: FactorImport, tell: Callable[[int, int], None]) -> list[tuple[object, ...]]:
    """What is to be written for the new and changed rows, by ``COLUMNS``, in the order of the file."""
    rows = ImportRow.objects.filter(batch=batch, outcome__in=WRITTEN).order_by("position")
    count = rows.count()
    prepared: list[tuple[object, ...]] = []
    columns = ("code", "release", "previous_id", "content")
    for code, release, previous, content in rows.values_list(*columns).iterator(chunk_size=AT_ONCE):
        prepared.append((code, release, previous, *restored(content)))
        if len(prepared) % AT_ONCE == 0:
            tell(len(prepared), count)
    return prepared


def write(batch: FactorImport, actor: User, rows: list[tuple[object, ...]]) -> None:
    """Write everything that the person decided on, and say so in the trail. Needs a transaction.

    Raises ``Overtaken``, ``LibraryChanged``, and ``ValidationError`` when the library cannot be begun.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an import is written whole: it needs a transaction")
    move(batch, State.APPLIED)
    library = _locked_library(batch, actor)
    _insert(batch, actor, library, rows)
    withdrawn = _withdraw_gone(batch, actor) if batch.decision.get("withdraw_gone") else 0
    _record(batch, actor, library, withdrawn)


def _insert(batch: FactorImport, actor: User, library: Library, rows: list[tuple[object, ...]]) -> None:
    """The releases, all proposals of ``actor``, with the file as their evidence."""
    bulk.insert(
        Factor,
        COLUMNS,
        rows,
        agency_id=batch.agency_id,
        library_id=library.pk,
        state=Factor.State.PROPOSED,
        proposed_by_id=actor.pk,
        evidence_name=batch.name,
        evidence_digest=batch.digest,
        evidence_type=batch.media_type,
    )
    _tie_rows(batch, library)
    index.add(batch.factors.order_by("pk").values_list("pk", flat=True))


def _locked_library(batch: FactorImport, actor: User) -> Library:
    """The library, held against other writers; one that is to be begun is begun."""
    if batch.library_id is None:
        target = Library(**batch.target)
        readers = {actor, batch.proposed_by} if target.audience == Library.Audience.NAMED else set()
        library = create_library(actor, target, only_for=sorted(readers, key=lambda person: person.pk))
        FactorImport.objects.filter(pk=batch.pk).update(library=library)
        return library
    library = Library.objects.select_for_update().get(pk=batch.library_id)
    if mark_of(library.pk) != batch.mark:
        raise LibraryChanged(
            _("预览之后，因子库“%s”又有了改动（新增、审核或撤回）。没有写入任何内容；请重新比对后再导入。")
            % library
        )
    return library


def _tie_rows(batch: FactorImport, library: Library) -> None:
    """Let every written row know its factor, in one statement."""
    same = Factor.objects.filter(library=library, code=OuterRef("code"), release=OuterRef("release"))
    rows = ImportRow.objects.filter(batch=batch, outcome__in=WRITTEN)
    rows.update(factor_id=Subquery(same.values("pk")[:1]))


def _withdraw_gone(batch: FactorImport, actor: User) -> int:
    factors = list(gone(batch).select_for_update(of=("self",)))
    pks = [factor.pk for factor in factors]
    Factor.objects.filter(pk__in=pks).update(state=Factor.State.WITHDRAWN)
    for factor in factors:
        after = {"state": Factor.State.WITHDRAWN.value, "reason": batch.decision["reason"]}
        audit.record(
            actor, "factor.withdraw", cast(Traced, factor), before={"state": factor.state}, after=after
        )
    index.refresh(pks)
    plausibility.refresh({factor.library_id for factor in factors})
    return len(factors)


def _record(batch: FactorImport, actor: User, library: Library, withdrawn: int) -> None:
    told: dict[str, object] = {
        "library": library,
        "digest": batch.digest,
        "added": batch.counts[Outcome.NEW],
        "changed": batch.counts[Outcome.CHANGED],
        "unchanged": batch.counts[Outcome.UNCHANGED],
        "left_out": batch.counts[Outcome.REFUSED],
        "withdrawn": withdrawn,
        "reason": batch.decision["reason"],
    }
    after = {name: value for name, value in told.items() if value not in (0, "")}
    audit.record(actor, "factorimport.apply", cast(Traced, batch), after=after)


def keep_rows(batch: FactorImport, rows: Iterable[Planned]) -> None:
    """Put the rows of a preview in the place of those of an earlier one. Needs a transaction."""
    ImportRow.objects.filter(batch=batch).delete()
    names = tuple(field.name for field in fields(Planned))
    kept = ((*(getattr(row, name) for name in names), bool(row.hints)) for row in rows)
    bulk.insert(ImportRow, (*names, "hinted"), kept, batch_id=batch.pk)
