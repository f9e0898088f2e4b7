"""A contract that is suspended, resumed, or to be prolonged: its end and all that hangs on it move along (T-23, T-24)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.contract_changes import ProlongationAsked, ProlongationDecided, SuspensionEnded, SuspensionGranted
from casework.contract_clock import A_DAY, days_suspended, end_of
from casework.fact import Refused
from casework.in_work_support import DaysCounted
from casework.things import Suspension
from starters.answers.contracts import ends_of
from tests import kina_road as road
from tests.handclock import FIRST_DAY, MONDAY, HandClock, stands
from tests.unit.test_contract_clock import NEW, START, contract

AGREED = date(2027, 4, 30)


def working(**said: object) -> HandClock:
    """At work under art. 60 §7 until an agreed day, a month from the start."""
    return road.in_article_60(**({"ends": AGREED} | said)).days_pass(28)


def suspended(clock: HandClock, days: int, *, after: int = 0, reason: str = "other") -> SuspensionGranted:
    """So many days from today on, or from later on."""
    since = road.day(clock, after)
    return SuspensionGranted(of="k1", reason=reason, since=since, until=since + timedelta(days=days - 1))


def ends(clock: HandClock) -> date:
    assert clock.case.contract is not None
    assert clock.case.contract.ends is not None
    return clock.case.contract.ends


def test_t_23_a_suspension_of_forty_days_moves_the_end_by_forty_days_and_all_that_hangs_on_it():
    clock = working()
    before = clock.due("contact_held:k1"), clock.case.agenda["day:end_comes_near"].by

    clock.tell(suspended(clock, 40))

    assert ends(clock) == AGREED + timedelta(days=40)
    assert clock.due("contact_held:k1") == before[0]
    near = clock.case.agenda["day:end_comes_near"].by
    assert near is not None
    assert before[1] is not None
    assert clock.case.calendar.day_of(near) == clock.case.calendar.add(
        ends(clock), -clock.case.programme.countdown["end_of_contract"].before_end
    )
    assert near > before[1]
    assert "agreed until 30 April 2027, moved by 0 days not worked, 40 suspended" in ends_of(clock.case)["k1"]


def test_t_23_suspensions_that_follow_on_each_other_or_overlap_count_each_day_once():
    clock = working()

    clock.tell(suspended(clock, 20), suspended(clock, 20, after=20), suspended(clock, 10, after=5, reason="force_majeure"))

    assert ends(clock) == AGREED + timedelta(days=40)


def test_t_23_work_that_goes_on_early_gives_back_the_days_that_were_left():
    clock = working().tell(suspended(working(), 20), suspended(working(), 20, after=20)).days_pass(14)

    clock.tell(SuspensionEnded(of="k1", on=road.day(clock)))

    assert ends(clock) == AGREED + timedelta(days=14)
    assert len(clock.case.contracts["k1"].suspensions) == 1


def test_t_23_another_suspension_later_is_not_ended_with_the_one_that_runs():
    clock = working()
    clock.tell(suspended(clock, 20), suspended(clock, 10, after=60)).days_pass(5)

    clock.tell(SuspensionEnded(of="k1", on=road.day(clock)))

    assert ends(clock) == AGREED + timedelta(days=15)


def test_t_23_when_the_end_was_near_and_moves_away_the_person_is_supported_again():
    clock = road.at_the_end()
    assert clock.phases == ["end_of_contract"]

    clock.tell(suspended(clock, 40))

    assert clock.phases == ["in_work_support"]


def test_t_23_a_suspension_told_by_mistake_is_withdrawn_and_the_end_is_where_it_was():
    clock = working()
    before = stands(clock.case)

    clock.tell(suspended(clock, 40)).withdraw(clock.number("suspension_granted"))

    assert stands(clock.case) == before


def refused(clock: HandClock, fact: SuspensionGranted | SuspensionEnded | ProlongationAsked | ProlongationDecided | DaysCounted) -> str:
    with pytest.raises(Refused) as refusal:
        clock.tell(fact)
    return str(refusal.value)


def test_t_23_what_the_programme_does_not_allow_is_refused_with_what_it_does():
    clock = working()
    today = road.day(clock)

    assert "has no reason to suspend called holiday" in refused(clock, suspended(clock, 5, reason="holiday"))
    assert "lasts at most 3 months: until 2026-08-31" in refused(clock, suspended(clock, 93))
    assert "the contract starts on 2026-05-04 and ends on 2027-04-30" in refused(clock, suspended(clock, 5, after=-29))
    assert "before its first" in refused(clock, SuspensionGranted(of="k1", reason="other", since=today, until=today - A_DAY))
    for nth in range(3):
        clock.tell(suspended(clock, 1, after=nth))
    assert "at most 3 times, and was 3 times" in refused(clock, suspended(clock, 1, after=9))
    clock.days_pass(40)
    assert "told at most 30 days after it began: from 2026-06-11 on" in refused(
        clock, suspended(clock, 1, after=-31, reason="force_majeure")
    )
    assert "no running contract k9" in refused(clock, SuspensionGranted(of="k9", reason="other", since=today, until=today))


def test_t_23_what_was_not_suspended_is_not_resumed():
    clock = working()
    assert "is not suspended on" in refused(clock, SuspensionEnded(of="k1", on=road.day(clock)))

    clock.tell(suspended(clock, 20))
    assert "a suspension that never was is withdrawn" in refused(clock, SuspensionEnded(of="k1", on=road.day(clock)))
    assert "told when it does" in refused(clock, SuspensionEnded(of="k1", on=road.day(clock, 4)))


def test_a_programme_without_these_tables_says_that_it_knows_none():
    old = road.changed(suspensions={}, prolongations={})
    clock = road.choose_workplace(_placed(old)).tell(road.art60(ends=AGREED))

    assert refused(clock, suspended(clock, 5)) == "this programme knows no suspension of a contract: tell absence_began for days not worked"
    assert refused(clock, ProlongationAsked(of="k1", reason="training", days=5)) == "this programme knows no prolongation of a contract"


def _placed(under: object) -> HandClock:
    clock = HandClock(under=under)  # type: ignore[arg-type]
    clock.tell(road.ConversationHeld(), *road.NO_PROBLEMS, *road.MAPPED, road.m.MappingCompleted(), road.ARTICLE_60)
    return clock


spans = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), min_size=1, max_size=6)


@settings(deadline=None)
@given(spans)
def test_t_23_the_end_moves_by_exactly_the_days_on_which_the_contract_stands_still(spans: list[tuple[int, int]]):
    suspensions = [Suspension(reason="other", since=START + n * A_DAY, until=START + (n + lasts - 1) * A_DAY) for n, lasts in spans]
    days = {n + day for n, lasts in spans for day in range(lasts)}
    held = contract(agreed_end=AGREED, suspensions=suspensions)

    found = end_of(held, NEW)

    assert len(days_suspended(held)) == len(days)
    assert found.on == AGREED + len(days) * A_DAY
    assert f"{len(days)} suspended" in found.explained


@settings(deadline=None)
@given(spans)
def test_t_23_under_the_rule_of_days_just_those_that_count_are_made_up_for(spans: list[tuple[int, int]]):
    suspensions = [Suspension(reason="other", since=START + n * A_DAY, until=START + (n + lasts - 1) * A_DAY) for n, lasts in spans]
    held = contract(suspensions=suspensions)

    end = end_of(held, NEW).on

    assert end is not None
    still = days_suspended(held)
    worked = [day for n in range((end - START).days + 1) if (day := START + n * A_DAY).weekday() < 6 and day not in still]
    assert len(worked) == 312


@settings(deadline=None)
@given(spans, st.integers(1, 90))
def test_t_24_days_granted_are_days_on_which_the_contract_does_not_stand_still(spans: list[tuple[int, int]], granted: int):
    suspensions = [Suspension(reason="other", since=AGREED + n * A_DAY, until=AGREED + (n + lasts - 1) * A_DAY) for n, lasts in spans]
    longer = contract(type="regular", agreed_end=AGREED, suspensions=suspensions, prolongations=[{"reason": "training", "days": granted}])
    shorter = longer.model_copy(update={"prolongations": []})

    before, after = end_of(shorter, NEW).on, end_of(longer, NEW).on

    assert before is not None
    assert after is not None
    between = {before + n * A_DAY for n in range(1, (after - before).days + 1)}
    assert len(between - days_suspended(longer)) == granted


ASKED = ProlongationAsked(of="k1", reason="rights_not_reached", days=30)
GRANTED = ProlongationDecided(of="k1", decision="granted", why="twelve days are missing")
REFUSED = ProlongationDecided(of="k1", decision="refused", why="the days are reached")


def test_t_24_a_prolongation_granted_after_the_end_moves_it_and_nothing_was_closed_meanwhile():
    clock = working(ends=date(2026, 6, 12)).tell(ASKED).days_pass(20)
    assert road.day(clock) > ends(clock)

    clock.tell(GRANTED)

    assert ends(clock) == date(2026, 7, 12)
    assert (clock.phases, clock.due("outcome_recorded")) == (["end_of_contract"], date(2026, 7, 12))
    assert "30 prolonged" in ends_of(clock.case)["k1"]


def test_t_24_refused_after_the_end_leaves_it_where_it_was_and_the_outcome_is_still_asked_for():
    clock = working(ends=date(2026, 6, 12)).tell(ASKED).days_pass(20)

    clock.tell(REFUSED)

    assert ends(clock) == date(2026, 6, 12)
    assert "outcome_recorded" in clock.awaits
    assert "prolongation_decided:k1" not in clock.awaits
    assert clock.case.contracts["k1"].asked is None


def test_t_24_it_may_be_asked_in_its_window_which_opens_before_the_end_and_closes_after_it():
    long_before = working(ends=date(2027, 7, 30))
    assert "at the earliest 12 months before the end: from 2026-07-30 on" in refused(long_before, ASKED)

    clock = working(ends=date(2026, 6, 12)).pass_until(MONDAY + timedelta(days=220))
    assert road.day(clock) <= date(2026, 12, 12)
    clock.tell(ASKED, REFUSED).days_pass(5)
    assert "at the latest 6 months after the end: until 2026-12-12, which has gone by" in refused(clock, ASKED)


def test_t_24_asked_in_time_it_may_be_decided_when_the_window_has_closed():
    clock = working(ends=date(2026, 6, 12)).tell(ASKED).days_pass(240)

    clock.tell(GRANTED)

    assert ends(clock) == date(2026, 7, 12)


def test_t_24_who_has_to_decide_is_reminded_every_ten_days_and_after_thirty_somebody_higher_hears_of_it():
    clock = working().tell(ASKED)
    asked = road.day(clock)
    about = "prolongation_decided:k1"
    assert clock.due(about) == asked + timedelta(days=10)

    clock.days_pass(46)

    letters = [(letter.to, letter.letter, (letter.due.date() - asked).days) for letter in clock.letters(about=about)]
    assert letters[0][:2] == ("team", "promise_due")
    assert [to for to, _, _ in letters] == ["team", "team", "team lead", "team lead"]
    assert [days // 10 for _, _, days in letters] == [1, 2, 3, 4]
    clock.tell(GRANTED).days_pass(30)
    assert len(clock.letters(about=about)) == len(letters)


def test_t_24_caps_hold_at_once_and_in_all():
    clock = working(ends=date(2026, 8, 1)).days_pass(40)
    assert "lasts at most 6 months: 184 days" in refused(clock, ASKED.model_copy(update={"days": 185}))
    clock.tell(ASKED.model_copy(update={"days": 184}), GRANTED)
    clock.tell(ASKED.model_copy(update={"days": 150}), GRANTED)
    assert "last at most 12 months together: 31 days are left" in refused(clock, ASKED.model_copy(update={"days": 32}))
    clock.tell(ASKED.model_copy(update={"days": 31}))
    assert "is asked already" in refused(clock, ASKED)


def test_t_24_fewer_days_than_were_asked_may_be_granted_and_never_more():
    clock = working().tell(ASKED)
    assert "30 days are asked: grant at most so many" in refused(clock, GRANTED.model_copy(update={"days": 31}))
    assert "leave days out" in refused(clock, REFUSED.model_copy(update={"days": 3}))

    clock.tell(GRANTED.model_copy(update={"days": 10}))

    assert ends(clock) == AGREED + timedelta(days=10)
    assert "no prolongation is asked for this contract" in refused(clock, GRANTED)


def test_t_24_nothing_is_prolonged_while_it_stands_still_nor_what_has_no_end():
    clock = working()
    clock.tell(suspended(clock, 20))
    assert "while it is suspended" in refused(clock, ASKED)

    assert "has no last day yet" in refused(road.in_a_job(), ASKED)


def test_nl_30_days_told_are_paid_and_assimilated_and_the_end_says_how_many_of_each():
    clock = road.in_article_60().days_pass(40)
    month = f"{FIRST_DAY:%Y-%m}"

    clock.tell(DaysCounted(of="k1", month=month, days=15, assimilated=6))

    assert "312 days, 21 told (6 of them assimilated), 0 days not worked" in ends_of(clock.case)["k1"]
    assert "has 31 days" in refused(clock, DaysCounted(of="k1", month=month, days=26, assimilated=6))
    clock.tell(DaysCounted(of="k1", month=month, days=21))
    assert "312 days, 21 told, 0 days not worked" in ends_of(clock.case)["k1"]


def test_a_day_that_is_missed_and_suspended_is_one_day():
    clock = working()
    clock.tell(suspended(clock, 10))
    absence = [{"reason": "sickness", "since": road.day(clock), "until": road.day(clock, 5)}]
    held = clock.case.contracts["k1"].model_copy(update={"absences": contract(absences=absence).absences})

    assert end_of(held, NEW).on == AGREED + timedelta(days=10)
