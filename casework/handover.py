"""What a case hands over to PostgreSQL, in one transaction: its new lines, its letters, its agenda with what is planned, and its row."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from casework.agenda import Promise as Awaiting
from casework.appointments import guests_awaited
from casework.case import Case, Line, Message
from casework.clock import START
from casework.desk import Story
from casework.planned import plan_of, planned


class Promise(BaseModel):
    """A line of the agenda as lists show it; `rung` is where its ladder stood when it was planned, `seen_until` when its quiet ends."""

    key: str
    kind: str
    of: str
    whose: str
    made: datetime
    by: datetime | None
    rung: int
    acknowledged: bool
    overdue: bool
    plan: str = ""
    seen_until: datetime | None = None


class CaseRow(BaseModel):
    """One case as lists and portfolios show it: no names, only opaque ids (FR-16).

    Older releases did not say for which `appointments` somebody is awaited: then nobody knows.
    """

    id: str
    number: str
    person: str
    method: str
    programme: str
    version: str
    office: str
    counsellor: str
    phases: list[str]
    opened: datetime
    ended: datetime | None
    outcome: str
    waiting_for: str
    next_due: datetime | None
    overdue: bool
    attention: str
    line: int
    pace: float
    speaks_at: datetime | None = None
    terms: str = ""
    refuses: list[str] = []
    unreachable: list[str] = []
    silent_until: datetime | None = None
    appointments: list[str] | None = None


class Handover(BaseModel):
    """All that one turn of a case leaves behind; keeping it twice changes nothing.

    `planned` is all that its promises still plan below the tops of their ladders: what was planned before and is not among it never leaves.
    `unsaid`: ids of letters that, since something was told by mistake, were never to be written. `run` and `task` say which task of
    which run handed it over, by its number in that history; none of them, when it was made of the journal alone.
    """

    case: CaseRow
    lines: list[Line]
    messages: list[Message]
    agenda: list[Promise]
    planned: list[Message] = []
    unsaid: list[str] = []
    tried_at: datetime = START
    run: str | None = None
    task: int | None = None

    @property
    def says(self) -> list[str]:
        """The ids of all it writes and plans."""
        return [message.id for message in (*self.messages, *self.planned)]

    @property
    def plans(self) -> list[str]:
        """How its promises are planned."""
        return [promise.plan for promise in self.agenda if promise.plan]


def hand_over(case: Case, story: Story, tried_at: datetime = START, *, run: str | None = None, task: int | None = None) -> Handover:
    """What is to be kept of the case as it stands, with all that its queues hold.

    `tried_at` is the real hour of the attempt: a later one overtakes what an earlier one wrote and never answered for. Its letters leave
    once Temporal has gone past this `task` of this `run`.
    """
    return Handover(
        case=row_of(case, story), lines=case.journal, messages=case.outbox, agenda=agenda_of(case), planned=planned(case),
        unsaid=case.unsaid, tried_at=tried_at, run=run, task=task,
    )  # fmt: skip


def row_of(case: Case, story: Story) -> CaseRow:
    """The row of a case."""
    programme, soonest, due = case.programme, soonest_of(case), case.next_due()
    return CaseRow(
        id=case.id, number=case.number, person=case.person, method=story.method, programme=programme.name, version=programme.version,
        office=case.office, counsellor=case.counsellor, phases=story.phases_of(case), opened=case.opened,
        ended=case.ended.on if case.ended else None, outcome=case.ended.result if case.ended else "",
        waiting_for=", ".join(waited_for(case)), next_due=soonest.by if soonest else None,
        overdue=any(p.overdue(case.at) for p in case.agenda.values()),
        attention=", ".join(sorted(set(case.attention.values()))), line=case.line, pace=case.clock.pace, speaks_at=due.at if due else None,
        terms=case.terms, refuses=case.reach.refused, unreachable=list(case.reach.failed), silent_until=silent_until(case),
        appointments=list(guests_awaited(case)),
    )  # fmt: skip


def silent_until(case: Case) -> datetime | None:
    """The opening of the office on the day from which the client wants messages again, in the time of the case (T-06)."""
    return case.calendar.opening(case.reach.silent_until) if case.reach.silent_until else None


def soonest_of(case: Case) -> Awaiting | None:
    """The promise that is due first, days that come by themselves left out."""
    dated = [(p.by, p.key, p) for p in case.agenda.values() if p.by and p.sort != "day"]
    return min(dated)[2] if dated else None


def waited_for(case: Case) -> list[str]:
    """The roles this case waits for."""
    return sorted({p.whose for p in case.agenda.values()})


def agenda_of(case: Case) -> list[Promise]:
    """The agenda, the earliest promise first."""
    promises = sorted(case.agenda.values(), key=lambda p: (p.by is None, p.by, p.key))
    return [_listed(case, promise) for promise in promises]


def _listed(case: Case, p: Awaiting) -> Promise:
    return Promise(
        key=p.key, kind=p.kind, of=p.of, whose=p.whose, made=p.made, by=p.by, rung=p.rung, overdue=p.overdue(case.at),
        acknowledged=p.acknowledged(case.at, case.calendar), plan=plan_of(case, p), seen_until=p.quiet_until(case.calendar),
    )  # fmt: skip
