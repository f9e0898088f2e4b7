"""A cohort: so many invented cases, opened over some weeks, lived side by side on all cores and counted by week."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from pydantic import BaseModel, Field

from casework.programme import Programme
from starters.dossier import Dossier
from starters.forecast.habits import Habits
from starters.forecast.life import Ground, Life

A_WEEK = timedelta(weeks=1)
AT_A_TIME = 50


class Plan(BaseModel, frozen=True):
    """What is forecast: which lives, under which programme, how many, from when, for how long, among how many counsellors."""

    dossiers: list[Dossier] = Field(min_length=1)
    programme: Programme
    cases: int = Field(ge=1, le=200_000)
    first: date
    years: int = Field(default=2, ge=1, le=10)
    arrive_within: int = Field(default=26, ge=1)
    """Weeks over which the cases are opened, evenly."""

    counsellors: int = Field(default=1, ge=1)
    seed: int = 1
    habits: Habits = Habits()

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the forecast."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + n * A_WEEK for n in range(52 * self.years)]

    @property
    def until(self) -> datetime:
        return _at(self.weeks[-1] + A_WEEK)


class Cell(NamedTuple):
    """Of whom something is counted, in which week, and what."""

    counsellor: int
    week: int
    what: str


class Forecast(BaseModel):
    """What was counted: by counsellor, week and what it was; and what the invented people could not do."""

    cells: Counter[Cell] = Counter()
    told: int = 0
    given_up: int = 0
    ended: int = 0

    def add(self, other: Forecast) -> None:
        """Another share of the same cohort."""
        self.cells.update(other.cells)
        self.told, self.given_up, self.ended = self.told + other.told, self.given_up + other.given_up, self.ended + other.ended


OPEN = "open cases"


def forecast(plan: Plan, processes: int | None = None) -> Forecast:
    """Live all cases of a plan; the same seed gives the same forecast, on however many cores."""
    found, shares = Forecast(), list(_shares(range(plan.cases), AT_A_TIME))
    with ProcessPoolExecutor(processes or os.cpu_count() or 1, get_context("forkserver"), _given, (plan,)) as pool:
        for share in pool.map(_lived, shares):
            found.add(share)
    return found


_plans: list[Plan] = []


def _given(plan: Plan) -> None:
    _plans[:] = [plan]


def _lived(numbers: Sequence[int]) -> Forecast:
    """A share of the cohort, in a process of its own."""
    return lived(_plans[0], numbers)


def lived(plan: Plan, numbers: Iterable[int]) -> Forecast:
    """The cases of these numbers, one after the other."""
    found = Forecast()
    ground = cache(lambda nth, year: Ground.of(plan.dossiers[nth], plan.programme, year))
    for number in numbers:
        chance = Random(f"{plan.seed}.{number}")  # noqa: S311 - invented lives, and the same ones again
        begins = _begins(plan, number, chance)
        life = Life(ground(chance.randrange(len(plan.dossiers)), begins.year), begins, plan.habits, chance)
        _count(found, plan, number, begins, life)
    return found


def _begins(plan: Plan, number: int, chance: Random) -> datetime:
    """Cases arrive evenly over the weeks, on a day and at an hour of the week drawn by chance."""
    week = plan.weeks[0] + timedelta(weeks=number * plan.arrive_within // plan.cases)
    return max(_at(week), _at(plan.first)) + timedelta(days=chance.randrange(5), hours=chance.randrange(8, 15))


def _count(found: Forecast, plan: Plan, number: int, begins: datetime, life: Life) -> None:
    counsellor, start = number % plan.counsellors, _at(plan.weeks[0])
    for done in life.live(plan.until):
        if (week := (done.at - start) // A_WEEK) < len(plan.weeks):
            found.cells[Cell(counsellor, week, done.what)] += 1
    ended = life.wound.case.ended
    last = min((ended.on if ended else plan.until) - start, len(plan.weeks) * A_WEEK) // A_WEEK
    for week in range((begins - start) // A_WEEK, min(last + 1, len(plan.weeks))):
        found.cells[Cell(counsellor, week, OPEN)] += 1
    found.told, found.given_up, found.ended = found.told + life.told, found.given_up + life.given_up, found.ended + bool(ended)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _shares(numbers: Iterable[int], most: int) -> Iterable[list[int]]:
    numbers = iter(numbers)
    while share := list(islice(numbers, most)):
        yield share
