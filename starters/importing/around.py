"""What is known around some rows of a file: gathered with one question each for some hundred of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from records import cases, imports, people, recognising
from records.cases import Itinerary
from records.imports import KeptRow
from records.people import Person
from records.pool import Pool
from records.recognising import Alike, Recognised
from starters.importing.reading import Read

Pair = frozenset[str]


class Around(NamedTuple):
    """What became of these rows before, who is recognised, their itineraries, and who was born on the same day."""

    kept: dict[str, KeptRow]
    recognised: dict[str, Recognised]
    counts: dict[str, str]
    """Of the ids that rows would be given, those that are there, and as whom they count."""

    people: dict[str, Person]
    itineraries: dict[str, list[Itinerary]]
    born: dict[date, list[Alike]]
    told_apart: set[Pair]
    """Of whom a colleague has said that they are not the same."""


async def around(pool: Pool, called: str, rows: Sequence[Read], own: Iterable[str]) -> Around:
    """What is known around these rows, and around the ids that they would be given."""
    kept = await imports.rows(pool, called, [row.key for row in rows])
    recognised = await recognising.by_identity(pool, {row.identity for row in rows if row.identity})
    counts = await recognising.counting(pool, own)
    ids = {row.person for row in kept.values()} | {found.id for found in recognised.values()} | set(counts.values())
    itineraries: dict[str, list[Itinerary]] = defaultdict(list)
    for itinerary in await cases.of_people(pool, ids) if ids else []:
        itineraries[itinerary.counts].append(itinerary)
    born: dict[date, list[Alike]] = defaultdict(list)
    for alike in await recognising.born_on(pool, {row.born for row in rows if row.born and row.key not in kept} | _waiting(rows, kept)):
        born[alike.born].append(alike)
    compared = await recognising.compared(pool, ids) if ids else []
    apart = {frozenset((said.one, said.other)) for said in compared if not said.same}
    return Around(kept, recognised, counts, await people.some(pool, ids), dict(itineraries), dict(born), apart)


def _waiting(rows: Sequence[Read], kept: dict[str, KeptRow]) -> set[date]:
    return {row.born for row in rows if row.born and row.key in kept and not kept[row.key].done}
