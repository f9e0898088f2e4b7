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
from casework.leaving import KNOWN, NOT_AWAITED, NOT_HEARD_OF
from records import journal, organisations, people, receipts
from records.organisations import Organisation
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

    async def somebody_else_is_meant(self, guest: dict[str, str], after: timedelta) -> None:
        """The invitation is corrected: it is for another guest."""
        self.clock.case.journal[:0] = self.told
        self.clock.correct(self.clock.number("appointment_made"), **guest)
        del self.clock.case.journal[: len(self.told)]
        await self.go_on(after)

    @property
    def calendar(self) -> list[tuple[str, datetime]]:
        """What the calendar of the client was told."""
        return self.calendar_of("client@home.example")

    def calendar_of(self, address: str) -> list[tuple[str, datetime]]:
        """What a calendar was told, as it follows it: by growing sequence, each once."""
        found = [
            part for mail in self.post.mails if mail["To"] == address for part in mail.walk() if part.get_content_type() == "text/calendar"
        ]
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
        (MET, HELD, SOON, [INVITED]),
        (MET, HELD, HELD, [INVITED, CALLED_OFF, INVITED]),
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
    assert (await guest.fates())[-1] == ("suppressed", NOT_HEARD_OF)


async def test_t_02_who_was_met_on_an_earlier_day_than_they_were_invited_for_has_it_out_of_their_calendar(guest: Guest):
    await guest.hears(MADE, after=HELD)
    await guest.hears(MET, after=HELD)

    assert guest.calendar == [INVITED, CALLED_OFF]
    assert "has taken place already" in guest.post.mails[-1]["Subject"]


async def test_t_04_who_said_at_once_that_they_do_not_come_is_not_invited(guest: Guest):
    await guest.hears(MADE, after=SOON)
    await guest.hears(DECLINED, after=HELD)

    assert guest.calendar == []
    assert await guest.fates() == [("suppressed", NOT_AWAITED)]


# Another guest is meant

EMPLOYER, EMPLOYERS = {"with_whom": "employer", "who": "E-1"}, "desk@gardens.example"


@pytest.fixture
async def gardens(pool: Pool) -> None:
    await organisations.add(pool, Organisation(id="E-1", name="Example Gardens", sorts=["employer"], email=EMPLOYERS))


@pytest.mark.usefixtures("gardens")
@pytest.mark.parametrize("agreed", [True, False])
async def test_t_26_while_the_invitation_is_held_nothing_leaves_to_who_was_never_meant(guest: Guest, agreed: bool):
    await guest.hears(MADE.model_copy(update={"agreed": agreed}), after=SOON)
    await guest.somebody_else_is_meant(EMPLOYER, after=HELD)

    assert guest.calendar == []
    assert guest.calendar_of(EMPLOYERS) == [INVITED]
    assert "is cancelled" not in guest.post.mails[-1]["Subject"]
    assert "has moved" not in guest.post.mails[-1]["Subject"], "it is the first they hear of it"


@pytest.mark.usefixtures("gardens")
async def test_t_26_once_it_has_left_the_wrong_guest_hears_that_they_need_not_come_and_the_right_one_is_invited_once(guest: Guest):
    await guest.hears(MADE, after=HELD)
    await guest.somebody_else_is_meant(EMPLOYER, after=HELD)

    assert guest.calendar == [INVITED, CALLED_OFF]
    assert guest.calendar_of(EMPLOYERS) == [INVITED]


@pytest.mark.usefixtures("gardens")
@pytest.mark.parametrize(("seen", "heard"), [(SOON, [INVITED]), (HELD, [INVITED, CALLED_OFF, INVITED])])
async def test_t_26_where_that_was_the_mistake_everybody_ends_with_what_is_true(
    guest: Guest, seen: timedelta, heard: list[tuple[str, datetime]]
):
    await guest.hears(MADE, after=HELD)
    await guest.somebody_else_is_meant(EMPLOYER, after=seen)
    await guest.it_was_a_mistake("fact_corrected", after=HELD)

    assert guest.calendar == heard
    assert guest.calendar_of(EMPLOYERS) == ([] if seen == SOON else [INVITED, CALLED_OFF])


@pytest.mark.usefixtures("gardens")
async def test_t_26_who_is_no_longer_meant_cannot_answer_for_who_is(guest: Guest):
    await guest.hears(MADE, after=HELD)
    [first] = await guest.pool.fetch("SELECT id FROM messages WHERE letter = 'invitation'")
    await guest.somebody_else_is_meant(EMPLOYER, after=HELD)

    about = await receipts.about(guest.pool, first["id"], guest.clock.hour)
    theirs = await guest.pool.fetchval("SELECT id FROM messages WHERE letter = 'appointment_moved' AND who = 'E-1'")
    of_the_right_one = await receipts.about(guest.pool, theirs, guest.clock.hour)

    assert about
    assert of_the_right_one
    assert (about.changed, of_the_right_one.changed) == (True, False)
