"""The lives of a period counted one after another; nothing of a single one is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from starters.reporting import measures as m
from starters.reporting.life import Delay, Life
from starters.reporting.measures import Quota

OPEN, OPENED, ENDED, FOUND, GOT, ON_THE_WAY, SAID_TO_LAST = "open", "opened", "ended", "found", "got", "on the way", "said to last"
KEPT, NOT_KEPT, NOT_KNOWN, TOO_YOUNG = "kept", "not kept", "not known", "too young"
LOOKED_AT = "looked at"


class Promised(NamedTuple):
    """A quota as a version of a programme promises it; a case keeps the version it was opened under."""

    programme: str
    version: str
    quota: str


class Period(NamedTuple):
    """The days of a report, and how long delays and jobs are followed before they are counted."""

    first: date
    last: date
    within: int = 180
    kept_after: tuple[int, ...] = (91, 182)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def comes_of_age(self, day: date, days: int) -> bool:
        """True if so many days after this one is a day of the period: then it is old enough, and was not counted before."""
        return self.has(day + timedelta(days=days))

    def too_young(self, day: date, days: int) -> bool:
        """True if it is not that old on the last day of the period."""
        return day <= self.last < day + timedelta(days=days)

    @property
    def reaches_back_to(self) -> date:
        """The first day on which something of interest may have happened to a case that ended since."""
        return self.first - timedelta(days=max(self.within, *self.kept_after))


@dataclass
class Counted:
    """All that is counted, in numbers of cases: each case counts once under each heading.

    `promised`: the percentages that programmes promise over all their cases, each version its own, the newest last.
    """

    period: Period
    promised: Mapping[Promised, int] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    jobs: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    delays: dict[tuple[str, str], list[Delay]] = field(default_factory=lambda: defaultdict(list))
    overridden: Counter[tuple[str, str]] = field(default_factory=Counter)
    quotas: Counter[tuple[str, Quota, bool, bool]] = field(default_factory=Counter)

    def add(self, life: Life) -> None:
        """Count one case."""
        self.methods[life.programme] = life.method
        self._delays(life)
        self._kept(life)
        if life.open_between(self.period.first, self.period.last):
            self._cases(life)
            self._overrides(life)
            self._quotas(life)

    def _cases(self, life: Life) -> None:
        has, work = self.period.has, life.work
        counts = {
            OPEN: True,
            OPENED: has(life.opened),
            ENDED: life.ended is not None and has(life.ended),
            FOUND: any(map(has, life.found())),
            GOT: any(map(has, work.begun())),
            ON_THE_WAY: any(map(has, work.on_the_way)),
            SAID_TO_LAST: any(has(fact.on) for fact in life.told(m.SAID_TO_LAST)),
        }
        self.cases.update((life.programme, what) for what, does in counts.items() if does)
        if counts[ENDED]:
            self.outcomes[life.programme, life.outcome] += 1

    def _kept(self, life: Life) -> None:
        """A job counts in the period in which it is old enough to be looked at, whenever it began (SV-01)."""
        for days in self.period.kept_after:
            begun = [day for day in life.work.begun() if self.period.comes_of_age(day, days)]
            if begun:
                self.jobs[life.programme, days, _still(life, begun[0] + timedelta(days=days))] += 1
            if any(self.period.too_young(day, days) for day in life.work.begun()):
                self.jobs[life.programme, days, TOO_YOUNG] += 1

    def _delays(self, life: Life) -> None:
        """Only cases followed for the whole of the time that is looked at: of younger ones the slow are still to come."""
        if self.period.too_young(life.opened, self.period.within):
            self.opened[life.programme, TOO_YOUNG] += 1
        if not self.period.comes_of_age(life.opened, self.period.within):
            return
        self.opened[life.programme, LOOKED_AT] += 1
        for phase, delay in life.delays.items():
            if delay.since_opening <= self.period.within:
                self.delays[life.programme, phase].append(delay)

    def _overrides(self, life: Life) -> None:
        """What was set aside of the method in the period: by which fact, at which office, told by whom (NL-14)."""
        overrides = [fact for fact in life.told(*m.OVERRIDES) if self.period.has(fact.on)]
        if overrides:
            kinds, tellers = {fact.kind for fact in overrides}, {fact.by for fact in overrides}
            self.overridden.update([("all", ""), ("office", life.office), *(("kind", kind) for kind in kinds)])
            self.overridden.update(("told by", teller) for teller in tellers)

    def _quotas(self, life: Life) -> None:
        """Over all cases of a programme, never a rule on one: who is exempted, and with whom was done what is promised (DA-04)."""
        for quota in m.QUOTAS:
            if Promised(life.programme, life.version, quota.name) in self.promised and life.told(quota.group):
                held = any(self.period.has(fact.on) for fact in life.told(quota.held))
                exempted = life.exempted(quota, self.period.first, self.period.last)
                self.quotas[life.programme, quota, exempted, held] += 1


def _still(life: Life, day: date) -> str:
    """Whether the person was in work on a day; a case that ended before it, in work, tells no more."""
    seen = min(day, life.ended) if life.ended else day
    if not life.work.held_on(seen):
        return NOT_KEPT
    return NOT_KNOWN if seen < day else KEPT
