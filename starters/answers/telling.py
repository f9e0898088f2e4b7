"""Tells a case a fact, and says what changed by it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from casework.anytime import PersonDied
from casework.case import Case, Line
from casework.desk import Desk
from casework.door import Telling
from casework.fact import Fact, Refused, kind_of
from casework.mistakes import CORRECTIONS, WITHDRAWN
from casework.new_rules import CHANGED
from casework.vocabulary import fact_from, remembered
from records import agenda, cases, journal, messages
from records.agenda import Owed
from records.cases import Listed
from records.messages import Addressed
from records.pool import Database
from starters.answers.answer import Answer, WrongInput
from starters.answers.cases import the_cases
from starters.answers.directory import not_in_the_directory
from starters.answers.fields import fields_from, kind_named, read
from starters.answers.hours import day_said, now, when_it_happened
from starters.answers.naming import case_named, speaker, staff_by_id
from starters.answers.remembered import desk_of
from starters.answers.words import fact_said, listed, owed_said, promise_said
from starters.answers.zones import zone_of
from starters.exit_codes import Exit
from starters.itineraries import Itineraries, Said, new_id

HAPPENED = "happened="
DIED = kind_of(PersonDied)


class Asked(NamedTuple):
    """What was typed after `tell`."""

    case: str
    kind: str
    typed: list[str]
    fields: str = ""
    id: str = ""
    on: str = ""
    as_who: str = ""


class Ready(NamedTuple):
    """A fact ready to be told, and the field in which the thing it begins was given an id."""

    telling: Telling
    zone: str
    chosen: str = ""

    @property
    def given(self) -> str:
        """The id that was given."""
        return str(self.telling.fact[self.chosen]) if self.chosen else ""


class Changed(NamedTuple):
    """What a telling changed: what is awaited before and after, and the letters that were written."""

    before: list[Owed]
    after: list[Owed]
    letters: list[Addressed]


async def tell(asked: Asked) -> Answer:
    """Tell it, and say what became of it."""
    fact = kind_named(asked.kind)
    if kind_of(fact) in CORRECTIONS:
        verb = "withdraw" if kind_of(fact) == WITHDRAWN else "correct"
        raise WrongInput(f"to say that something was told wrongly use `itinerary {verb} {asked.case} LINE`: it shows what follows first")
    if kind_of(fact) == CHANGED:
        raise WrongInput("to move a case to other rules use `itinerary programme migrate`: it shows what moves first")
    async with the_cases() as itineraries:
        case = await case_named(itineraries.pool, asked.case)
        ready = await _ready(itineraries, case, fact, asked)
        before = await agenda.of_case(itineraries.pool, case.id)
        said = await itineraries.tell(case.id, ready.telling, fresh=not asked.id)
        if said.how in ("accepted", "told before"):
            ready = _as_written(ready, await journal.told(itineraries.pool, case.id, ready.telling.id))
        warnings = await not_in_the_directory(itineraries.pool, ready.telling.fact)
        warnings += await _open_elsewhere(itineraries.pool, case) if ready.telling.kind == DIED else []
        return _answer(case, ready, said, await _changed(itineraries.pool, case, said, before), warnings)


async def _ready(itineraries: Itineraries, case: Listed, fact: type[Fact], asked: Asked) -> Ready:
    pool = itineraries.pool
    member = await speaker(pool, itineraries.settings, asked.as_who)
    desk, zone = await desk_of(pool, case), await zone_of(pool, case.office)
    typed, on = _when(asked)
    fields = await staff_by_id(pool, fact, fields_from(fact, typed, asked.fields, zone))
    chosen = _next_id(fact, fields, desk.case if desk else None)
    happened = when_it_happened(on, zone, _now(desk, case))
    kind = kind_of(fact)
    return Ready(Telling(id=asked.id or new_id(), by=member.id, kind=kind, fact=read(kind, fields), happened=happened), zone, chosen)


def _when(asked: Asked) -> tuple[list[str], str]:
    """`happened=` among the fields says the same as --on."""
    fields = [word for word in asked.typed if not word.startswith(HAPPENED)]
    among = [word.removeprefix(HAPPENED) for word in asked.typed if word.startswith(HAPPENED)]
    return fields, asked.on or (among[0] if among else "")


def _now(desk: Desk | None, case: Listed) -> datetime | None:
    """The hour of the case; not known while a faster clock is not in the journal yet."""
    if desk:
        return desk.case.clock.case_time(now())
    return now() if case.pace == 1 else None


def _next_id(fact: type[Fact], fields: dict[str, Any], case: Case | None) -> str:
    """Give what begins the next free id, when none was typed."""
    field, letter = ("barrier", "b") if kind_of(fact) == "probe_answered" and fields.get("answer") == "problem" else ("of", fact.begins)
    if not letter or field in fields:
        return ""
    fields[field] = case.next_id(letter) if case else f"{letter}1"
    return field


def _as_written(ready: Ready, line: Line | None) -> Ready:
    """The telling as the journal has it: an id that was given stays. Raises Refused when its id stands for another fact."""
    if line is None:
        return ready
    telling, given = ready.telling, {ready.chosen: line.fact[ready.chosen]} if ready.chosen in line.fact else {}
    written = telling.model_copy(update={"fact": telling.fact | given})
    if remembered(line.kind, line.fact) != fact_from(telling.kind, written.fact):
        before = fact_said(line.kind, line.fact.get("of", ""))
        raise Refused(f"the id {telling.id} was used before, for line {line.number} ({before}): nothing was changed; choose another --id")
    return ready._replace(telling=written)


async def _open_elsewhere(database: Database, case: Listed) -> list[str]:
    """Other itineraries of somebody who died: nothing goes to them there any more, and who is responsible has to hear it (T-32)."""
    others = [its for its in await cases.of_people(database, [case.person]) if its.id != case.id and not its.ended]
    return [
        f"{its.number} of the same person is still open, with {its.counsellor}: they are written to no more; tell it there too, with "
        f"`itinerary tell {its.number} {DIED}`"
        for its in others
    ]


async def _changed(database: Database, case: Listed, said: Said, before: list[Owed]) -> Changed:
    if said.how != "accepted":
        return Changed(before, before, [])
    after, letters = await agenda.of_case(database, case.id), await messages.of_case(database, case.id, now())
    return Changed(before, after, [letter for letter in letters if letter.line == said.line])


def _answer(case: Listed, ready: Ready, said: Said, changed: Changed, warnings: list[str]) -> Answer:
    new = {owed.key for owed in changed.after} - {owed.key for owed in changed.before}
    met = [owed.key for owed in changed.before if owed.key not in {owed.key for owed in changed.after}]
    value = {
        "case": case.number, "id": ready.telling.id, "how": said.how, "line": said.line, "phases": said.phases, "ended": said.ended,
        "kind": ready.telling.kind, "of": ready.telling.fact.get("of", ready.given), "met": met, "new": sorted(new),
        "awaited": [owed.model_dump(include={"key", "whose", "by", "overdue"}) for owed in changed.after],
        "letters": [letter.model_dump(include={"id", "letter", "to", "about"}) for letter in changed.letters],
        "warnings": warnings,
    }  # fmt: skip
    code = Exit.OK if said.how in ("accepted", "told before") else Exit.NOT_YET
    return Answer(value, "\n".join([*_lines(case, ready, said, changed, met), *warnings]), code)


def _lines(case: Listed, ready: Ready, said: Said, changed: Changed, met: list[str]) -> list[str]:
    what = fact_said(ready.telling.kind, ready.telling.fact.get("of", ""))
    chosen = [f"it was given the id {ready.given}"] if ready.chosen else []
    again = f"itinerary journal {case.number}"
    match said.how:
        case "kept, not yet checked":
            return [
                f"{case.number} keeps this, and has not checked it yet, for no worker answers: {what}",
                f"it will be taken, or refused where you see it, when a worker is back; look with: {again}",
                f"its id is {ready.telling.id}: telling it again under this --id is never doubled",
            ]
        case "accepted, not yet written":
            return [
                f"{case.number} has accepted this, and its line is not in PostgreSQL yet: {what}",
                f"it is written as soon as that is possible, nothing more is to be done; look later with: {again}",
            ]
        case "told before":
            return [f"{case.number} was told this before under the same id, in line {said.line}: nothing changed"]
        case "accepted":
            return [f"{case.number} line {said.line}: {what}", *chosen, *_after(ready.zone, said, changed, met)]


def _after(zone: str, said: Said, changed: Changed, met: list[str]) -> list[str]:
    """The phases, what is no longer awaited, what is, and the letters."""
    if said.ended:
        return [f"the case is closed: {said.ended}", *_letters(zone, changed)]
    known = {owed.key for owed in changed.before}
    awaited = [f"  {'+' if owed.key not in known else ' '} {owed_said(owed, zone)}" for owed in changed.after]
    done = [f"no longer awaited: {listed(map(promise_said, met))}"] if met else []
    return [
        f"phases: {listed(said.phases)}",
        *done,
        "awaited now, + what is new:" if awaited else "nothing is awaited",
        *awaited,
        *_letters(zone, changed),
    ]


def _letters(zone: str, changed: Changed) -> list[str]:
    """What was written because of this fact; what is only planned, in case nothing happens before, says its day."""
    return [letter_said(letter, zone) for letter in sorted(changed.letters, key=lambda letter: (letter.rung is not None, letter.due))]


def letter_said(letter: Addressed, zone: str) -> str:
    """A letter that was written, or for which day it is planned."""
    what = f"{letter.letter.replace('_', ' ')} to the {letter.to}"
    return f"written: {what}" if letter.rung is None else f"planned for {day_said(letter.due, zone)}: {what}"
