"""Hovedvej, intensiv jobsøgning: DA-13 to DA-20."""

from __future__ import annotations

from datetime import date

import pytest

from casework.anytime import PhaseSkipped
from casework.fact import WITHHELD, Refused, as_seen_by
from casework.handover import row_of
from casework.job_goals import JobGoalsReviewed, UpskillingDecided
from casework.job_search import ChancesDiscussed, JobSearchReviewed, SparringGiven
from casework.talks import TalkHeld
from casework.upskilling import EducationEnded, UpskillingEnded, UpskillingStarted
from casework.vocabulary import fact_from
from tests import star_road as road
from tests.handclock import HandClock
from tests.star_road import STRATEGY, WELL, cv, talk, track

SPARRING = SparringGiven(targeted="good", easy_to_read="good", profile_text="to improve", match="good", motivation="to improve")
FORKLIFT = UpskillingStarted(of="u1", sort="certificate", starts=road.FIRST_DAY, ends=date(2026, 5, 22))
CHANCES = ChancesDiscussed(areas=["care", "logistics"], based_on={"goals", "CV", "local knowledge"})


def with_a_list() -> HandClock:
    """Two jobs were agreed on at the last talk."""
    return road.searching().tell(talk("welcome", ads=["J-1", "J-2"], ads_brought=["J-7"], will_apply=["J-1", "J-7"])).days_pass(14)


def test_da_13_a_strategy_says_what_is_sought_where_and_how():
    clock = road.on_track("main_road")
    assert clock.due("search_strategy_agreed") == date(2026, 5, 19)

    clock.tell(STRATEGY)

    assert "search_strategy_agreed" not in clock.awaits
    told = clock.row("search_strategy_agreed")
    assert (told["job_types"], told["channels"]) == ("shops and warehouses", ["Jobnet", "network"])
    assert (told["company_research"], told["job_log"]) == ("their pages", True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"job_log": False}, "talk about how the job log is used, then say job_log=yes"),
        ({"channels": set()}, "say under channels where jobs are looked for"),
    ],
)
def test_da_13_a_strategy_without_a_job_log_or_a_channel_is_none(said, sentence):
    with pytest.raises(Refused, match=sentence):
        road.on_track("main_road").tell(STRATEGY.model_copy(update=said))


def test_da_14_every_talk_brings_a_concrete_job_from_the_case_worker():
    with pytest.raises(Refused, match="every talk brings at least one concrete job from the case worker: name it under ads"):
        road.searching().tell(talk("welcome", ads=[], ads_brought=["J-7"], will_apply=["J-7"]))


def test_da_14_the_jobs_the_citizen_brought_are_listed_too():
    told = with_a_list().row("talk_held")

    assert (told["ads"], told["ads_brought"]) == (["J-1", "J-2"], ["J-7"])


def test_da_14_in_the_early_start_a_talk_may_be_about_other_things():
    assert road.reported().tell(talk("welcome", ads=[], will_apply=[])).case.job_list == []


def test_da_14_an_ad_is_named_by_its_id():
    with pytest.raises(Refused, match=r"ads\.0: expected an id of letters, digits and hyphens, as X-1"):
        fact_from("talk_held", {"of": "welcome", "ads": ["shop assistant wanted"]})


def test_da_15_every_talk_ends_with_the_jobs_to_apply_for():
    with pytest.raises(Refused, match="a talk ends with the jobs to apply for before the next: name them under will_apply"):
        road.searching().tell(talk("welcome", will_apply=[]))
    assert with_a_list().case.job_list == ["J-1", "J-7"]


def test_da_15_only_jobs_of_the_talk_can_stand_on_the_list():
    with pytest.raises(Refused, match="J-9 is none of the ads of this talk: put it under ads or ads_brought too"):
        road.searching().tell(talk("welcome", will_apply=["J-1", "J-9"]))


def test_da_15_nothing_to_apply_for_has_a_reason_that_is_not_for_everyone():
    clock = road.searching().tell(talk("welcome", will_apply=[], nothing_because="goes to hospital next week"))

    assert as_seen_by("everyone", TalkHeld, clock.row("talk_held"))["nothing_because"] == WITHHELD


def test_da_15_the_list_is_noted_in_min_plan_so_there_must_be_one():
    clock = road.reported().tell(PhaseSkipped(of="early_start", why="was here until last month"))

    with pytest.raises(Refused, match="the jobs to apply for are noted in Min Plan: draw it up first"):
        clock.tell(talk("welcome"))


def test_da_16_the_next_talk_opens_with_the_list():
    with pytest.raises(Refused, match="begin with the list of last time: put J-1, J-7 under applied or not_applied"):
        with_a_list().tell(talk("strategy"))
    with pytest.raises(Refused, match="begin with the list of last time: put J-7 under"):
        with_a_list().tell(talk("strategy", applied=["J-1"]))


def test_da_16_what_was_not_done_has_a_reason():
    with pytest.raises(Refused, match=r"say with why_not=... why J-7 was not applied for"):
        with_a_list().tell(talk("strategy", applied=["J-1"], not_applied=["J-7"]))

    clock = with_a_list().tell(talk("strategy", applied=["J-1"], not_applied=["J-7"], why_not="the job was gone"))

    assert clock.case.job_list == ["J-1"], "the next list stands"
    assert (clock.case.tally["jobs applied for"], clock.case.tally["jobs not applied for"]) == (1, 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"applied": ["J-1", "J-7", "J-9"]}, "J-9 did not stand on the list of last time: that was J-1, J-7"),
        ({"applied": ["J-1", "J-7"], "not_applied": ["J-7"], "why_not": "x"}, "J-7 cannot be both done and not done"),
    ],
)
def test_da_16_the_answer_fits_the_list(said, sentence):
    with pytest.raises(Refused, match=sentence):
        with_a_list().tell(talk("strategy", **said))


def test_da_16_the_list_goes_along_to_another_track_and_to_whoever_leads_the_talk():
    clock = with_a_list().tell(track("education_lift"))

    with pytest.raises(Refused, match="begin with the list of last time"):
        clock.tell(talk("strategy", ads=[], will_apply=[], led_by="S-9", led_as="education ambassador"))


def test_da_17_good_chances_are_talked_over_again_and_again():
    clock = road.searching()
    assert clock.due("chances_discussed") == date(2026, 7, 3)

    clock.days_pass(30).tell(CHANCES)

    assert clock.due("chances_discussed") == date(2026, 8, 3)
    assert clock.row("chances_discussed")["based_on"] == ["CV", "goals", "local knowledge"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"areas": []}, "name at least one area where chances are good"), ({"based_on": set()}, "say what it rests on under based_on")],
)
def test_da_17_chances_are_somewhere_and_rest_on_something(said, sentence):
    with pytest.raises(Refused, match=sentence):
        road.searching().tell(CHANCES.model_copy(update=said))


def test_da_18_sparring_goes_point_by_point():
    clock = road.searching()
    assert clock.due("sparring_given") == date(2026, 7, 3)

    clock.days_pass(10).tell(SPARRING)

    assert clock.due("sparring_given") == date(2026, 7, 14)
    assert [name for name, said in clock.row("sparring_given").items() if said == "to improve"] == ["profile_text", "motivation"]


def test_da_19_the_search_is_looked_at_by_the_job_log():
    clock = road.searching()
    assert clock.due("job_search_reviewed") == date(2026, 6, 15)

    assert clock.tell(WELL).awaits == road.searching().awaits, "it comes again"


def test_da_19_fewer_applications_than_the_job_log_asks_for_lead_to_a_change_or_have_a_reason():
    few = JobSearchReviewed(job_log_in_use=True, applications=7, weeks=4)

    with pytest.raises(Refused, match=r"that is fewer than 2 applications a week: say what changes with change=..., or why not"):
        road.searching().tell(few)
    road.searching().tell(few.model_copy(update={"applications": 8}))
    road.searching().tell(few.model_copy(update={"why": "a sick child at home"}))


def test_da_19_a_strategy_that_is_to_change_is_agreed_on_anew():
    clock = road.searching().days_pass(20).tell(WELL.model_copy(update={"change": "strategy"}))
    assert clock.due("search_strategy_agreed") == date(2026, 6, 8)

    assert "search_strategy_agreed" not in clock.tell(STRATEGY).awaits


def test_da_19_goals_that_are_to_change_are_looked_at_again():
    clock = road.searching().tell(WELL.model_copy(update={"change": "both"}))
    assert {"job_goals_reviewed", "search_strategy_agreed"} <= set(clock.awaits)

    clock.tell(JobGoalsReviewed(result="changed"), STRATEGY)

    assert not {"job_goals_reviewed", "search_strategy_agreed"} & set(clock.awaits)


def test_da_20_a_course_runs_beside_the_search_and_is_followed():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT)

    assert clock.phases == ["main_road"]
    assert {"upskilling_ended:u1", "job_search_reviewed", "talk_held:welcome"} <= set(clock.awaits)
    assert clock.due("upskilling_ended:u1") == date(2026, 5, 22)


def test_da_20_after_a_course_goals_and_cv_say_what_is_new():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT).days_pass(18)

    clock.tell(UpskillingEnded(of="u1", result="completed"))

    assert clock.due("cv_followed_up") == clock.due("job_goals_reviewed") == date(2026, 6, 8)
    clock.tell(cv(road.day(clock)))
    assert clock.due("cv_followed_up") == date(2026, 8, 21)
    clock.tell(JobGoalsReviewed(result="kept"))
    assert "job_goals_reviewed" not in clock.awaits


def test_da_20_a_cv_that_was_last_updated_before_the_course_ended_does_not_say_what_is_new():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT).days_pass(18)

    clock.tell(UpskillingEnded(of="u1", result="completed"), cv(road.day(clock, -1)))
    assert clock.due("cv_followed_up") == date(2026, 6, 8)
    assert clock.tell(cv(road.day(clock))).due("cv_followed_up") == date(2026, 8, 21)


def test_da_20_a_course_that_was_stopped_leaves_the_cv_as_it_is():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT).days_pass(10)

    clock.tell(UpskillingEnded(of="u1", result="stopped"))

    assert clock.due("cv_followed_up") == date(2026, 8, 4)
    assert "job_goals_reviewed" in clock.awaits


@pytest.mark.parametrize("sort", ["FVU", "OBU"])
def test_da_20_a_course_may_be_in_general_subjects(sort):
    clock = road.searching().tell(UpskillingDecided(need=sort), FORKLIFT.model_copy(update={"sort": sort}))

    assert clock.case.courses["u1"].ends == date(2026, 5, 22)


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (FORKLIFT, "talk over first whether a course is needed: tell upskilling_decided, or name an accepted offer"),
        (FORKLIFT.model_copy(update={"offer": "o9"}), "this case has no offer o9: there is none yet"),
        (FORKLIFT.model_copy(update={"ends": date(2026, 5, 1)}), "a course ends after it starts"),
        (FORKLIFT.model_copy(update={"starts": date(2026, 5, 6)}), "this course starts on 2026-05-06: tell it when it has begun"),
        (UpskillingEnded(of="u1", result="completed"), "this case has no course or education u1: there is none yet"),
    ],
)
def test_da_20_a_course_is_talked_over_before_and_told_when_it_has_begun(fact, sentence):
    with pytest.raises(Refused, match=sentence):
        road.searching().tell(fact)


def test_da_20_a_course_is_no_education():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT)

    with pytest.raises(Refused, match=r"u1 is a short course: look at of=..."):
        clock.tell(EducationEnded(of="u1", result="completed"))


def test_da_20_a_course_of_which_nothing_is_heard_is_asked_about():
    clock = road.searching().tell(UpskillingDecided(need="certificate"), FORKLIFT).days_pass(60)

    assert row_of(clock.case, clock.story).overdue
    assert "team lead" in {m.to for m in clock.letters("upskilling_ended:u1")}
