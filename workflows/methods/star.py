"""STAR's guide for job-ready unemployed people in Denmark: an early, intensive start, then one of three tracks.

The track may change at any time and in every direction; goals, CV and job log go along. A talk brings a concrete job and
ends with the jobs to apply for; the next one opens with that list. Which talks are due, and by when, says the programme: the
law changes every few years, and each case keeps the calendar it was opened under. DA-01 to DA-36.
"""

from casework import (
    anytime,
    appointment_replies,
    appointments,
    company_stays,
    contact_course,
    cv,
    documents,
    job_goals,
    job_search,
    mistakes,
    new_rules,
    reaching,
    talks,
    watch,
)
from casework import upskilling as learning
from casework.anytime import PhaseReopened, PhaseSkipped
from casework.appointment_conditions import appointments_followed
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.company_stays import stay_may_begin
from casework.conditions import (
    client_reached,
    pause_looked_at,
    referent_known,
    search_followed,
    trouble_seen,
)
from casework.contact_conditions import (
    exemptions_looked_at,
    missed_talk_made_good,
    responsibility_right,
    talks_kept,
    talks_planned,
    unemployment_known,
)
from casework.cv import CvTransmitted
from casework.desk import Desk, Paragraph, Stop, Story, Turn, first, instead, the_end
from casework.documents import DocumentDrawnUp, DocumentRevised, documents_signed
from casework.fact import Fact
from casework.job_search import (
    ChancesDiscussed,
    JobBegun,
    JobSearchReviewed,
    SearchStrategyAgreed,
    SparringGiven,
    TempAgencySuggested,
    full_time_job,
)
from casework.placement import ActionAgreed, ActionDone, ApplicationAnswered, ApplicationSent, ContractSigned
from casework.reaching import addresses_mended
from casework.star_conditions import (
    cv_fresh,
    cv_in_order,
    direction_asked,
    goals_current,
    goals_judged,
    goals_set,
    job_awaited,
    plan_noted,
    something_else_begun,
    strategy_agreed,
    told_anew,
)
from casework.stay_conditions import (
    company_measure_offered,
    concrete_offer_made,
    courses_followed,
    education_entered,
    education_over,
    offers_followed,
    stays_followed,
    stays_talked_over,
)
from casework.tracks import TrackDecided, only_early_again, written_together
from casework.upskilling import EducationChosen, EducationsShown, EducationSupportExplained
from casework.vocabulary import facts_in


async def early_start(desk: Desk) -> Paragraph:
    """Talk early and often: where to, a plan and a CV that show it, and then which road to take (DA-04 to DA-12)."""
    with desk.meanwhile(talks_held(desk)):
        await desk.until(unemployment_known)
        await desk.together(direction(desk), desk.until(cv_in_order))
        return STAR[await desk.decided(TrackDecided)]


async def direction(desk: Desk) -> None:
    """Goals that can be reached, or others beside them; is a course needed, or the education lift; Min Plan (DA-05 to DA-09)."""
    await desk.until(goals_set)
    await desk.until(goals_judged, direction_asked, plan_noted)


async def main_road(desk: Desk) -> Paragraph:
    """Intensive search: a strategy, concrete jobs at every talk, sparring on the way, until there is a job (DA-13 to DA-19)."""
    with desk.meanwhile(talks_held(desk), plan_kept(desk), desk.until(company_measure_offered)):
        await desk.until(strategy_agreed)
        with desk.meanwhile(desk.keep(ChancesDiscussed), desk.keep(SparringGiven), desk.keep(JobSearchReviewed)):
            await desk.hear(JobBegun)
    return the_end


async def education_lift(desk: Desk) -> Paragraph:
    """An overview, what helps on the way, a choice, prior learning assessed, enrolment, and a good time there (DA-21 to DA-25)."""
    with desk.meanwhile(talks_held(desk), plan_kept(desk)):
        await desk.expect(EducationsShown, EducationSupportExplained)
        await desk.expect(EducationChosen)
        await desk.until(education_entered)
        await desk.until(education_over)
        return STAR[await desk.decided(TrackDecided)]


async def risk_of_long_unemployment(desk: Desk) -> Paragraph:
    """Look at strategy, goals and search anew, pass the CV on, and offer what companies and courses can do (DA-26 to DA-31, DA-35)."""
    with desk.meanwhile(talks_held(desk), plan_kept(desk), desk.keep(CvTransmitted), desk.until(company_measure_offered)):
        await desk.expect(JobSearchReviewed, SearchStrategyAgreed)
        await desk.together(desk.expect(TempAgencySuggested), desk.until(concrete_offer_made))
        with desk.meanwhile(desk.keep(ChancesDiscussed), desk.keep(SparringGiven), desk.keep(JobSearchReviewed)):
            await desk.hear(JobBegun)
    return the_end


async def new_job(desk: Desk) -> None:
    """A job is found: what the track asks for rests until its first day, and goes on if it falls through (DA-36)."""
    await desk.until(job_awaited)


def talks_held(desk: Desk) -> Stop:
    """The talks of the calendar, often enough, and one soon after one that was missed (DA-04, DA-36)."""
    return desk.until(talks_planned, talks_kept, missed_talk_made_good)


def plan_kept(desk: Desk) -> Stop:
    """Goals, plan and CV stay true for as long as the search lasts (DA-09, DA-10, DA-19)."""
    return desk.until(goals_set, goals_judged, goals_current, plan_noted, cv_in_order, cv_fresh)


async def caseworker(desk: Desk) -> None:
    """One case worker, in the a-kasse or the jobcentre; no appointment, pause, silence or exemption is left to itself (DA-01)."""
    await desk.until(referent_known, responsibility_right, unemployment_known, exemptions_looked_at, appointments_followed, pause_looked_at,
                     client_reached, trouble_seen, addresses_mended)  # fmt: skip


async def under_way(desk: Desk) -> None:
    """What was begun is followed to its end whatever the track, above all a stay that led to no job (DA-20, DA-30 to DA-33)."""
    await desk.until(courses_followed, offers_followed, stays_followed, stays_talked_over, told_anew, something_else_begun,
                     search_followed, documents_signed)  # fmt: skip


def turns(fact: Fact, _case: Case) -> Turn | None:
    """The facts that turn the path wherever it stands (DA-12, DA-34, DA-36)."""
    match fact:
        case TrackDecided():
            return instead(STAR[fact.track])
        case ContractSigned() if full_time_job(fact):
            return first(new_job)
        case PhaseSkipped():
            return STAR.skip(fact.of)
        case PhaseReopened():
            return STAR.reopen(fact.of)
    return None


STAR = Story(
    method="star",
    opens=(early_start,),
    path=(early_start, main_road, education_lift, risk_of_long_unemployment),
    phases={
        early_start: "early_start",
        main_road: "main_road",
        education_lift: "education_lift",
        risk_of_long_unemployment: "risk_of_long_unemployment",
        new_job: "new_job",
    },
    facts=facts_in(
        anytime, appointments, appointment_replies, reaching, watch, mistakes, new_rules, documents,
        contact_course, talks, job_goals, cv, job_search, learning, company_stays,
    ) | {TrackDecided, GoalSet, GoalSettled, ActionAgreed, ActionDone, ApplicationSent, ApplicationAnswered, ContractSigned},
    asides=(new_job,),
    always=(caseworker, under_way),
    skips={early_start: main_road},
    turned_by=frozenset({TrackDecided, ContractSigned, PhaseSkipped, PhaseReopened}),
    turns=turns,
    only_in={
        EducationChosen: (
            (education_lift,),
            "an education is chosen in the education lift: decide on it first with track_decided track=education_lift",
        ),
    },
    only_if={
        ContractSigned: stay_may_begin,
        DocumentDrawnUp: written_together,
        DocumentRevised: written_together,
        PhaseReopened: only_early_again,
        PhaseSkipped: only_early_again,
    },
    asks={
        "lists": frozenset({"actions"}),
        "documents": frozenset({"min_plan"}),
        "gaps": frozenset({
            "talk_held", "talk_held.early_start", "talk_held.main_road", "talk_held.education_lift",
            "talk_held.risk_of_long_unemployment", "cv_followed_up", "cv_transmitted", "chances_discussed", "sparring_given",
            "job_search_reviewed", "well_being_asked", "well_being_asked.start", "benefit_hours_paid",
        }),
        "counts": frozenset({"unanswered"}),
        "stays": frozenset({"placement", "wage_subsidy.private", "wage_subsidy.public"}),
        "least": frozenset({"applications_a_week"}),
    },
)  # fmt: skip
