"""Opens a case for a client."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from casework.clock import REAL_TIME, Clock
from records import offices
from records.cases import Unknown
from records.offices import Office
from records.people import Person
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


async def open_case(asked: Asked) -> Answer:
    """Open a case, or say which one this opening began before."""
    async with the_cases() as itineraries:
        person = await client_named(itineraries.pool, asked.client)
        wish = await _wish(itineraries, asked, person)
        return _said(await itineraries.open(wish), wish, person)


async def _wish(itineraries: Itineraries, asked: Asked, person: Person) -> Wish:
    """What was left out is the speaker's: they are the counsellor, in their office."""
    pool = itineraries.pool
    member = await speaker(pool, itineraries.settings, asked.as_who)
    counsellor = await member_named(pool, asked.counsellor) if asked.counsellor else member
    office = await _office(itineraries, asked.office or counsellor.office)
    clock = clock_of(itineraries.settings)
    present = clock.case_time(now())
    happened = when_it_happened(asked.on, office.zone, present)
    programme = programme_named(asked.programme, (happened or present).date(), programmes())
    return Wish(
        opening=asked.opening or new_id(), person=person.id, programme=programme, office=office.id, counsellor=counsellor.id,
        by=member.id, happened=happened, clock=clock,
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


def _said(begun: Begun, wish: Wish, person: Person) -> Answer:
    programme = wish.programme
    value = {
        "number": begun.number, "id": begun.case_id, "fresh": begun.fresh, "opening": wish.opening, "person": person.id,
        "programme": programme.name, "version": programme.version, "office": wish.office, "counsellor": wish.counsellor,
    }  # fmt: skip
    whom = f"for {person.name} ({person.id})"
    how = f"opened {whom}" if begun.fresh else f"was opened before {whom} under this opening id; nothing changed"
    next_ = f"see what it waits for: itinerary show {begun.number}"
    return Answer(
        value, f"{begun.number} {how}: {programme.name} {programme.version}, office {wish.office}, counsellor {wish.counsellor}\n{next_}"
    )
