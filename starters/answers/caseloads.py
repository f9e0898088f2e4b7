"""Caseloads: who holds how much under which programme, and what was handed over and is to come back (FR-16, FR-17)."""

from __future__ import annotations

from datetime import date, timedelta

from records import caseloads
from records.caseloads import Handover, Load
from starters.answers.answer import Answer, or_nothing, table
from starters.answers.hours import day_said, now
from starters.answers.naming import member_named
from starters.answers.reach import the_records
from starters.answers.shelf import programmes
from starters.answers.words import listed
from starters.answers.zones import NOWHERE

SOON = timedelta(days=7)
SHOWN = {"counsellor", "name", "programme", "open_cases", "late_cases", "late", "soon"}
HEAD = ("id", "name", "programme", "open cases", "of them late", "promises late", "due in a week", "")


async def show(who: str, office: str) -> Answer:
    """What everybody holds, by programme; a load over what the programme allows is said (FR-16)."""
    async with the_records() as records:
        member = await member_named(records.pool, who) if who else None
        found = await caseloads.loads(records.pool, now(), SOON, office=office or None, of=member.id if member else None)
    most = {p.name: p.counts["caseload"].at_most for p in programmes() if "caseload" in p.counts}
    rows = [(*one.model_dump(include=SHOWN).values(), _says(one, most)) for one in found]
    value = [one.model_dump() | {"at_most": most.get(one.programme)} for one in found]
    return Answer(value, or_nothing(rows, table(HEAD, rows), "nobody holds a case"))


def _says(load: Load, most: dict[str, int]) -> str:
    allowed = most.get(load.programme)
    over = f"over the {allowed} that the programme allows" if allowed and load.open_cases > allowed else ""
    away = f"away: {load.stands_in} does their work" if load.stands_in not in (None, load.counsellor) else ""
    return listed(filter(None, (over, away)))


async def handovers(who: str) -> Answer:
    """The handovers there were, and which are to be given back."""
    async with the_records() as records:
        member = await member_named(records.pool, who) if who else None
        found = await caseloads.list_(records.pool, member.id if member else None)
    today = now().date()
    rows = [(one.id, one.from_whom, one.cases, day_said(one.asked_at, NOWHERE), one.until or "for good", _due(one, today)) for one in found]
    head = ("id", "from", "cases", "on", "until", "")
    return Answer([one.model_dump(exclude={"why"}) for one in found], or_nothing(rows, table(head, rows), "no caseload was handed over"))


def _due(handover: Handover, today: date) -> str:
    if handover.given_back_at:
        return f"given back on {handover.given_back_at:%Y-%m-%d}"
    if handover.until is None:
        return ""
    return f"to be given back: itinerary caseload give-back {handover.id}" if handover.until <= today else "lent"
