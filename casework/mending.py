"""What a correction would make of a case, seen before it is told: refused in a sentence, or taken with all that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel

from casework.case import CLOCK, Case, Line, Message
from casework.desk import Desk, Story
from casework.door import Telling, cannot_go_on, sensible
from casework.earlier_names import kind_now
from casework.fact import Refused
from casework.folding import NONE_LATER, Falls, Folding, as_they_count
from casework.glossary import label
from casework.mistakes import CORRECTED, CORRECTIONS, WITHDRAWN, FactCorrected, FactWithdrawn
from casework.new_rules import CHANGED, STAYS
from casework.terms import Terms, packed
from casework.vocabulary import fact_from, remembered

STAYS_IN_AN_OPENING = ("number", "person", "office", "method", "programme", "version", "terms", "opening", "clock")


class Correction(BaseModel):
    """A correction of a case that is not taken yet: the journal is read up to a line."""

    case: str
    terms: str
    line: int
    telling: Telling
    at: datetime


class LookedBack(BaseModel):
    """The case to go on with, or why it cannot be."""

    case: Case | None = None
    refused: str = ""
    terms: str = ""
    """The text of its terms, where they are other ones than before."""


class Mended(NamedTuple):
    """The case as it was told and as it is now, and the lines that fell away, for what they were about is gone."""

    before: Desk
    after: Desk
    fell_away: list[Line]

    @property
    def unsaid(self) -> list[Message]:
        """The letters that would never have been written; some may have gone."""
        kept = {message.id for message in self.after.case.outbox}
        return [message for message in self.before.case.outbox if message.id not in kept]

    @property
    def said_now(self) -> list[Message]:
        """The letters that would have been written and were not."""
        known = {message.id for message in self.before.case.outbox}
        return [message for message in self.after.case.outbox if message.id not in known]

    def to_go_on_with(self) -> Case:
        """The case as it goes on: its queues hold what this correction leaves to be handed over, and nothing else."""
        case, unsaid = self.after.case, [message.id for message in self.unsaid]
        return case.model_copy(update={"journal": case.journal[-1:], "outbox": self.said_now, "unsaid": unsaid})


def mend(
    case: str, lines: list[Line], telling: Telling, at: datetime, terms: Terms, story: Story, later: Mapping[str, Terms] = NONE_LATER
) -> Mended:
    """The case as if it had been told right; raises Refused where later lines could not stand any more, or nothing would change.

    `terms` are those it was opened under, `later` by their hash those it was moved to.
    """
    correction = fact_from(telling.kind, telling.fact)
    if not isinstance(correction, FactWithdrawn | FactCorrected):
        raise Refused("only fact_withdrawn and fact_corrected change what was told")
    line = _target(lines, correction)
    before = Folding(case, lines, terms, story, later, forgiven=dict.fromkeys(range(len(lines) + 1), ""))
    if isinstance(correction, FactCorrected):
        _look_at(line, as_they_count(lines).get(line.number) or line, correction, before.desk)
    told = Line(number=len(lines) + 1, kind=telling.kind, telling=telling.id, by=telling.by, happened=telling.happened or at, told=at,
                fact=correction.model_dump(mode="json", exclude_defaults=True))  # fmt: skip
    stood = {**before.stood, told.number: before.standing}
    after = _lived_again(lambda: Folding(case, [*lines, told], terms, story, later, forgiven=before.refused, stood=stood), line)
    return Mended(before.desk, after.desk, [fell for fell in after.fell_away if fell not in before.fell_away])


def looked_back(mended: Mended, asked: Correction, texts: Mapping[str, str]) -> LookedBack:
    """The case to go on with, and the text of its terms where the correction puts it under other ones; `texts` has them by hash."""
    case = mended.to_go_on_with()
    return LookedBack(case=case, terms="" if case.terms == asked.terms else packed(texts[case.terms]))


def _target(lines: list[Line], correction: FactWithdrawn | FactCorrected) -> Line:
    """The line that is meant; raises Refused where it cannot be changed."""
    number = correction.line
    if number > len(lines):
        raise Refused(f"this case has no line {number}: its journal ends with line {len(lines)}")
    line = lines[number - 1]
    if kind_now(line.kind) != kind_now(correction.what):
        raise Refused(f"line {number} is {label(line.kind)}, not {label(correction.what)}: look at the journal again")
    if line.by == CLOCK:
        raise Refused(f"line {number} was told by the clock, not by a person: correct the fact it hangs on")
    if as_they_count(lines).get(number, line) is None:
        by = max(said.number for said in lines if said.kind == WITHDRAWN and said.fact["line"] == number)
        raise Refused(f"line {number} was withdrawn in line {by}: to have it back, withdraw line {by}")
    if correction.kind == WITHDRAWN and number == 1:
        raise Refused("an opening is not withdrawn: tell case_closed with outcome=other, and open a case for the right person")
    if correction.kind == CORRECTED and line.kind in CORRECTIONS:
        raise Refused(f"line {number} is a correction itself: correct line {line.fact['line']} again, or withdraw line {number}")
    return line


def _look_at(line: Line, counts: Line, correction: FactCorrected, desk: Desk) -> None:
    """Whether what it should have said can be meant, and says something else."""
    fact, happened = fact_from(line.kind, correction.instead), correction.happened or counts.happened
    told = remembered(line.kind, counts.fact)
    if fact == told and happened == counts.happened:
        raise Refused(f"line {line.number} says just this already: name what is to be different")
    if told.begun and told.begun != fact.begun:
        raise Refused(f"the id {told.begun} stays when a line is corrected: withdraw line {line.number}, and tell it anew")
    if line.number == 1 and (other := [name for name in STAYS_IN_AN_OPENING if getattr(fact, name) != getattr(told, name)]):
        raise Refused(f"{', '.join(other)} of an opening cannot be corrected: close the case with outcome=other and open the right one")
    if kind_now(line.kind) == CHANGED and any(getattr(fact, name) != getattr(told, name) for name in STAYS):
        raise Refused(f"the rules of line {line.number} stay: withdraw it, then move the case with `itinerary programme migrate`")
    if happened.tzinfo and happened > line.told:
        day = desk.case.calendar.day_of(line.told)
        raise Refused(f"line {line.number} was told on {day}, before it would have happened: withdraw it, and tell it again")
    sensible(desk.case, fact, happened, line.told)


def _lived_again(live: Callable[[], Folding], changed: Line) -> Folding:
    """The case with the correction; raises Refused naming the first line that could not have been told then."""
    try:
        return live()
    except Falls as falls:
        if falls.line.number == changed.number:
            raise Refused(f"line {changed.number} would have been refused like this: {falls}") from None
        what = f"line {falls.line.number}, {label(falls.line.kind)}"
        raise Refused(f"{what}, would then have been refused: {falls}; withdraw or correct line {falls.line.number} first") from None
    except Refused:
        raise
    except Exception as broken:
        raise cannot_go_on(broken) from broken
