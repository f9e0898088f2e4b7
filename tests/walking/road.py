"""What a random walk must know of a method to come far along its road."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random

from casework import anytime, watch
from casework.case import Case
from casework.desk import Story
from casework.fact import Fact, kind_of
from casework.mistakes import FactCorrected, FactWithdrawn
from tests.handclock import HandClock

MISTAKES: frozenset[type[Fact]] = frozenset({FactWithdrawn, FactCorrected})
BY_THE_SYSTEM: frozenset[type[Fact]] = frozenset({
    anytime.Opened, watch.HourCame, watch.TellingRefused, watch.WorkFailed, watch.CancelAsked,
})  # fmt: skip
"""Facts that only the clock or the system tells; from anybody else they are refused."""

RARE: frozenset[type[Fact]] = frozenset({anytime.CaseClosed, anytime.PersonDied})


class Anything:
    """Said of a field for which a road has no better idea than anybody."""


ANYTHING = Anything()
Chance = tuple[type[Fact], str]


@dataclass(frozen=True)
class Road:
    """One method as walks see it.

    `starts`: lives that have come some way already; walks begin at each in turn.
    `chances`: what may well happen to what the case holds, as a fact and what it is about; shared things are known to the walk.
    `names`: ids and words that `of` may be for this fact; nothing where any id will do.
    `values`: what a field may say, or ANYTHING where any value of its type will do.
    `gates`: kinds that move the path on: the chapter before takes its promises along.
    `may_take_away`: for a promised kind, the kinds besides itself that may take its promise away.
    `seldom`: promised kinds that a walk rarely keeps, because they end what it came to see.
    `turns_so`: what a turn of this story does to the chapters that are open.
    `whole`: what else is true of every case of this method at every hour.
    """

    story: Story
    starts: tuple[Callable[[], HandClock], ...]
    chances: Callable[[Case, Random], list[Chance]] = lambda _case, _chance: []
    names: Callable[[type[Fact], Case], Iterable[str]] = lambda _kind, _case: ()
    values: Callable[[type[Fact], str, HandClock, Random], object] = lambda _kind, _name, _clock, _chance: ANYTHING
    gates: frozenset[str] = frozenset()
    may_take_away: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seldom: frozenset[str] = frozenset()
    turns_so: frozenset[str] = frozenset({"are left", "go on", "rest"})
    whole: Callable[[Case], None] = lambda _case: None

    @property
    def chapters(self) -> set[str]:
        return {paragraph.__name__ for paragraph in self.story.path + self.story.asides}

    @property
    def tellable(self) -> list[type[Fact]]:
        """What people tell before the end."""
        return sorted(self.story.facts - BY_THE_SYSTEM - RARE - MISTAKES, key=kind_of)

    @property
    def refusable(self) -> list[type[Fact]]:
        """What a case cannot always take while it is open."""
        return sorted((f for f in self.story.facts - BY_THE_SYSTEM - MISTAKES if self._may_be_refused(f)), key=kind_of)

    def _may_be_refused(self, fact: type[Fact]) -> bool:
        return fact.check is not Fact.check or fact in self.story.only_in
