"""What would become of the messages of a case as things stand: asked as the dispatcher will ask, of rows that nobody claims for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from activities import reminders
from activities.house import Houses
from casework.foretelling import foretell
from casework.leaving import NEWS_OF_APPOINTMENTS, Decision
from casework.ways import OUTSIDERS, Channel
from records import messages
from records.messages import Leaving
from records.pool import Database


class Foreseen(NamedTuple):
    """At which real hour, what becomes of it then, on whose list if on any, why not sooner, and whether a digest tells it."""

    at: datetime
    becomes: Decision
    on_list_of: str = ""
    whys: tuple[str, ...] = ()
    with_digest: bool = False


async def of_case(database: Database, case: str, now: datetime, there: Collection[Channel]) -> dict[str, Foreseen]:
    """What is to come of each message of a case that has yet to leave, by these channels."""
    houses = Houses()
    await houses.look(database)
    still = await messages.foreseen(database, case, now, not_counted=NEWS_OF_APPOINTMENTS)
    return {message.id: _foreseen(message, houses, max(now, message.goes_at), there) for message in still}


def _foreseen(message: Leaving, houses: Houses, looked_at: datetime, there: Collection[Channel]) -> Foreseen:
    """From the hour on at which it is looked at next, which is what its case's clock was read for."""
    known = reminders.reader(message, reminders.wanted(message, houses, there))
    hour, becomes, whys = foretell(reminders.waiting(message), known, reminders.standing(message))
    colleague = message.stands_in if message.to in OUTSIDERS else message.name or message.recipient
    return Foreseen(reminders.real_hour(message, hour, looked_at), becomes, colleague, whys, message.with_digest)
