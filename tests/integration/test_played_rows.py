"""The rows that the machine plays (tests/machine/rows.py) become what the queries make of them on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from casework.anytime import CaseClosed, ContactHeld, Paused, Resumed
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.exploration import ConversationHeld, ProbeAnswered
from casework.handover import Handover, hand_over
from casework.leaving import NEWS_OF_APPOINTMENTS
from casework.reaching import MessagesPaused, MessagesResumed
from casework.watch import PromiseSeen
from records import journal, messages
from records.cases import Begun
from tests.machine.office import Office
from tests.machine.people import House
from tests.machine.rows import MISTAKEN, Row
from tests.town import begun

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]

STEPS = 60
EMPLOYER = {"with_whom": "employer", "who": "E-1"}
Became = tuple[str, str, datetime, datetime, bool]
Asked = tuple[bool, bool, bool]
ALONE = frozenset[str]()


class LeftAlone(Exception):
    """What was claimed is let go."""


class Kept:
    """An office whose case is kept twice after every step: as the machine plays it, and on PostgreSQL."""

    def __init__(self, pool: Pool, case: Begun, chance: Random) -> None:
        self.pool, self.case, self.chance = pool, case, chance
        self.office = Office(House(), lambda *_: None, lambda: None)
        self.office.dispatcher.stop()
        self.line = 0
        self.known, self.taken_back = set[str](), set[str]()

    async def keep(self) -> None:
        """Hand over what is new to PostgreSQL."""
        handover = self._new(hand_over(self.office.clock.case, self.office.clock.story))
        await journal.keep(self.pool, handover)
        self.line = self.office.clock.case.line

    def _new(self, every: Handover) -> Handover:
        said = {message.id for message in every.messages}
        taken_back = {id for id, row in self.office.rows.rows.items() if row.reason == MISTAKEN}
        back = sorted((self.known & taken_back) - said)
        written = [message for message in every.messages if message.id not in self.known or message.id in self.taken_back]
        self.known, self.taken_back = self.known | said, taken_back
        row = every.case.model_copy(update={"id": self.case.case_id, "number": self.case.number, "person": "person-1", "office": "north"})
        lines = [line for line in every.lines if line.number > self.line]
        return every.model_copy(update={"case": row, "lines": lines, "messages": written, "unsaid": back})

    async def something_happens(self) -> None:
        """A fact, a mistake, a day; or a dispatcher has dealt with a message."""
        chance, office = self.chance, self.office
        waiting = office.rows.due_by(office.hour)
        if waiting and chance.random() < 0.3:
            await self._becomes(chance.choice(waiting))
        elif chance.random() < 0.3:
            office.pass_for(timedelta(hours=chance.choice([1, 20, 40, 200])))
        else:
            chance.choice(self._facts())()

    def _facts(self) -> list[Callable[[], object]]:
        office, case, chance = self.office, self.office.clock.case, self.chance
        hour, day = office.hour, case.calendar.day_of(office.hour)
        appointment, promise = chance.choice([*case.appointments, "i99"]), chance.choice([*case.agenda, "nothing"])
        line = chance.choice(office.mistakable() or [1])
        made = [line.number for line in case.journal if line.kind == "appointment_made"] or [1]
        return [
            lambda: office.tell(ConversationHeld()),
            lambda: office.tell(ContactHeld(), on=hour - timedelta(days=chance.choice([0, 3]))),
            lambda: office.tell(ProbeAnswered(of=chance.choice(["health", "family"]), answer="unknown")),
            lambda: office.tell(AppointmentMade(of=case.next_id("i"), at=hour + timedelta(days=5))),
            lambda: office.tell(AppointmentMoved(of=appointment, at=hour + timedelta(days=8))),
            lambda: office.tell(AppointmentCancelled(of=appointment)),
            lambda: office.tell(ContactHeld(appointment=appointment)),
            lambda: office.tell(PromiseSeen(of=promise, acts_by=day + timedelta(days=3))),
            lambda: office.tell(Paused(reason="holiday", look_again=day + timedelta(days=9))),
            lambda: office.tell(Resumed()),
            lambda: office.tell(MessagesPaused(until=day + timedelta(days=7))),
            lambda: office.tell(MessagesResumed()),
            lambda: office.tell(AppointmentMade(of=case.next_id("i"), at=hour + timedelta(days=6), **EMPLOYER)),
            lambda: office.names_another(chance.choice(made), chance.choice([{"with_whom": "client"}, EMPLOYER])),
            lambda: office.withdraw(line),
            lambda: office.withdraw(line),
            lambda: office.correct(line, timedelta(days=2)),
            lambda: case.line > 40 and office.tell(CaseClosed(outcome="work", why="it is time")),
        ]

    async def _becomes(self, row: Row) -> None:
        """What a dispatcher may do, done in both places."""
        id, later, why = row.message.id, self.office.hour + timedelta(days=3), "for some reason"
        match self.chance.choice(["sent", "expired", "waits"]):
            case "sent":
                await messages.sent(self.pool, id, channel="email", recipient="person-1", at=self.office.hour)
                row.becomes("sent", channel="email", at=self.office.hour)
            case "expired":
                await messages.dropped(self.pool, id, "expired", why)
                row.becomes("expired", why)
            case "waits":
                await messages.postponed(self.pool, id, later, why)
                row.waits(later, why)

    def played(self) -> dict[str, Became]:
        rows = self.office.rows
        return {id: (row.state, row.reason, row.message.due, row.goes_at, rows.stands(row)) for id, row in rows.rows.items()}

    async def real(self) -> dict[str, Became]:
        every = await messages.of_case(self.pool, self.case.case_id, self.office.hour)
        return {one.id: (one.state, one.reason, one.due, one.goes_at, one.still_open) for one in every}

    async def asked(self) -> tuple[dict[str, Asked], dict[str, Asked]]:
        """What a dispatcher is told now of what is due, by real rows and by played ones; it leaves all as it was."""
        real, rows, hour = dict[str, Asked](), self.office.rows, self.office.hour
        with suppress(LeftAlone):
            async with messages.claimed(self.pool, hour, 500, not_counted=NEWS_OF_APPOINTMENTS) as claim:
                real = {one.id: (one.outdone, one.heard_of, one.known) for one in claim.messages}
                raise LeftAlone
        due = [row for id, row in rows.rows.items() if id in real]
        played = {row.message.id: (rows.is_outdone(row, hour), rows.was_heard_of(row, ALONE), rows.is_known(row, ALONE)) for row in due}
        return real, played


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_told_played_rows_become_what_real_ones_become(pool: Pool, seed: int):
    kept = Kept(pool, await begun(pool), Random(seed))
    await kept.keep()

    for _ in range(STEPS):
        await kept.something_happens()
        await kept.keep()
        assert await kept.real() == kept.played()
        real, played = await kept.asked()
        assert real == played

    assert len({state for state, *_ in kept.played().values()}) >= 4
