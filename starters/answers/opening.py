"""Opens a case for a client."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from casework.clock import REAL_TIME, Clock
from records import cases, offices, staff
from records.cases import Itinerary, Unknown
from records.offices import Office
from records.people import Person
from records.pool import Database
from records.staff import Member
from runtime.settings import Settings
from starters.answers.answer import Answer
from starters.answers.cases import the_cases
from starters.answers.hours import now, when_it_happened
from starters.answers.naming import client_named, member_named, speaker
from starters.answers.shelf import programme_named, programmes
from starters.itineraries import Begun, Itineraries, Wish, new_id


class Asked(NamedTuple):
    """What was typed after `open`."""

    client: str
    programme: str = ""
    office: str = ""
    counsellor: str = ""
    opening: str = ""
    on: str = ""
    as_who: str = ""


class Returning(NamedTuple):
    """Somebody who had an itinerary before, and the counsellor who walked with them, if they are still there (FR-03, ES-09)."""

    earlier: Itinerary
    counsellor: Member | None

    @property
    def said(self) -> str:
        """Which itinerary, in words."""
        its = self.earlier
        how = f"ended with outcome {its.outcome}" if its.ended else "still open"
        return f"{its.number} ({its.programme} {its.version}, {how})"


async def open_case(asked: Asked) -> Answer:
    """Open a case, or say which one this opening began before; whoever returns is recognised."""
    async with the_cases() as itineraries:
        person = await client_named(itineraries.pool, asked.client)
        returning = await _returning(itineraries.pool, person, asked.opening)
        wish = await _wish(itineraries, asked, person, returning)
        return _said(await itineraries.open(wish), wish, person, returning)


async def _returning(database: Database, person: Person, opening: str) -> Returning | None:
    """The last itinerary before this one, under whichever id the person had it."""
    before = [its for its in await cases.of_people(database, [person.id]) if its.opening != opening]
    if not before:
        return None
    counsellor = before[-1].counsellor
    return Returning(before[-1], await staff.get(database, counsellor) if counsellor else None)


async def _wish(itineraries: Itineraries, asked: Asked, person: Person, returning: Returning | None) -> Wish:
    """What was left out is the earlier counsellor's, or the speaker's: they are responsible, in their office."""
    pool = itineraries.pool
    member = await speaker(pool, itineraries.settings, asked.as_who)
    same = returning.counsellor if returning else None
    counsellor = await member_named(pool, asked.counsellor) if asked.counsellor else same or member
    office = await _office(itineraries, asked.office or counsellor.office)
    clock = clock_of(itineraries.settings)
    present = clock.case_time(now())
    happened = when_it_happened(asked.on, office.zone, present)
    programme = programme_named(asked.programme, (happened or present).date(), programmes())
    return Wish(
        opening=asked.opening or new_id(), person=person.id, programme=programme, office=office.id, counsellor=counsellor.id,
        by=member.id, happened=happened, clock=clock, follows=returning.earlier.number if returning else "",
    )  # fmt: skip


async def _office(itineraries: Itineraries, id: str) -> Office:
    if office := await offices.get(itineraries.pool, id):
        return office
    raise Unknown(f"there is no office {id}: see `itinerary office list`, or add it with `itinerary office add`")


def clock_of(settings: Settings) -> Clock:
    """Real time; on a demonstration stack a faster one that starts now."""
    if settings.pace == 1:
        return REAL_TIME
    started: datetime = now()
    return Clock(real=started, case=settings.origin or started, pace=settings.pace)


def _said(begun: Begun, wish: Wish, person: Person, returning: Returning | None) -> Answer:
    programme = wish.programme
    value = {
        "number": begun.number, "id": begun.case_id, "fresh": begun.fresh, "opening": wish.opening, "person": person.id,
        "programme": programme.name, "version": programme.version, "office": wish.office, "counsellor": wish.counsellor,
        "follows": wish.follows,
    }  # fmt: skip
    whom = f"for {person.name} ({person.id})"
    how = f"opened {whom}" if begun.fresh else f"was opened before {whom} under this opening id; nothing changed"
    lines = [
        f"{begun.number} {how}: {programme.name} {programme.version}, office {wish.office}, counsellor {wish.counsellor}",
        *(_returned(returning, wish, person) if returning and begun.fresh else []),
        f"see what it waits for: itinerary show {begun.number}",
    ]
    return Answer(value, "\n".join(lines))


def _returned(returning: Returning, wish: Wish, person: Person) -> list[str]:
    same = returning.counsellor is not None and returning.counsellor.id == wish.counsellor
    again = f", with the same counsellor as then, {wish.counsellor}: `itinerary tell` referent_assigned gives it to another" if same else ""
    return [
        f"{person.name} has been here before: it follows {returning.said}{again}",
        f"all that is known from then: itinerary file {person.id}",
    ]
