"""The audit after a fault: accepted facts lost, effects doubled, promises neither kept nor explained. All three must be none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from temporalio.client import WorkflowQueryFailedError

from casework.case import Case, Line
from casework.fact import kind_of
from casework.folding import fold
from casework.terms import Terms
from casework.watch import HourCame
from records import agenda, journal, messages
from runtime.sentences import Sentence
from starters.itineraries import Itineraries
from tests.faults import checks
from tests.faults.checks import Finding, Seen, Sort
from tests.faults.ledger import Ledger
from tests.faults.post import Arrival, arrivals
from workflows.methods import STORIES

PATIENCE = 60.0
GRACE = timedelta(seconds=15)
GLANCE, TRIES = 0.2, 10


@dataclass
class Audit:
    """What was counted, and what must not be."""

    cases: int = 0
    accepted: int = 0
    lines: int = 0
    hours: int = 0
    messages: int = 0
    mails: int = 0
    again: int = 0
    """Mails that came again under the same Message-ID, since a part died before the mail server's yes was noted."""
    findings: list[Finding] = field(default_factory=list)

    def count(self, sort: Sort) -> int:
        """How many of one sort."""
        return sum(finding.sort == sort for finding in self.findings)


class Auditor:
    """Looks at every case of a ledger; `post` is the folder of the mail catcher, where letters can leave."""

    def __init__(self, itineraries: Itineraries, ledger: Ledger, post: Path | None = None, *, grace: timedelta = GRACE) -> None:
        """`grace` is how late, in real time, an hour may strike and a letter may leave."""
        self.itineraries, self.ledger, self.post, self.grace = itineraries, ledger, post, grace
        self.kills: list[datetime] = []

    async def audit(self, patience: float = PATIENCE) -> Audit:
        """Look again and again until all is well, or it is still wrong after so many seconds."""
        give_up = time.monotonic() + patience
        while (found := await self._look()).findings and time.monotonic() < give_up:
            await asyncio.sleep(GLANCE)
        return found

    async def _look(self) -> Audit:
        before = self._arrived()
        looked_at = {case: await self._seen(case) for case in sorted(set(self.ledger.openings.values()))}
        every, absent = [seen for seen in looked_at.values() if seen], [case for case, seen in looked_at.items() if not seen]
        after = self._arrived()
        findings = [*self._of_tellers(), *map(_absent, absent), *chain(*map(self._of_case, every)), *self._of_letters(every, before, after)]
        return Audit(
            cases=len(every), accepted=len(self.ledger.facts), lines=sum(len(seen.lines) for seen in every),
            hours=sum(line.kind == kind_of(HourCame) for seen in every for line in seen.lines),
            messages=sum(len(seen.messages) for seen in every), mails=len(after), again=len(checks.came_again(after)),
            findings=findings,
        )  # fmt: skip

    def _of_tellers(self) -> Iterator[Finding]:
        yield from (Finding("broken", f"a teller heard no sentence but {broken}") for broken in self.ledger.broken)

    def _of_case(self, seen: Seen) -> Iterator[Finding]:
        yield from checks.facts_are_kept_once(seen, self.ledger.of(seen.live.id))
        yield from checks.the_case_is_its_journal(seen)
        yield from checks.messages_are_planned_once(seen)
        yield from checks.promises_are_kept_or_explained(seen, seen.at - self.grace)
        if self.post:
            yield from checks.letters_do_not_wait(seen, seen.at - self.grace)

    def _of_letters(self, every: Sequence[Seen], before: Sequence[Arrival], after: Sequence[Arrival]) -> Iterator[Finding]:
        if self.post:
            rows = [row for seen in every for row in seen.messages]
            yield from checks.letters_arrive_once(rows, before, after, self.kills)

    def _arrived(self) -> list[Arrival]:
        return arrivals(self.post) if self.post else []

    async def _seen(self, case: str) -> Seen | None:
        """The case and its rows of one moment, asked again while it moves; None when it cannot be seen at all."""
        seen = None
        for _ in range(TRIES):
            with suppress(Sentence, WorkflowQueryFailedError):
                seen = await self._rows(case)
                if seen.settled:
                    break
            await asyncio.sleep(GLANCE)
        return seen

    async def _rows(self, case: str) -> Seen:
        pool, now = self.itineraries.pool, datetime.now(UTC)
        live = await self.itineraries.show(case)
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            lines = await journal.lines(connection, case)
            owed = await agenda.of_case(connection, case)
            rows = await messages.of_case(connection, case, now)
        return Seen(now, live, _folded(live, lines), lines, owed, rows)


def _folded(live: Case, lines: list[Line]) -> Case | None:
    """The case from its journal alone; None when the journal makes no case."""
    terms = Terms(programme=live.programme, calendar=live.calendar)
    try:
        return fold(live.id, lines, terms, STORIES[live.programme.method]).case
    except Exception:  # noqa: BLE001 - whatever a damaged journal does to the story is a finding
        return None


def _absent(case: str) -> Finding:
    return Finding("lost", f"{case} was opened and cannot be seen")
