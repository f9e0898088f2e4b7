"""How what is awaited becomes a promise: for which day, over pauses and rests, and with which ladder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from casework import things as t
from casework.agenda import Awaited, Promise, climbing, climbs, going_on
from casework.case import Case, Rest
from casework.working_time import Delay


def keep_only(case: Case, awaited: Iterable[tuple[Awaited, datetime, list[Rest]]]) -> None:
    """Make the agenda exactly what is waited for; one key awaited twice is one promise, the earlier of the two."""
    agenda: dict[str, Promise] = {}
    for want, since, rests in sorted(awaited, key=lambda a: (a[0].key, a[1])):
        by = promised_for(case, want, since, rests)
        known = agenda.get(want.key)
        if known is None or (by is not None and (known.by is None or by < known.by)):
            agenda[want.key] = _promise(case, want, since, by)
    case.promise(agenda)


def _promise(case: Case, want: Awaited, since: datetime, by: datetime | None) -> Promise:
    old = case.agenda.get(want.key)
    ladder = _ladder_of(case, want)
    if old and old.by == by and old.sort == want.sort:
        kept = old if (old.made, old.whose) == (since, want.whose) else old.model_copy(update={"made": since, "whose": want.whose})
        return _on_new_ladder(case, kept, ladder) if case.left else _as_planned(case, kept)
    promise = Promise(kind=want.kind, of=want.of, whose=want.whose, sort=want.sort, made=since, by=by, ladder=ladder, or_by=want.or_by)
    if want.sort == "day":
        return promise.model_copy(update={"next": by})
    spoken_from = case.at if want.hour else None
    return climbing(promise, case.programme.ladders[ladder], case.at, case.line, case.calendar, spoken_from)


def _as_planned(case: Case, promise: Promise) -> Promise:
    """The promise; one that an earlier release made, whose every rung the case spoke of itself, is planned from the rung it stands on."""
    if promise.line or promise.climbs_from is None or promise.sort == "day":
        return promise
    return climbs(promise, case.programme.ladders[promise.ladder], promise.rung, case.at, case.line, case.calendar)


def _on_new_ladder(case: Case, promise: Promise, ladder: str) -> Promise:
    """The same promise for the same day, under a programme whose ladder may say otherwise."""
    before, now = case.left and case.left.ladders[promise.ladder], case.programme.ladders[ladder]
    renamed = promise.model_copy(update={"ladder": ladder})
    return going_on(renamed, before, now, case.at, case.line, case.calendar) if before and not before.says_as(now) else renamed


def _ladder_of(case: Case, want: Awaited) -> str:
    gap = want.sort == "gap"
    return case.programme.gap(want.kind, want.pace).ladder if gap else case.programme.deadline(want.kind, want.pace).ladder


def promised_for(case: Case, want: Awaited, since: datetime, rests: Iterable[Rest] = ()) -> datetime | None:
    """The hour by which something is promised; None while its clock stands still or there is no date to hang on."""
    if want.sort == "heard" or (want.dated and want.on is None):
        return None
    if want.sort == "day":
        return case.calendar.opening(want.on) if want.on else None
    if want.hour:
        return want.hour
    if want.on:
        return case.calendar.closing(want.on)
    gap = want.sort == "gap"
    usual = case.programme.gap(want.kind, want.pace).at_most if gap else case.programme.deadline(want.kind, want.pace).within
    day = _over_standstills(case, want.kind, since, want.within or usual, rests)
    if day is None:
        return None
    return case.calendar.closing(case.calendar.last_working(day) if gap else case.calendar.next_working(day))


def _over_standstills(case: Case, kind: str, since: datetime, delay: Delay, rests: Iterable[Rest]) -> date | None:
    """The day a delay ends, not counting the days on which this clock stood still; None while it does."""
    calendar = case.calendar
    start = calendar.day_of(since)
    day = calendar.add(start, delay)
    standstills: list[t.Pause | Rest] = [*(p for p in case.pauses if stops(p, kind)), *rests]
    if any(standstill.until is None for standstill in standstills):
        return None
    stood_until = start
    for began, until in sorted((calendar.day_of(s.since), calendar.day_of(s.until)) for s in standstills if s.until):
        began, stood_until = max(began, stood_until), max(until, stood_until)
        if began < day:
            day = _later(case, day, delay, began, until)
    return day


def _later(case: Case, day: date, delay: Delay, began: date, until: date) -> date:
    if until <= began:
        return day
    if delay.unit == "working days":
        return case.calendar.add(day, Delay(number=case.calendar.working_days_between(began, until), unit="working days"))
    return case.calendar.add(day, Delay(number=(until - began).days, unit="days"))


def stops(pause: t.Pause, kind: str) -> bool:
    """True if this pause stops the clock of this kind of promise."""
    return kind in pause.stops or "*" in pause.stops
