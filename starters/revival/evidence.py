"""All that is known of a case before it is brought back: its row, its journal, and what Temporal has of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from temporalio.client import Client

from casework.case import Line
from casework.door import Telling
from casework.folding import as_they_count
from casework.handover import CaseRow
from casework.mistakes import CORRECTIONS
from casework.terms import hash_of, packed, unpacked
from records import cases, journal
from records.pool import Pool
from runtime.sentences import Sentence
from starters.revival.memory import Remembered, remember
from starters.revival.standing import Standing, standing

LOOKS = 3
BETWEEN_LOOKS = 2.0
"""Seconds: a workflow that works has heard by then that its lines are written."""

OF_THE_SYSTEM = frozenset({"hour_came", "telling_refused", "work_failed", "cancel_asked"})
"""Lines that a case writes by itself: begun again, it writes those of its own that are due."""


class Gap(Sentence):
    """Lines between the journal and what Temporal has are nowhere."""


class Evidence(NamedTuple):
    """What is known of one case."""

    id: str
    row: CaseRow | None
    written: list[Line]
    memory: Remembered | None

    @property
    def named(self) -> str:
        """The number people know it by, or its id."""
        if self.row:
            return self.row.number
        opened = self.memory.page.opened if self.memory else None
        return opened.number if opened else self.memory.page.case.number if self.memory and self.memory.page.case else self.id

    @property
    def stands(self) -> Standing:
        if self.memory is None:
            return "in step"
        kept = self.memory.kept
        return standing(self.written[max(kept - 1, 0) :], kept, self.memory.held)

    @property
    def runs(self) -> bool:
        return self.memory is not None and self.memory.runs

    @property
    def well(self) -> bool:
        """True if nothing is to be done: it lives, or is over, and its journal is in step."""
        return self.stands == "in step" and (self.runs or self.is_over)

    @property
    def is_over(self) -> bool:
        """True if it is closed, and the journal says so."""
        return bool(self.row and self.row.ended) and not (self.memory and self.memory.held)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of terms that Temporal still has, by hash."""
        unpacked_ones = map(unpacked, self.memory.texts if self.memory else ())
        return {hash_of(text): text for text in unpacked_ones}

    def lines(self) -> list[Line]:
        """The whole journal: what is written, and after it what only Temporal has. Raises Gap."""
        if self.memory is None or self.stands == "workflow behind":
            return self.written
        last, first = len(self.written), self.memory.first
        if self.memory.last > last and first > last + 1:
            away = f"lines {last + 1} to {first - 1} are in no history that Temporal still has"
            raise Gap(f"{away}: restore a later copy of PostgreSQL, then revive")
        known = {line.number: line for line in [*self.written, *self.memory.lines]}
        return [known[number] for number in sorted(known)]

    def new(self, lines: list[Line]) -> list[Line]:
        """Those of the whole journal that are not written, from the first on that is not, or is written otherwise."""
        same = (number for number, (old, line) in enumerate(zip(self.written, lines, strict=False)) if old != line)
        return lines[next(same, min(len(self.written), len(lines))) :]

    def untold(self, lines: list[Line]) -> list[Telling]:
        """What was told to a workflow that is no more, and is not among these lines."""
        if self.memory is None:
            return []
        known = {line.telling for line in lines}
        held = [_telling(line, self.texts) for line in self._held_by_people(self.memory)]
        told = {telling.id: telling for telling in [*held, *self.memory.unheard] if telling.id not in known}
        return list(told.values())

    def _held_by_people(self, memory: Remembered) -> list[Line]:
        """What people told and the journal does not have, as it counts: what corrects one of these lines is done with that."""
        changed = as_they_count([*self.written[: memory.kept], *memory.held])
        counted = [changed.get(line.number, line) for line in memory.held if line.kind not in OF_THE_SYSTEM]
        return [line for line in counted if line and not (line.kind in CORRECTIONS and line.fact["line"] > memory.kept)]


async def gather(client: Client, pool: Pool, id: str) -> Evidence:
    """Look, and look again while it may be that a workflow has just not heard yet that its lines are written. Raises NotReplayable."""
    for looks_left in reversed(range(LOOKS)):
        row, written = await cases.row(pool, id), await journal.lines(pool, id)
        found = Evidence(id, row, written, await remember(client, id, len(written)))
        if not (found.memory and found.memory.busy and found.stands == "workflow behind" and looks_left):
            return found
        await asyncio.sleep(BETWEEN_LOOKS)
    raise AssertionError("unreachable")


def _telling(line: Line, texts: Mapping[str, str]) -> Telling:
    terms = texts.get(line.fact.get("terms", ""), "")
    return Telling(id=line.telling, by=line.by, kind=line.kind, fact=line.fact, happened=line.happened, terms=terms and packed(terms))
