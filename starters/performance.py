"""One dossier played on the running stack, and whether what it showed is also in PostgreSQL, in Temporal and in the mail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel
from temporalio.service import RPCError

from casework.anytime import CaseClosed
from casework.case import Line
from casework.door import Telling
from casework.fact import Refused
from casework.handover import CaseRow
from casework.programme_files import load_all
from records import cases, journal, messages, people
from records.cases import Wanted
from records.messages import Addressed
from records.people import Person
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.dossier import Dossier
from starters.dossier_office import office_for
from starters.itineraries import Itineraries, new_id
from starters.mailbox import Mailbox
from starters.play import Cast, play
from starters.timeline import Entry, Played

PROGRAMMES = Path(__file__).parents[1] / "programmes"
SECONDS, SLOWER = 70.0, 1.5
FASTEST = 1_000_000.0
TOO_LATE = timedelta(hours=12)
PATIENCE = 30.0
GLANCE = 0.2
CLOSED = CaseClosed(outcome="other", why="the demonstration is over")


class Shown(BaseModel):
    """Something the demonstration showed, and what of it did not come true."""

    title: str
    says: str
    untrue: list[str] = []
    number: str = ""
    link: str = ""
    reminders: int = 0
    late: timedelta = timedelta()


class Performance:
    """A dossier, the client it is played for, and the places where it should have left its traces."""

    def __init__(self, name: str, dossier: Dossier, itineraries: Itineraries, mailbox: Mailbox, tell: Callable[[Entry], None]) -> None:
        self.client = Person(
            id=f"P-{sha256(name.encode()).hexdigest()[:10]}", name=f"Example Client {dossier.title}", email=f"{name}@home.example"
        )
        self.dossier = dossier
        self.itineraries, self.mailbox, self.tell = itineraries, mailbox, tell
        self.pool = itineraries.pool

    async def played(self) -> Shown:
        """Play it and look everywhere; once more, and slower, if this machine could not keep up with the clock of the case."""
        await people.add(self.pool, self.client)
        shown = await self._once(SECONDS)
        if shown.untrue and shown.late > TOO_LATE:
            again = await self._once(SECONDS * SLOWER)
            hours = shown.late // timedelta(hours=1)
            return again.model_copy(update={"says": f"{again.says}; the first time we told {hours} hours of the case late"})
        return shown

    async def _once(self, seconds: float) -> Shown:
        """Play it, and whatever happens close its case, which would go on at this pace for ever."""
        try:
            await self._close()
            office = await office_for(self.pool, self.dossier)
            played = await play(
                self.dossier, self.itineraries, load_all(PROGRAMMES), Cast(client=self.client.id, office=office.id),
                pace=pace(self.dossier, seconds), on_event=self.tell,
            )  # fmt: skip
            return await self._looked_at(await self._case(), played)
        except Sentence as broken_off:
            return Shown(title=self.dossier.title, says="was broken off", untrue=[str(broken_off)])
        finally:
            await self._close()

    async def _looked_at(self, case: CaseRow, played: Played) -> Shown:
        letters = await self._settled(case.id)
        mailed = [letter for letter in letters if letter.state == "sent" and letter.channel == "email"]
        lines = await journal.lines(self.pool, case.id)
        reminders = [letter for letter in mailed if letter.rung is not None]
        return Shown(
            title=self.dossier.title, number=case.number, link=link(self.itineraries.settings, case.id),
            reminders=len(reminders), late=late(lines, case.id, self.dossier),
            says=f"{case.number}, {case.line} lines in the journal, {len(mailed)} mails, {len(reminders)} of them reminders",
            untrue=[*played.differences, *_gaps(lines, case), *await self._temporal(case), *await self._mail(mailed)],
        )  # fmt: skip

    async def _temporal(self, case: CaseRow) -> list[str]:
        async def found() -> bool:
            wanted = f"WorkflowId = '{case.id}' AND ItMethod = '{case.method}'"
            return bool([run async for run in self.itineraries.temporal.list_workflows(wanted)])

        return [] if await within(PATIENCE, found) else [f"{case.number} is not found in Temporal"]

    async def _mail(self, mailed: list[Addressed]) -> list[str]:
        sent = {letter.message_id for letter in mailed}

        async def arrived() -> bool:
            self.mailbox.look()
            return sent <= self.mailbox.known

        if await within(PATIENCE, arrived):
            return []
        return [f"{len(sent - self.mailbox.known)} of {len(sent)} mails that left did not arrive"]

    async def _settled(self, case: str) -> list[Addressed]:
        """Its letters, when all that were due by now have left."""
        now = datetime.now(UTC)

        async def none_waits() -> bool:
            return not any(letter.state == "planned" and letter.goes_at <= now for letter in await messages.of_case(self.pool, case, now))

        await within(PATIENCE, none_waits)
        return [letter for letter in await messages.of_case(self.pool, case, now) if letter.goes_at <= now]

    async def _close(self) -> None:
        """Close what is still open for this client, now or from a demonstration that was broken off."""
        for case in await self._of_client(open_only=True):
            telling = Telling(id=new_id(), by=self.dossier.counsellor, kind=CLOSED.kind, fact=CLOSED.model_dump(mode="json"))
            with suppress(Sentence, Refused):
                await self.itineraries.tell(case.id, telling)

    async def _case(self) -> CaseRow:
        return max(await self._of_client(open_only=False), key=lambda case: int(case.number.lstrip("K-")))

    async def _of_client(self, *, open_only: bool) -> list[CaseRow]:
        listed = await cases.list_(self.pool, Wanted(open_only=open_only, most=100_000))
        return [case for case in listed if case.person == self.client.id]


def pace(dossier: Dossier, seconds: float) -> float:
    """So fast that it takes so many seconds."""
    first, last = dossier.opened.under(dossier.calendar), max(timed.hour for timed in dossier.timed)
    return min(max((last - first) / timedelta(seconds=seconds), 1.0), FASTEST)


def late(lines: list[Line], case: str, dossier: Dossier) -> timedelta:
    """How much later than on its day anything was told; a machine that is busy with more than this tells late."""
    hours = {f"{case}.{timed.number}": timed.hour for timed in dossier.timed}
    return max((line.told - hours[line.telling] for line in lines if line.telling in hours), default=timedelta())


def _gaps(lines: list[Line], case: CaseRow) -> list[str]:
    whole = [line.number for line in lines] == list(range(1, len(lines) + 1)) and len(lines) >= case.line
    return [] if whole else [f"the journal of {case.number} in PostgreSQL has gaps: {len(lines)} lines of {case.line}"]


def link(settings: Settings, case: str) -> str:
    """Where a case is seen in the Temporal UI."""
    return f"{settings.ui_url}/namespaces/{settings.namespace}/workflows/{case}"


async def within(seconds: float, true: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it becomes true in time."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if await true():
                return True
        except RPCError:
            pass
        await asyncio.sleep(GLANCE)
    return False
