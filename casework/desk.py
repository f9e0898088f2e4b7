"""The verbs stories are written in, and the eye that reads them.

A story is read, not run. After every fact each open chapter is read again from its top: what has been told is read
past, and where the reading stops is what the case waits for. Nothing is kept between two readings but the case, so
there is nothing to lose, to replay or to interrupt.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casework.agenda import Awaited, due_on, missing
from casework.appointments import call_off
from casework.case import Case, Chapter, Rest
from casework.fact import Fact, Refused, kind_of
from casework.met_early import guests_to_come, say_who_was_met
from casework.promising import keep_only
from casework.working_time import Delay

Paragraph = Callable[["Desk"], Awaitable[Any]]
Missing = Callable[[Case], Iterable[Awaited]]
Dated = tuple[Awaited, datetime, list[Rest]]

CIRCLES = 50


@dataclass(frozen=True)
class Turn:
    """What a fact does to the reading: chapters that open, and what becomes of those already open."""

    opens: tuple[Paragraph, ...]
    others: str = "go on"
    closes: tuple[Paragraph, ...] = ()


def instead(*opens: Paragraph) -> Turn:
    """Leave the chapter the path is in and start these; what runs aside goes on."""
    return Turn(opens, "are left")


def beside(*opens: Paragraph) -> Turn:
    """Start these and let the open chapters go on."""
    return Turn(opens)


def first(*opens: Paragraph) -> Turn:
    """Start these; the open chapters of the path rest until they are done."""
    return Turn(opens, "rest")


def done(*closes: Paragraph) -> Turn:
    """End these chapters; all others go on."""
    return Turn((), closes=closes)


@dataclass(frozen=True)
class Story:
    """A method: where it opens, its path, what may run aside, what is owed always, and the facts that turn it (X-01).

    An open case is always on its path: a paragraph of the path returns the next, or the_end. One that runs aside
    returns nothing. `phases` labels every paragraph for people, reports and search; `facts` is all that may be told;
    `only_in` names the paragraphs without which a fact cannot be told yet, and what its teller then hears; `only_if` the
    rule of this method that a fact which other methods tell too must meet here: it raises Refused;
    `asks` names what is looked up in the tables of a programme.
    """

    method: str
    opens: tuple[Paragraph, ...]
    path: tuple[Paragraph, ...]
    phases: dict[Paragraph, str]
    facts: frozenset[type[Fact]]
    asides: tuple[Paragraph, ...] = ()
    always: tuple[Paragraph, ...] = ()
    skips: dict[Paragraph, Paragraph] = field(default_factory=dict)
    turned_by: frozenset[type[Fact]] = frozenset()
    turns: Callable[[Fact, Case], Turn | None] = lambda _fact, _case: None
    only_in: dict[type[Fact], tuple[tuple[Paragraph, ...], str]] = field(default_factory=dict)
    only_if: dict[type[Fact], Callable[[Any, Case], None]] = field(default_factory=dict)
    asks: dict[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Paragraph:
        return next(p for p in self.path + self.asides if p.__name__ == name)

    def may_be_told(self, fact: Fact, case: Case) -> None:
        """Raises Refused for a fact of another method, or one that the path is not ready for."""
        if type(fact) not in self.facts:
            raise Refused(f"the {self.method} path knows no {fact.kind}")
        paragraphs, otherwise = self.only_in.get(type(fact), ((), ""))
        if paragraphs and not any(paragraph.__name__ in case.open for paragraph in paragraphs):
            raise Refused(otherwise)
        if type(fact) in self.only_if:
            self.only_if[type(fact)](fact, case)

    def phases_of(self, case: Case) -> list[str]:
        """The phases the case is in, in the order of the guide; several when steps overlap."""
        now = {self.phases[self[name]] for name in case.open}
        return [phase for phase in dict.fromkeys(self.phases.values()) if phase in now]

    def skip(self, name: str) -> Turn:
        """What follows a phase that is passed over; raises Refused where the path may not be shortened."""
        if self[name] not in self.skips:
            raise Refused(f"{name} cannot be skipped: a path ends with an outcome, tell outcome_recorded or case_closed")
        return instead(self.skips[self[name]])

    def reopen(self, name: str) -> Turn:
        """What ran aside opens beside; what lies on the path, instead."""
        return beside(self[name]) if self[name] in self.asides else instead(self[name])


async def the_end(desk: Desk) -> None:
    """What the last paragraph of a path returns."""


@dataclass(frozen=True)
class Stop:
    """Where a reading stops when something is missing, and does not when nothing is."""

    missing: list[Awaited]

    def __await__(self) -> Generator[list[Awaited], None, None]:
        if self.missing:
            yield self.missing


class Desk:
    """Reads the story of one case; holds nothing but the case and what the present reading needs."""

    def __init__(self, case: Case, story: Story) -> None:
        self.case, self.story = case, story
        self._told: dict[str, int] = {}
        self._entered = case.opened
        self._beside: list[Awaited] = []

    # What a story may say

    def expect(self, *facts: type[Fact], of: str = "", by: date | None = None) -> Stop:
        """Wait until each of these has been told since the chapter opened; promised by a date of the case, or as the programme says."""
        wanted = [due_on(fact, of, by) if by else missing(fact, of) for fact in facts]
        return Stop([want for want in wanted if want.key not in self._told])

    def hear(self, *facts: type[Fact]) -> Stop:
        """Wait until each of these has been told, but promise no day and remind nobody; keep something else meanwhile."""
        return Stop([a._replace(sort="heard") for a in self.expect(*facts).missing])

    def until(self, *conditions: Missing) -> Stop:
        """Wait until nothing is missing any more; a condition is the list of what is missing."""
        return Stop([a for condition in conditions for a in condition(self.case)])

    async def first_of(self, *facts: type[Fact]) -> type[Fact]:
        """Wait until one of these has been told since the chapter opened, and say which came first."""
        told = {self._told[key]: fact for fact in facts if (key := kind_of(fact)) in self._told}
        await Stop([] if told else [missing(fact) for fact in facts])
        return told[min(told)]

    async def decided(self, decision: type[Fact]) -> str:
        """Wait until a person has decided since the chapter opened, and say what; the latest decision stands."""
        await self.expect(decision)
        return self.case.decisions[kind_of(decision)].choice

    def day(self, name: str, on: date | None, *, before: Delay | None = None) -> Stop:
        """Wait for a day that hangs on a date of the case and moves with it; no date, no day yet."""
        day = self.case.calendar.add(on, -before) if on and before else on
        came = day is not None and self.case.calendar.opening(day) <= self.case.at
        return Stop([] if came else [Awaited("day", name, "clock", "day", on=day, dated=True)])

    def keep(self, fact: type[Fact], of: str = "", *, pace: str = "", since: datetime | None = None, anew: bool = False) -> Stop:
        """Ask for this again and again, never longer after the last than the programme's gap. Never done: keep it meanwhile.

        `anew` counts from the opening of the chapter at the earliest: for something nobody owed before.
        """
        want = missing(fact, of)
        last = self.case.last_told(want.key, otherwise=since or self._entered)
        return Stop([want._replace(sort="gap", since=max(last, self._entered) if anew else last, pace=pace)])

    @contextmanager
    def meanwhile(self, *strands: Awaitable[Any]) -> Iterator[None]:
        """Read these beside what follows, for as long as it lasts."""
        before = len(self._beside)
        for strand in strands:
            self._beside += self._read(strand)[0]
        yield
        del self._beside[before:]

    def together(self, *strands: Awaitable[Any]) -> Stop:
        """Wait until all of these are done, in any order."""
        return Stop([a for strand in strands for a in self._read(strand)[0]])

    # How it is moved

    def take(self, fact: Fact, *, happened: datetime, told: datetime, by: str, telling: str) -> int:
        """Note a fact, turn the reading if it turns it, read again; give its line. Checks nothing."""
        written, words = self.case.programme.letters.get(fact.kind, []), fact.words(self.case)
        letters = [letter for letter in written if fact.is_for(letter.to, self.case)]
        goes_on, to_come = self.case.ended is None, guests_to_come(self.case)
        line = self.case.note(fact, happened=happened, told=told, by=by, telling=telling, phases=self.story.phases_of(self.case))
        for letter in letters:
            self.case.write(letter.to, letter.letter, fact.key, words)
        if turn := self.story.turns(fact, self.case):
            self._turn(turn)
        self.read()
        if goes_on and self.case.ended:
            call_off(self.case)
        say_who_was_met(self.case, to_come)
        return line

    def start(self) -> None:
        """Open the first chapters of the story."""
        self._turn(Turn(self.story.opens))

    def read(self) -> None:
        """Read every open chapter as far as it goes; a chapter that ends opens what it returns."""
        for _ in range(CIRCLES):
            if self.case.ended:
                self.case.open.clear()
            dated: list[Dated] = []
            if not any(self._chapter(name, dated) for name in sorted(self.case.open)):
                return keep_only(self.case, dated + self._standing())
        raise RuntimeError(f"the story goes round in circles: {sorted(self.case.open)}")

    def _chapter(self, name: str, dated: list[Dated]) -> bool:
        """Read one chapter; True if it ended."""
        chapter = self.case.open[name]
        if chapter.rests_for:
            return False
        self._told, self._entered, self._beside = chapter.told, chapter.entered, []
        stop, then = self._read(self.story[name](self))
        if not stop:
            self._turn_page(name, then)
            return True
        dated += self._date(chapter, self._beside + stop)
        return False

    def _date(self, chapter: Chapter, awaited: list[Awaited]) -> Iterator[Dated]:
        """Remember since when each thing is missed: a promise made once keeps its day however often it is read."""
        now = max(chapter.entered, self.case.hour)
        chapter.missed = {a.key: chapter.missed.get(a.key, now) for a in awaited if not a.since}
        for a in awaited:
            yield a, a.since or chapter.missed[a.key], chapter.rests

    def _turn_page(self, name: str, then: Any) -> None:
        left = self.case.leave(name)
        if not (then or left.aside):
            raise RuntimeError(f"the path ends nowhere after {name}")
        if then is the_end:
            self._end()
            return
        for paragraph in then if isinstance(then, tuple) else (then,) if then else ():
            self.case.enter(paragraph.__name__, aside=paragraph in self.story.asides, since=left.entered)

    def _end(self) -> None:
        """The path is over; how it came out was said before."""
        if self.case.outcome is None:
            raise RuntimeError("the path ends without an outcome")
        self.case.ended = self.case.outcome.model_copy(update={"on": self.case.hour})

    def _standing(self) -> list[Dated]:
        """What is awaited whatever the chapter."""
        if self.case.ended:
            return []
        self._told, self._entered, self._beside = {}, self.case.opened, []
        stops = [a for paragraph in self.story.always for a in self._read(paragraph(self))[0]] + self._beside
        return [(a, a.since or self.case.opened, []) for a in stops]

    def _turn(self, turn: Turn) -> None:
        """Open what the fact opens; others are left, rest or go on."""
        names, rests_for = [p.__name__ for p in turn.opens], ""
        on_path = [name for name, chapter in self.case.open.items() if not chapter.aside]
        if turn.others == "rest":
            for name in on_path:
                self.case.rest(name, for_=names[0])
        if turn.others == "are left":
            for name in on_path:
                rests_for = self.case.open.pop(name).rests_for or rests_for
        for paragraph in turn.closes:
            self.case.leave(paragraph.__name__)
        for name in names:
            aside = self.story[name] in self.story.asides
            self.case.enter(name, aside=aside, rests_for="" if aside else rests_for)

    def _read(self, strand: Awaitable[Any]) -> tuple[list[Awaited], Any]:
        reading = strand.__await__()
        try:
            stop: list[Awaited] = next(reading)
        except StopIteration as end:
            return [], end.value
        reading.close()
        return stop, None
