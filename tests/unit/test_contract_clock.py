"""When a contract ends, reckoned by hand beside the clock that reckons it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.contract_clock import end_of, reckon
from casework.rules import DayRule
from casework.things import Absence, Contract, Share
from tests.handclock import programme

START = date(2026, 5, 4)
NEW, OLD = programme().day_rule, programme(on=date(2026, 2, 1)).day_rule


def contract(**said: object) -> Contract:
    """A full-time contract under art. 60 §7, from a Monday."""
    fields = {
        "type": "article_60",
        "legal_employer": "OCMW-1",
        "host": "H-1",
        "starts": START,
        "age": 30,
        "shares": [Share(since=START, fraction=1)],
        "signed": datetime(2026, 5, 4, 8, tzinfo=UTC),
    }
    return Contract.model_validate(fields | said)


def told(months: int, days: float) -> dict[str, float]:
    """So many days told of each month from May 2026."""
    return {f"{2026 + (4 + n) // 12}-{(4 + n) % 12 + 1:02}": days for n in range(months)}


@pytest.mark.parametrize(
    ("fraction", "end"),
    [(1, date(2027, 5, 1)), (0.8, date(2027, 7, 31)), (0.5, date(2028, 4, 29))],
)
def test_the_days_of_the_rule_are_reached_at_six_a_week_of_full_time(fraction, end):
    assert end_of(contract(shares=[Share(since=START, fraction=fraction)]), NEW).on == end


@pytest.mark.parametrize(("age", "days", "end"), [(30, 312, date(2027, 5, 1)), (40, 468, date(2027, 10, 30)), (55, 624, date(2028, 4, 29))])
def test_before_1_march_2026_age_said_how_many_days(age, days, end):
    found = end_of(contract(age=age), OLD)

    assert found.on == end
    assert f"{days} days" in found.explained
    assert "the rules before 1 March 2026" in found.explained


@pytest.mark.parametrize(("age", "days"), [(34, 312), (35, 468), (47, 468), (48, 468), (49, 624)])
def test_age_counts_on_the_likely_last_day(age, days):
    assert f"{days} days" in end_of(contract(age=age), OLD).explained


def test_from_1_march_2026_age_says_nothing():
    assert {end_of(contract(age=age), NEW).on for age in (20, 40, 60, None)} == {date(2027, 5, 1)}


def test_a_month_that_was_told_counts_as_told():
    assert end_of(contract(counted={"2026-06": 26}), NEW).on == date(2027, 5, 1)
    assert end_of(contract(counted={"2026-06": 0}), NEW).on == date(2027, 6, 1)
    assert end_of(contract(counted={"2026-06": 20}), NEW).on == date(2027, 5, 8)


def test_when_every_month_was_told_the_end_lies_in_the_month_that_reaches_the_days():
    assert end_of(contract(counted=told(12, 26)), NEW).on == date(2027, 4, 30)
    assert end_of(contract(counted=told(14, 24)), NEW).on == date(2027, 5, 31)
    assert end_of(contract(counted=told(30, 13)), NEW).on == date(2028, 4, 29)


def test_a_month_is_told_for_days_from_the_start_of_the_contract_only():
    late = contract(starts=date(2026, 5, 18), shares=[Share(since=date(2026, 5, 18), fraction=1)])

    assert end_of(late, NEW).on == end_of(late.model_copy(update={"counted": {"2026-05": 12}}), NEW).on


@pytest.mark.parametrize(
    ("reason", "end"), [("sickness", date(2027, 5, 8)), ("unpaid leave", date(2027, 5, 8)), ("holiday", date(2027, 5, 1))]
)
def test_days_not_worked_move_the_end_unless_they_count(reason, end):
    away = Absence(reason=reason, since=date(2026, 7, 6), until=date(2026, 7, 13))

    assert end_of(contract(absences=[away]), NEW).on == end


def test_an_absence_that_is_not_over_moves_nothing_yet():
    assert end_of(contract(absences=[Absence(reason="sickness", since=date(2026, 7, 6))]), NEW).on == date(2027, 5, 1)


def test_days_missed_twice_are_missed_once():
    twice = [Absence(reason="sickness", since=date(2026, 7, 6), until=date(2026, 7, 13))] * 2

    assert end_of(contract(absences=twice), NEW).on == date(2027, 5, 8)


def test_an_absence_in_a_month_that_was_told_is_in_what_was_told():
    away = [Absence(reason="sickness", since=date(2026, 6, 1), until=date(2026, 6, 8))]

    assert end_of(contract(absences=away, counted={"2026-06": 20}), NEW).on == date(2027, 5, 8)


def test_hours_count_from_the_day_they_change():
    shares = [Share(since=START, fraction=1), Share(since=date(2026, 11, 2), fraction=0.5)]

    assert end_of(contract(shares=shares), NEW).on == date(2027, 10, 30)  # 26 weeks whole, 52 weeks half


def test_an_end_that_was_agreed_stands_and_moves_by_days_not_worked():
    agreed = contract(agreed_end=date(2026, 12, 31), absences=[Absence(reason="sickness", since=date(2026, 7, 6), until=date(2026, 7, 13))])

    found = end_of(agreed, OLD)

    assert found.on == date(2027, 1, 7)
    assert (
        found.explained
        == "ends 07 January 2027: agreed until 31 December 2026, moved by 7 days not worked, under the rules before 1 March 2026"
    )


def test_a_regular_job_ends_when_it_was_agreed_or_nobody_knows():
    assert end_of(contract(type="regular"), NEW) == (None, "no end agreed")
    assert end_of(contract(type="regular", agreed_end=date(2026, 12, 31)), NEW) == (date(2026, 12, 31), "ends 31 December 2026, as agreed")


def test_a_contract_longer_than_the_months_of_the_rule_says_so():
    assert "longer than the 21 months the rule looks at" in end_of(contract(shares=[Share(since=START, fraction=0.5)]), OLD).explained


def test_days_that_can_never_be_reached_are_not_reckoned_for_ever():
    found = end_of(contract(shares=[Share(since=START, fraction=0.01)]), NEW)

    assert found.on is None
    assert "312 days are not reached within twelve years" in found.explained


def test_the_end_is_written_into_the_contract():
    written = contract()
    reckon(written, NEW)

    assert written.ends == date(2027, 5, 1)
    assert isinstance(NEW, DayRule)
