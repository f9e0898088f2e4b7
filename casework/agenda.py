"""The agenda: what is awaited, by when it was promised, and from which rung its ladder speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

from pydantic import BaseModel

from casework.fact import Fact, key_of, kind_of
from casework.rules import Ladder
from casework.working_time import Calendar, Delay

Sort = Literal["deadline", "gap", "day", "heard"]


class Awaited(NamedTuple):
    """A fact that is missing, who is waited for, and what its date hangs on.

    A deadline counts from `since`, or from the hour it was first missed; a gap from the last contact; a `day`, and
    whatever has `on`, hangs on a date of the case; what is only `heard` has no date and no ladder.
    """

    kind: str
    of: str = ""
    whose: str = "counsellor"
    sort: Sort = "deadline"
    since: datetime | None = None
    on: date | None = None
    dated: bool = False
    pace: str = ""
    or_by: tuple[str, ...] = ()
    """Other facts that would meet this too."""

    within: Delay | None = None
    """How long it may take, where that hangs on more than the kind of the fact."""

    hour: datetime | None = None
    """The very hour for which it is promised, as that of an appointment."""

    @property
    def key(self) -> str:
        return key_of(self.kind, self.of)


def missing(fact: type[Fact], of: str = "", *, since: datetime | None = None) -> Awaited:
    """This fact is missing; its deadline counts from `since`, or from the hour it was first missed."""
    return Awaited(kind_of(fact), of, fact.from_whom, since=since)


def due_on(fact: type[Fact], of: str, day: date | None) -> Awaited:
    """This fact is missing and promised for a date of the case; it moves with that date, and waits if there is none."""
    return missing(fact, of)._replace(on=day, dated=True)


class Promise(BaseModel):
    """A line of the agenda: what is awaited, from whom, by when, and how its ladder is climbed.

    It climbs from `rung` on, as it was `planned` in a `line` of the journal; the rungs below the top leave by themselves, and
    `next` is the hour at which the case itself speaks: at the top, and again and again past it.
    """

    kind: str
    of: str = ""
    whose: str
    sort: Sort
    made: datetime
    by: datetime | None
    ladder: str = "standard"
    climbs_from: date | None = None
    rung: int = 0
    next: datetime | None = None
    seen_by: str = ""
    or_by: tuple[str, ...] = ()
    line: int = 0
    planned: datetime | None = None

    @property
    def key(self) -> str:
        return key_of(self.kind, self.of)

    def overdue(self, at: datetime) -> bool:
        """True once the promised day has gone by."""
        return self.sort != "day" and self.by is not None and self.by < at

    def quiet_until(self, calendar: Calendar) -> datetime | None:
        """The hour on which whoever has seen it acts; None when nobody has said so."""
        return calendar.speakable(calendar.opening(self.climbs_from)) if self.seen_by and self.climbs_from else None

    def acknowledged(self, at: datetime, calendar: Calendar) -> bool:
        """True while the day on which somebody acts on it is still to come."""
        quiet = self.quiet_until(calendar)
        return quiet is not None and at < quiet


class Due(NamedTuple):
    """What the clock of the case will speak of next."""

    at: datetime
    key: str


def next_due(promises: Iterable[Promise]) -> Due | None:
    """The earliest hour any of these promises waits for."""
    return min((Due(p.next, p.key) for p in promises if p.next), default=None)


def hour_of_rung(ladder: Ladder, rung: int, climbs_from: date, calendar: Calendar) -> datetime:
    """When a rung speaks: at the opening of a working day of the office; past the top it speaks again and again."""
    top = len(ladder.rungs) - 1
    day = calendar.add(climbs_from, ladder.rungs[min(rung, top)].after)
    for _ in range(rung - top):
        day = calendar.add(day, ladder.again)
    return calendar.speakable(calendar.opening(day))


def hour_of(promise: Promise, ladder: Ladder, rung: int, calendar: Calendar) -> datetime:
    """When a rung of this promise speaks: not before the hour on which somebody said they act on it."""
    if promise.climbs_from is None:
        raise LookupError(f"{promise.key} is promised for no day, and no ladder is climbed")
    hour, quiet = hour_of_rung(ladder, rung, promise.climbs_from, calendar), promise.quiet_until(calendar)
    return max(hour, quiet) if quiet else hour


def rung_now(ladder: Ladder, rung: int, climbs_from: date, at: datetime, calendar: Calendar) -> int:
    """The highest rung whose hour has come: after a standstill the ladder speaks once, not once a rung."""
    while hour_of_rung(ladder, rung + 1, climbs_from, calendar) <= at:
        rung += 1
    return rung


def rung_to_come(promise: Promise, ladder: Ladder, at: datetime, calendar: Calendar) -> int:
    """The first rung of which nothing was said by this hour; the top counts as said when the case has spoken of it."""
    rung, top = promise.rung, len(ladder.rungs) - 1
    if promise.climbs_from is None or (promise.planned and at <= promise.planned):
        return rung
    while rung < top and hour_of(promise, ladder, rung, calendar) <= at:
        rung += 1
    return rung


def says_next(promise: Promise, ladder: Ladder, at: datetime, calendar: Calendar) -> datetime | None:
    """When anything is said of this promise next, by a letter that is planned or by the case itself."""
    if promise.climbs_from is None or promise.sort == "day":
        return promise.next
    return hour_of(promise, ladder, rung_to_come(promise, ladder, at, calendar), calendar)


def climbs(promise: Promise, ladder: Ladder, rung: int, at: datetime, line: int, calendar: Calendar) -> Promise:
    """The promise as it is planned from this hour and line on: which rung is said first, and when the case itself wakes."""
    planned = promise.model_copy(update={"rung": rung, "planned": at, "line": line})
    return planned.model_copy(update={"next": hour_of(planned, ladder, max(rung, len(ladder.rungs) - 1), calendar)})


def going_on(promise: Promise, before: Ladder, now: Ladder, at: datetime, line: int, calendar: Calendar) -> Promise:
    """The promise on another ladder from the same day: what was said is not said again, what should have been said is said once."""
    start = promise.climbs_from
    if promise.next is None or start is None or promise.sort == "day":
        return promise
    said = rung_to_come(promise, before, at, calendar)
    spoken = hour_of_rung(before, said - 1, start, calendar) if said else None
    rung = 0
    while spoken and hour_of_rung(now, rung, start, calendar) <= spoken:
        rung += 1
    rung = rung_now(now, rung, start, at, calendar) if hour_of_rung(now, rung, start, calendar) <= at else rung
    return climbs(promise, now, rung, at, line, calendar)


def climbing(promise: Promise, ladder: Ladder, at: datetime, line: int, calendar: Calendar, spoken_from: datetime | None = None) -> Promise:
    """The promise on its ladder; one made late starts from the day it was made, at the first rung not before.

    Of one promised for its very hour nothing is said that was due before it was made: `spoken_from`. Nor is anybody outside asked once
    more, ahead of its day, in the same breath as they are asked.
    """
    if promise.by is None:
        return promise.model_copy(update={"next": None, "climbs_from": None})
    start, spoken_from = max(calendar.day_of(promise.by), calendar.day_of(at)), spoken_from or calendar.opening(calendar.day_of(at))
    asked = calendar.speakable(at)
    hours = ((n, rung, hour_of_rung(ladder, n, start, calendar)) for n, rung in enumerate(ladder.rungs))
    first = (n for n, rung, hour in hours if hour >= spoken_from and not (rung.asks_once_more and hour <= asked))
    rung = next(first, len(ladder.rungs) - 1)
    return climbs(promise.model_copy(update={"climbs_from": start}), ladder, rung, at, line, calendar)
