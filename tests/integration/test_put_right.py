"""Guests end with one true word of an appointment, whatever was told of it by mistake: real rows, and a real mail server."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from activities.letters import Letters
from casework.anytime import ContactHeld
from casework.appointment_replies import AppointmentDeclined
from casework.appointments import AppointmentCancelled, AppointmentMade, AppointmentMoved
from casework.case import Line
from casework.fact import Fact
from casework.handover import hand_over
from casework.leaving import KNOWN, NOT_AWAITED
from records import journal, people
from records.people import Person
from tests import kina_road as road
from tests.handclock import MONDAY
from tests.integration.post_office import Post
from tests.town import settle

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres", "tests.post"]

AT, LATER = MONDAY + timedelta(days=9), MONDAY + timedelta(days=12)
MADE = AppointmentMade(of="i1", at=AT)
MOVED, CANCELLED, MET = AppointmentMoved(of="i1", at=LATER), AppointmentCancelled(of="i1"), ContactHeld(appointment="i1")
DECLINED = AppointmentDeclined(of="i1")
SOON, HELD = timedelta(minutes=2), timedelta(minutes=11)


class Guest:
    """A client, their case, and all that reaches them by mail."""

    def __init__(self, pool: Pool, post: Post) -> None:
        self.pool, self.post, self.letters = pool, post, Letters(pool, post.channels)
        self.told: list[Line] = []
        self.clock = road.exploring(MONDAY + timedelta(hours=3))

    async def hands_over(self) -> None:
        """As the workflow does: what is written leaves the case."""
        case = self.clock.case
        handover = hand_over(case, self.clock.story, self.clock.hour).model_copy(deep=True)
        self.told += case.journal
        for queue in (case.journal, case.outbox, case.unsaid):
            queue.clear()
        await journal.keep(self.pool, handover)

    async def hears(self, *facts: Fact, after: timedelta) -> None:
        """Told, and so much later whatever may leave has left."""
        self.clock.tell(*facts)
        await self.go_on(after)

    async def it_was_a_mistake(self, kind: str, after: timedelta) -> None:
        """The whole journal is needed to see it."""
        self.clock.case.journal[:0] = self.told
        self.clock.withdraw(self.clock.number(kind))
        del self.clock.case.journal[: len(self.told)]
        await self.go_on(after)

    async def go_on(self, after: timedelta) -> None:
        await self.hands_over()
        self.clock.hour += after
        while await self.letters.next_ones(self.clock.hour):
            pass

    @property
    def calendar(self) -> list[tuple[str, datetime]]:
        """What their calendar was told, as it follows it: by growing sequence, each once."""
        found = [part for mail in self.post.mails for part in mail.walk() if part.get_content_type() == "text/calendar"]
        said = [Calendar.from_ical(part.get_content()) for part in found]
        words = [(str(one["METHOD"]), one.events[0].start, int(one.events[0]["SEQUENCE"])) for one in said]
        assert [sequence for *_, sequence in words] == sorted({sequence for *_, sequence in words})
        return [(method, at) for method, at, _ in words]

    async def fates(self) -> list[tuple[str, str]]:
        """What became of each word of the appointment, and why."""
        rows = await self.pool.fetch("SELECT state, reason FROM messages WHERE filled_in ? 'sequence' ORDER BY line")
        return [(row["state"], row["reason"]) for row in rows]


@pytest.fixture
async def guest(pool: Pool, post: Post) -> Guest:
    await settle(pool)
    await people.add(pool, Person(id="P-1", name="Test Client One", email="client@home.example"))
    guest = Guest(pool, post)
    await guest.go_on(timedelta(0))
    post.mails.clear()
    return guest


INVITED, INVITED_LATER, CALLED_OFF = ("REQUEST", AT), ("REQUEST", LATER), ("CANCEL", AT)


@pytest.mark.parametrize(
    ("change", "invited", "changed", "heard"),
    [
        (MOVED, SOON, SOON, [INVITED]),
        (MOVED, HELD, SOON, [INVITED]),
        (MOVED, SOON, HELD, [INVITED_LATER, INVITED]),
        (MOVED, HELD, HELD, [INVITED, INVITED_LATER, INVITED]),
        (CANCELLED, SOON, HELD, [INVITED]),
        (CANCELLED, HELD, SOON, [INVITED]),
        (CANCELLED, HELD, HELD, [INVITED, CALLED_OFF, INVITED]),
        (MET, SOON, HELD, [INVITED]),
        (MET, HELD, HELD, [INVITED]),
        (DECLINED, SOON, HELD, [INVITED]),
        (DECLINED, HELD, HELD, [INVITED]),
    ],
)
async def test_t_26_after_a_change_that_was_a_mistake_the_last_word_is_the_true_one(
    guest: Guest, change: Fact, invited: timedelta, changed: timedelta, heard: list[tuple[str, datetime]]
):
    await guest.hears(MADE, after=invited)
    await guest.hears(change, after=changed)
    await guest.it_was_a_mistake(change.kind, after=HELD)

    assert guest.calendar == heard
    assert (("suppressed", KNOWN) in await guest.fates()) == (invited == HELD and guest.calendar == [INVITED])


async def test_t_26_who_was_invited_by_mistake_hears_that_it_does_not_take_place(guest: Guest):
    await guest.hears(MADE, after=HELD)
    await guest.it_was_a_mistake("appointment_made", after=HELD)

    assert guest.calendar == [INVITED, CALLED_OFF]


async def test_t_11_who_was_met_before_the_invitation_left_is_not_invited(guest: Guest):
    await guest.hears(MADE, after=SOON)
    await guest.hears(MET, after=HELD)

    assert guest.calendar == []
    assert await guest.fates() == [("suppressed", NOT_AWAITED)]


async def test_t_04_who_said_at_once_that_they_do_not_come_is_not_invited(guest: Guest):
    await guest.hears(MADE, after=SOON)
    await guest.hears(DECLINED, after=HELD)

    assert guest.calendar == []
    assert await guest.fates() == [("suppressed", NOT_AWAITED)]
