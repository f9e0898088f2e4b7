"""A town with one case whose desk stands in this process: verbs speak to it as to a worker, and the records are real."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from casework.door import Telling, tell
from casework.exploration import BarrierFound, ConversationHeld
from casework.handover import hand_over
from casework.mistakes import CORRECTIONS
from casework.terms import Terms, hash_of, terms_of
from records import cases, journal, terms
from records.cases import Begun, Opening
from records.pool import Pool
from runtime.settings import Settings
from starters.answers import addresses, correcting, importing, migrating, opening, telling
from starters.answers.reach import opened
from starters.cli import app
from starters.itineraries import CaseEnded, Itineraries, Said, Wish
from starters.referring import may_be_referred
from starters.town import settle
from tests.handclock import HandClock

NOW = datetime.now(UTC) - timedelta(minutes=5)


class NearBy(Itineraries):
    """The way to a case that is on a desk in this process."""

    def __init__(self, pool: Pool, settings: Settings, desk: HandClock) -> None:
        self.pool, self.settings, self.desk = pool, settings, desk

    async def tell(self, case_id: str, telling: Telling, *, fresh: bool = False) -> Said:
        """Tell it and keep it; the case on the desk ends as a workflow does."""
        if line := await journal.told(self.pool, case_id, telling.id):
            return Said(how="told before", line=line.number)
        await may_be_referred(self.pool, case_id, telling)
        if self.desk.case.ended and telling.kind not in CORRECTIONS:
            raise CaseEnded("K-0001 ended: open a new case if needed")
        if telling.terms:
            self.desk.known[telling.fact["terms"]] = terms_of(telling.terms)
        mends = telling.kind in CORRECTIONS
        answer = self.desk.mend(telling) if mends else tell(self.desk.desk, telling, datetime.now(UTC))
        await keep(self.pool, self.desk)
        return Said(how="accepted", line=answer.line, phases=answer.phases, ended=answer.ended)

    async def _start(self, wish: Wish, terms: Terms, text: str, begun: Begun) -> None:
        """What is opened here only stands in the records."""


async def keep(pool: Pool, desk: HandClock) -> None:
    """Write all there is of the case."""
    await journal.keep(pool, hand_over(desk.case, desk.story))


class Counter:
    """Where verbs are typed, by a counsellor unless somebody else is named."""

    def __init__(self, dsn: str, desk: HandClock, patch: pytest.MonkeyPatch) -> None:
        self.dsn, self.desk = dsn, desk
        for name in ("TEMPORAL_ADDRESS", "PACE"):
            patch.delenv(f"ITINERARY_{name}", raising=False)
        patch.setenv("ITINERARY_DATA", "/nonexistent")
        patch.setenv("ITINERARY_DSN", dsn)
        patch.setenv("ITINERARY_AS_WHO", "S-ana")
        patch.setenv("ITINERARY_IDENTITY_KEY", "a key for tests and nothing else, invented")
        for verb in (opening, telling, correcting, migrating, importing, addresses):
            patch.setattr(verb, "the_cases", self._near)

    def type(self, *words: str, typed: str = "") -> Result:
        """What is answered, also to what comes on standard input; a test with a loop of its own waits for it beside that loop."""
        with ThreadPoolExecutor(1) as beside:
            return beside.submit(CliRunner().invoke, app, list(words), input=typed).result()

    def read(self, *words: str) -> Any:
        """What is answered as JSON, all being well."""
        ended = self.type(*words, "--json")
        assert ended.exit_code == 0, ended.stderr
        return json.loads(ended.stdout)

    @asynccontextmanager
    async def _near(self, most: int = 3) -> AsyncIterator[NearBy]:
        settings = Settings(dsn=self.dsn)
        async with opened(settings, most) as records:
            yield NearBy(records.pool, settings, self.desk)


async def lived(pool: Pool) -> HandClock:
    """K-0001 of Test Client One, with a conversation and a side problem that is not for everyone."""
    await settle(pool)
    clock = HandClock(NOW)
    text = clock.terms.text
    programme = clock.terms.programme
    row = terms.Terms(hash=hash_of(text), method=programme.method, programme=programme.name, version=programme.version, body=text)
    await terms.keep(pool, row)
    begun = await cases.begin(
        pool,
        Opening(
            id="x1", person="P-1", method=programme.method, programme=programme.name, version=programme.version, terms=row.hash,
            office="O-1", counsellor="S-ana", opened=NOW,
        ),
    )  # fmt: skip
    clock = HandClock(NOW, case=begun.case_id).tell(ConversationHeld(), BarrierFound(of="b1", type="debts", severity=3, note="owes rent"))
    await keep(pool, clock)
    return clock
