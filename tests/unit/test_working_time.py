"""Working time as an office lives it: delays, working days, clock changes, quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from casework.working_time import Calendar, Delay

LABOUR_DAY = date(2026, 5, 1)
ASCENSION = date(2026, 5, 14)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
HOURS = st.integers(0, 4 * 366 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
UNHURRIED = settings(deadline=None)


def office(**changes: Any) -> Calendar:
    given: dict[str, Any] = {
        "zone": "Europe/Brussels",
        "country": "BE",
        "known_until": date(2037, 12, 31),
        "holidays": (ASCENSION, LABOUR_DAY),
    }
    return Calendar(**(given | changes))


def delay(text: str) -> Delay:
    return Delay.parse(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


BRUSSELS = office()


class TestADelay:
    @pytest.mark.parametrize("text", ["48 hours", "1 day", "10 working days", "-2 working days", "2 weeks", "-1 month", "0 days"])
    def test_is_said_as_it_was_written(self, text: str) -> None:
        assert str(delay(text)) == text

    def test_forgives_a_missing_s_a_plus_and_double_spaces(self) -> None:
        assert delay(" +3  working  day ") == delay("3 working days")

    @pytest.mark.parametrize(
        "text", ["", "10", "two weeks", "1 fortnight", "1.5 days", "10 working weeks", "- 2 days", "99999 days", "٣ days"]
    )
    def test_that_cannot_be_read_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"is not a delay; write a number and its unit, as in '10 working days'"):
            delay(text)

    def test_is_text_in_a_programme_and_in_json(self) -> None:
        class Cadence(BaseModel):
            gap: Delay

        cadence = Cadence.model_validate({"gap": "2 weeks"})

        assert cadence.gap == Delay(number=2, unit="weeks")
        assert cadence.model_dump_json() == '{"gap":"2 weeks"}'
        assert Cadence.model_json_schema()["$defs"]["Delay"]["type"] == "string"

    def test_of_another_type_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            Delay.model_validate(14)

    def test_turned_round_counts_backwards(self) -> None:
        assert -delay("3 months") == delay("-3 months")

    def test_may_be_a_key(self) -> None:
        assert {delay("1 day"): "tomorrow"}[delay("1 days")] == "tomorrow"


class TestMonthsAndWeeks:
    @pytest.mark.parametrize(
        ("day", "later", "then"),
        [
            ("2026-01-31", "1 month", "2026-02-28"),
            ("2028-01-31", "1 month", "2028-02-29"),
            ("2028-02-29", "12 months", "2029-02-28"),
            ("2028-02-29", "48 months", "2032-02-29"),
            ("2028-02-29", "-12 months", "2027-02-28"),
            ("2026-03-31", "-1 month", "2026-02-28"),
            ("2026-12-15", "1 month", "2027-01-15"),
            ("2026-01-15", "-1 month", "2025-12-15"),
            ("2026-11-30", "3 months", "2027-02-28"),
            ("2026-01-31", "0 months", "2026-01-31"),
            ("2028-02-29", "52 weeks", "2029-02-27"),
            ("2028-02-29", "-366 days", "2027-02-28"),
        ],
    )
    def test_t_22_a_month_later_is_the_same_day_or_the_last_of_that_month(self, day: str, later: str, then: str) -> None:
        assert BRUSSELS.add(date.fromisoformat(day), delay(later)) == date.fromisoformat(then)

    def test_a_day_has_no_hours_to_add(self) -> None:
        with pytest.raises(ValueError, match="a day cannot be moved by 4 hours; write it in days"):
            BRUSSELS.add(LABOUR_DAY, delay("4 hours"))


class TestWorkingDays:
    @pytest.mark.parametrize("day", [LABOUR_DAY, date(2026, 5, 2), date(2026, 5, 3)])
    def test_a_holiday_and_a_weekend_are_not_worked(self, day: date) -> None:
        assert not BRUSSELS.is_working(day)
        assert BRUSSELS.next_working(day) == date(2026, 5, 4)
        assert BRUSSELS.last_working(day) == date(2026, 4, 30)

    def test_a_working_day_is_its_own_next_and_last(self) -> None:
        thursday = date(2026, 4, 30)

        assert BRUSSELS.next_working(thursday) == BRUSSELS.last_working(thursday) == thursday

    @pytest.mark.parametrize(
        ("day", "later", "then"),
        [
            ("2026-04-30", "1 working day", "2026-05-04"),  # over Labour Day and the weekend
            ("2026-05-02", "1 working day", "2026-05-04"),  # told on a Saturday: Monday is the first
            ("2026-05-02", "0 working days", "2026-05-04"),
            ("2026-04-30", "0 working days", "2026-04-30"),
            ("2026-05-04", "-1 working day", "2026-04-30"),
            ("2026-05-03", "-1 working day", "2026-04-30"),
            ("2026-04-30", "10 working days", "2026-05-18"),  # Labour Day and Ascension
            ("2026-05-18", "-10 working days", "2026-04-30"),
            ("2026-06-06", "5 working days", "2026-06-12"),  # from a Saturday, a whole week ends on Friday
            ("2026-06-07", "-5 working days", "2026-06-01"),
        ],
    )
    def test_are_counted_from_the_day_after(self, day: str, later: str, then: str) -> None:
        assert BRUSSELS.add(date.fromisoformat(day), delay(later)) == date.fromisoformat(then)

    def test_between_two_days_leave_out_the_first(self) -> None:
        assert BRUSSELS.working_days_between(date(2026, 4, 30), date(2026, 5, 18)) == 10
        assert BRUSSELS.working_days_between(date(2026, 5, 18), date(2026, 4, 30)) == -10
        assert BRUSSELS.working_days_between(LABOUR_DAY, LABOUR_DAY) == 0

    def test_a_week_may_have_another_weekend(self) -> None:
        friday_and_saturday = office(weekend=(5, 4))

        assert friday_and_saturday.add(date(2026, 6, 4), delay("1 working day")) == date(2026, 6, 7)

    def test_beyond_the_known_years_only_weekends_are_free(self) -> None:
        known = office(holidays=(date(2026, 12, 25),), known_until=date(2026, 12, 31))

        assert not known.is_working(date(2026, 12, 25))
        assert known.is_working(date(2028, 12, 25))

    @UNHURRIED
    @given(DAYS, st.integers(1, 600), st.sampled_from([1, -1]), st.sets(DAYS, max_size=40))
    def test_added_are_found_between_and_end_on_one_that_is_worked(self, day: date, number: int, way: int, free: set[date]) -> None:
        calendar = office(holidays=tuple(free))

        then = calendar.add(day, Delay(number=way * number, unit="working days"))

        assert calendar.is_working(then)
        assert calendar.working_days_between(day, then) == way * number

    @UNHURRIED
    @given(DAYS, st.integers(0, 120), st.sets(DAYS, max_size=40), st.sets(st.integers(0, 6), max_size=6))
    def test_between_are_those_one_counts_on_the_fingers(self, day: date, days: int, free: set[date], weekend: set[int]) -> None:
        calendar = office(holidays=tuple(free), weekend=tuple(weekend))
        walked = [day + timedelta(days=step) for step in range(1, days + 1)]

        assert calendar.working_days_between(day, day + timedelta(days=days)) == sum(calendar.is_working(one) for one in walked)


class TestTheLocalClock:
    def test_a_day_is_the_local_one(self) -> None:
        assert BRUSSELS.day_of(utc("2026-05-01T22:30")) == date(2026, 5, 2)
        assert office(zone="America/New_York").day_of(utc("2026-05-02T02:00")) == LABOUR_DAY

    def test_the_office_opens_and_closes_at_local_hours_summer_and_winter(self) -> None:
        assert BRUSSELS.opening(date(2026, 3, 27)) == utc("2026-03-27T07:30")
        assert BRUSSELS.opening(date(2026, 3, 30)) == utc("2026-03-30T06:30")
        assert BRUSSELS.closing(date(2026, 10, 23)) == utc("2026-10-23T15:00")
        assert BRUSSELS.closing(date(2026, 10, 26)) == utc("2026-10-26T16:00")

    def test_an_hour_that_the_clock_skips_moves_forward(self) -> None:
        assert BRUSSELS.at(date(2026, 3, 29), time(2, 30)) == utc("2026-03-29T01:30")  # 03:30 in summer time

    def test_an_hour_that_comes_twice_is_the_first(self) -> None:
        assert BRUSSELS.at(date(2026, 10, 25), time(2, 30)) == utc("2026-10-25T00:30")
        assert BRUSSELS.at(date(2026, 10, 25), time(2, 30, fold=1)) == utc("2026-10-25T00:30")

    def test_a_day_later_is_the_same_local_hour_over_both_clock_changes(self) -> None:
        assert BRUSSELS.later(utc("2026-03-28T09:00"), delay("1 day")) == utc("2026-03-29T08:00")
        assert BRUSSELS.later(utc("2026-10-24T08:00"), delay("1 day")) == utc("2026-10-25T09:00")

    def test_hours_later_are_hours_that_passed(self) -> None:
        assert BRUSSELS.later(utc("2026-03-28T09:00"), delay("24 hours")) == utc("2026-03-29T09:00")
        assert BRUSSELS.later(utc("2026-05-01T22:30"), delay("-2 hours")) == utc("2026-05-01T20:30")

    def test_working_days_later_keep_the_local_hour(self) -> None:
        assert BRUSSELS.later(utc("2026-04-30T08:00"), delay("1 working day")) == utc("2026-05-04T08:00")

    def test_an_hour_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="give it in UTC"):
            BRUSSELS.day_of(datetime(2026, 5, 1, 12))  # noqa: DTZ001

    @UNHURRIED
    @given(DAYS, st.times())
    def test_every_local_hour_falls_on_its_day(self, day: date, clock: time) -> None:
        assert BRUSSELS.day_of(BRUSSELS.at(day, clock)) == day


class TestQuietHours:
    @pytest.mark.parametrize("local", [time(20), time(23, 59), time(0), time(7, 59)])
    def test_may_run_past_midnight(self, local: time) -> None:
        assert BRUSSELS.is_quiet(BRUSSELS.at(LABOUR_DAY, local))

    @pytest.mark.parametrize("local", [time(8), time(12), time(19, 59)])
    def test_end_in_the_morning(self, local: time) -> None:
        assert not BRUSSELS.is_quiet(BRUSSELS.at(LABOUR_DAY, local))

    def test_are_none_when_they_start_as_they_end(self) -> None:
        assert not office(quiet_from=time(0), quiet_until=time(0)).is_quiet(utc("2026-05-05T23:00"))

    @pytest.mark.parametrize(
        ("hour", "then"),
        [
            ("2026-05-05T10:00", "2026-05-05T10:00"),  # a Tuesday at noon: now
            ("2026-05-05T17:30", "2026-05-05T17:30"),  # the office is closed, but nobody is disturbed
            ("2026-05-05T18:00", "2026-05-06T06:30"),  # eight in the evening: tomorrow at opening
            ("2026-05-05T01:00", "2026-05-05T06:30"),  # three at night: this morning
            ("2026-05-05T06:10", "2026-05-05T06:30"),  # no longer quiet, not yet open
            ("2026-04-30T20:00", "2026-05-04T06:30"),  # Thursday evening before Labour Day and a weekend
            ("2026-05-03T10:00", "2026-05-04T06:30"),  # Sunday
            ("2026-03-27T20:00", "2026-03-30T06:30"),  # over the weekend of the spring clock change
            ("2026-10-23T20:00", "2026-10-26T07:30"),  # and of the autumn one
        ],
    )
    def test_somebody_is_spoken_to_on_the_first_working_hour(self, hour: str, then: str) -> None:
        assert BRUSSELS.speakable(utc(hour)) == utc(then)

    def test_that_outlast_opening_hold_until_they_end(self) -> None:
        assert office(quiet_until=time(9, 30)).speakable(utc("2026-05-05T01:00")) == utc("2026-05-05T07:30")

    def test_in_the_middle_of_the_day_are_waited_out(self) -> None:
        siesta = office(quiet_from=time(13), quiet_until=time(15))

        assert siesta.speakable(utc("2026-05-05T11:30")) == utc("2026-05-05T13:00")

    def test_may_end_in_the_hour_that_comes_twice(self) -> None:
        night_shelter = office(weekend=(), opens=time(0), quiet_from=time(22), quiet_until=time(2, 30))

        assert night_shelter.speakable(utc("2026-10-25T00:15")) == utc("2026-10-25T00:30")
        assert night_shelter.speakable(utc("2026-10-25T01:15")) == utc("2026-10-25T01:30")

    @UNHURRIED
    @given(HOURS, st.sets(DAYS, max_size=10))
    def test_are_never_broken_and_never_last_longer_than_needed(self, hour: datetime, free: set[date]) -> None:
        calendar = office(holidays=tuple(free))

        then = calendar.speakable(hour)

        assert then >= hour
        assert calendar.is_working(calendar.day_of(then))
        assert not calendar.is_quiet(then)
        assert then in (hour, calendar.opening(calendar.day_of(then)))
        assert calendar.speakable(then) == then


class TestACalendar:
    def test_comes_back_equal_from_json_and_in_order(self) -> None:
        assert BRUSSELS.holidays == (LABOUR_DAY, ASCENSION)
        assert Calendar.model_validate_json(BRUSSELS.model_dump_json()) == BRUSSELS

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"zone": "Europe/Bruxelles"}, "'Europe/Bruxelles' is not a time zone"),
            ({"zone": "../etc/passwd"}, "is not a time zone"),
            ({"zone": ""}, "is not a time zone"),
            ({"weekend": (0, 1, 2, 3, 4, 5, 6)}, "leaves at least one to work"),
            ({"weekend": (7,)}, "days from 0"),
            ({"opens": time(17), "closes": time(8)}, "opens before it closes"),
            ({"opens": time(21), "closes": time(23)}, "quiet hours leave no hour"),
            ({"opens": time(8, tzinfo=UTC)}, "office hours are local"),
        ],
    )
    def test_that_cannot_be_lived_by_is_refused(self, wrong: dict[str, Any], sentence: str) -> None:
        with pytest.raises(ValidationError, match=sentence):
            office(**wrong)
