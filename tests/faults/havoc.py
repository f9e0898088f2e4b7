"""A stack whose parts are killed at seeded random moments, while tellers tell cases that live fast and promises fall due."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casework.anytime import CaseClosed
from casework.clock import Clock
from records import migrate
from records import pool as records
from runtime.connection import connect
from runtime.embedded import EmbeddedStack
from runtime.embedded.supervise import PartName
from runtime.settings import Settings
from starters.itineraries import Itineraries
from starters.stack import ready
from tests.faults.audit import Audit, Auditor
from tests.faults.ledger import Ledger
from tests.faults.teller import Teller
from tests.town import settle

WORKER = (sys.executable, "-W", "error", "-m", "workers")
PARTS: tuple[PartName, ...] = ("postgres", "temporal", "worker")
PATIENCE = timedelta(seconds=3)
SHORTEST, LONGEST = 0.1, 2.5
"""Seconds between the first answer after one kill and the next kill."""
CASES, TELLERS = 6, 3
GLANCE, LONGEST_SILENCE = 0.02, 60.0
DAYS_A_SECOND = 1.5


NEW_CASE_EVERY = 12
"""Kills after which a case is closed, and another is opened in the middle of a kill."""
LONGEST_PAUSE = 0.5
CLOSED = CaseClosed(outcome="other", why="the case gives way to another")


@dataclass
class Kill:
    """One part, killed at one moment, and how long it took until somebody was answered again."""

    part: PartName
    at: datetime
    moment: float
    answered: float | None = None


@dataclass
class Survival:
    """What was done to the stack, and what the audit found."""

    seed: int
    kills: list[Kill] = field(default_factory=list)
    audit: Audit = field(default_factory=Audit)
    ledger: Ledger = field(default_factory=Ledger)
    seconds: float = 0


class Havoc:
    """The kills and the tellers of one stack; the same seed gives the same parts, pauses and facts."""

    def __init__(self, stack: EmbeddedStack, itineraries: Itineraries, seed: int, say: Callable[[str], None]) -> None:
        self.stack, self.chance, self.say = stack, random.Random(seed), say
        self.teller = Teller(itineraries, random.Random(seed))
        self.cases: list[str] = []
        self.kills: list[Kill] = []
        self._killed: dict[PartName, int] = {}

    async def wreak(self, kills: int, until: float) -> None:
        """Kill so many times, or until this moment, while cases are told and opened; then let everybody finish."""
        parts = [PARTS[n % len(PARTS)] for n in range(kills)]
        self.chance.shuffle(parts)
        self.cases += [await self.teller.opens(_fast()) for _ in range(CASES)]
        talking = [asyncio.create_task(self.teller.talks(self.cases)) for _ in range(TELLERS)]
        try:
            for part in parts:
                await asyncio.sleep(self.chance.uniform(SHORTEST, LONGEST))
                if time.monotonic() > until:
                    return
                await self._kill(part)
        finally:
            self.teller.enough = True
            await asyncio.gather(*talking)

    async def _kill(self, part: PartName) -> None:
        """Kill one part; now and then while a case is being opened."""
        renewing = [asyncio.create_task(self._renew())] if len(self.kills) % NEW_CASE_EVERY == NEW_CASE_EVERY - 1 else []
        while self.stack.pid(part) == self._killed.get(part):
            await asyncio.sleep(GLANCE)
        self._killed[part] = self.stack.pid(part)
        kill = Kill(part, datetime.now(UTC), time.monotonic())
        self.stack.kill(part)
        self.kills.append(kill)
        while (answered := self.teller.ledger.first_answer(kill.moment)) is None and time.monotonic() < kill.moment + LONGEST_SILENCE:
            await asyncio.sleep(GLANCE)
        kill.answered = answered
        self.say(f"{len(self.kills)}: {part} killed, answered again after {answered or LONGEST_SILENCE:.1f} s")
        await asyncio.gather(*renewing)

    async def _renew(self) -> None:
        """The case that has lived longest is closed, and another opened."""
        await self.teller.tells(self.cases.pop(0), CLOSED)
        self.cases.append(await self.teller.opens(_fast()))


async def survive(folder: Path, *, kills: int, seed: int, seconds: float = 1200, say: Callable[[str], None] = lambda _: None) -> Survival:
    """Kill so many times, or for so many seconds, and audit."""
    began = time.monotonic()
    async with _stack(folder) as stack, _itineraries(stack) as itineraries:
        havoc = Havoc(stack, itineraries, seed, say)
        await havoc.wreak(kills, began + seconds)
        auditor = Auditor(itineraries, havoc.teller.ledger, folder / "mail")
        auditor.kills = [kill.at for kill in havoc.kills]
        audit = await auditor.audit()
    return Survival(seed, havoc.kills, audit, havoc.teller.ledger, time.monotonic() - began)


@asynccontextmanager
async def _stack(folder: Path) -> AsyncIterator[EmbeddedStack]:
    """A supervised stack of its own: whatever is killed is started again at once."""
    ports = {f"{name}_port": 0 for name in ("postgres", "temporal", "ui", "smtp", "mail_page")}
    settings = Settings(data=folder, log_level="warning", **ports)
    async with EmbeddedStack(settings, worker=WORKER, before_worker=_furnish, tell=lambda _: None, longest_pause=LONGEST_PAUSE) as stack:
        await ready(stack)
        yield stack


async def _furnish(settings: Settings) -> None:
    """The schema, and an invented office."""
    await migrate.migrate(settings.dsn)
    pool = await records.opened(settings.dsn, most=1)
    try:
        await settle(pool)
    finally:
        await pool.close()


@asynccontextmanager
async def _itineraries(stack: EmbeddedStack) -> AsyncIterator[Itineraries]:
    pool = await records.opened(stack.settings.dsn)
    try:
        yield Itineraries(await connect(stack.settings), pool, stack.settings, patience=PATIENCE)
    finally:
        pool.terminate()


def _fast() -> Clock:
    now = datetime.now(UTC)
    return Clock(real=now, case=now, pace=DAYS_A_SECOND * 86_400)
