"""The insertor's personal itinerary (itinerario personalizado de inserción): interview, diagnosis, a plan negotiated, support into work.

The interviews go on for the whole of the way. Nothing is done without a need or an objective behind it, and no commitment
stands that the person did not accept. Any step can be gone back to, and what was recorded after it stays (ES-09). All that is
told hangs on one personal file (ES-13), the journal, which can be taken out whole (ES-14). ES-01 to ES-46.
"""

from collections.abc import Iterator

from casework import (
    adaptation,
    anytime,
    appointment_replies,
    appointments,
    autonomy,
    career_plan,
    commitments,
    crossroads,
    data_groups,
    documents,
    employability,
    interviews,
    local_resources,
    mistakes,
    new_rules,
    reaching,
    watch,
)  # fmt: skip
from casework import referral as resources
from casework.adaptation import AdaptationVisitHeld, SelfEmploymentEnded, adaptations_over, at_work, jobs, pace, under_way
from casework.anytime import PhaseReopened, PhaseSkipped
from casework.appointment_conditions import appointments_followed
from casework.capability_mapping import GoalSet, GoalSettled
from casework.career_plan import JobObjectiveDefined, itinerary_framed, job_objective_checked, objectives_set, overseer_assigned
from casework.case import Case
from casework.commitments import (
    CommitmentProposed,
    CommitmentRefused,
    ItineraryClosed,
    commitments_answered,
    commitments_kept,
    commitments_listed,
    plan_accepted,
)  # fmt: skip
from casework.conditions import (
    client_reached,
    pause_looked_at,
    referent_known,
    referrals_followed,
    search_followed,
    trouble_seen,
)  # fmt: skip
from casework.crossroads import EventMet, OfferWithdrawn, crossroads_decided, talked_over
from casework.data_groups import groups_known
from casework.desk import Desk, Paragraph, Stop, Story, Turn, instead, the_end
from casework.documents import DocumentDrawnUp, DocumentRevised
from casework.employability import EmployabilityRated, all_assessed, diagnosed
from casework.exploration import CheckHeld, PersonSpokenTo, Referred
from casework.fact import Fact
from casework.in_work_support import ContractEnded
from casework.insertor_conditions import end_looked_at, interviews_told, needs_served
from casework.interviews import InterviewHeld
from casework.placement import (
    ActionAgreed,
    ActionDone,
    ApplicationAnswered,
    ApplicationSent,
    ContractSigned,
    EmployerAnswered,
    EmployerApproached,
)  # fmt: skip
from casework.reaching import addresses_mended
from casework.vocabulary import facts_in


async def initial_interview(desk: Desk) -> Paragraph:
    """The insertor meets the person until each of the eight groups is known, or they would rather not say (ES-01, ES-15, ES-32)."""
    with desk.meanwhile(desk.keep(InterviewHeld, pace="initial", anew=True)):
        await desk.expect(InterviewHeld)
        await desk.until(groups_known)
    return diagnosis


async def diagnosis(desk: Desk) -> Paragraph:
    """Find the needs, assess the eight groups and whether they agree, and judge how employable the person is (ES-33 to ES-36)."""
    with desk.meanwhile(desk.keep(InterviewHeld, pace="diagnosis", anew=True)):
        await desk.until(diagnosed, all_assessed)
        await desk.expect(EmployabilityRated)
    return plan_of_action


async def plan_of_action(desk: Desk) -> Paragraph:
    """Work out goals and actions together, and negotiate the commitments, until the person accepts the plan (ES-37 to ES-42)."""
    with desk.meanwhile(desk.keep(InterviewHeld, pace="plan", anew=True)):
        await desk.until(itinerary_framed, job_objective_checked, objectives_set, needs_served, commitments_listed)
        await desk.until(commitments_answered, plan_accepted)
    return carrying_out


async def carrying_out(desk: Desk) -> Paragraph:
    """A professional is assigned to oversee; the actions are carried out, and companies are approached, until there is work (ES-06)."""
    with desk.meanwhile(desk.keep(InterviewHeld, pace="actions"), desk.until(needs_served)):
        await desk.until(plan_accepted, overseer_assigned)
        await desk.until(at_work)
    return first_months


async def first_months(desk: Desk) -> Paragraph:
    """Stay close in the first months of the job, so that the person settles in (ES-43, ES-44)."""
    with desk.meanwhile(desk.keep(InterviewHeld, pace="first_months"), desk.until(needs_served)):
        await desk.until(at_work, adaptations_over)
    return closing


async def closing(desk: Desk) -> Paragraph:
    """Look back together: what was reached, how far the person goes on alone, and what becomes of open commitments (ES-45)."""
    await desk.expect(ItineraryClosed)
    return the_end


async def always(desk: Desk) -> None:
    """Whatever the step: one professional is responsible, and what was promised, begun or met on the way is followed up."""
    await desk.until(
        referent_known, appointments_followed, pause_looked_at, client_reached, trouble_seen, addresses_mended,
        end_looked_at, interviews_told, crossroads_decided, talked_over, commitments_answered, commitments_kept,
    )  # fmt: skip


async def on_the_way(desk: Desk) -> None:
    """Actions, companies and local services are followed wherever the itinerary stands, and so is a new job (ES-04, ES-05, ES-43)."""
    await desk.together(desk.until(search_followed, referrals_followed), *adaptation_visits(desk))


def adaptation_visits(desk: Desk) -> Iterator[Stop]:
    """Contact about each job in which the person is settling in."""
    for of, settling in under_way(desk.case).items():
        yield desk.keep(AdaptationVisitHeld, of=of, pace=pace(desk.case, settling), since=desk.case.calendar.opening(settling.starts))


def back_to(step: Paragraph, case: Case) -> Turn | None:
    """Back to an earlier step, if the itinerary is past it; nothing that was recorded later is lost (ES-44, X-02)."""
    steps = [paragraph.__name__ for paragraph in INSERTOR.path]
    is_past = any(steps.index(name) > steps.index(step.__name__) for name in case.open)
    return instead(step) if is_past else None


def turns(fact: Fact, case: Case) -> Turn | None:
    """The facts that lead the itinerary back (ES-41, ES-44, ES-46)."""
    match fact:
        case EventMet() if fact.reopens:
            return back_to({"interview": initial_interview, "diagnosis": diagnosis, "plan": plan_of_action}[fact.reopens], case)
        case CommitmentRefused(back_to="diagnosis"):
            return back_to(diagnosis, case)
        case JobObjectiveDefined():
            return back_to(plan_of_action, case)
        case ContractEnded() | OfferWithdrawn() | SelfEmploymentEnded() if not jobs(case):
            return back_to(carrying_out, case)
        case PhaseReopened():
            return INSERTOR.reopen(fact.of)
    return None


INSERTOR = Story(
    method="insertor",
    opens=(initial_interview,),
    path=(initial_interview, diagnosis, plan_of_action, carrying_out, first_months, closing),
    phases={
        initial_interview: "exploration",
        diagnosis: "capability_mapping",
        plan_of_action: "placement",
        carrying_out: "placement",
        first_months: "in_work_support",
        closing: "end_of_contract",
    },
    facts=facts_in(
        anytime, appointments, appointment_replies, reaching, watch, mistakes, new_rules, documents, resources, interviews, data_groups,
        employability, career_plan, commitments, crossroads, adaptation, autonomy, local_resources,
    ) - {PhaseSkipped} | {
        GoalSet, GoalSettled, ActionAgreed, ActionDone, ApplicationSent, ApplicationAnswered, EmployerApproached, EmployerAnswered,
        ContractSigned, ContractEnded, Referred, CheckHeld, PersonSpokenTo,
    },
    always=(always, on_the_way),
    turned_by=frozenset({
        EventMet, CommitmentRefused, JobObjectiveDefined, ContractEnded, OfferWithdrawn, SelfEmploymentEnded, PhaseReopened,
    }),
    turns=turns,
    only_in={
        EmployabilityRated: (
            (diagnosis, plan_of_action, carrying_out, first_months, closing),
            "the level is judged once the initial interview is closed: each of the eight groups has to be known first",
        ),
        CommitmentProposed: ((plan_of_action,), "commitments are negotiated with the plan: tell phase_reopened of=plan_of_action first"),
        DocumentDrawnUp: ((plan_of_action,), "the plan is drawn up once the person is evaluated: first finish interview and diagnosis"),
        DocumentRevised: ((plan_of_action,), "a plan is renegotiated in its own step: tell phase_reopened of=plan_of_action first"),
    },
    asks={
        "lists": frozenset({
            "interviews", "data_groups", "variables", "employability_levels", "actions", "results", "autonomy",
        }),
        "gaps": frozenset({
            "interview_held.initial", "interview_held.diagnosis", "interview_held.plan", "interview_held.actions",
            "interview_held.first_months", "adaptation_visit_held.first", "adaptation_visit_held.later", "check_held",
        }),
        "counts": frozenset({"poor_checks", "unanswered", "close_visits"}),
        "spans": frozenset({"partner_answer", "partner_start", "partner_attendance"}),
    },
)  # fmt: skip
