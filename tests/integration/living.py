"""A living product for tests: real servers and a worker of its own process, each of which a test may end and begin again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle

from casework.case import Line
from casework.clock import REAL_TIME, Clock
from casework.door import Telling
from casework.fact import Fact
from casework.mistakes import FactWithdrawn
from records import journal, people
from records import pool as records
from records.migrate import migrate
from records.people import Person
from records.pool import Pool
from runtime.connection import connect
from runtime.data_folder import DataFolder, Running
from runtime.embedded import Postgres, Temporal
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose
from runtime.settings import Settings
from starters.itineraries import Itineraries, Said, Wish
from tests.handclock import programme
from tests.integration.real_temporal import BUILT, RealTemporal
from tests.town import settle
from workers.roles import Role
from workflows.itinerary import Itinerary

Part = Literal["postgres", "temporal", "worker"]
PATIENCE = timedelta(seconds=3)
CLIENT = "Test Client Of No Street"
MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)


class Living:
    """PostgreSQL, Temporal and a worker on a folder, an invented office, and the way to its cases."""

    pool: Pool
    temporal: Client
    itineraries: Itineraries

    def __init__(self, folder: Path, *, works: bool = True, role: Role = "all") -> None:
        """Without `works` the test brings workers of its own; `role` is what the worker is there for."""
        self._works, self._role = works, role
        ports = choose({"postgres": 0, "temporal": 0, "ui": 0}, {})
        self.folder = DataFolder(folder)
        self.postgres = Postgres(folder / "postgres", ports["postgres"], log=folder / "logs" / "postgres.log")
        log = folder / "logs" / "temporal.log"
        self.server = real_or_not(folder / "temporal", ports, log=log)
        self.worker = self._worker("worker")
        self.second_worker = self._worker("second-worker")
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as closing:
            self.folder.take()
            closing.callback(self.folder.release)
            for child in (*self._children.values(), self.second_worker):
                closing.callback(child.kill)
            self.postgres.start()
            self.server.start()
            await asyncio.gather(self.postgres.ready(), self.server.ready())
            self.folder.write_down(self._running())
            await migrate(self.postgres.dsn)
            self.pool = await records.opened(self.postgres.dsn)
            closing.push_async_callback(self.pool.close)
            await settle(self.pool)
            if self._works:
                await self.begin_again("worker")
            self.temporal = await connect(self.settings)
            self.itineraries = Itineraries(self.temporal, self.pool, self.settings, patience=PATIENCE)
            self._closing = closing.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._closing.aclose()

    @property
    def settings(self) -> Settings:
        """As a second terminal finds them."""
        return Settings(data=self.folder.path).completed_by(self._running())

    def kill(self, part: Part) -> None:
        """End one part at once and with all that belongs to it, as a power cut does."""
        child = self._children[part]
        belonging = started_by(child.pid)
        child.kill()
        for pid in belonging:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def begin_again(self, part: Part) -> None:
        """Start a part that was ended."""
        if part == "worker":
            await self.works(self.worker)
            return
        server = self.postgres if part == "postgres" else self.server
        server.start()
        await server.ready()

    async def whole(self) -> None:
        """Start again whatever was ended and not begun again."""
        for part, child in self._children.items():
            if not child.runs:
                await self.begin_again(part)

    @property
    def _children(self) -> dict[Part, Child]:
        return {"postgres": self.postgres.child, "temporal": self.server.child, "worker": self.worker}

    async def opened(self, *, clock: Clock = REAL_TIME, opening: str = "", person: str = "") -> str:
        """A new case of a new client; its id."""
        known = person or (await people.add(self.pool, Person(name=CLIENT, email="nobody@home.example"))).id
        wish = Wish(
            opening=opening or uuid4().hex, person=known, programme=programme(), office="north", counsellor="S-counsellor",
            by="S-counsellor", clock=clock,
        )  # fmt: skip
        return (await self.itineraries.open(wish)).case_id

    async def tell(self, case: str, *facts: Fact, id: str = "") -> Said:
        """Tell facts one after the other; what was said of the last."""
        for fact in facts:
            fields = fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)
            said = await self.itineraries.tell(case, Telling(id=id or uuid4().hex, by="S-counsellor", kind=fact.kind, fact=fields))
        return said

    async def withdraw(self, case: str, line: int) -> Said:
        """Say that a line was told by mistake."""
        what = (await self.journal(case))[line - 1].kind
        return await self.tell(case, FactWithdrawn(line=line, what=what, why="told by mistake"))

    async def journal(self, case: str) -> list[Line]:
        """The journal of a case, which never has a gap."""
        lines = await journal.lines(self.pool, case)
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        return lines

    def handle(self, case: str, run: str | None = None) -> WorkflowHandle[Itinerary, str]:
        """The workflow of a case."""
        return self.temporal.get_workflow_handle_for(Itinerary.run, case, run_id=run)

    def _worker(self, name: str) -> Child:
        folder, command = self.folder.path, [sys.executable, "-W", "error", "-m", "workers", self._role]
        return Child(name, command, log=folder / "logs" / f"{name}.log", environment={"ITINERARY_DATA": str(folder)})

    async def works(self, worker: Child) -> None:
        """Start a worker and wait until it says that it works."""

        async def says_so() -> bool:
            assert worker.runs, worker.last_words()
            return "worker ready" in worker.last_words()

        worker.start()
        await eventually(says_so)

    def _running(self) -> Running:
        return Running(
            dsn=self.postgres.dsn, temporal_address=self.server.address, namespace="default", task_queue="itineraries",
            ui_url=self.server.ui_url, smtp=f"{HOST}:9", mail_url="", mail_folder=self.folder.path / "mail", pace=1, pids={},
        )  # fmt: skip


def real_or_not(folder: Path, ports: dict[str, int], *, log: Path) -> Temporal | RealTemporal:
    """The development server, or the real one where ITINERARY_TEST_TEMPORAL says where it was built (`make elsewhere`)."""
    return RealTemporal(folder, log=log) if BUILT else Temporal(folder, ports["temporal"], ports["ui"], log=log)


def started_by(pid: int) -> list[int]:
    """The processes that this one has started: a PostgreSQL speaks to each of its clients through one, which outlives it for a moment."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def fast() -> Clock:
    """A day takes a tenth of a second."""
    return from_monday(864_000)


def from_monday(pace: float) -> Clock:
    """A clock that begins now on a Monday morning: what falls due within some days hangs on the weekends among them."""
    return Clock(real=datetime.now(UTC), case=MONDAY, pace=pace)


async def eventually(true: Callable[[], Awaitable[bool]], patience: float = 30) -> None:
    """Look again and again until it is true, and fail when it is not in so many seconds."""
    give_up = time.monotonic() + patience
    while not await true():
        assert time.monotonic() < give_up, "this did not come true in time"
        await asyncio.sleep(0.05)
