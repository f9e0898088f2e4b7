"""How a client, and whoever else a case writes to, can be reached, as far as something stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework.handover import CaseRow
from casework.reaching import ALL
from records.organisations import Unreachable
from starters.answers.hours import day_said, now
from starters.answers.words import listed


def reach_said(case: CaseRow, zone: str) -> Iterator[str]:
    """What this client does not want, until when, and where messages came back; nothing when all is well (T-06, T-07, T-28)."""
    if case.ended:
        return
    if case.silent_until and (case.pace != 1 or case.silent_until > now()):
        yield f"the client wants no messages until {day_said(case.silent_until, zone)}"
    if ALL in case.refuses:
        yield "the client wants no messages: what has to be said is said in person"
    elif case.refuses:
        yield f"the client wants no messages by {listed(case.refuses)}"
    if case.unreachable:
        yield f"messages by {listed(case.unreachable)} come back: put the address right, with `itinerary person correct`"


def organisations_reached_said(found: Iterable[Unreachable]) -> Iterator[str]:
    """Which employers and partners something does not reach, and how that is put right (T-07)."""
    for one in found:
        put_right = f"note another address with `itinerary organisation add {one.id}` or `itinerary organisation contact {one.id}`"
        yield f"messages to {one.name} ({one.id}) by {listed(one.channels)} come back: {put_right}"
