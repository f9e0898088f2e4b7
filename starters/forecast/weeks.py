"""A forecast by weeks: what a team does in each, and what that is for one counsellor."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

from pydantic import BaseModel

from starters.forecast.cohort import OPEN, Forecast, Plan

CONTACTS, FACTS = "contact", "fact"
REMINDER = "reminder to "


class Week(BaseModel, frozen=True):
    """One week: the cases that are open, what is done about them, and the load of one counsellor, on average and at most."""

    monday: date
    open_cases: int
    contacts: int
    facts: int
    reminders: dict[str, int]
    contacts_each: float
    contacts_most: int
    reminders_each: float
    reminders_most: int

    @property
    def all_reminders(self) -> int:
        return sum(self.reminders.values())


def weeks(plan: Plan, forecast: Forecast) -> list[Week]:
    """Every week of a forecast."""
    by_week: list[list[Counter[str]]] = [[Counter() for _ in range(plan.counsellors)] for _ in plan.weeks]
    for cell, number in forecast.cells.items():
        by_week[cell.week][cell.counsellor][cell.what] += number
    return [_week(monday, each) for monday, each in zip(plan.weeks, by_week, strict=True)]


def _week(monday: date, each: Sequence[Counter[str]]) -> Week:
    all_ = sum(each, Counter[str]())
    reminders = [sum(n for what, n in one.items() if what == f"{REMINDER}counsellor") for one in each]
    return Week(
        monday=monday,
        open_cases=all_[OPEN],
        contacts=all_[CONTACTS],
        facts=all_[FACTS],
        reminders={what.removeprefix(REMINDER): n for what, n in sorted(all_.items()) if what.startswith(REMINDER)},
        contacts_each=all_[CONTACTS] / len(each),
        contacts_most=max(one[CONTACTS] for one in each),
        reminders_each=sum(reminders) / len(each),
        reminders_most=max(reminders),
    )


def write_csv(found: Sequence[Week], to: IO[str]) -> None:
    """Every week on a line, for a spreadsheet."""
    roles = sorted({role for week in found for role in week.reminders})
    writer = csv.writer(to)
    head = ("week", "open cases", "contacts", "other facts", "contacts each", "contacts at most", "reminders each", "reminders at most")
    writer.writerow([*head, *(f"{REMINDER}{role}" for role in roles)])
    writer.writerows(_line(week, roles) for week in found)


def _line(week: Week, roles: Sequence[str]) -> list[object]:
    load = (f"{week.contacts_each:.2f}", week.contacts_most, f"{week.reminders_each:.2f}", week.reminders_most)
    return [week.monday, week.open_cases, week.contacts, week.facts, *load, *(week.reminders.get(role, 0) for role in roles)]


def busiest(found: Sequence[Week]) -> Week:
    """The week in which one counsellor has most to do."""
    return max(found, key=lambda week: (week.contacts_most + week.reminders_most, week.contacts, -week.monday.toordinal()))


def until_nothing_is_left(found: Sequence[Week]) -> list[Week]:
    """The weeks up to the last in which a case is open or anything is done; the first at the least."""
    last = max((nth for nth, week in enumerate(found) if week.open_cases or week.contacts or week.facts or week.all_reminders), default=0)
    return list(found[: last + 1])


def by_month(found: Sequence[Week]) -> Iterator[tuple[date, list[Week]]]:
    """Four weeks at a time, for a table that fits a screen."""
    for nth in range(0, len(found), 4):
        yield found[nth].monday, list(found[nth : nth + 4])
