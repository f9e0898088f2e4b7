"""Staff: what they may do, who does their work when they are away."""

from __future__ import annotations

import secrets
from datetime import date

from pydantic import BaseModel

from casework.ids import OpaqueId
from records.pool import Database, changed, many, one, refusing
from records.queries import load

SQL = load("staff")
READ_ALOUD = "abcdefghjkmnpqrstuvwxyz23456789"

RULES = {
    "staff_office_fkey": "there is no such office: add it first, or choose another",
    "staff_team_fkey": "there is no such team: add it first, or leave it out",
    "staff_deputy_fkey": "nobody of the staff has the id of the deputy: add them first",
    "nobody_is_their_own_deputy": "nobody is their own deputy: choose somebody else",
    "an_absence_ends_after_it_begins": "an absence ends on its first day or later: look at the dates",
}


class Member(BaseModel):
    """Somebody of the staff, known elsewhere by an opaque id; away on both days and those between."""

    id: OpaqueId = ""
    name: str
    email: str
    language: str = "en"
    office: str
    team: str | None = None
    roles: list[str] = []
    deputy: str | None = None
    away_from: date | None = None
    away_until: date | None = None
    phone: str = ""


async def add(database: Database, member: Member) -> Member:
    """Note a member as they are now; without an id they are new and get one. Raises NotKept."""
    while True:
        named = member.model_copy(update={"id": member.id or _new_id()})
        with refusing(RULES):
            kept = await one(database, Member, SQL["add"], *named.model_dump().values(), bool(member.id))
        if kept:
            return kept


async def get(database: Database, who: str) -> Member | None:
    """One member, by id or e-mail address."""
    return await one(database, Member, SQL["get"], who)


async def list_(database: Database, office: str | None = None) -> list[Member]:
    """The staff of one office, or all, by name."""
    return await many(database, Member, SQL["list"], office)


async def away(database: Database, id: str, first: date | None, last: date | None = None) -> bool:
    """Note an absence, open-ended without a last day; with no first day they are back. False when nobody has this id. Raises NotKept."""
    with refusing(RULES):
        return await changed(database, SQL["away"], id, first, last)


def _new_id() -> str:
    return "S-" + "".join(secrets.choice(READ_ALOUD) for _ in range(4))
