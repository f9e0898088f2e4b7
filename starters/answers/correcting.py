"""Withdraws or corrects a line of a case, and says before and after what follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from casework.case import Line
from casework.door import Telling
from casework.fact import Refused
from casework.folding import as_they_count
from casework.mending import Mended, mend
from casework.mistakes import CORRECTED, WITHDRAWN
from casework.vocabulary import vocabulary
from records import cases, messages
from records.cases import Listed
from records.messages import Addressed
from starters.answers.answer import Answer, NoneSuch, WrongInput
from starters.answers.cases import the_cases
from starters.answers.consequences import Consequences, consequences_of, said
from starters.answers.fields import fields_from, read
from starters.answers.hours import now, when_it_happened
from starters.answers.naming import case_named, reader_of, speaker, staff_by_id
from starters.answers.remembered import past_of
from starters.answers.words import fact_said
from starters.answers.zones import zone_of
from starters.exit_codes import Exit
from starters.itineraries import Itineraries, Said, new_id
from starters.past import Past

HAPPENED = "happened="


class Asked(NamedTuple):
    """What was typed; without fields the line is withdrawn. `seen` is what was shown before it was confirmed."""

    case: str
    line: int
    why: str
    typed: list[str] | None
    on: str = ""
    id: str = ""
    as_who: str = ""
    seen: object = None


class Ready(NamedTuple):
    """A correction ready to be told, and what follows from it."""

    case: Listed
    telling: Telling
    consequences: Consequences
    looks: str


async def preview(asked: Asked) -> Answer:
    """What would follow; nothing is changed."""
    async with the_cases() as itineraries:
        ready = await _ready(itineraries, asked)
    return Answer(ready.consequences.model_dump(mode="json"), ready.looks)


async def correct(asked: Asked) -> Answer:
    """Do it, and say what followed. Raises Refused when something else would follow than was shown."""
    async with the_cases() as itineraries:
        if before := await _told_before(itineraries, asked):
            return before
        ready = await _ready(itineraries, asked)
        follows = ready.consequences.model_dump(mode="json")
        if asked.seen not in (None, follows):
            raise Refused("something was told or sent meanwhile, and other things would follow: look at it again; nothing was changed")
        told = await itineraries.tell(ready.case.id, ready.telling, fresh=not asked.id)
    return _answer(ready, told, follows)


async def _told_before(itineraries: Itineraries, asked: Asked) -> Answer | None:
    """A correction under an id that was used before is not looked at again: its line would already count otherwise."""
    case = await case_named(itineraries.pool, asked.case)
    past = await past_of(itineraries.pool, case) if asked.id else None
    line = next((line for line in past.lines if line.telling == asked.id), None) if past else None
    if line is None:
        return None
    if line.kind not in (WITHDRAWN, CORRECTED) or line.fact.get("line") != asked.line:
        raise Refused(f"the id {asked.id} was used before, for line {line.number}: nothing was changed; choose another --id")
    looks = f"{case.number} was told this before under the same id, in line {line.number}: nothing changed"
    return Answer({"case": case.number, "id": asked.id, "how": "told before", "line": line.number}, looks)


async def _ready(itineraries: Itineraries, asked: Asked) -> Ready:
    pool = itineraries.pool
    case = await case_named(pool, asked.case)
    member = await speaker(pool, itineraries.settings, asked.as_who)
    past, zone = await past_of(pool, case), await zone_of(pool, case.office)
    if past is None:
        raise NoneSuch(f"{case.number} was just opened and nothing is in its journal yet: look again in a moment")
    at = await _hour_of(itineraries, case, past)
    telling = Telling(id=asked.id or new_id(), by=member.id, kind=WITHDRAWN if asked.typed is None else CORRECTED,
                      fact=await _fact(itineraries, asked, _line(past, asked.line), past, zone, at))  # fmt: skip
    mended = mend(case.id, past.lines, telling, at, past.terms, past.story, past.known)
    await _only_open_one(itineraries, case, mended)
    reader, letters = await reader_of(pool, member, case), await messages.of_case(pool, case.id, now())
    follows = consequences_of(case, _line(past, asked.line), mended, _by_id(letters))
    return Ready(case, telling, follows, said(follows, past.lines, telling, reader, zone))


def _line(past: Past, number: int) -> Line:
    """The line that is meant, as it counts now. Raises WrongInput."""
    if number > len(past.lines):
        raise WrongInput(f"this case has no line {number}: its journal ends with line {len(past.lines)}; see `itinerary journal`")
    line = past.lines[number - 1]
    return as_they_count(past.lines).get(number) or line


async def _fact(itineraries: Itineraries, asked: Asked, line: Line, past: Past, zone: str, at: datetime) -> dict[str, Any]:
    """The correction as it travels: for a correction all that the line should have said."""
    common: dict[str, Any] = {"line": line.number, "what": past.lines[line.number - 1].kind, "why": asked.why}
    if asked.typed is None:
        return read(WITHDRAWN, common)
    kind, fact = vocabulary()[line.kind], [word for word in asked.typed if not word.startswith(HAPPENED)]
    fields = await staff_by_id(itineraries.pool, kind, fields_from(kind, fact, "", zone))
    on = asked.on or next((word.removeprefix(HAPPENED) for word in asked.typed if word.startswith(HAPPENED)), "")
    happened = {"happened": when_it_happened(on, zone, at) or at} if on else {}
    return read(CORRECTED, common | happened | {"instead": read(line.kind, line.fact | fields)})


async def _hour_of(itineraries: Itineraries, case: Listed, past: Past) -> datetime:
    """The hour of the case: by its clock, and never before its last line."""
    clock = past.lines[0].fact.get("clock")
    if clock is None:
        return max(now(), past.lines[-1].told)
    return max((await itineraries.show(case.id)).clock.case_time(now()), past.lines[-1].told)


async def _only_open_one(itineraries: Itineraries, case: Listed, mended: Mended) -> None:
    """A case that would be open again must be the only open one of this person and method."""
    if mended.before.case.ended and not mended.after.case.ended and (other := await cases.other_open(itineraries.pool, case.id)):
        raise Refused(f"{case.number} would be open again, and this person has {other.number} open: close that one first")


def _by_id(letters: list[Addressed]) -> dict[str, Addressed]:
    return {letter.id: letter for letter in letters}


def _answer(ready: Ready, told: Said, follows: dict[str, Any]) -> Answer:
    value = {"id": ready.telling.id, "how": told.how, "line": told.line, "ended": told.ended} | follows
    what = fact_said(ready.consequences.what, ready.consequences.of)
    done = f"{ready.case.number} line {told.line}: line {ready.consequences.corrects} ({what}) is {ready.consequences.done}"
    late = told.how == "accepted, not yet written"
    later = ["its line is written as soon as PostgreSQL answers; nothing more is to be done"] if late else []
    return Answer(value, "\n".join([done, *later, ready.looks]), Exit.NOT_YET if late else Exit.OK)
