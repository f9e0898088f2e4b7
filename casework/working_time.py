"""Working time: how long a delay is, and which hours of which days an office works. No clock is read here."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_serializer, model_validator
from pydantic.config import JsonDict
from typing_extensions import override

Unit = Literal["hours", "days", "working days", "weeks", "months"]

_WRITTEN = re.compile(r"\s*(?P<number>[+-]?[0-9]{1,4})\s+(?P<unit>hour|day|working\s+day|week|month)s?\s*", re.ASCII)
_ONE_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(weeks=1)


def _as_text(schema: JsonDict) -> None:
    schema.clear()
    schema.update(
        title="Delay", type="string", pattern="^[+-]?[0-9]{1,4} +(hour|day|working day|week|month)s?$", examples=["10 working days"]
    )


class Delay(BaseModel):
    """A length of time as people say it: '10 working days', '-2 weeks', '1 month'; in JSON and TOML it is that text."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_as_text)

    number: int = Field(ge=-9999, le=9999)
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a delay from text; raises ValueError with a sentence when it is none."""
        return cls.model_validate(_read(text))

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        return _read(given) if isinstance(given, str) else given

    @model_serializer
    def _to_text(self) -> str:
        return str(self)

    @override
    def __str__(self) -> str:
        return f"{self.number} {self.unit.removesuffix('s') if abs(self.number) == 1 else self.unit}"

    def __neg__(self) -> Delay:
        return Delay(number=-self.number, unit=self.unit)


def _read(text: str) -> dict[str, object]:
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError(f"'{text}' is not a delay; write a number and its unit, as in '10 working days', '2 weeks' or '1 month'")
    return {"number": int(written["number"]), "unit": " ".join(written["unit"].split()) + "s"}


class Calendar(BaseModel):
    """The days and local hours an office works; after `known_until` only weekends are known to be free."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: str
    country: str
    region: str = ""
    weekend: tuple[int, ...] = (5, 6)
    opens: time = time(8, 30)
    closes: time = time(17)
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    holidays: tuple[date, ...] = ()
    known_until: date

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            _clock_of(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{zone}' is not a time zone; write one as in 'Europe/Brussels'") from None
        return zone

    @field_validator("opens", "closes", "quiet_from", "quiet_until")
    @classmethod
    def _hours_are_local(cls, clock: time) -> time:
        if clock.tzinfo is not None:
            raise ValueError("office hours are local: write '08:30', without a zone")
        return clock

    @field_validator("weekend")
    @classmethod
    def _week_has_working_days(cls, weekend: tuple[int, ...]) -> tuple[int, ...]:
        if not set(weekend) < set(range(7)):
            raise ValueError("a weekend is made of days from 0 (Monday) to 6 (Sunday), and leaves at least one to work")
        return tuple(sorted(set(weekend)))

    @field_validator("holidays")
    @classmethod
    def _holidays_in_order(cls, holidays: tuple[date, ...]) -> tuple[date, ...]:
        return tuple(sorted(set(holidays)))

    @model_validator(mode="after")
    def _someone_may_be_spoken_to(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("an office opens before it closes")
        if self.quiet_from > self.quiet_until and self.opens >= self.quiet_from:
            raise ValueError("quiet hours leave no hour in which somebody may be spoken to")
        return self

    # hours
    def day_of(self, hour: datetime) -> date:
        """The local day on which an hour falls."""
        return self._local(hour).date()

    def at(self, day: date, clock: time) -> datetime:
        """A local hour in UTC: moved forward when a clock change skips it, the first when it comes twice."""
        return datetime.combine(day, clock.replace(fold=0), tzinfo=_clock_of(self.zone)).astimezone(UTC)

    def opening(self, day: date) -> datetime:
        """When the office opens that day, if it does."""
        return self.at(day, self.opens)

    def closing(self, day: date) -> datetime:
        """When the office closes that day, if it was open."""
        return self.at(day, self.closes)

    def is_quiet(self, hour: datetime) -> bool:
        """Nobody is disturbed now: quiet hours may run past midnight, and none are kept when they start as they end."""
        clock = self._local(hour).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def speakable(self, hour: datetime) -> datetime:
        """The first hour, not before this one, to speak to somebody: a working day, from opening, outside quiet hours."""
        day = self.next_working(self.day_of(hour))
        while True:
            start = self._after_quiet(max(hour.astimezone(UTC), self.opening(day)))
            if self.day_of(start) == day:
                return start
            day = self.next_working(day + _ONE_DAY)

    def later(self, hour: datetime, delay: Delay) -> datetime:
        """That much after an hour: hours as they pass, anything longer at the same local time of day."""
        if delay.unit == "hours":
            return hour.astimezone(UTC) + timedelta(hours=delay.number)
        local = self._local(hour)
        return self.at(self.add(local.date(), delay), local.time())

    # days
    def is_working(self, day: date) -> bool:
        """Neither weekend nor holiday."""
        return day.weekday() not in self.weekend and not self._is_holiday(day)

    def next_working(self, day: date) -> date:
        """That day if it is worked, else the first after it."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def last_working(self, day: date) -> date:
        """That day if it is worked, else the last before it."""
        while not self.is_working(day):
            day -= _ONE_DAY
        return day

    def add(self, day: date, delay: Delay) -> date:
        """The day that much later (or earlier); of working days the first is the next one worked, none is today or the next one worked.

        A month later is the same day of that month or its last. Raises ValueError for hours: a day has none, see `later`.
        """
        match delay.unit:
            case "days":
                return day + timedelta(days=delay.number)
            case "weeks":
                return day + timedelta(weeks=delay.number)
            case "months":
                return _months_later(day, delay.number)
            case "working days":
                return self._working_days_later(day, delay.number)
            case "hours":
                raise ValueError(f"a day cannot be moved by {delay}; write it in days")

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days `last` lies after `first`, not counting `first`; negative when it lies before."""
        if last < first:
            return -self._worked(last, first)
        return self._worked(first + _ONE_DAY, last + _ONE_DAY)

    def _local(self, hour: datetime) -> datetime:
        if hour.tzinfo is None:
            raise ValueError("an hour without a time zone says nothing; give it in UTC")
        return hour.astimezone(_clock_of(self.zone))

    def _after_quiet(self, hour: datetime) -> datetime:
        """This hour, or the end of the quiet hours it falls in."""
        if not self.is_quiet(hour):
            return hour
        local = self._local(hour)
        tonight = local.time() >= self.quiet_until
        end = datetime.combine(local.date() + tonight * _ONE_DAY, self.quiet_until, tzinfo=local.tzinfo)
        return end.replace(fold=local.fold).astimezone(UTC)

    def _is_holiday(self, day: date) -> bool:
        place = bisect_left(self.holidays, day)
        return place < len(self.holidays) and self.holidays[place] == day

    def _worked(self, first: date, end: date) -> int:
        """How many days are worked from `first` until the day before `end`."""
        weeks, rest = divmod((end - first).days, 7)
        weekday = first.weekday()
        days = weeks * (7 - len(self.weekend)) + sum((weekday + step) % 7 not in self.weekend for step in range(rest))
        free = self.holidays[bisect_left(self.holidays, first) : bisect_left(self.holidays, end)]
        return days - sum(holiday.weekday() not in self.weekend for holiday in free)

    def _working_days_later(self, day: date, number: int) -> date:
        """Leap over whole weeks, then walk: as quick for a year as for a week."""
        if number == 0:
            return self.next_working(day)
        way, left, week = (1 if number > 0 else -1), abs(number), 7 - len(self.weekend)
        while left >= week:
            there = day + way * (left // week) * _ONE_WEEK
            left -= abs(self.working_days_between(day, there))
            day = there
        while left:
            day += way * _ONE_DAY
            left -= self.is_working(day)
        return self.last_working(day) if way > 0 else self.next_working(day)


@lru_cache(maxsize=64)
def _clock_of(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
