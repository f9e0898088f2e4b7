"""What a story may wait for besides a single fact. A condition is the list of what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from casework import anytime as any_
from casework import end_of_contract as end
from casework import exploration as exp
from casework import watch
from casework.agenda import Awaited, due_on, missing
from casework.capability_mapping import TrainingEnded, unmapped
from casework.case import Case
from casework.in_work_support import FollowUpAnswered
from casework.placement import (
    OWN_SERVICE,
    ActionAgreed,
    ActionDone,
    ApplicationAnswered,
    ContractSigned,
    EmployerAnswered,
    GuidanceAgreed,
    PlacementAgreementSigned,
    WorkplaceChosen,
    WorkplaceProposed,
)  # fmt: skip
from casework.things import Contract, Workplace
from casework.working_time import Delay


def probes_answered(case: Case) -> Iterator[Awaited]:
    """Every side of life the programme asks about; what was unknown is asked again (NL-03, NL-04)."""
    for probe in case.programme.lists["probes"]:
        if probe not in case.probes:
            yield missing(exp.ProbeAnswered, probe)
        elif case.probes[probe] != "answered":
            yield missing(exp.ProbeAnswered, probe, since=case.last_told(f"probe_answered:{probe}", otherwise=case.opened))


def barriers_settled(case: Case) -> Iterator[Awaited]:
    """Every side problem solved or back to normal proportions (NL-12)."""
    return (missing(exp.BarrierSettled, of, since=b.opened) for of, b in case.barriers.items() if b.state == "open")


def referrals_followed(case: Case) -> Iterator[Awaited]:
    """Contact about each referral, at the latest a gap after the last; poor answers ask for more (NL-07 to NL-10)."""
    for of, referral in case.referrals.items():
        last = case.last_told(f"check_held:{of}", otherwise=referral.made)
        yield missing(exp.CheckHeld, of, since=last)._replace(sort="gap")
        if referral.last_poor:
            yield missing(exp.PersonSpokenTo, of, since=referral.last_poor)
        if referral.poor >= case.programme.counts["poor_checks"].at_most:
            yield missing(any_.TeamConsulted, of, since=last)


def client_reached(case: Case) -> Iterator[Awaited]:
    """Somebody who does not answer for too long is talked over in the team (X-06)."""
    if case.tally.get("unanswered:client", 0) >= case.programme.counts["unanswered"].at_most:
        yield missing(any_.TeamConsulted, "client", since=_last_try(case))


def still_to_map(case: Case) -> Iterator[Awaited]:
    """What mapping has not brought yet: seen on the agenda, without a date or a reminder of its own (NL-16 to NL-21)."""
    return (a._replace(sort="heard") for a in unmapped(case))


def trainings_ended(case: Case) -> Iterator[Awaited]:
    """Every training has come to its end; asked for on the day it was to end (NL-18)."""
    return (due_on(TrainingEnded, of, training.ends) for of, training in case.trainings.items())


def search_agreed(case: Case) -> Iterator[Awaited]:
    """Something is being done towards regular work (NL-24)."""
    if not case.actions and not case.applications and not case.employers:
        yield missing(ActionAgreed)._replace(or_by=("application_sent", "employer_approached"))


def search_followed(case: Case) -> Iterator[Awaited]:
    """Actions are done, applications and employers answered, each in its time (NL-24, NL-25)."""
    for of, action in case.actions.items():
        yield due_on(ActionDone, of, action.due) if action.due else missing(ActionDone, of, since=action.agreed)
    for of, application in case.applications.items():
        yield missing(ApplicationAnswered, of, since=application.sent)
    for of, employer in case.employers.items():
        yield missing(EmployerAnswered, of, since=employer.approached)


def workplace_ready(case: Case) -> Iterator[Awaited]:
    """A workplace is found and chosen, guidance agreed on, and the agreement signed by all three (NL-27 to NL-29)."""
    chosen = next(((of, w) for of, w in case.workplaces.items() if w.state != "proposed"), None)
    if not case.workplaces:
        yield missing(WorkplaceProposed)
    elif chosen is None:
        yield from (
            missing(WorkplaceChosen, of, since=w.proposed)._replace(or_by=("workplace_refused",)) for of, w in case.workplaces.items()
        )
    else:
        yield from _papers(*chosen)


def workplace_agreed(case: Case) -> Iterator[Awaited]:
    """With a new host, guidance is agreed on and the agreement signed anew (NL-29, NL-35)."""
    return (a for of, workplace in case.workplaces.items() if workplace.state == "taken" for a in _papers(of, workplace))


def _papers(of: str, workplace: Workplace) -> Iterator[Awaited]:
    if not workplace.guidance:
        yield missing(GuidanceAgreed, of)
    if not workplace.agreement and workplace.sort != OWN_SERVICE:
        yield missing(PlacementAgreementSigned, of)


def in_work(case: Case) -> Iterator[Awaited]:
    """A contract runs."""
    if not case.running:
        yield missing(ContractSigned)


def hired(case: Case) -> Iterator[Awaited]:
    """A contract was signed, whatever became of it."""
    if not case.contracts:
        yield missing(ContractSigned)


def follow_up_answered(case: Case) -> Iterator[Awaited]:
    """Of every regular job it is known whether it is followed up (NL-34)."""
    for of, contract in case.running.items():
        if contract.type == "regular" and not contract.follow_up:
            yield missing(FollowUpAnswered, of, since=contract.signed)


def end_prepared(case: Case) -> Iterator[Awaited]:
    """Before a contract ends: the search, the host's answer, the measures, the applications; each moves with the end (NL-37 to NL-40)."""
    for of, contract in ((of, c) for of, c in case.running.items() if c.ends):
        if not contract.search_begun:
            yield due_on(end.SearchBegun, of, before_end(case, contract, "search_begun"))
        if contract.stay in ("", "later"):
            yield due_on(end.StayAnswered, of, before_end(case, contract, "stay_answered"))
        if not contract.measures_checked:
            yield due_on(end.MeasuresChecked, of, before_end(case, contract, "measures_checked"))
        if not contract.applications_prepared:
            yield due_on(end.ApplicationsPrepared, of, before_end(case, contract, "applications_prepared"))


def end_in_view(case: Case) -> Iterator[Awaited]:
    """While work is not what the path is about, the end of a contract still nears: what it asks for stays promised (NL-13, NL-37)."""
    about_work = [case.open[name] for name in ("in_work_support", "end_of_contract") if name in case.open]
    if not any(not chapter.rests_for for chapter in about_work):
        yield from end_prepared(case)
        if about_work and last_day(case):
            yield due_on(end.OutcomeRecorded, "", last_day(case))


def referent_known(case: Case) -> Iterator[Awaited]:
    """Exactly one responsible counsellor, never none for long (NL-01, X-04)."""
    if not case.counsellor:
        yield missing(any_.ReferentAssigned, since=case.last_told("referent_left", otherwise=case.opened))


def pause_looked_at(case: Case) -> Iterator[Awaited]:
    """A pause ends when somebody looks again, on the day that was named."""
    if case.paused:
        yield due_on(any_.Resumed, "", case.paused.look_again)


def trouble_seen(case: Case) -> Iterator[Awaited]:
    """Who told something that was refused later has to see it; and somebody has to see work that failed, or a cancel that was asked."""
    for of, what in case.attention.items():
        kind = what.replace(" ", "_")
        told = case.last_told(f"{kind}:{of}", otherwise=case.last_told(kind, otherwise=case.at))
        yield missing(watch.RefusalSettled if what == "telling refused" else watch.TroubleSeen, of, since=told)


def last_day(case: Case) -> date | None:
    """The last day of the contract the path follows, if one runs and has a last day."""
    return case.contract.ends if case.contract and not case.contract.over else None


def regular_meanwhile(case: Case) -> bool:
    """True while a contract runs and the latest decision is that the regular labour market is tried (NL-31)."""
    decision = case.decisions.get("branch_decided")
    return bool(case.running) and decision is not None and decision.choice == "regular"


def head_start(case: Case) -> Delay:
    """How long before the end of a contract its last phase begins (NL-37)."""
    return case.programme.countdown["end_of_contract"].before_end


def end_is_near(case: Case) -> bool:
    """True while the case is within that head start."""
    day = last_day(case)
    return day is not None and case.calendar.opening(case.calendar.add(day, -head_start(case))) <= case.at


def _last_try(case: Case) -> datetime:
    missed = case.last_told("appointment_missed", otherwise=case.opened)
    return max(missed, case.last_told("contact_failed:client", otherwise=missed))


def before_end(case: Case, contract: Contract, what: str) -> date | None:
    """The day so long before the end of a contract as the programme says for this."""
    return case.calendar.add(contract.ends, -case.programme.countdown[what].before_end) if contract.ends else None
