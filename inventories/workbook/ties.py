"""The evidence of many lines at once: files are named, and get their bytes later."""

from __future__ import annotations

from collections.abc import Sequence

from accounts import audit, editing
from accounts.audit import Trace
from accounts.models import User
from inventories.models import Evidence, EvidenceTie, InventoryLine, Study

# So many rows in one statement: SQLite takes at most 32,766 values.
AT_ONCE = 5_000


class Ties:
    """Collects which lines are supported by what, and writes it in a few statements. Within the act's transaction."""

    def __init__(self, actor: User, study: Study) -> None:
        self._actor, self._study = actor, study
        self._wanted: dict[int, Sequence[str]] = {}

    def want(self, line: int, names: Sequence[str]) -> None:
        """That a line be supported by exactly these files."""
        self._wanted[line] = names

    def write(self) -> None:
        """Name the files that the study does not have, set the ties, and say so in the trail."""
        if not self._wanted:
            return
        named = {evidence.name: evidence.pk for evidence in self._study.evidence.all()}
        for name in dict.fromkeys(name for names in self._wanted.values() for name in names):
            if name not in named:
                named[name] = editing.create(self._actor, Evidence(study=self._study, name=name)).pk
        before = self._untie(named)
        missing = [
            EvidenceTie(inventoryline_id=line, evidence_id=named[name])
            for line, names in self._wanted.items()
            for name in names
            if name not in before.get(line, ())
        ]
        EvidenceTie.objects.bulk_create(missing, batch_size=AT_ONCE)
        self._record(before)

    def _untie(self, named: dict[str, int]) -> dict[int, list[str]]:
        """Take away the ties that are not wanted; one that stays keeps what it says. By line, what was tied before."""
        names = {pk: name for name, pk in named.items()}
        numbers = list(self._wanted)
        before: dict[int, list[str]] = {}
        gone: list[int] = []
        for start in range(0, len(numbers), AT_ONCE):
            ties = EvidenceTie.objects.filter(inventoryline_id__in=numbers[start : start + AT_ONCE])
            for pk, line, evidence in ties.values_list("pk", "inventoryline_id", "evidence_id"):
                before.setdefault(line, []).append(names[evidence])
                if names[evidence] not in self._wanted[line]:
                    gone.append(pk)
        for start in range(0, len(gone), AT_ONCE):
            EvidenceTie.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
        return before

    def _record(self, before: dict[int, list[str]]) -> None:
        told = [
            (number, sorted(before.get(number, [])), sorted(names)) for number, names in self._wanted.items()
        ]
        # Of tens of thousands of lines only what the trail says of them is read.
        rows = InventoryLine.objects.filter(study=self._study).only("name", "agency", "study")
        lines = {line.pk: line for line in rows if line.pk in self._wanted}
        for line in lines.values():
            line.study = self._study
        audit.record_all(
            self._actor,
            (
                Trace("inventoryline.evidence", lines[number], {"evidence": was}, {"evidence": names})
                for number, was, names in told
                if was != names
            ),
        )
