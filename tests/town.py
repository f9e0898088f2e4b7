"""An invented office with its staff and clients, and handovers of the cases they have, for tests of the records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from casework.clock import REAL_TIME, Clock
from casework.handover import Handover
from records import cases, offices, people, staff, teams
from records.cases import Begun, Opening
from records.offices import Office
from records.people import Person
from records.staff import Member
from records.teams import Team

if TYPE_CHECKING:
    from records.pool import Pool

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def settle(pool: Pool) -> None:
    """One office with a counsellor, a deputy and a lead in one team, and two clients."""
    await offices.add(pool, Office(id="north", name="Office North", zone="Europe/Brussels", country="BE", language="nl"))
    await teams.add(pool, Team(id="team-1", office="north", name="Team One"))
    for name, deputy in (("lead", None), ("deputy", None), ("counsellor", "S-deputy")):
        email = f"{name}@office.example"
        await staff.add(pool, Member(id=f"S-{name}", name=f"Test {name}", email=email, office="north", team="team-1", deputy=deputy))
    await teams.add(pool, Team(id="team-1", office="north", name="Team One", lead="S-lead"))
    for number, name in (("1", "Test Client One"), ("2", "Tést Cliënt Two")):
        await people.add(pool, Person(id=f"person-{number}", name=name, email=f"client{number}@home.example", language="fr"))


def opening(id: str = "opening-1", person: str = "person-1", method: str = "kina", clock: Clock = REAL_TIME) -> Opening:
    """A counsellor of the office opens a case."""
    return Opening(
        id=id,
        person=person,
        method=method,
        programme="ocmw",
        version="2026-03-01",
        office="north",
        counsellor="S-counsellor",
        opened=NOON,
        clock=clock,
    )


async def begun(pool: Pool, clock: Clock = REAL_TIME) -> Begun:
    """The office settled, and a first case begun."""
    await settle(pool)
    return await cases.begin(pool, opening(clock=clock))


def line(number: int, **said: object) -> dict[str, object]:
    """A line of the journal, a day after the one before."""
    return {
        "number": number,
        "kind": "interview_held",
        "telling": f"telling-{number}",
        "by": "S-counsellor",
        "happened": NOON + number * DAY,
        "told": NOON + number * DAY,
        "phases": ["exploration"],
        "fact": {"kind": "interview_held", "note": "a \"quoted\" 'word' é", "parts": [1, 2.5, None, True]},
        **said,
    }


def message(id: str, line: int = 1, **said: object) -> dict[str, object]:
    """A message to the counsellor, due at once."""
    return {
        "id": id,
        "line": line,
        "to": "counsellor",
        "who": "",
        "letter": "promise_nears",
        "about": "",
        "due": NOON + DAY,
        "values": {"promise": "interview"},
        **said,
    }


def promise(key: str, **said: object) -> dict[str, object]:
    """Something the counsellor owes within the week."""
    kind, _, of = key.partition(":")
    return {
        "key": key,
        "kind": kind,
        "of": of,
        "whose": "counsellor",
        "made": NOON,
        "by": NOON + 7 * DAY,
        "rung": 0,
        "acknowledged": False,
        "overdue": False,
        **said,
    }


def handed(
    case: Begun,
    *,
    lines: list[dict[str, object]] | None = None,
    messages: list[dict[str, object]] | None = None,
    agenda: list[dict[str, object]] | None = None,
    **row: object,
) -> Handover:
    """What this case hands over; its row says what `row` says."""
    lines = [] if lines is None else lines
    said: dict[str, object] = {
        "id": case.case_id,
        "number": case.number,
        "person": "person-1",
        "method": "kina",
        "programme": "ocmw",
        "version": "2026-03-01",
        "office": "north",
        "counsellor": "S-counsellor",
        "phases": ["exploration"],
        "opened": NOON,
        "ended": None,
        "outcome": "",
        "waiting_for": "interview",
        "next_due": NOON + 7 * DAY,
        "overdue": False,
        "attention": "",
        "line": lines[-1]["number"] if lines else 0,
        "pace": 1.0,
    }
    return Handover.model_validate({"case": said | row, "lines": lines, "messages": messages or [], "agenda": agenda or []})
