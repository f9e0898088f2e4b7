"""Where dossiers are played on the running stack: an office, a counsellor and a client for each, plainly invented."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from casework.door import Telling
from casework.fact import Refused
from casework.programme import Programme
from records import cases, people, staff
from records.cases import Wanted
from records.offices import Office
from records.people import Person
from records.staff import Member
from runtime import settings
from starters.answers.answer import NoneSuch
from starters.answers.cases import the_cases
from starters.dossier import Dossier
from starters.dossier_office import office_for
from starters.itineraries import CaseEnded, Itineraries, new_id
from starters.play import Cast, play
from starters.timeline import Entry, Played


class Stage:
    """The running stack as dossiers see it."""

    def __init__(self, itineraries: Itineraries, programmes: Sequence[Programme]) -> None:
        self.itineraries, self.pool, self.programmes = itineraries, itineraries.pool, programmes

    async def play(self, dossier: Dossier, pace: float, on_event: Callable[[Entry], None]) -> Played:
        """Play it for a new client, and close the case, which would go on at this pace for ever. Raises NoneSuch."""
        office = await office_for(self.pool, dossier)
        await self._counsellor(dossier, office)
        client = await people.add(self.pool, Person(name=f"Example Client {dossier.title}"))
        try:
            return await play(dossier, self.itineraries, self.programmes, Cast(client.id, office.id), pace=pace, on_event=on_event)
        except LookupError as missing:
            raise NoneSuch(str(missing)) from None
        finally:
            await self._close(client, dossier.counsellor)

    async def _counsellor(self, dossier: Dossier, office: Office) -> None:
        if await staff.get(self.pool, dossier.counsellor) is None:
            who = dossier.counsellor
            await staff.add(
                self.pool, Member(id=who, name=f"Example Counsellor {who}", email=f"{who.lower()}@office.example", office=office.id)
            )

    async def _close(self, client: Person, by: str) -> None:
        for case in await cases.list_(self.pool, Wanted(most=100_000)):
            if case.person == client.id:
                telling = Telling(id=new_id(), by=by, kind="case_closed", fact={"outcome": "other", "why": "the dossier is played"})
                try:
                    await self.itineraries.tell(case.id, telling)
                except (CaseEnded, Refused):
                    continue


@asynccontextmanager
async def on_stage(programmes: Sequence[Programme]) -> AsyncIterator[Stage]:
    """The running stack, if it is an embedded one. Raises Refused off it, and as the_cases does."""
    if not settings.find().embedded:
        raise Refused("dossiers are played only on the embedded stack: start one with `itinerary up`, or use `itinerary simulate`")
    async with the_cases() as itineraries:
        yield Stage(itineraries, programmes)
