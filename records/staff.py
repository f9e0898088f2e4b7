"""Staff: what they may do, who does their work when they are away."""

from __future__ import annotations

import secrets
from datetime import date

from pydantic import BaseModel

from records.pool import Database, changed, many, one
from records.queries import load

SQL = load("staff")
READ_ALOUD = "abcdefghjkmnpqrstuvwxyz23456789"


class Member(BaseModel):
    """Somebody of the staff, known elsewhere by an opaque id; away on both days and those between."""

    id: str = ""
    name: str
    email: str
    language: str = "en"
    office: str
    team: str | None = None
    roles: list[str] = []
    deputy: str | None = None
    away_from: date | None = None
    away_until: date | None = None


async def add(database: Database, member: Member) -> Member:
    """Note a member as they are now; without an id they are new and get one."""
    while True:
        named = member.model_copy(update={"id": member.id or _new_id()})
        if kept := await one(database, Member, SQL["add"], *named.model_dump().values(), bool(member.id)):
            return kept


async def get(database: Database, who: str) -> Member | None:
    """One member, by id or e-mail address."""
    return await one(database, Member, SQL["get"], who)


async def list_(database: Database, office: str | None = None) -> list[Member]:
    """The staff of one office, or all, by name."""
    return await many(database, Member, SQL["list"], office)


async def away(database: Database, id: str, first: date | None, last: date | None = None) -> bool:
    """Note an absence, open-ended without a last day; with no first day they are back. False when nobody has this id."""
    return await changed(database, SQL["away"], id, first, last)


def _new_id() -> str:
    return "S-" + "".join(secrets.choice(READ_ALOUD) for _ in range(4))
