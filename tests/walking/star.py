"""The tracks of STAR's guide as walks see them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from casework import company_stays as s
from casework import contact_course as c
from casework import job_goals, job_search
from casework import upskilling as u
from casework.anytime import ContactFailed, PhaseSkipped
from casework.capability_mapping import GoalSet, GoalSettled
from casework.case import Case
from casework.fact import Fact
from casework.placement import ContractSigned
from casework.talks import EXTRA, TalkHeld, talks_of
from casework.tracks import TrackDecided
from tests import star_road as road
from tests.handclock import HandClock
from tests.walking.road import ANYTHING, Chance, Road
from workflows.methods.star import STAR

OF_AN_EDUCATION: tuple[type[Fact], ...] = (
    u.PriorLearningAssessed, u.EnrolmentDone, u.WellBeingAsked, u.InternshipPlaceFound,
)  # fmt: skip
OF_AN_OFFER: tuple[type[Fact], ...] = (s.MeasureAnswered, s.WayToJobAgreed)
OF_A_CONTRACT: tuple[type[Fact], ...] = (s.CompanyStayEnded, job_search.JobFellThrough)


def exempted() -> HandClock:
    """After the reform, exempted from talks for a while."""
    clock = road.searching(road.AFTER_THE_REFORM)
    return clock.tell(c.Exempted(of="talks", reason="a job is waiting", look_again=road.day(clock, 60)))


def about_to_begin() -> HandClock:
    """A full-time job was found and begins in a week."""
    clock = road.searching()
    return clock.tell(road.job(road.day(clock, 7)))


def without_a_job() -> HandClock:
    """The placement has led to no job, and the citizen has stopped answering."""
    return road.placed().days_pass(28).tell(road.NO_JOB, *[ContactFailed()] * 3)


def at_school() -> HandClock:
    """The education has begun, and a place for the internship is sought."""
    clock = road.enrolled().days_pass(20)
    return clock.tell(u.WellBeingAsked(of="u1", fares="well", needs_internship=True))


def in_a_course() -> HandClock:
    """A course runs beside the search."""
    clock = road.searching().tell(job_goals.UpskillingDecided(need="FVU"))
    return clock.tell(u.UpskillingStarted(of="u1", sort="FVU", starts=road.day(clock), ends=road.day(clock, 30)))


def of_2021() -> HandClock:
    """On cash benefit under the rules of 2020, with an offer that waits for an answer."""
    clock = road.on_benefit(road.IN_2021).tell(*road.aim(), road.cv(road.IN_2021.date()), road.EXPLAINED)
    return clock.tell(road.track("risk_of_long_unemployment"), road.PLACEMENT)


def chances(case: Case, chance: Random) -> list[Chance]:
    """What may well happen to courses, offers, contracts and goals."""
    found: list[Chance] = [(fact, of) for of, course in case.courses.items() if course.education for fact in OF_AN_EDUCATION]
    found += [(u.EducationEnded, of) for of, course in case.courses.items() if course.education and chance.random() < 0.2]
    found += [(u.InternshipPlaceFound, of) for of, course in case.courses.items() if course.internship_needed for _ in range(6)]
    found += [(u.UpskillingEnded, of) for of, course in case.courses.items() if not course.education]
    found += [(fact, of) for of in case.offers for fact in OF_AN_OFFER]
    found += [(fact, of) for of in sorted(case.running) for fact in OF_A_CONTRACT]
    found += [(s.ThreePartyTalkHeld, of) for of in case.stays_ended]
    found += [(job_goals.JobGoalJudged, of) for of in case.goals]
    found += [(c.ExemptionEnded, of) for of in case.exemptions]
    found += [(PhaseSkipped, "early_start")] if "early_start" in case.open and chance.random() < 0.1 else []
    goal: Chance = (GoalSettled, max(case.goals)) if len(case.goals) > 2 else (GoalSet, case.next_id("g"))
    return [
        *found, goal, (ContractSigned, case.next_id("k")), (TalkHeld, EXTRA), (s.MeasureOffered, case.next_id("o")), (TrackDecided, ""),
        (u.UpskillingStarted, case.next_id("u")), (u.EducationChosen, case.next_id("u")),
    ]  # fmt: skip


def values(kind: type[Fact], name: str, clock: HandClock, chance: Random) -> object:
    """What a field along these tracks may say."""
    case, today = clock.case, clock.hour.date()
    goals, offers = sorted(case.goals), sorted(case.offers)
    said: dict[str, list[object]] = {
        "job_order": ["JO-1"], "agency": ["T-1"], "company": ["C-1"], "led_by": ["S-2"], "legal_employer": ["C-1"],
        "host": ["C-1"], "who": ["S-1", "S-2"],
        "applied": [list(case.job_list)], "not_applied": [[], [], ["J-7"]], "ads": [["J-1", "J-2"]], "ads_brought": [["J-3"]],
        "will_apply": [["J-1"]], "good_chances_in": [["care"]], "areas": [["care"], ["care"], []], "educations": [["care"], []],
        "also_present": [["company"]], "channels": [["Jobnet"], ["Jobnet"], []], "based_on": [["goals"]],
        "starting_from": [["labour market", "wishes", "competences"]], "told": [["RKV", "dyslexia test", "general subjects"]],
        "present": [["citizen", "company", "case worker"]], "agreed_by": [["citizen", "company"]],
        "month": [f"{today:%Y-%m}"], "hours": [160.3], "offer": [*offers, "", ""], "towards": [*goals, "g9"],
        "from_goal": [*goals, "g9"], "alternative": [*goals, ""], "last_updated": [today, today - timedelta(days=1)],
        "type": ["placement", "regular", "wage_subsidy"], "fraction": [0.5, 1.0],
        "starts": [today + timedelta(days=n) for n in (0, 0, 7)], "ends": [today + timedelta(days=n) for n in (20, 25, 90)],
        "applications": [1, 10], "weeks": [2, 4],
    }  # fmt: skip
    if name == "since":
        return today - timedelta(days=chance.choice([0, 0, 3, 200]))
    return chance.choice(said[name]) if name in said else ANYTHING


def names(kind: type[Fact], case: Case) -> list[str]:
    """The talks of the calendar, and what one can be exempted from."""
    if kind is TalkHeld:
        return [*talks_of(case), EXTRA]
    return ["offers", "talks"] if kind in (c.Exempted, c.ExemptionEnded) else []


def whole(case: Case) -> None:
    """No stay without a job is forgotten, no list of jobs is longer than the talk that made it, and the calendar is known or asked for."""
    if not case.ended:
        assert {f"three_party_talk_held:{of}" for of in case.stays_ended} <= set(case.agenda)
        assert (case.unemployment is None) == ("unemployment_reported" in case.agenda)
        assert sum(contract.type in s.STAYS for contract in case.running.values()) <= 1


ROAD = Road(
    story=STAR,
    starts=(
        road.opened, road.at_risk, road.ready, road.placed, exempted, about_to_begin, road.searching, without_a_job, at_school, in_a_course,
        of_2021,
    ),
    chances=chances,
    names=names,
    values=values,
    gates=frozenset(),
    may_take_away={
        "talk_held": (
            "exempted", "exemption_ended", "unemployment_reported", "responsibility_passed", "benefit_changed", "contact_held",
            "team_consulted", "programme_changed",
        ),
        "referent_assigned": ("responsibility_passed",),
        "appointment_missed": ("talk_held",),
        "team_consulted": ("talk_held",),
        "measure_offered": ("exempted",),
        "benefit_hours_paid": ("responsibility_passed", "benefit_changed", "programme_changed"),
        "responsibility_passed": ("benefit_changed", "programme_changed"),
        "job_goal_judged": ("goal_settled",),
        "upskilling_decided": ("goal_settled",),
        "education_lift_judged": ("goal_settled",),
        "document_drawn_up": ("goal_settled",),
        "document_revised": ("goal_settled",),
        "job_goals_reviewed": ("goal_settled", "job_search_reviewed"),
        "search_strategy_agreed": ("job_search_reviewed",),
        "chances_discussed": ("job_search_reviewed",),
        "sparring_given": ("job_search_reviewed",),
        "track_decided": ("goal_set", "goal_settled", "cv_followed_up", "education_chosen"),
        "way_to_job_agreed": ("company_stay_ended",),
        "contract_signed": ("company_stay_ended",),
        "well_being_asked": ("education_ended",),
        "internship_place_found": ("education_ended",),
        "prior_learning_assessed": ("education_ended",),
        "enrolment_done": ("education_ended",),
    },
    seldom=frozenset({"job_begun"}),
    turns_so=frozenset({"are left", "rest"}),
    whole=whole,
)  # fmt: skip
