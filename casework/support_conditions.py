"""What the support at a workplace and outside it waits for: Supported Employment, step 5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from casework import lasting_work as lasting
from casework import workplace_support as support
from casework.agenda import Awaited, due_on, missing
from casework.anytime import ContactHeld
from casework.case import Case
from casework.placement import ActionAgreed
from casework.results import PAID
from casework.things import Contract
from casework.things_supported_employment import ContactPlan, Whom

CLOSE, INTRODUCTION = "close_support", "introduction_support"


def person_met(case: Case) -> Iterator[Awaited]:
    """The person is met by the contact plan of each placement or job (SV-23, SV-27)."""
    return (a for of in case.running for a in _contact(case, of, "client"))


def employers_met(case: Case) -> Iterator[Awaited]:
    """So is each employer, by a plan of their own (SV-23, SV-27)."""
    return (a for of in case.running for a in _contact(case, of, "employer"))


def met_after_a_loss(case: Case) -> Iterator[Awaited]:
    """After a job was lost the person is met soon, whatever else is owed (SV-29)."""
    lost, met = case.last.get("job_lost"), case.last.get("contact_held:client")
    if lost and (met is None or met.line < lost.line):
        yield missing(ContactHeld, "client", since=lost.happened)._replace(sort="gap", pace="job_lost")


def workplace_arranged(case: Case) -> Iterator[Awaited]:
    """Introduction and supervision stand before the first day, the tasks are agreed, and work begins (SV-24)."""
    for of, contract in case.running.items():
        known = support.support_of(case, of)
        if not known.introduction:
            yield due_on(support.IntroductionPlanned, of, contract.starts)
        if not known.mentoring:
            yield due_on(support.MentoringAgreed, of, contract.starts)
        if not known.tasks:
            yield missing(support.TasksAgreed, of, since=contract.signed)
        if not known.begun:
            yield due_on(support.WorkBegun, of, contract.starts)._replace(or_by=("job_lost", "placement_ended"))


def work_evaluated(case: Case) -> Iterator[Awaited]:
    """How it goes is evaluated again and again, and of a paid job whether it is kept (SV-01, SV-24)."""
    for of, contract in case.running.items():
        begun = support.support_of(case, of).begun
        if begun:
            yield _again(case, missing(support.EvaluationHeld, of), begun)
        if begun and contract.type in PAID:
            yield _again(case, missing(lasting.JobKept, of), begun)


def last_day_seen(case: Case) -> Iterator[Awaited]:
    """Work with a last day is never left to end by itself: it is said what became of it (SV-26, SV-28)."""
    for of, contract in case.running.items():
        if contract.ends and contract.type == "placement":
            yield due_on(lasting.PlacementEnded, of, contract.ends)._replace(or_by=("placement_converted", "work_extended"))
        elif contract.ends:
            yield due_on(lasting.JobLost, of, contract.ends)._replace(or_by=("work_extended", "support_stopped"))


def off_job_followed(case: Case) -> Iterator[Awaited]:
    """Whatever matters outside work has an action of its own, until it is settled (SV-25)."""
    served = {action.towards for action in case.actions.values()}
    for of, item in case.off_job.items():
        if of not in served:
            yield missing(ActionAgreed, of, since=item.found)._replace(or_by=("off_job_item_settled",))
        yield missing(support.OffJobItemSettled, of, since=item.found)


def agreed_to_stop(case: Case) -> Iterator[Awaited]:
    """While there is work there is support, without an end of its own; only the person's agreement stops it (SV-28)."""
    if case.running and case.outcome is None:
        yield missing(lasting.SupportStopped)._replace(sort="heard")


def _again(case: Case, want: Awaited, begun: datetime) -> Awaited:
    return want._replace(sort="gap", since=max(case.last_told(want.key, otherwise=begun), begun))


def _contact(case: Case, of: str, whom: Whom) -> Iterator[Awaited]:
    """The next contact with one of the two: shortly before the start, within days of it, then as the plan says."""
    contract, begun = case.contracts[of], support.support_of(case, of).begun
    want = missing(ContactHeld, "client" if whom == "client" else of)._replace(sort="gap")
    last = case.last_told(want.key, otherwise=contract.signed)
    if begun is None:
        yield want._replace(since=max(last, _window(case, contract, whom)), pace=f"{whom}_before_start")
    elif last < begun:
        yield want._replace(since=begun, pace=f"{whom}_after_start")
    else:
        yield _by_plan(case, of, whom, want, last)


def _window(case: Case, contract: Contract, whom: Whom) -> datetime:
    """When the last days before the start begin."""
    before = case.programme.gap("contact_held", f"{whom}_before_start").at_most
    return case.calendar.opening(case.calendar.add(contract.starts, -before))


def _by_plan(case: Case, of: str, whom: Whom, want: Awaited, last: datetime) -> Awaited:
    plan = support.support_of(case, of).plans.get(whom, ContactPlan())
    if plan.raised and plan.raised_until and case.calendar.day_of(last) <= plan.raised_until:
        return want._replace(since=max(last, plan.raised), pace=f"{whom}_close")
    return want._replace(since=last, pace=f"{whom}_{_stage(case, case.contracts[of].starts, plan, case.calendar.day_of(last))}")


def _stage(case: Case, starts: date, plan: ContactPlan, on: date) -> str:
    """How close contact is on a day: as the plan says, or so long after the start as the programme does (SV-27)."""
    spans = case.programme.spans
    stages = {
        "close": plan.close_until or case.calendar.add(starts, spans[CLOSE].lasts),
        "introduction": plan.introduction_until or case.calendar.add(starts, spans[INTRODUCTION].lasts),
        "follow_up": plan.follow_up_until or case.calendar.add(starts, spans[lasting.FOLLOW_UP].lasts),
    }
    return next((stage for stage, until in stages.items() if on < until), "lasting")
