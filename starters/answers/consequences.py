"""What follows from a correction, as data and in words: what moves, what does not leave, and what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from casework.case import Case, Line, Message
from casework.door import Telling
from casework.fact import Reader
from casework.handover import CaseRow
from casework.leaving import NEWS_OF_APPOINTMENTS
from casework.mending import Mended
from casework.mistakes import WITHDRAWN
from records.messages import Addressed
from starters.answers.hours import day_said, hour_said
from starters.answers.words import fact_said, fields_said, listed, promise_said, seen

GONE = frozenset({"sent", "done"})
OUTSIDE = frozenset({"client", "employer", "partner"})


class Moved(BaseModel):
    """A promise whose day is another one now; no day before if it is new, none after if it is gone."""

    key: str
    before: datetime | None = None
    after: datetime | None = None


class Letter(BaseModel):
    """A letter that a correction concerns: which, to whom, and when it went if it has."""

    id: str
    letter: str
    to: str
    recipient: str = ""
    channel: str = ""
    sent_at: datetime | None = None


class Consequences(BaseModel):
    """All that follows from a correction. `sent` has gone and cannot be undone."""

    case: str
    corrects: int
    what: str
    of: str
    done: str
    phases_before: list[str]
    phases_after: list[str]
    ended_before: str
    ended_after: str
    gone: list[Moved]
    new: list[Moved]
    moved: list[Moved]
    sent: list[Letter]
    held_back: list[Letter]
    to_be_sent: list[Letter]
    falls_away: list[int]


def consequences_of(row: CaseRow, line: Line, mended: Mended, letters: Mapping[str, Addressed]) -> Consequences:
    """What this correction changes in the case, its agenda and its letters."""
    before, after = mended.before.case, mended.after.case
    told = mended.after.case.journal[-1]
    unsaid = [_letter(message, letters.get(message.id)) for message in mended.unsaid]
    return Consequences(
        case=row.number, corrects=line.number, what=line.kind, of=str(line.fact.get("of", "")),
        done="withdrawn" if told.kind == WITHDRAWN else "corrected",
        phases_before=mended.before.story.phases_of(before), phases_after=mended.after.story.phases_of(after),
        ended_before=_outcome(before), ended_after=_outcome(after),
        gone=[Moved(key=key, before=before.agenda[key].by) for key in sorted(before.agenda.keys() - after.agenda.keys())],
        new=[Moved(key=key, after=after.agenda[key].by) for key in sorted(after.agenda.keys() - before.agenda.keys())],
        moved=list(_moved(before, after)),
        sent=[letter for letter in unsaid if letter.sent_at], held_back=[letter for letter in unsaid if not letter.sent_at],
        to_be_sent=[_letter(message, None) for message in _not_outdone(mended.said_now) if not _has_gone(letters.get(message.id))],
        falls_away=[fell.number for fell in mended.fell_away],
    )  # fmt: skip


def said(follows: Consequences, lines: Sequence[Line], telling: Telling, reader: Reader, zone: str) -> str:
    """In words, for whoever is to confirm it."""
    line = lines[follows.corrects - 1]
    heading = f"line {line.number}: {fact_said(line.kind, line.fact.get('of', ''))}, told by {line.by} on {day_said(line.told, zone)}"
    changes = [*_fields(line, telling, reader, zone), *_state(follows), *_agenda(follows, zone), *_letters(follows, lines, zone)]
    return "\n".join([heading, *(changes or ["nothing else changes"])])


def _fields(line: Line, telling: Telling, reader: Reader, zone: str) -> Iterator[str]:
    """What the line says, and what it is to say."""
    if telling.kind == WITHDRAWN:
        return
    now: dict[str, Any] = telling.fact["instead"]
    names = [name for name in now.keys() | line.fact.keys() if now.get(name) != line.fact.get(name)]
    for name in sorted(names):
        was, to_be = (fields_said(seen(reader, line.kind, {name: told.get(name)}), zone) or f"{name} left out" for told in (line.fact, now))
        yield f"  said {was}, is to say {to_be}"
    if happened := telling.fact.get("happened"):
        yield f"  happened {hour_said(line.happened, zone)}, is to have happened {hour_said(datetime.fromisoformat(str(happened)), zone)}"


def _state(follows: Consequences) -> Iterator[str]:
    if follows.ended_before and not follows.ended_after:
        yield f"the case, closed with outcome {follows.ended_before}, is open again in {listed(follows.phases_after)}"
    elif follows.ended_after and follows.ended_after != follows.ended_before:
        yield f"the case is closed with outcome {follows.ended_after}"
    elif follows.phases_before != follows.phases_after:
        yield f"phases: {listed(follows.phases_before)} become {listed(follows.phases_after)}"


def _agenda(follows: Consequences, zone: str) -> Iterator[str]:
    for moved in follows.gone:
        yield f"  - no longer awaited: {promise_said(moved.key)}{_by(moved.before, zone)}"
    for moved in follows.new:
        yield f"  + awaited: {promise_said(moved.key)}{_by(moved.after, zone)}"
    for moved in follows.moved:
        day = day_said(moved.after, zone) or "no day"
        yield f"  ~ moves: {promise_said(moved.key)}, from {day_said(moved.before, zone) or 'no day'} to {day}"


def _letters(follows: Consequences, lines: Sequence[Line], zone: str) -> Iterator[str]:
    for letter in follows.sent:
        yield f"cannot be undone: {_named(letter)} {_went(letter, zone)}"
    again = {_says(letter) for letter in follows.to_be_sent}
    if any(letter.to in OUTSIDE and _says(letter) not in again for letter in follows.sent):
        yield "  tell them yourself what is right, or tell the case what is true now instead (as appointment_cancelled, which is sent)"
    for letter in follows.held_back:
        yield f"does not leave any more: {_named(letter)}"
    for letter in follows.to_be_sent:
        yield f"is sent: {_named(letter)}"
    for number in follows.falls_away:
        yield f"falls away with it: line {number}, {fact_said(lines[number - 1].kind, lines[number - 1].fact.get('of', ''))}"


def _not_outdone(written: Sequence[Message]) -> Iterator[Message]:
    """Of several words to one guest about one appointment only the last leaves."""
    last = {_guest_of(message): message.id for message in written}
    return (message for message in written if "appointment" not in message.values or last[_guest_of(message)] == message.id)


def _guest_of(message: Message) -> tuple[str, str, str]:
    return message.to, message.who or message.values.get(message.to, ""), message.values.get("appointment", "")


def _says(letter: Letter) -> tuple[str, str]:
    """To whom, and what about: where somebody has to be is put right by any word of it."""
    return "appointment" if letter.letter in NEWS_OF_APPOINTMENTS else letter.letter, letter.to


def _went(letter: Letter, zone: str) -> str:
    if letter.channel == "worklist":
        return f"stood on the worklist of {letter.recipient}, who may have passed it on; it is taken off"
    return f"went to {letter.recipient or letter.to} on {hour_said(letter.sent_at, zone)}"


def _named(letter: Letter) -> str:
    return f"{letter.letter.replace('_', ' ')} to the {letter.to}"


def _by(hour: datetime | None, zone: str) -> str:
    return f", by {day_said(hour, zone)}" if hour else ""


def _outcome(case: Case) -> str:
    return case.ended.result if case.ended else ""


def _moved(before: Case, after: Case) -> Iterator[Moved]:
    for key in sorted(before.agenda.keys() & after.agenda.keys()):
        if before.agenda[key].by != after.agenda[key].by:
            yield Moved(key=key, before=before.agenda[key].by, after=after.agenda[key].by)


def _has_gone(known: Addressed | None) -> bool:
    return known is not None and known.state in GONE


def _letter(message: Message, known: Addressed | None) -> Letter:
    sent_at = known.sent_at if known and _has_gone(known) else None
    if known is None or sent_at is None:
        return Letter(id=message.id, letter=message.letter, to=message.to)
    whom = known.name or known.recipient
    return Letter(id=message.id, letter=message.letter, to=message.to, recipient=whom, channel=known.channel, sent_at=sent_at)
