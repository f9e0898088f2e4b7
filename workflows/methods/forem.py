"""Forem's individualised support: one referent counsellor, an assessment and a plan set up side by side, and a long follow-up.

Everybody who registers is served from that day: what services there are, vacancies that fit, and who their counsellor is.
Assessment and action plan are two strands, neither after the other. The same counsellor then follows the plan in as many
loops as it takes, as closely as the jobseeker needs; nothing but a reason ends it. FR-01 to FR-21.
"""

from casework import anytime, appointment_replies, appointments, documents, mistakes, new_rules, plan_follow_up, reaching, surveys, watch
from casework import assessment as assessing
from casework import referral as operators
from casework import registration as registering
from casework.anytime import ContactHeld, PhaseReopened, PhaseSkipped
from casework.appointment_conditions import appointments_followed
from casework.assessment import AssessmentInterviewHeld
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.conditions import (
    client_reached,
    pause_looked_at,
    referent_known,
    search_followed,
    trouble_seen,
)
from casework.desk import Desk, Paragraph, Story, Turn
from casework.documents import documents_signed
from casework.exploration import CheckHeld, PersonSpokenTo, Referred
from casework.fact import Fact
from casework.forem_conditions import (
    convention_signed,
    intensity_known,
    level_of,
    operators_followed,
    plan_agreed,
    project_known,
    requirements_served,
    something_under_way,
    stock_taken,
    surveys_answered,
)
from casework.placement import ActionAgreed, ActionDone
from casework.plan_follow_up import ActionPlanReviewed, IntensityDecided
from casework.reaching import addresses_mended
from casework.registration import Registered, VacanciesSent
from casework.vocabulary import facts_in


async def registration(desk: Desk) -> tuple[Paragraph, ...]:
    """Register, near or from afar; from that day early intervention, assessment and plan begin side by side (FR-01 to FR-04)."""
    await desk.expect(Registered)
    return early_intervention, assessment, action_plan


async def early_intervention(desk: Desk) -> None:
    """Send vacancies at once, by the profile of the registration; what services there are was written when the case opened (FR-04)."""
    await desk.expect(VacanciesSent)


async def assessment(desk: Desk) -> Paragraph:
    """Meet, take stock, see what project and what actions it leads to, and sign what was agreed (FR-08 to FR-10)."""
    await desk.expect(AssessmentInterviewHeld)
    await desk.until(stock_taken, project_known, intensity_known, convention_signed, plan_agreed)
    return follow_up


async def action_plan(desk: Desk) -> None:
    """Set up the plan beside the assessment, not after it: an action for all that is required, and agreed by both (FR-09, FR-11)."""
    await desk.until(something_under_way, requirements_served, plan_agreed)


async def follow_up(desk: Desk) -> Paragraph | tuple[Paragraph, ...]:
    """Action after action with the same counsellor; each review closes a loop and opens the next, as many as it takes (FR-12, FR-21)."""
    with desk.meanwhile(desk.keep(IntensityDecided), desk.until(something_under_way, requirements_served, project_known)):
        review = await desk.decided(ActionPlanReviewed)
    if review == "assessed anew":
        return assessment, action_plan
    return (follow_up, action_plan) if review == "plan is changed" else follow_up


async def always(desk: Desk) -> None:
    """One referent, in touch as closely as was decided; no action, operator, signature or survey is left to itself (FR-05 to FR-08)."""
    await desk.together(
        desk.keep(ContactHeld, of="client", pace=level_of(desk.case)),
        desk.until(referent_known, appointments_followed, pause_looked_at, client_reached, trouble_seen, addresses_mended),
        desk.until(search_followed, operators_followed, documents_signed, surveys_answered),
    )


def turns(fact: Fact, _case: Case) -> Turn | None:
    """The path may go back to where it was; nothing recorded later is lost."""
    return FOREM.reopen(fact.of) if isinstance(fact, PhaseReopened) else None


FOREM = Story(
    method="forem",
    opens=(registration,),
    path=(registration, assessment, follow_up),
    phases={
        registration: "exploration",
        early_intervention: "exploration",
        assessment: "capability_mapping",
        action_plan: "plan",
        follow_up: "placement",
    },
    facts=facts_in(
        anytime,
        appointments,
        appointment_replies,
        reaching,
        watch,
        mistakes,
        new_rules,
        documents,
        operators,
        registering,
        assessing,
        plan_follow_up,
        surveys,
    )
    - {PhaseSkipped}
    | {GoalSet, GoalSettled, ActionAgreed, ActionDone, Referred, CheckHeld, PersonSpokenTo},
    asides=(early_intervention, action_plan),
    always=(always,),
    turned_by=frozenset({PhaseReopened}),
    turns=turns,
    only_in={
        Registered: ((registration,), "this jobseeker is registered already: who comes back after the end of a case gets a new one"),
        AssessmentInterviewHeld: (
            (assessment,),
            "an assessment interview is held in the assessment: tell registered before it, or action_plan_reviewed to assess anew",
        ),
        ActionPlanReviewed: ((follow_up,), "a plan is reviewed while it is followed: first comes what the assessment waits for"),
    },
    asks={
        "lists": frozenset({"channels", "subjects", "actions", "intensities", "degrees_of_autonomy", "surveys", "survey_questions"}),
        "documents": frozenset({"convention", "action_plan"}),
        "gaps": frozenset({"contact_held", "check_held", "intensity_decided"}),
        "counts": frozenset({"poor_checks", "unanswered"}),
        "spans": frozenset({"partner_answer", "partner_start", "partner_attendance"}),
    },
)
