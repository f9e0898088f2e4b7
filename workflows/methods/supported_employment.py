"""Supported Employment: find, get and keep a paid job on the open labour market, in the five steps of EUSE.

They are described as steps, but in practice they overlap: each may be begun, rest, end and be reopened beside any other,
and whatever is done in a step takes it up. One job coach goes along through all of them. A job that is lost leads back to
profile and search; support has no end of its own, it stops when the person agrees. SV-01 to SV-29.
"""

from casework import alliance, anytime, appointment_replies, appointments, documents, mistakes, new_rules, reaching, watch
from casework import employer_engagement as engagement
from casework import job_seeking as seeking
from casework import lasting_work as lasting
from casework import steps as stepwise
from casework import vocational_profile as profiling
from casework import workplace_support as supporting
from casework.alliance import AllianceRated, ServiceChosen
from casework.anytime import CaseClosed, ContactHeld, PhaseReopened, PhaseSkipped
from casework.appointment_conditions import appointments_followed
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.conditions import client_reached, pause_looked_at, referent_known, search_followed, trouble_seen
from casework.desk import Desk, Paragraph, Story, Turn, beside, done, the_end
from casework.documents import documents_signed
from casework.fact import Fact, Refused
from casework.in_work_support import HoursChanged
from casework.lasting_work import JobLost, PlacementEnded
from casework.placement import ActionAgreed, ActionDone, ApplicationAnswered, ApplicationSent, ContractSigned
from casework.reaching import addresses_mended
from casework.step_conditions import (
    agreement_accepted,
    alliance_talked_over,
    dialogue_under_way,
    dialogues_answered,
    employer_met,
    obstacles_bridged,
    profile_current,
    profile_made,
    reflections_held,
    search_prepared,
    sides_explored,
    situations_settled,
    strategies_agreed,
    taken_up,
    work_found,
)
from casework.steps import StepBegun, StepFinished, StepReopened, StepWork
from casework.support_conditions import (
    agreed_to_stop,
    employers_met,
    last_day_seen,
    met_after_a_loss,
    off_job_followed,
    person_met,
    work_evaluated,
    workplace_arranged,
)
from casework.vocabulary import facts_in

Steps = tuple[Paragraph, ...]


async def agreement(desk: Desk) -> Steps:
    """Step 1: agree on expectations, goals, roles and strategies, build trust; then the person chooses (SV-04 to SV-08)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="agreement")):
        await desk.until(taken_up("agreement"))
        await desk.until(agreement_accepted, strategies_agreed)
        await desk.expect(ServiceChosen)
    return the_others(desk.case, agreement)


async def vocational_profile(desk: Desk) -> Steps:
    """Step 2: find drive, resources and talents by trying, talk it over, bridge obstacles, write it down together (SV-09 to SV-13)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="vocational_profile")):
        await desk.until(taken_up("vocational_profile"))
        with desk.meanwhile(desk.until(employer_met)):
            await desk.until(sides_explored, reflections_held, obstacles_bridged, profile_current, profile_made)
    return the_others(desk.case, vocational_profile)


async def job_seeking(desk: Desk) -> Steps:
    """Step 3: with the profile as it is now, prepare, look at workplaces together, and find one that fits (SV-14 to SV-18, SV-29)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="job_seeking")):
        await desk.until(taken_up("job_seeking"))
        await desk.until(profile_current)
        with desk.meanwhile(desk.until(search_prepared, employer_met)):
            await desk.until(work_found)
    return the_others(desk.case, job_seeking)


async def employer_engagement(desk: Desk) -> Steps:
    """Step 4: with every employer who wants to engage, talk of needs, money and match, until they have decided (SV-19 to SV-22)."""
    with desk.meanwhile(desk.keep(ContactHeld, of="client", pace="employer_engagement")):
        await desk.until(taken_up("employer_engagement"))
        await desk.until(dialogue_under_way, dialogues_answered)
    return the_others(desk.case, employer_engagement)


async def support(desk: Desk) -> Paragraph | Steps:
    """Step 5: support person and employer, at work and outside it, as long as there is work and it is wanted (SV-23 to SV-28)."""
    with desk.meanwhile(desk.until(person_met, employers_met)):
        await desk.until(taken_up("support"))
        with desk.meanwhile(desk.until(workplace_arranged, work_evaluated, last_day_seen)):
            await desk.until(agreed_to_stop)
    return the_end if desk.case.outcome else the_others(desk.case, support)


async def always(desk: Desk) -> None:
    """One job coach all along, and an alliance that is looked after; nothing agreed, begun or lost is left to itself (SV-03, SV-07)."""
    coached = desk.until(referent_known, client_reached, met_after_a_loss, alliance_talked_over, situations_settled)
    followed = desk.until(documents_signed, profile_current, search_followed, off_job_followed)
    seen = desk.until(appointments_followed, pause_looked_at, trouble_seen, addresses_mended)
    with desk.meanwhile(coached, followed, seen):
        await desk.keep(AllianceRated)


def the_others(case: Case, over: Paragraph) -> Steps:
    """Beside a step that is over the other open ones go on; where there is none, the next that was never taken, or the search (SV-02)."""
    others = tuple(step for step in STEPS if step.__name__ in case.open and step is not over)
    fresh = [step for step in (vocational_profile, job_seeking) if step.__name__ not in case.visited]
    return others or (*fresh, job_seeking)[:1]


def turns(fact: Fact, _case: Case) -> Turn | None:
    """What takes a step up or ends it, beside whatever else is open (SV-02, SV-26, SV-29)."""
    match fact:
        case StepWork(step=step) | StepBegun(of=step) | StepReopened(of=step):
            return beside(SUPPORTED_EMPLOYMENT[step])
        case StepFinished(of=step):
            return done(SUPPORTED_EMPLOYMENT[step])
        case ContractSigned():
            return beside(support)
        case JobLost() | PlacementEnded():
            return beside(vocational_profile, job_seeking)
    return None


def closed_without_work_to_support(fact: CaseClosed, case: Case) -> None:
    """A case is not closed over support that goes on: that stops when the person agrees (SV-28)."""
    if fact.outcome == "work" and case.running:
        raise Refused("support goes on around this work: it stops when the person agrees, tell support_stopped")


STEPS: Steps = (agreement, vocational_profile, job_seeking, employer_engagement, support)
SHARED: frozenset[type[Fact]] = frozenset({
    GoalSet, GoalSettled, ActionAgreed, ActionDone, ApplicationSent, ApplicationAnswered, ContractSigned, HoursChanged,
})  # fmt: skip
FACTS = SHARED | facts_in(
    anytime, appointments, appointment_replies, reaching, watch, mistakes, new_rules, documents,
    stepwise, alliance, profiling, seeking, engagement, supporting, lasting,
)  # fmt: skip
TURNING: frozenset[type[Fact]] = frozenset({StepBegun, StepReopened, StepFinished, ContractSigned, JobLost, PlacementEnded})

SUPPORTED_EMPLOYMENT = Story(
    method="supported_employment",
    opens=(agreement,),
    path=STEPS,
    phases={
        agreement: "exploration",
        vocational_profile: "capability_mapping",
        job_seeking: "placement",
        employer_engagement: "placement",
        support: "in_work_support",
    },
    facts=FACTS - {PhaseReopened, PhaseSkipped},
    always=(always,),
    turned_by=TURNING | {fact for fact in FACTS if issubclass(fact, StepWork)},
    turns=turns,
    only_if={CaseClosed: closed_without_work_to_support},
    asks={
        "lists": frozenset({"situations", "profile_sides", "preparations", "off_job_areas", "actions"}),
        "gaps": frozenset({
            *(f"contact_held.{step}" for step in ("agreement", "vocational_profile", "job_seeking", "employer_engagement", "job_lost")),
            *(
                f"contact_held.{whom}_{stage}"
                for whom in ("client", "employer")
                for stage in ("before_start", "after_start", "close", "introduction", "follow_up", "lasting")
            ),
            "alliance_rated", "evaluation_held", "job_kept",
        }),
        "counts": frozenset({"unanswered", "low_alliance"}),
        "spans": frozenset({"close_support", "introduction_support", "follow_up_support", "step_rests"}),
        "documents": frozenset({"agreement", "profile"}),
    },
)  # fmt: skip
