"""What would become of a message if nothing happened before: asked of the same decision that will be made then (casework/leaving.py)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from casework.leaving import NOT_YET, Decision, Reader, Standing, Wait, Waiting, decide

WAITS = 30
"""So often it is asked; what waits longer, as where nobody may get a single message a day, is said to wait."""


class Foretold(NamedTuple):
    """What becomes of it as things stand, at which hour of its case, and why not sooner: the reasons for which it waits once it is due."""

    hour: datetime
    becomes: Decision
    whys: tuple[str, ...] = ()


def foretell(message: Waiting, reader: Reader, case: Standing) -> Foretold:
    """Ask from the hour of this standing on, and again at the end of each wait, which is later, until nothing holds it.

    Whom it reaches and what they want are taken to stay as they are; only what they got in a day counts for that day alone.
    """
    hour, waits = case.hour, list[Wait]()
    decision = decide(message, reader, case)
    while isinstance(decision, Wait) and len(waits) < WAITS:
        waits.append(decision)
        hour = decision.until
        decision = decide(message, _at(reader, case.hour, hour), case._replace(hour=hour))
    return Foretold(hour, decision, tuple(dict.fromkeys(wait.why for wait in waits if wait.why != NOT_YET)))


def _at(reader: Reader, asked: datetime, hour: datetime) -> Reader:
    same_day = reader.calendar.day_of(asked) == reader.calendar.day_of(hour)
    return reader if same_day else reader._replace(got_today=0)
