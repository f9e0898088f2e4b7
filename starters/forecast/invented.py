"""What invented people say when a contact is due: the least that the case can take, with days and numbers that can be meant."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from casework.case import Case
from casework.fact import Fact, kind_of
from casework.talks import EXTRA, talks_of, was_held

SOME_HOURS = 148.0
"""Of benefit in a month: full time in Denmark is 160."""

A_MONTH = timedelta(days=31)
WORDS = "invented"


def least(case: Case, fact: type[Fact], of: str, chance: Random) -> dict[str, Any]:
    """What a fact says at the least in this case."""
    needed = {name: field.annotation for name, field in fact.model_fields.items() if field.is_required() and name != "kind"}
    said = {name: _any(annotation, case, chance) for name, annotation in needed.items()} | ({"of": of} if of else {})
    return as_it_can_be_told(case, kind_of(fact), said)


def as_it_can_be_told(case: Case, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """What is said, fitted to how this case stands, which other people or other rules may have brought elsewhere than its dossier."""
    if said.get("appointment", "") not in case.appointments:
        said = {name: value for name, value in said.items() if name != "appointment"}
    fit = FITTED.get(kind)
    return fit(case, said) if fit else said


def _talk(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """A talk that the calendar has not, or has had, is one besides it; the list of last time is gone through and stays as it is."""
    name, course = str(said.get("of", "")), case.unemployment
    known = course is not None and name in talks_of(case) and not was_held(case, course, name)
    jobs = list(case.job_list)
    ads = list(dict.fromkeys([*said.get("ads", ()), *jobs])) or ["J-0"]
    will_apply = [job for job in said.get("will_apply", jobs) if job in ads]
    return said | {
        "of": name if known else EXTRA, "applied": jobs, "not_applied": [], "ads": ads, "will_apply": will_apply,
        "good_chances_in": said.get("good_chances_in") or [WORDS], "nothing_because": "" if will_apply else WORDS,
    }  # fmt: skip


def _hours(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """The month after the last that was told, or this one."""
    course = case.unemployment
    last = course.paid_until if course else ""
    month = f"{date.fromisoformat(f'{last}-01') + A_MONTH:%Y-%m}" if last else f"{case.calendar.day_of(case.at):%Y-%m}"
    return {**said, "month": month, "hours": SOME_HOURS}


def _review(_: Case, said: dict[str, Any]) -> dict[str, Any]:
    """Who applied less than is asked says why."""
    return {"why": WORDS, **said}


FITTED: Mapping[str, Callable[[Case, dict[str, Any]], dict[str, Any]]] = {
    "talk_held": _talk,
    "benefit_hours_paid": _hours,
    "job_search_reviewed": _review,
}
"""Facts whose words hang on what the case knows."""


def _any(annotation: object, case: Case, chance: Random) -> object:
    origin, plain = typing.get_origin(annotation), annotation
    if origin is typing.Annotated:
        plain = typing.get_args(annotation)[0]
        origin = typing.get_origin(plain)
    if origin is typing.Literal:
        return chance.choice(typing.get_args(plain))
    if origin in (list, set, frozenset):
        return [_any(typing.get_args(plain)[0], case, chance)]
    today = case.calendar.day_of(case.at)
    simple: dict[object, object] = {bool: True, int: 1, float: 1.0, date: today.isoformat(), datetime: case.at.isoformat()}
    return simple.get(plain, WORDS)
