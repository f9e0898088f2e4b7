"""What would become of a message if nothing happened before: asked of the same decision that will be made then (casework/leaving.py)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from casework.leaving import NOT_YET, Drop, Leave, Reader, Standing, Waiting, decide


class Foretold(NamedTuple):
    """What becomes of it as things stand, at which hour of its case, and why not sooner: the reasons for which it waits once it is due."""

    hour: datetime
    becomes: Leave | Drop
    whys: tuple[str, ...] = ()


def foretell(message: Waiting, reader: Reader, case: Standing) -> Foretold:
    """Ask from the hour of this standing on, and again when each wait is over, until nothing holds it (every wait ends later than it began).

    Whom it reaches and what they want are taken to stay as they are; only what they got in a day counts for that day alone.
    """
    hour, whys = case.hour, dict[str, None]()
    while True:
        decision = decide(message, _at(reader, case.hour, hour), case._replace(hour=hour))
        if isinstance(decision, Leave | Drop):
            return Foretold(hour, decision, tuple(whys))
        hour = decision.until
        if decision.why != NOT_YET:
            whys[decision.why] = None


def _at(reader: Reader, asked: datetime, hour: datetime) -> Reader:
    same_day = reader.calendar.day_of(asked) == reader.calendar.day_of(hour)
    return reader if same_day else reader._replace(got_today=0)
