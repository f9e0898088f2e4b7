"""Fields of facts that name an organisation; one that the directory does not know is told all the same, with a warning (SV-18, FR-14).

A directory may lag behind the case: somebody who has just met an employer tells the case first.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from records import organisations
from records.organisations import Organisation, Sort
from records.pool import Database

NAMED_IN: Mapping[str, Sort] = {
    "partner": "partner", "employer": "employer", "host": "employer", "legal_employer": "employer", "company": "employer",
    "agency": "employer",
}  # fmt: skip
"""The fields, and which sort of organisation each names."""

GUEST = "who"
MANY = 10_000
NEAR = 0.5


async def not_in_the_directory(database: Database, fact: Mapping[str, Any]) -> list[str]:
    """A sentence for each organisation that is named and that nobody knows, with the nearest ones; none where there is no directory."""
    unknown = {name: id for name, id in named(fact).items() if await organisations.get(database, id) is None}
    there = await organisations.find(database, "", most=MANY) if unknown else []
    return [_sentence(name, id, [one for one in there if _sort(name, fact) in one.sorts]) for name, id in unknown.items()] if there else []


def named(fact: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a fact that name an organisation, `who` being one where the guest of a meeting is."""
    guest = (GUEST,) if fact.get("with_whom") in NAMED_IN.values() else ()
    return {name: str(fact[name]) for name in (*NAMED_IN, *guest) if fact.get(name)}


def _sort(name: str, fact: Mapping[str, Any]) -> str:
    return str(fact["with_whom"]) if name == GUEST else NAMED_IN[name]


def _sentence(name: str, id: str, there: list[Organisation]) -> str:
    near = nearest(id, there)
    hint = f"; near it are {', '.join(near)}" if near else ""
    return f"{name}={id} is not in the directory of organisations{hint}: if it is right, add it with `itinerary organisation add {id}`"


def nearest(id: str, there: list[Organisation]) -> list[str]:
    """The organisations whose id or name is most like what was typed."""
    called = {one.id.casefold(): one for one in there} | {one.name.casefold(): one for one in there}
    found = [called[word] for word in get_close_matches(id.casefold(), called, 5, NEAR)]
    return list(dict.fromkeys(f"{one.id} ({one.name})" for one in found))[:3]
