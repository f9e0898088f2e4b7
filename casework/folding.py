"""A case from its journal alone: as it was lived, and where something was told wrongly, as if it had been told right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from casework.agenda import Due, Promise, climbing, says_next
from casework.anytime import Opened
from casework.case import CLOCK, Case, Line
from casework.desk import Desk, Story
from casework.door import Opening, as_of, cannot_go_on, fits, open_case, strike, telling_of
from casework.fact import Fact, Refused, kind_of
from casework.guests_named import guests_named, is_from_another, name_guests
from casework.mistakes import CORRECTED, CORRECTIONS, WITHDRAWN
from casework.new_rules import terms_remembered
from casework.planned import plan_of
from casework.put_right import Believed, put_right, says_so_itself, what_guests_believe
from casework.terms import Terms
from casework.vocabulary import remembered
from casework.watch import HourCame

HOUR = kind_of(HourCame)
NONE_LATER: Mapping[str, Terms] = {}


def fold(case: str, lines: Iterable[Line], terms: Terms, story: Story, later: Mapping[str, Terms] = NONE_LATER) -> Desk:
    """A case from its journal: opening, facts, hours that came, and what was corrected.

    `later` has, by their hash, the terms it was moved to. Raises LookupError on an empty journal, or without these terms.
    """
    told = list(lines)
    if not told:
        raise LookupError("a case without a journal cannot be rebuilt")
    return Folding(case, told, terms, story, later).desk


def as_they_count(lines: Iterable[Line]) -> dict[int, Line | None]:
    """The lines that count otherwise than they were told: as corrected, or None for one that was withdrawn.

    The latest word on a line stands; a correction that was itself withdrawn says nothing.
    """
    by_number = {line.number: line for line in lines}
    changed: dict[int, Line | None] = {}
    for line in reversed(by_number.values()):
        if line.kind in CORRECTIONS and changed.get(line.number, line) is not None:
            target = by_number[line.fact["line"]]
            changed.setdefault(target.number, None if line.kind == WITHDRAWN else _as_corrected(target, line.fact))
    return changed


def that_count(lines: list[Line]) -> list[Line]:
    """The lines as they count: corrected ones as corrected, without those that were withdrawn."""
    changed = as_they_count(lines)
    return [now for line in lines if (now := changed.get(line.number, line)) is not None]


def _as_corrected(line: Line, said: Mapping[str, Any]) -> Line:
    happened = datetime.fromisoformat(said["happened"]) if said.get("happened") else line.happened
    return line.model_copy(update={"fact": said["instead"], "happened": happened})


class Falls(Refused):
    """A line of the journal that could not have been told like this; `line` says which."""

    def __init__(self, line: Line, why: str) -> None:
        super().__init__(why)
        self.line = line


class Stood(NamedTuple):
    """What stood in life before a correction: what was planned then or before, and where guests thought they had to be."""

    plans: frozenset[str]
    guests: Believed


class Folding:
    """Takes the lines of a journal one by one; up to its last correction the case is lived again, after it the lines say all.

    Living again, a day comes when it would have come. What the clock said counts if it came for this very promise and hour, and
    what was planned if the promise stood just so before the correction was told; any other that is late by then climbs from the
    correction on, so that nobody is passed over who was never asked; and guests hear where they have to be, if it is elsewhere. `stood`
    has, by the line of each correction, what stood in life before it: found by living until there, where it is not given.
    With `forgiven`, lines that could not have been told like this raise Falls, save those; without, nothing is checked.
    """

    def __init__(
        self, case: str, lines: list[Line], terms: Terms, story: Story, later: Mapping[str, Terms] = NONE_LATER,
        *, forgiven: dict[int, str] | None = None, stood: Mapping[int, Stood] | None = None,
    ) -> None:  # fmt: skip
        self.forgiven, self.changed, self.later = forgiven, as_they_count(lines), later
        self.stood: dict[int, Stood] = dict(stood or {})
        self.told = {line.number: line for line in lines}
        for line in lines:
            if line.kind in CORRECTIONS and line.number not in self.stood:
                before = [earlier for earlier in lines if earlier.number < line.number]
                self.stood[line.number] = Folding(case, before, terms, story, later, stood=self.stood).standing
        self.last = max((line.number for line in lines if line.kind in CORRECTIONS), default=0)
        self.hours = {_hour_of(line) for line in lines if line.kind == HOUR and line.number <= self.last}
        self.times = Counter(line.fact["line"] for line in lines if line.kind == CORRECTED)
        self.guests = guests_named(lines, as_they_count)
        self.spoken: dict[str, datetime | None] = {}
        self.fell_away: list[Line] = []
        self.refused: dict[int, str] = {}
        self.desk = self._opened(case, self.changed.get(1) or lines[0], terms, story)
        for line in lines[1:]:
            self._line(line)

    @property
    def case(self) -> Case:
        return self.desk.case

    @property
    def standing(self) -> Stood:
        """How its promises are planned now, or were before a correction, and where guests have to be."""
        now = frozenset(plan_of(self.case, promise) for promise in self.case.agenda.values())
        plans = now.union(*(stood.plans for number, stood in self.stood.items() if number <= self.last))
        return Stood(plans, what_guests_believe(self.case))

    def _opened(self, case: str, line: Line, terms: Terms, story: Story) -> Desk:
        match _fact(line):
            case Opened() as opened:
                return open_case(Opening(case, line.told, line.by, opened, line.happened), terms, story)
        raise LookupError("a journal that does not begin with an opening cannot be rebuilt")

    def _line(self, line: Line) -> None:
        if line.number > self.last:
            self._take(line)
            return
        self._days_that_would_have_come(line.told)
        name_guests(self.case.appointments, line, self.guests)
        if line.kind == HOUR:
            self._hour(line)
        elif line.number in self.changed:
            self._otherwise(line, self.changed[line.number])
        else:
            self._take_if_it_fits(line)
        if line.kind in CORRECTIONS:
            self._climb_from(line.told, self.stood[line.number].plans)
            self._put_right(line)

    # As it was lived

    def _take(self, line: Line) -> None:
        fact = terms_remembered(_fact(line), self.later)
        if self.forgiven is not None and line.by != CLOCK:
            self._look_whether_it_stands(line, fact)
        self.case.line = line.number - 1
        self.desk.take(fact, happened=line.happened, told=line.told, by=line.by, telling=line.telling)

    def _look_whether_it_stands(self, line: Line, fact: Fact) -> None:
        if refusal := self._refusal(line, fact):
            self.refused[line.number] = refusal
            if self.forgiven is not None and line.number not in self.forgiven:
                raise Falls(line, refusal)

    def _refusal(self, line: Line, fact: Fact) -> str:
        if self.case.ended and line.kind not in CORRECTIONS:
            return f"the case has ended by then, with outcome {self.case.ended.result}"
        try:
            fits(self.desk, fact)
            fact.check(as_of(self.case, line.happened, line.told))
        except Refused as refusal:
            return str(refusal)
        except Exception as broken:  # noqa: BLE001 - what breaks is a refusal here too, and the journal stays readable
            return str(cannot_go_on(broken))
        return ""

    # As it would have been

    def _take_if_it_fits(self, line: Line) -> None:
        fact = _fact(line)
        if fact.still_fits(self.case) and not is_from_another(fact, line.number, self.guests):
            self._take(line)
            return
        self.fell_away.append(line)
        self.case.pass_over(line)

    def _otherwise(self, line: Line, now: Line | None) -> None:
        """A line that counts otherwise than it was told; an id it gave is never given again."""
        before = _fact(line)
        if now is None:
            self.case.pass_over(line)
        else:
            self.case.corrected(before, self.times[line.number])
            self._take_if_it_fits(now)
        self.case.reserve(before.begun)

    def _hour(self, line: Line) -> None:
        """An hour that came in life counts if it is the hour this promise waits for now."""
        hour = _hour_of(line)
        self.hours.discard(hour)
        key = hour.partition("@")[0]
        promise = self.case.agenda.get(key)
        if promise is None or promise.next is None or telling_of(Due(promise.next, key)) != hour:
            self.case.pass_over(line)
            return
        self._take(line)
        if key in self.case.agenda:
            self.spoken[key] = self.case.agenda[key].next

    def _days_that_would_have_come(self, until: datetime) -> None:
        """Days that come by themselves come in their time, also where in life they did not."""
        while due := self._next_day(until):
            self.case.line -= 1  # it has no line of its own: it stands with the line before
            strike(self.desk, due, max(due.at, self.case.at))
            if self._next_day(until) == due:
                raise RuntimeError(f"{due.key} came and nothing moved")

    def _next_day(self, until: datetime) -> Due | None:
        days = (Due(p.next, p.key) for p in self.case.agenda.values() if p.sort == "day" and p.next and p.next <= until)
        return min((due for due in days if telling_of(due) not in self.hours), default=None)

    def _climb_from(self, at: datetime, stood: frozenset[str]) -> None:
        """What is late now and was never spoken of climbs from this day, as whatever is late when it is promised."""
        case = self.case
        for key, promise in sorted(case.agenda.items()):
            if promise.sort != "day" and self._was_passed_over(key, promise, at, stood):
                case.agenda[key] = climbing(promise, case.programme.ladders[promise.ladder], at, case.line, case.calendar)

    def _put_right(self, line: Line) -> None:
        """Guests hear where they have to be now; not of a correction that counts no more, nor the same guest of what says so itself.

        What is said after one that counts no more outdoes what was said by it.
        """
        mistaken = self._mistaken(line)
        if line.number in self.changed:
            if mistaken.of in self.case.appointments:
                self.case.outdo(mistaken.of)
        else:
            told_anew = line.kind == CORRECTED and says_so_itself(mistaken)
            put_right(self.case, self.stood[line.number].guests, mistaken, told_anew=told_anew)

    def _mistaken(self, line: Line) -> Fact:
        """What a correction is about in the end, be it a correction of a correction."""
        while line.kind in CORRECTIONS:
            line = self.told[line.fact["line"]]
        return _fact(line)

    def _was_passed_over(self, key: str, promise: Promise, at: datetime, stood: frozenset[str]) -> bool:
        """True if an hour at which it is spoken of has gone by, and nothing was said because in life it did not stand so."""
        if promise.next and promise.next <= at:
            return self.spoken.get(key) != promise.next
        says = says_next(promise, self.case.programme.ladders[promise.ladder], promise.planned or promise.made, self.case.calendar)
        return says is not None and says <= at and plan_of(self.case, promise) not in stood


def _fact(line: Line) -> Fact:
    return remembered(line.kind, line.fact)


def _hour_of(line: Line) -> str:
    """Which hour of which promise came, in the words of today."""
    return f"{_fact(line).of}@{line.telling.rpartition('@')[2]}"
