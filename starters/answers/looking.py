"""Looks for cases, and into one: its row, its agenda, its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rich.console import Group, RenderableType

from casework.autonomy_trend import trend, trend_said
from casework.case import Case, Line
from casework.fact import WITHHELD, Reader
from casework.handover import Promise, agenda_of, row_of
from records import agenda, cases, journal, organisations, staff
from records.agenda import Owed
from records.cases import Itinerary, Listed, Wanted
from records.pool import Database
from starters.answers.answer import Answer, or_nothing, table
from starters.answers.contracts import ends_of, ends_said
from starters.answers.corrections import marks_of
from starters.answers.hours import day_said, hour_said
from starters.answers.naming import case_named, reader_of, speaker, whoever
from starters.answers.papers import papers_of, papers_said
from starters.answers.reach import the_records
from starters.answers.reached import organisations_reached_said, reach_said
from starters.answers.remembered import past_of
from starters.answers.words import fact_said, fields_said, listed, promise_said, seen
from starters.answers.zones import NOWHERE, zone_of, zones
from starters.plain_text import plain

NEWEST = 5
WITHHELD_FROM = "what is withheld is for the counsellor, their deputy and who leads: say who looks with --as"
HEADINGS = ("number", "client", "phases", "counsellor", "waiting for", "due", "")
THINGS = (
    "barriers", "referrals", "appointments", "trainings", "goals", "actions", "applications", "employers", "documents",
    "workplaces", "contracts", "papers", "requirements",
    "interviews", "needs", "findings", "objectives", "commitments", "crossroads", "adaptations",
)  # fmt: skip


class Stands(NamedTuple):
    """What the case itself says besides its row: by which guide it goes, when contracts end, and how documents stand."""

    guide: str = ""
    contracts: dict[str, str] = {}
    papers: dict[str, str] = {}


async def find(text: str) -> Answer:
    """Cases by number or by the client's name."""
    async with the_records() as records:
        found, local = await cases.find(records.pool, text), await zones(records.pool)
    return Answer(
        found, or_nothing(found, _listed(found, local), f"no case is found by {text}: try another part of the name, or its number")
    )


async def list_(wanted: Wanted, as_who: str, *, mine: bool) -> Answer:
    """The cases that are wanted, late ones first."""
    async with the_records() as records:
        if mine:
            member = await speaker(records.pool, records.settings, as_who)
            wanted = wanted.model_copy(update={"counsellor": member.id})
        found, local = await cases.list_(records.pool, wanted), await zones(records.pool)
    return Answer(found, or_nothing(found, _listed(found, local), "no such cases"))


async def show(text: str, as_who: str) -> Answer:
    """A case as the records have it: where it stands, by which guide (FR-18), what it waits for, what was told last."""
    async with the_records() as records:
        case = await case_named(records.pool, text)
        reader = await reader_of(records.pool, await whoever(records.pool, records.settings, as_who), case)
        owed = await agenda.of_case(records.pool, case.id)
        past = None if case.ended else await past_of(records.pool, case)
        lines = past.lines if past else await journal.lines(records.pool, case.id)
        zone = await zone_of(records.pool, case.office)
        counsellor = await _name_of(records.pool, case.counsellor)
        unreachable = await organisations.unreachable_in(records.pool, case.id)
        others = [its for its in await cases.of_people(records.pool, [case.person]) if its.id != case.id]
    stands = _stands(past.desk().case) if past else Stands()
    last, marks, owned, follows = lines[-NEWEST:], marks_of(lines), trend(lines), follows_of(lines)
    value = {
        "case": case, **stands._asdict(), "actions_owned": owned, "follows": follows, "others": others, "agenda": owed,
        "unreachable": unreachable, "last": [_line(line, reader, marks) for line in last],
    }  # fmt: skip
    reached = [] if case.ended else organisations_reached_said(unreachable)
    heading = "\n".join(filter(None, [_heading(case, counsellor, zone, stands), *map(plain, reached), trend_said(owned)]))
    past_ones = others_said(others, follows, zone)
    looks = Group(heading, *past_ones, "", _agenda(owed, zone), "", _journal(last, reader, zone, marks))
    return Answer(value, looks)


async def show_live(text: str, as_who: str) -> Answer:
    """A case as its workflow holds it this moment."""
    from starters.answers.cases import asked, the_cases
    from workflows.methods import STORIES

    async with the_cases() as itineraries:
        listed_ = await case_named(itineraries.pool, text)
        await whoever(itineraries.pool, itineraries.settings, as_who)
        case = await asked(itineraries, listed_)
        zone = await zone_of(itineraries.pool, listed_.office)
        counsellor = await _name_of(itineraries.pool, case.counsellor)
    story = STORIES[case.programme.method]
    now = Listed(**row_of(case, story).model_dump(), name=listed_.name)
    promised = agenda_of(case)
    stands = _stands(case)
    value = {"case": now, **stands._asdict(), "agenda": promised, "things": _things(case), "not_yet_written": len(case.journal)}
    return Answer(value, Group(_heading(now, counsellor, zone, stands), "", _agenda(promised, zone), "", _things_said(case)))


async def read_journal(text: str, as_who: str, after: int, last: int) -> Answer:
    """The lines of a case as far as this reader may see them."""
    async with the_records() as records:
        case = await case_named(records.pool, text)
        reader = await reader_of(records.pool, await whoever(records.pool, records.settings, as_who), case)
        told = await journal.lines(records.pool, case.id)
        zone = await zone_of(records.pool, case.office)
    lines, marks = [line for line in told if line.number > after][-last:], marks_of(told)
    looks = or_nothing(lines, _journal(lines, reader, zone, marks), f"{case.number} has no such lines")
    return Answer([_line(line, reader, marks) for line in lines], looks)


def follows_of(lines: Sequence[Line]) -> str:
    """The number of the itinerary that this one follows, if it follows one (ES-09)."""
    return str(lines[0].fact.get("follows", "")) if lines else ""


def others_said(others: Sequence[Itinerary], follows: str, zone: str) -> list[str]:
    """The other itineraries of the same person (X-03)."""
    return [
        plain(
            f"{'follows' if its.number == follows else 'the same person:'} {its.number}, {its.programme} {its.version}, "
            f"opened {day_said(its.opened, zone)}, "
            + (f"ended {day_said(its.ended, zone)} with outcome {its.outcome}" if its.ended else f"in {listed(its.phases)}")
        )
        for its in others
    ]


async def _name_of(database: Database, member: str) -> str:
    known = await staff.get(database, member) if member else None
    return f"{known.name} ({member})" if known else member or "nobody"


def _listed(found: Sequence[Listed], local: Mapping[str, str]) -> RenderableType:
    return table(HEADINGS, [_cells(case, local.get(case.office, NOWHERE)) for case in found])


def _cells(case: Listed, zone: str) -> tuple[object, ...]:
    state = f"ended: {case.outcome}" if case.ended else listed(case.phases)
    marks = listed(filter(None, ["late" if case.overdue else "", case.attention]))
    return case.number, case.name, state, case.counsellor, case.waiting_for, day_said(case.next_due, zone), "" if marks == "-" else marks


def _stands(case: Case) -> Stands:
    return Stands(case.programme.guide, ends_of(case), papers_of(case))


def _heading(case: Listed, counsellor: str, zone: str, stands: Stands) -> str:
    where = (
        f"closed on {day_said(case.ended, zone)} with outcome {case.outcome}"
        if case.ended
        else f"in {listed(case.phases)}"
        if case.phases
        else "just opened"
    )
    lines = [
        f"{case.number}  {case.name}",
        where,
        f"{case.programme} {case.version}, opened {day_said(case.opened, zone)}, office {case.office}, counsellor {counsellor}",
        stands.guide,
        ends_said(stands.contracts),
        papers_said(stands.papers),
        *reach_said(case, zone),
        f"attention: {case.attention}" if case.attention else "",
        f"lives {case.pace:g} times faster than real time" if case.pace != 1 else "",
    ]
    return plain("\n".join(filter(None, lines)))


def _agenda(owed: Sequence[Owed] | Sequence[Promise], zone: str) -> RenderableType:
    rows = [(promise_said(o.key), o.whose, day_said(o.made, zone), day_said(o.by, zone) or "no date", _late(o)) for o in owed]
    return or_nothing(rows, table(("awaited", "from", "since", "by", ""), rows), "nothing is awaited")


def _late(owed: Owed | Promise) -> str:
    return " ".join(filter(None, ["late" if owed.overdue else "", "seen" if owed.acknowledged else ""]))


def _journal(lines: Sequence[Line], reader: Reader, zone: str, marks: Mapping[int, str]) -> RenderableType:
    rows = [_told(line, reader, zone, marks.get(line.number, "")) for line in lines]
    looks: RenderableType = table(("line", "happened", "by", "what", ""), rows)
    withheld = any(WITHHELD in seen(reader, line.kind, line.fact).values() for line in lines)
    return or_nothing(rows, Group(looks, "", WITHHELD_FROM) if withheld else looks, "nothing is in the journal yet")


def _told(line: Line, reader: Reader, zone: str, mark: str) -> tuple[object, ...]:
    what = " ".join(filter(None, [fact_said(line.kind, line.fact.get("of", "")), f"[{mark}]" if mark else ""]))
    return line.number, hour_said(line.happened, zone), line.by, what, fields_said(seen(reader, line.kind, line.fact), zone)


def _line(line: Line, reader: Reader, marks: Mapping[int, str]) -> dict[str, Any]:
    return line.model_dump() | {"fact": seen(reader, line.kind, line.fact), "counts": marks.get(line.number, "as told")}


def _things(case: Case) -> dict[str, list[str]]:
    """Which things live in the case; what they say of a person stays in the journal, where it is known who may read it."""
    return {name: sorted(getattr(case, name)) for name in THINGS if getattr(case, name)}


def _things_said(case: Case) -> str:
    unwritten = [f"{len(case.journal)} lines are still to be written"] if case.journal else []
    return "\n".join([*(f"{name}: {listed(ids)}" for name, ids in _things(case).items()), *unwritten]) or "nothing else lives in this case"
