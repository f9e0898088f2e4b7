"""The reference year of a case: twelve reminders, twenty-four facts, four of which move a deadline, and one escalation.

The client of this year has found work, and aftercare begins; the organisation asks for a contact every eighty days. Each
time the counsellor is reminded before the day, on it and after it, which is planned and wakes nobody, and then there is a contact;
the fourth time nobody answers, and the team lead hears of it. In between things are noted that move no hour.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError

from casework.anytime import ContactFailed, ContactHeld, RemarkMade
from casework.door import Answer, Telling
from casework.end_of_contract import OutcomeRecorded
from casework.fact import Fact
from casework.in_work_support import FollowUpAnswered
from casework.placement import ContractSigned
from casework.programme import Programme
from tests import kina_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock, programme
from tests.workflow.office import Office, OneCase

TURNED = "WORKFLOW_EXECUTION_CONTINUED_AS_NEW"
UNDER_WAY = {"WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED", "TIMER_FIRED", "WORKFLOW_EXECUTION_STARTED", TURNED}
A_WHILE = timedelta(hours=3)
QUARTERS = 4
REMINDERS = 12


class Step(NamedTuple):
    """Something that happened in the year, and the events it left in the history, in order."""

    what: str
    events: tuple[str, ...]


def quarterly() -> Programme:
    """An organisation that keeps in touch for long after the outcome, every eighty days."""
    said = programme().model_dump(mode="json")
    said["gaps"]["contact_held.aftercare"]["at_most"] = "80 days"
    said["deadlines"]["aftercare_ended"]["within"] = "24 months"
    return Programme.model_validate(said)


def at_work() -> HandClock:
    """A client who works in a regular job, wants no follow-up, and whose outcome is about to be recorded."""
    clock = HandClock(MONDAY, under=quarterly())
    clock.tell(*[road.ConversationHeld(), *road.NO_PROBLEMS, *road.MAPPED, road.m.MappingCompleted(), road.REGULAR])
    clock.tell(ContractSigned(of="k1", type="regular", legal_employer="E-1", host="E-1", starts=FIRST_DAY))
    return clock.tell(FollowUpAnswered(of="k1", answer="refused by employer"))


class Year:
    """Lives the year on a server and notes what each step left in the history."""

    def __init__(self, here: Office, case: OneCase, by_hand: HandClock) -> None:
        self.here, self.case, self.by_hand = here, case, by_hand
        self.steps: list[Step] = []
        self.seen = 0

    async def live(self) -> list[Step]:
        """From the first workflow task to the end of the year."""
        await self.note("a page begins")
        await self._tell(OutcomeRecorded(outcome="other regular job", then="aftercare"))
        for quarter in range(QUARTERS):
            await self.reminders_leave(REMINDERS // QUARTERS)
            await self._tell(ContactHeld() if quarter < QUARTERS - 1 else ContactFailed())
            for nth in range(4 if quarter == 0 else 5):
                await self._tell(RemarkMade(note=f"invented remark {nth}"))
        await self.an_hour_comes()
        return self.steps

    async def _tell(self, fact: Fact) -> None:
        """Tell a fact; nobody waits for the answer, because when the page turns only a real server gives it."""
        self.by_hand.tell(fact)
        fields = fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True)
        said = Telling(id=uuid4().hex, by="S-ana", kind=fact.kind, fact=fields)
        telling = asyncio.create_task(self.case.handle.execute_update(fact.kind, said, result_type=Answer))
        await self._kept()
        await self.note(f"{fact.kind} is told")
        telling.cancel()
        with suppress(asyncio.CancelledError, WorkflowUpdateRPCTimeoutOrCancelledError):
            await telling

    async def reminders_leave(self, number: int) -> None:
        """Sleep until so many planned rungs have left; the case sleeps on."""
        until = self.by_hand.rungs.coming[number - 1].due + A_WHILE
        await self.here.env.sleep(until - self.by_hand.hour)
        self.by_hand.pass_until(until)

    async def an_hour_comes(self) -> None:
        """Sleep until the next hour of the case, and see it come."""
        due = self.by_hand.case.next_due()
        assert due, "the year has an hour to come"
        until = due.at + A_WHILE
        await self.here.env.sleep(until - self.by_hand.hour)
        self.by_hand.pass_until(until)
        await self._kept()
        await self.note(f"an hour of {due.key} comes")

    async def _kept(self) -> None:
        """Wait until the journal holds all that the same case has by hand."""
        while len(self.here.shelf.kinds(self.case.handle.id)) < self.by_hand.case.line:
            await asyncio.sleep(0.01)

    async def note(self, what: str) -> None:
        """Note the events that came since the last note, once nothing is under way any more."""
        while not self._at_rest(events := [name_of(event) for event in await self.case.history()]):
            await asyncio.sleep(0.01)
        new = tuple(events[self.seen :])
        self.steps.append(Step(what + (", and the page turns" if TURNED in new else ""), new))
        self.seen = len(events)

    def _at_rest(self, events: list[str]) -> bool:
        return len(events) > self.seen and events[-1] not in UNDER_WAY


async def the_year(here: Office) -> list[Step]:
    """Every step of the year of a new case of this office, in order."""
    by_hand = at_work()
    case = await here.takes_over(by_hand)
    return await Year(here, case, by_hand).live()


def name_of(event: HistoryEvent) -> str:
    """Such as TIMER_STARTED."""
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
