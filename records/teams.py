"""Teams of an office, and who leads them."""

from __future__ import annotations

from pydantic import BaseModel

from records.pool import Database, one, refusing
from records.queries import load

SQL = load("teams")
RULES = {
    "teams_office_fkey": "there is no such office: add it first, or choose another",
    "led_by_staff": "nobody of the staff has the id of the lead: add them first",
}


class Team(BaseModel):
    """A team; without a mailbox of its own it is reached through its lead."""

    id: str
    office: str
    name: str
    email: str = ""
    lead: str | None = None


async def add(database: Database, team: Team) -> None:
    """Note a team as it is now, new or changed. Raises NotKept."""
    with refusing(RULES):
        await database.execute(SQL["add"].sql, *team.model_dump().values())


async def get(database: Database, id: str) -> Team | None:
    """One team, if we know it."""
    return await one(database, Team, SQL["get"], id)
