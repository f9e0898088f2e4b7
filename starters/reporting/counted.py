"""The lives of a period counted one after another; nothing of a single one is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    """All that is counted. Of `cases`, `outcomes`, `opened`, `delays` and `overridden` each case counts once under each heading; of
    `people`, `jobs` and `quotas` each person does, however many cases they have under a programme.

    `promised`: the percentages that programmes promise over all their cases, each version its own, the newest last.
    """

    period: Period
    promised: Mapping[Promised, int] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    jobs: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    delays: dict[tuple[str, str], list[Delay]] = field(default_factory=lambda: defaultdict(list))
    overridden: Counter[tuple[str, str]] = field(default_factory=Counter)
    quotas: Counter[tuple[str, Quota, bool, bool]] = field(default_factory=Counter)

    def add(self, *lives: Life) -> None:
        """Count one person, with all their cases."""
        for life in lives:
            self.methods[life.programme] = life.method
            self._delays(life)
            if life.open_between(self.period.first, self.period.last):
                self._cases(life)
                self._overrides(life)
        for programme in dict.fromkeys(life.programme for life in lives):
            self._person(programme, [life for life in lives if life.programme == programme])

    def _person(self, programme: str, lives: Sequence[Life]) -> None:
        """What comes of a person under a programme, in whichever of their cases: each heading counts them once."""
        self._kept(programme, lives)
        if open_ones := [life for life in lives if life.open_between(self.period.first, self.period.last)]:
            self._results(programme, open_ones)
            self._quotas(programme, open_ones)

    def _cases(self, life: Life) -> None:
        counts = {OPEN: True, OPENED: self.period.has(life.opened), ENDED: life.ended is not None and self.period.has(life.ended)}
        self.cases.update((life.programme, what) for what, does in counts.items() if does)
        if counts[ENDED]:
            self.outcomes[life.programme, life.outcome] += 1

    def _results(self, programme: str, lives: Sequence[Life]) -> None:
        """Find, get and keep (SV-01)."""
        has = self.period.has
        days = {
            FOUND: [day for life in lives for day in life.found()],
            GOT: [day for life in lives for day in life.work.begun()],
            ON_THE_WAY: [day for life in lives for day in life.work.on_the_way],
            SAID_TO_LAST: [fact.on for life in lives for fact in life.told(m.SAID_TO_LAST)],
        }
        self.people[programme, OPEN] += 1
        self.people.update((programme, what) for what, on in days.items() if any(map(has, on)))

    def _kept(self, programme: str, lives: Sequence[Life]) -> None:
        """A job counts in the period in which it is old enough to be looked at, whenever it began (SV-01)."""
        for days in self.period.kept_after:
            seen = {how for life in lives for how in self._after(life, days)}
            if found := next((how for how in (KEPT, NOT_KNOWN, NOT_KEPT) if how in seen), ""):
                self.jobs[programme, days, found] += 1
            if TOO_YOUNG in seen:
                self.jobs[programme, days, TOO_YOUNG] += 1

    def _after(self, life: Life, days: int) -> Iterator[str]:
        """How it stands in one case so many days after a job began."""
        if begun := [day for day in life.work.begun() if self.period.comes_of_age(day, days)]:
            yield _still(life, begun[0] + timedelta(days=days))
        if any(self.period.too_young(day, days) for day in life.work.begun()):
            yield TOO_YOUNG

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

    def _quotas(self, programme: str, lives: Sequence[Life]) -> None:
        """Over all people of a programme, never a rule on one: who is exempted, and with whom was done what is promised (DA-04)."""
        first, last = self.period.first, self.period.last
        for quota in m.QUOTAS:
            theirs = [life for life in lives if Promised(programme, life.version, quota.name) in self.promised and life.told(quota.group)]
            if theirs:
                held = any(self.period.has(fact.on) for life in theirs for fact in life.told(quota.held))
                exempted = any(life.exempted(quota, first, last) for life in theirs)
                self.quotas[programme, quota, exempted, held] += 1


def _still(life: Life, day: date) -> str:
    """Whether the person was in work on a day; a case that ended before it, in work, tells no more."""
    seen = min(day, life.ended) if life.ended else day
    if not life.work.held_on(seen):
        return NOT_KEPT
    return NOT_KNOWN if seen < day else KEPT
