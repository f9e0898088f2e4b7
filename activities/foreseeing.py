"""What would become of the messages of a case as things stand: asked as the dispatcher will ask, of rows that nobody claims for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from activities import reminders
from activities.house import Houses
from casework.leaving import IN_TURN, NEWS_OF_APPOINTMENTS, NOT_YET, Decision, Wait
from casework.ways import OUTSIDERS, Channel
from records import messages
from records.messages import Leaving
from records.pool import Database

LOOKS = 20
"""So often it is asked; what waits on after that, as where nobody may get a single message a day, is said to wait."""

ORDINARY = frozenset({NOT_YET, IN_TURN})
"""Nobody has to be told why a message leaves in its hour, some minutes after others."""


class Foreseen(NamedTuple):
    """What becomes of it and at which real hour, on whose list if on any, why it is held until then, and whether a digest tells it."""

    at: datetime
    becomes: Decision
    on_list_of: str = ""
    whys: tuple[str, ...] = ()
    with_digest: bool = False


async def of_case(database: Database, case: str, now: datetime, there: Collection[Channel]) -> dict[str, Foreseen]:
    """What is to come of each message of a case that has yet to leave, by these channels.

    Looked at again at the end of each wait, as it would stand then: who is there that day, what they got, and what has outdone it.
    """
    houses, found, hours = Houses(), dict[str, Foreseen](), dict[str, datetime]()
    await houses.look(database)
    for _ in range(LOOKS):
        for message in await messages.foreseen(database, case, now, hours, not_counted=NEWS_OF_APPOINTMENTS):
            looked_at = hours.get(message.id) or max(now, message.goes_at)
            whys = found[message.id].whys if message.id in found else ()
            found[message.id] = _foreseen(message, reminders.decided(message, houses, there), looked_at, whys)
        hours = {id: one.at for id, one in found.items() if isinstance(one.becomes, Wait)}
        if not hours:
            break
    return found


def _foreseen(message: Leaving, decision: Decision, looked_at: datetime, whys: tuple[str, ...]) -> Foreseen:
    colleague = message.stands_in if message.to in OUTSIDERS else message.name or message.recipient
    if not isinstance(decision, Wait):
        return Foreseen(looked_at, decision, colleague, whys, message.with_digest)
    known = whys if decision.why in {*whys, *ORDINARY} else (*whys, decision.why)
    return Foreseen(reminders.real_hour(message, decision.until, looked_at), decision, colleague, known, message.with_digest)
