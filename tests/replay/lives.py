"""Lives of invented people that lead through every phase of the Kina path."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from casework.anytime import ContactFailed, ContactHeld, Opened, Paused, ReferentAssigned, ReferentLeft, Resumed
from casework.appointments import AppointmentMissed
from casework.capability_mapping import (
    AbilityRecorded,
    AttitudeRecorded,
    DiplomaRecorded,
    MappingCompleted,
    MatchJudged,
    QualityRecorded,
    ShortcomingRecorded,
    SkillRecorded,
    TrainingDecided,
    TrainingEnded,
    TrainingStarted,
    WishRecorded,
)
from casework.clock import Clock
from casework.door import Answer, Telling, terms_named
from casework.end_of_contract import AftercareEnded, ApplicationsPrepared, MeasuresChecked, OutcomeRecorded, SearchBegun, StayAnswered
from casework.exploration import (
    BarrierFound,
    BarrierSettled,
    CheckHeld,
    ConversationHeld,
    GateOverridden,
    ProbeAnswered,
    Referred,
    Relapsed,
)
from casework.fact import Fact
from casework.handover import Handover
from casework.in_work_support import (
    AbsenceBegan,
    AbsenceEnded,
    ContractEnded,
    FollowUpAnswered,
    HoursChanged,
    ReadinessChecked,
    ReturnDecided,
)
from casework.placement import (
    ActionAgreed,
    ActionDone,
    ApplicationSent,
    BranchDecided,
    ContractSigned,
    EmployerApproached,
    GuidanceAgreed,
    PlacementAgreementSigned,
    WorkplaceChosen,
    WorkplaceProposed,
)
from casework.referral import ReferralAnswered, ReferralAttended, ReferralStarted
from casework.terms import Terms, packed
from records.pool import NotWritten
from tests.handclock import CALENDAR, programme
from workflows.itinerary import KEEP, Itinerary
from workflows.page import Page, first_desk
from workflows.seen import at_first

PACE = 2_000_000
MORNING = datetime(2026, 5, 4, 8, tzinfo=UTC)


class Shelf:
    """A journal that takes everything, unless it is away."""

    def __init__(self) -> None:
        self.away = False

    @activity.defn(name=KEEP)
    async def keep(self, handover: Handover) -> None:
        if self.away:
            raise NotWritten("the shelf is away")


class Life:
    """One case on a server, told facts while its days go by."""

    def __init__(self, handle: WorkflowHandle[Itinerary, str], clock: Clock, shelf: Shelf) -> None:
        self.handle, self.clock, self.shelf = handle, clock, shelf

    @property
    def today(self) -> date:
        return CALENDAR.day_of(self.clock.case_time(datetime.now(UTC)))

    async def tell(self, *facts: Fact) -> None:
        for fact in facts:
            await self.tell_as(telling(fact))

    async def tell_as(self, telling: Telling) -> None:
        """Again, if the page turned just then; raises RPCError once the case has ended."""
        while True:
            try:
                await self.handle.execute_update(telling.kind, telling, id=telling.id, result_type=Answer)
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    raise
            else:
                return

    async def signal(self, fact: Fact) -> None:
        await self.handle.signal(fact.kind, telling(fact))

    async def days_pass(self, days: int) -> None:
        await asyncio.sleep(self.clock.real_wait(timedelta(days=days)).total_seconds())


def telling(fact: Fact) -> Telling:
    """By an invented counsellor, under an id of its own."""
    return Telling(id=uuid4().hex, by="S-1", kind=fact.kind, fact=fact.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True))


class Lived(NamedTuple):
    """A life to be lived: under which terms, from when, and what happens in it."""

    terms: Terms
    morning: datetime
    live: Callable[[Life], Awaitable[None]]


async def born(client: Client, queue: str, shelf: Shelf, lived: Lived) -> Life:
    """A new case whose days take a few hundredths of a second."""
    clock = Clock(real=datetime.now(UTC), case=lived.morning, pace=PACE)
    terms, case = lived.terms, uuid4().hex
    opened = Opened(
        number="K-0000", person=f"P-{uuid4().hex}", office="O-1", counsellor="S-1", method=terms.programme.method,
        programme=terms.programme.name, version=terms.programme.version, terms=terms_named(terms), opening=uuid4().hex, clock=clock,
    )  # fmt: skip
    page = Page(terms=packed(terms.text), by="S-1", opened=opened)
    seen = at_first(first_desk(page, opened, case, datetime.now(UTC)))
    return Life(await client.start_workflow(Itinerary.run, page, id=case, task_queue=queue, search_attributes=seen), clock, shelf)


async def to_a_regular_job(life: Life) -> None:
    """Help for a side problem, mapping with a training, a job that is followed up, and aftercare."""
    await life.tell(ConversationHeld(), ProbeAnswered(of="family", answer="problem", barrier="b1"))
    await life.tell(Referred(of="r1", barrier="b1", partner="A-1", reason="an invented reason", consent=True))
    await life.days_pass(25)
    await life.tell(ReferralAnswered(of="r1", answer="accepted"), ReferralStarted(of="r1"), ContactFailed(), ContactHeld())
    await life.tell(ReferralAttended(of="r1"), CheckHeld(of="r1", result="working on it"))
    await life.tell(ProbeAnswered(of="health", answer="no problem"), ProbeAnswered(of="addiction", answer="no problem"))
    await life.tell(BarrierSettled(of="b1", result="solved", judgement="invented: it is solved"))
    await mapped(life, training=True)
    await life.tell(BranchDecided(branch="regular", reason="invented: ready"), ActionAgreed(of="a1", sort="find vacancies"))
    await life.tell(ActionDone(of="a1"), ApplicationSent(of="s1"), EmployerApproached(of="e1", employer="E-1", measures_explained=True))
    await life.days_pass(10)
    await life.tell(ContractSigned(of="k1", type="regular", legal_employer="E-1", host="E-1", starts=life.today))
    await life.tell(FollowUpAnswered(of="k1", answer="agreed"), Relapsed(of="b1", later_work="goes on"))
    await life.tell(BarrierSettled(of="b1", result="reduced", judgement="invented: as before"))
    await life.days_pass(40)
    await life.tell(ContactHeld(), ContactHeld(of="k1"), OutcomeRecorded(outcome="other regular job", then="aftercare"))
    await life.days_pass(30)
    await life.tell(ContactHeld(), AftercareEnded(still_at_work=True))


async def by_article_60(life: Life) -> None:
    """Over the gate, a placement that ends early, a second road, and a job that ends on its day; a cancel and an outage change nothing."""
    await life.tell(ConversationHeld(), BarrierFound(of="b1", type="debts"))
    await life.signal(AppointmentMissed(of="i9"))
    await life.handle.cancel()
    life.shelf.away = True
    await life.tell(ReferentLeft(why="invented"), ReferentAssigned(who="S-2", why="invented"))
    life.shelf.away = False
    await life.tell(GateOverridden(reason="invented: work first"))
    await mapped(life, training=False)
    await life.tell(BranchDecided(branch="article_60", reason="invented: not yet"))
    await life.tell(WorkplaceProposed(of="w1", sort="non-profit", host="H-1"), WorkplaceChosen(of="w1"))
    await life.tell(GuidanceAgreed(of="w1", mentor="H-2", how_often="every week", topics="the work"))
    await life.tell(PlacementAgreementSigned(of="w1", signed_by={"OCMW", "host", "worker"}))
    await life.tell(article_60(life))
    await life.days_pass(20)
    await life.tell(ReadinessChecked(of="k1", readiness="on the way"), ContactHeld(), ContactHeld(of="k1"))
    await life.tell(AbsenceBegan(of="k1", reason="holiday", since=life.today))
    await life.days_pass(8)
    await life.tell(AbsenceEnded(of="k1", on=life.today), HoursChanged(of="k1", fraction=0.5, since=life.today))
    await life.tell(ContractEnded(of="k1", by="employer", why="invented: the shop closes"))
    await life.days_pass(6)
    await life.tell(ContactHeld(), ReturnDecided(to="placement", why="invented: go on"))
    await life.tell(BranchDecided(branch="regular", reason="invented: ready now"), ApplicationSent(of="s1"))
    await ending(life)


async def ending(life: Life) -> None:
    """A job with a last day that is near: what comes next is prepared."""
    starts = life.today
    job = ContractSigned(of="k2", type="regular", legal_employer="E-2", host="E-2", starts=starts, ends=starts + timedelta(days=80))
    await life.tell(job, FollowUpAnswered(of="k2", answer="refused by employer"))
    await life.tell(SearchBegun(of="k2"), StayAnswered(of="k2", answer="later"), MeasuresChecked(of="k2"), ApplicationsPrepared(of="k2"))
    await life.days_pass(85)
    await life.tell(StayAnswered(of="k2", answer="yes"), OutcomeRecorded(outcome="stays with host", then="closure"))


def article_60(life: Life) -> Fact:
    """The contract with the OCMW as employer."""
    return ContractSigned(of="k1", type="article_60", legal_employer="O-1", host="H-1", workplace="w1", starts=life.today, age=30)


async def mapped(life: Life, *, training: bool) -> None:
    """All of mapping, perhaps with a training and a pause in it."""
    await life.tell(WishRecorded(wish="invented work"), AbilityRecorded(ability="invented skill"), MatchJudged(realistic=True))
    await life.tell(DiplomaRecorded(title="none"), TrainingDecided(meaningful=training, why="invented"))
    if training:
        await life.tell(TrainingStarted(of="t1", course="invented", starts=life.today, ends=life.today + timedelta(days=12)))
        await life.tell(Paused(reason="sickness", look_again=life.today + timedelta(days=20)))
        await life.days_pass(20)
        await life.tell(Resumed(), TrainingEnded(of="t1", result="completed"))
    await life.tell(*(SkillRecorded(of=of, level="enough") for of in programme().lists["skills"]))
    await life.tell(AttitudeRecorded(attitude="invented", motivation="invented"), QualityRecorded(quality="invented"))
    await life.tell(ShortcomingRecorded(shortcoming="invented"), MappingCompleted())


KINA = Terms(programme=programme(), calendar=CALENDAR)
LIVES = (Lived(KINA, MORNING, to_a_regular_job), Lived(KINA, MORNING, by_article_60))
