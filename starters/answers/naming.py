"""Whom and what a person means by what they typed: a case, a client, somebody of the staff."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from casework.fact import Fact, Reader
from casework.handover import CaseRow
from records import cases, people, staff
from records.cases import Listed
from records.people import Person
from records.pool import Database
from records.staff import Member
from runtime.settings import Settings
from starters.answers.answer import NoneSuch, Several, WrongInput
from starters.answers.fields import STAFF, names_staff

NUMBER = re.compile(r"(?:k-?)?0*(\d+)", re.IGNORECASE)
LEADS = frozenset({"supervisor", "team lead"})


async def case_named(database: Database, text: str) -> Listed:
    """The one case of this number, this client's name or this id. Raises NoneSuch, Several."""
    found = await cases.find(database, text)
    if number := NUMBER.fullmatch(text.strip()):
        found = [case for case in found if case.number.removeprefix("K-").lstrip("0") == number[1]]
    found = found or await _by_id(database, text)
    chosen = _one_client(found, text)
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise NoneSuch(f"there is no case {text}: look for it with `itinerary find`, or open one with `itinerary open`")
    raise Several(f"more than one case could be meant by {text}: name one by its number: {', '.join(map(_said, chosen))}")


async def _by_id(database: Database, id: str) -> list[Listed]:
    row = await cases.row(database, id.strip())
    return [case for case in await cases.find(database, row.number) if case.id == row.id] if row else []


def _one_client(found: Sequence[Listed], text: str) -> list[Listed]:
    """Those whose whole name it is, if any; of one client's cases the open one."""
    whole = [case for case in found if case.name.casefold() == text.strip().casefold()] or list(found)
    still_open = [case for case in whole if case.ended is None]
    return still_open if len({case.person for case in whole}) == 1 and len(still_open) == 1 else whole


def _said(case: Listed) -> str:
    return f"{case.number} {case.name}{' (closed)' if case.ended else ''}"


async def client_named(database: Database, text: str) -> Person:
    """The one client of this name or id. Raises NoneSuch, Several."""
    if known := await people.get(database, text.strip()):
        return known
    found = await people.find(database, text) if text.strip() else []
    whole = [person for person in found if person.name.casefold() == text.strip().casefold()] or found
    if not whole:
        raise NoneSuch(f'no client is called {text}: add them with `itinerary person add "{text}"`')
    if len(whole) > 1:
        there = ", ".join(f"{person.name} ({person.id})" for person in whole)
        raise Several(f"more than one client could be meant by {text}: name one by id: {there}")
    return whole[0]


async def member_named(database: Database, text: str) -> Member:
    """The one of the staff with this id or e-mail address. Raises NoneSuch."""
    if member := await staff.get(database, text):
        return member
    raise NoneSuch(f"nobody of the staff is known as {text}: see `itinerary staff list`")


async def staff_by_id(database: Database, fact: type[Fact], fields: dict[str, Any]) -> dict[str, Any]:
    """These fields of a fact with the id of the one of the staff whom they name, if they name one. Raises NoneSuch."""
    if names_staff(fact) and isinstance(named := fields.get(STAFF), str):
        return fields | {STAFF: (await member_named(database, named)).id}
    return fields


async def speaker(database: Database, settings: Settings, as_who: str) -> Member:
    """Who speaks. Raises WrongInput when nobody is named, NoneSuch when nobody has this id."""
    if who := as_who or settings.as_who:
        return await member_named(database, who)
    raise WrongInput("say who speaks: --as with a staff id, or set ITINERARY_AS_WHO; `itinerary staff list` shows the ids")


async def whoever(database: Database, settings: Settings, as_who: str) -> Member | None:
    """Who looks, if they say so. Raises NoneSuch when nobody has this id."""
    return await speaker(database, settings, as_who) if as_who or settings.as_who else None


async def reader_of(database: Database, member: Member | None, case: CaseRow) -> Reader:
    """How far somebody may look into a case: whoever leads all of it, the counsellor and their deputy what is restricted (X-08)."""
    if member is None:
        return "everyone"
    if LEADS & set(member.roles):
        return "supervisor"
    counsellor = await staff.get(database, case.counsellor)
    theirs = {case.counsellor, counsellor.deputy if counsellor else None}
    return "restricted" if member.id in theirs else "everyone"
