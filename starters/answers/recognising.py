"""Clients who may be one person: shown to a colleague, who says whether they are (FR-03)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from pydantic import BaseModel

from records import cases, people, recognising
from records.people import Person
from records.pool import Database, Pool
from starters import same_person
from starters.alike import likeness
from starters.answers.answer import Answer, NoneSuch, or_nothing, table
from starters.answers.naming import speaker
from starters.answers.reach import the_records
from starters.answers.words import listed
from starters.same_person import Said

BORN = "born on the same day"


class Asked(NamedTuple):
    """What was typed after `person same` or `person different`."""

    one: str
    other: str
    why: str
    as_who: str = ""


class Pair(BaseModel):
    """Two clients who may be one, and by which signs."""

    one: str
    other: str
    one_name: str
    other_name: str
    signs: list[str]


async def duplicates(most: int) -> Answer:
    """Who may be known twice, by weaker signs than an identity number; those with most signs first."""
    async with the_records() as records:
        found = await _undecided(records.pool)
    shown = found[:most]
    rows = [(p.one, p.one_name, p.other, p.other_name, ", ".join(p.signs)) for p in shown]
    looks = or_nothing(rows, table(("one", "", "other", "", "signs"), rows), "nobody seems to be known twice")
    return Answer(shown, looks)


async def same(asked: Asked) -> Answer:
    """They are one person, known as the first from now on; cases, journals and letters stay as they are."""
    async with the_records() as records:
        one, other = await _known(records.pool, asked.one), await _known(records.pool, asked.other)
        by = (await speaker(records.pool, records.settings, asked.as_who)).id
        ids = await same_person.same(records.pool, Said(asked.one, asked.other, asked.why, by))
        its = await cases.of_people(records.pool, [asked.one])
        counts = await _known(records.pool, asked.one)
    twice = _twice(its)
    value = {"person": counts.id, "name": counts.name, "known_as": ids, "itineraries": [i.number for i in its], "open_twice": twice}
    lines = [
        f"{one.name} and {other.name} are one person: {counts.name} ({counts.id}), with {listed(i.number for i in its)}",
        *(f"{' and '.join(numbers)} are both open by the same method: close one of them" for numbers in twice),
        f"if that was a mistake: itinerary person different {asked.one} {asked.other} --why ...",
    ]
    return Answer(value, "\n".join(lines))


async def different(asked: Asked) -> Answer:
    """They are two; where they counted as one, they count for themselves again."""
    async with the_records() as records:
        await _known(records.pool, asked.one)
        await _known(records.pool, asked.other)
        by = (await speaker(records.pool, records.settings, asked.as_who)).id
        apart = await same_person.different(records.pool, Said(asked.one, asked.other, asked.why, by))
    how = "count for themselves again, each with the cases opened under that id" if apart else "are not shown as one any more"
    return Answer({"one": asked.one, "other": asked.other, "were_one": apart}, f"{asked.one} and {asked.other} {how}")


async def _undecided(pool: Pool) -> list[Pair]:
    signs: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    async for day in recognising.by_day_of_birth(pool):
        for one, other in combinations(day, 2):
            how = likeness(one.name, other.name)
            if how and not (one.has_identity and other.has_identity):
                signs[_pair(one.id, other.id)] += [how, BORN]
                names |= {one.id: one.name, other.id: other.name}
    for shared in await recognising.sharing(pool):
        signs[_pair(shared.one, shared.other)].append(shared.what)
        names |= {shared.one: shared.one_name, shared.other: shared.other_name}
    decided = {(said.one, said.other) for said in await recognising.compared(pool, names)} if names else set()
    pairs = [
        Pair(one=one, other=other, one_name=names[one], other_name=names[other], signs=found)
        for (one, other), found in signs.items()
        if (one, other) not in decided
    ]
    return sorted(pairs, key=lambda pair: (-len(pair.signs), pair.one, pair.other))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


async def _known(database: Database, id: str) -> Person:
    if person := await people.get(database, id):
        return person
    raise NoneSuch(f"no client has the id {id}: see `itinerary person find`")


def _twice(its: list[cases.Itinerary]) -> list[list[str]]:
    """Open cases of one method, of which there should be one."""
    open_ones: dict[str, list[str]] = defaultdict(list)
    for one in its:
        if one.ended is None:
            open_ones[one.method].append(one.number)
    return [numbers for numbers in open_ones.values() if len(numbers) > 1]
