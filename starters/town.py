"""An example town, plainly invented: two offices, their staff and twelve clients, to try the product with."""

from __future__ import annotations

from records import offices, people, staff, teams
from records.offices import Office
from records.people import Person
from records.pool import Pool
from records.staff import Member
from records.teams import Team

OFFICES = (
    Office(id="O-1", name="Office One", zone="Europe/Brussels", country="BE", region="VLG", language="nl"),
    Office(id="O-2", name="Office Two", zone="Europe/Brussels", country="BE", region="BRU", language="en"),
)
TEAMS = (
    Team(id="T-1", office="O-1", name="Team One", email="team.one@office.example", lead="S-lead"),
    Team(id="T-2", office="O-2", name="Team Two", email="team.two@office.example", lead="S-lou"),
)
STAFF = (
    Member(id="S-lead", name="Test Lead One", email="lead@office.example", office="O-1", team="T-1", roles=["team lead"]),
    Member(id="S-ben", name="Test Deputy One", email="ben@office.example", office="O-1", team="T-1", roles=["counsellor"]),
    Member(
        id="S-ana", name="Test Counsellor One", email="ana@office.example", office="O-1", team="T-1", roles=["counsellor"], deputy="S-ben"
    ),
    Member(id="S-lou", name="Test Lead Two", email="lou@office.example", office="O-2", team="T-2", roles=["team lead"]),
    Member(
        id="S-eva", name="Test Counsellor Two", email="eva@office.example", office="O-2", team="T-2", roles=["counsellor"], deputy="S-lou"
    ),
)
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
CLIENTS = tuple(
    Person(id=f"P-{place}", name=f"Test Client {number}", email=f"client.{number.lower()}@home.example", language="en")
    for place, number in enumerate(NUMBERS, start=1)
)


async def settle(pool: Pool) -> None:
    """Add whoever is not there yet; what somebody has changed since stays as it is."""
    for office in OFFICES:
        if await offices.get(pool, office.id) is None:
            await offices.add(pool, office)
    await _settle_staff(pool)
    for client in CLIENTS:
        if await people.get(pool, client.id) is None:
            await people.add(pool, client)


async def _settle_staff(pool: Pool) -> None:
    """A team first, then its people, and then who leads it."""
    leaderless = [team for team in TEAMS if await _leader(pool, team.id) is None]
    for team in leaderless:
        await teams.add(pool, team.model_copy(update={"lead": None}))
    for member in STAFF:
        if await staff.get(pool, member.id) is None:
            await staff.add(pool, member)
    for team in leaderless:
        await teams.add(pool, team)


async def _leader(pool: Pool, team: str) -> str | None:
    known = await teams.get(pool, team)
    return known.lead if known else None
