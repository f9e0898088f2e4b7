"""The whole file of a person: all itineraries with their journals, as far as the reader may see them (ES-13, ES-14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from casework.case import Line
from casework.fact import Reader
from records import agenda, cases, messages, people, recognising, staff
from records.agenda import Owed
from records.cases import Itinerary
from records.messages import Addressed
from records.people import Person
from records.pool import Database
from records.staff import Member
from starters.answers.answer import Answer, NoneSuch
from starters.answers.corrections import marks_of
from starters.answers.hours import day_said, hour_said, now
from starters.answers.looking import WITHHELD_FROM, follows_of
from starters.answers.naming import NUMBER, case_named, client_named, reader_of, whoever
from starters.answers.reach import the_records
from starters.answers.remembered import past_of
from starters.answers.words import fact_said, fields_said, listed, promise_said, seen
from starters.answers.zones import zone_of
from starters.plain_text import plain

SAID_OF_A_LETTER = {"letter", "to", "about", "due", "goes_at", "state", "channel", "sent_at", "reason"}


class Part(NamedTuple):
    """One itinerary of the file, and how far the reader may look into it."""

    case: Itinerary
    reader: Reader
    counsellor: str
    zone: str
    lines: list[Line]
    owed: list[Owed]
    letters: list[Addressed]
    documents: dict[str, Any]


async def whole_file(text: str, as_who: str) -> Answer:
    """All that is kept of a person, named by themselves or by one of their cases."""
    async with the_records() as records:
        pool = records.pool
        person = await _meant(pool, text)
        member = await whoever(pool, records.settings, as_who)
        known_as = await recognising.known_as(pool, person.id)
        parts = [await _part(pool, its, member) for its in await cases.of_people(pool, [person.id])]
    value = {"made": now(), "person": person, "known_as": known_as, "itineraries": [_told(part) for part in parts]}
    return Answer(value, plain("\n".join([*_about(person, known_as, parts), *(line for part in parts for line in _read(part))])))


async def _meant(database: Database, text: str) -> Person:
    """The client of this name or id, or of the case of this number. Raises NoneSuch, Several."""
    if not NUMBER.fullmatch(text.strip()):
        return await client_named(database, text)
    case = await case_named(database, text)
    if person := await people.get(database, case.person):
        return person
    raise NoneSuch(f"the client of {case.number} is not in the records: look whether this is the right database")


async def _part(database: Database, case: Itinerary, member: Member | None) -> Part:
    past = await past_of(database, case)
    documents = past.desk().case.documents if past else {}
    counsellor = await staff.get(database, case.counsellor) if case.counsellor else None
    return Part(
        case, await reader_of(database, member, case), counsellor.name if counsellor else case.counsellor or "nobody",
        await zone_of(database, case.office), past.lines if past else [], await agenda.of_case(database, case.id),
        await messages.of_case(database, case.id, now()), {key: version.model_dump(mode="json") for key, version in documents.items()},
    )  # fmt: skip


def _told(part: Part) -> dict[str, Any]:
    """An itinerary as data."""
    marks = marks_of(part.lines)
    lines = [
        line.model_dump() | {"fact": seen(part.reader, line.kind, line.fact), "counts": marks.get(line.number, "as told")}
        for line in part.lines
    ]
    also = {"values"} if part.reader != "everyone" else set[str]()
    return {
        "case": part.case.model_dump(exclude={"counts", "opening", "name"}), "follows": follows_of(part.lines), "seen_by": part.reader,
        "journal": lines, "agenda": part.owed, "documents": part.documents,
        "messages": [letter.model_dump(include=SAID_OF_A_LETTER | also) for letter in part.letters],
    }  # fmt: skip


def _about(person: Person, known_as: list[str], parts: list[Part]) -> list[str]:
    also = f"known as {', '.join(known_as)}" if len(known_as) > 1 else ""
    born = f"born {person.born}" if person.born else ""
    said = [born, person.address, person.email, person.phone, f"letters in {person.language}", also]
    withheld = [f"{WITHHELD_FROM}"] if any(part.reader == "everyone" for part in parts) else []
    return [f"# {person.name} ({person.id})", "", *(f"- {line}" for line in (*filter(None, said), *withheld))]


def _read(part: Part) -> Iterator[str]:
    """An itinerary as a person reads it, in Markdown."""
    case, zone = part.case, part.zone
    where = f"ended {day_said(case.ended, zone)} with outcome {case.outcome}" if case.ended else f"in {listed(case.phases)}"
    yield from ("", f"## {case.number}: {case.programme} {case.version}", "")
    follows = follows_of(part.lines)
    yield f"Opened {day_said(case.opened, zone)}, {where}; counsellor {part.counsellor}{f'; follows {follows}' if follows else ''}."
    yield from _section("Awaited", [f"{promise_said(o.key)}, from the {o.whose}, {day_said(o.by, zone) or 'no date'}" for o in part.owed])
    yield from _section("Documents", [f"{key}, version {d['number']}, since {d['since'][:10]}" for key, d in part.documents.items()])
    marks = marks_of(part.lines)
    yield from _section("Journal", [_line(line, part, marks.get(line.number, "")) for line in part.lines])
    yield from _section("Letters", [_letter(letter, zone) for letter in part.letters])


def _section(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"### {heading}", "")
        yield from (f"- {line}" for line in lines)


def _line(line: Line, part: Part, mark: str) -> str:
    said = fields_said(seen(part.reader, line.kind, line.fact), part.zone)
    what = " ".join(filter(None, [fact_said(line.kind, line.fact.get("of", "")), f"[{mark}]" if mark else ""]))
    return f"{line.number}. {hour_said(line.happened, part.zone)}, {line.by}: {what}{f': {said}' if said else ''}"


def _letter(letter: Addressed, zone: str) -> str:
    gone = f"sent {hour_said(letter.sent_at, zone)}" if letter.sent_at else f"{letter.state}, for {day_said(letter.due, zone)}"
    return f"{letter.letter.replace('_', ' ')} to the {letter.to}: {gone}"
