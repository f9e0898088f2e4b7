"""Find, get and keep: the three results Supported Employment is measured by, each with the day it was reached (SV-01).

An employer's offer is a job found, a paid job that began is one got, a job that lasts is one kept; a report counts their rows.
"""

from __future__ import annotations

from typing import Literal

from casework.case import Case

Result = Literal["find", "get", "keep"]
PAID = ("regular", "wage_subsidy")
"""Sorts of contract that count as a job on the open labour market; a placement is on the way to one."""


def reach(case: Case, result: Result) -> None:
    """This result was reached today, once more or for the first time."""
    case.results[result] = case.calendar.day_of(case.hour)
    case.tally[f"results {result}"] = case.tally.get(f"results {result}", 0) + 1
