"""How much of everything: a few minutes, or the whole."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple


class Plan(NamedTuple):
    """Sizes of a run."""

    rounds: int
    tries: int
    """A block is measured so often when the machine was not ours; the last one counts."""

    opened: int
    reminded: int
    lead: timedelta
    """How long before their common hour the cases of a block begin to be opened."""

    herd: int
    cached: int
    grown_from: int
    grown_to: int
    kills: int
    cold: int
    imported: int
    """People of one file that are brought in."""

    cohort: int
    """Invented lives of two years."""

    messages: tuple[int, ...]
    """So many are due at one minute, with as many cases open; one after the other."""

    minutes: float


QUICK = Plan(
    rounds=1, tries=1, opened=60, reminded=100, lead=timedelta(seconds=12), herd=0, cached=400, grown_from=0, grown_to=0, kills=1,
    cold=10, imported=300, cohort=200, messages=(200,), minutes=12,
)  # fmt: skip
WHOLE = Plan(
    rounds=4, tries=2, opened=100, reminded=120, lead=timedelta(seconds=12), herd=1_000, cached=1_000, grown_from=1_000, grown_to=10_000,
    kills=4, cold=40, imported=10_000, cohort=10_000, messages=(1_000, 10_000), minutes=90,
)  # fmt: skip
