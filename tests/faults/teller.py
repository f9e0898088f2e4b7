"""People who tell cases what happened, whatever the servers do meanwhile: again under the same id, until they are heard."""

from __future__ import annotations

import asyncio
import random
import time
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from casework.anytime import ContactFailed, ContactHeld, RemarkMade
from casework.appointments import AppointmentMade
from casework.clock import Clock
from casework.door import Telling
from casework.exploration import BarrierFound, ConversationHeld
from casework.fact import Fact, Refused
from records import people
from records.people import Person
from records.pool import reached
from runtime.sentences import Sentence
from starters.itineraries import CaseEnded, Itineraries, Wish, new_id
from tests.faults.ledger import Ledger
from tests.handclock import programme

COUNSELLOR, OFFICE = "S-counsellor", "north"
A_MOMENT = 0.1
LONGEST = 60.0
"""Seconds in which whoever tells something hears at least a sentence."""
AHEAD = timedelta(days=9)

Answer = TypeVar("Answer")


class Teller:
    """Opens cases and tells them facts; what it was promised stands in the ledger."""

    def __init__(self, itineraries: Itineraries, chance: random.Random) -> None:
        self.itineraries, self.chance, self.ledger = itineraries, chance, Ledger()
        self.clocks: dict[str, Clock] = {}
        self.enough = False
        self._things = 0

    async def opens(self, clock: Clock) -> str:
        """A new case of a new client, asked for under one id until it stands; the id of the case."""
        person = Person(id=f"P-{new_id()}", name="Test Client Of No Street", email="nobody@home.example")
        wish = Wish(
            opening=new_id(), person=person.id, programme=programme(), office=OFFICE, counsellor=COUNSELLOR, by=COUNSELLOR, clock=clock
        )  # fmt: skip
        await self._until_heard(lambda: self._adds(person))
        case = (await self._until_heard(lambda: self.itineraries.open(wish))).case_id
        self.ledger.openings[wish.opening], self.clocks[case] = case, clock
        return case

    async def tells(self, case: str, fact: Fact) -> None:
        """Tell one fact until it is accepted or refused."""
        telling = Telling(id=new_id(), by=COUNSELLOR, kind=fact.kind, fact=fact.model_dump(mode="json", exclude={"kind"}))
        try:
            await self._until_heard(lambda: self._tells_once(case, telling))
        except (Refused, CaseEnded):
            self.ledger.refused += 1

    async def talks(self, cases: list[str]) -> None:
        """Tell these cases one thing after the other, until it is enough."""
        while not self.enough:
            case = self.chance.choice(cases)
            await self.tells(case, self.something(case))
            await asyncio.sleep(self.chance.uniform(0, 2 * A_MOMENT))

    def something(self, case: str) -> Fact:
        """A fact as they come in a week: mostly words, some contacts, now and then something that is promised about."""
        self._things += 1
        debts = BarrierFound(of=f"b{self._things}", type="debts")
        said: list[tuple[float, Fact]] = [
            (8, RemarkMade(note=f"remark {self._things}")),
            (3, ContactHeld()),
            (1, ContactFailed(of="client")),
            (1, ConversationHeld()),
            (1, AppointmentMade(of=f"i{self._things}", at=self.clocks[case].case_time(datetime.now(UTC)) + AHEAD)),
            (0.3, debts),
        ]
        return self.chance.choices([fact for _, fact in said], [weight for weight, _ in said])[0]

    async def _tells_once(self, case: str, telling: Telling) -> None:
        asked = time.monotonic()
        said = await self.itineraries.tell(case, telling)
        self.ledger.write_down(case, telling.id, said, asked, time.monotonic())

    async def _adds(self, person: Person) -> None:
        with reached():
            await people.add(self.itineraries.pool, person)

    async def _until_heard(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask again after every sentence; what is no sentence should never reach a person, and is written down."""
        while True:
            try:
                return await asyncio.wait_for(ask(), LONGEST)
            except (Refused, CaseEnded):
                raise
            except Sentence:
                self.ledger.tried_again += 1
            except Exception as broken:  # noqa: BLE001 - counted by the audit
                self.ledger.broken.append("".join(traceback.format_exception(broken)))
            await asyncio.sleep(A_MOMENT)
