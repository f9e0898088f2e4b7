"""What the holder of a link, a receipt or a reply tells the case: one line for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from notifications.links import ANSWERS, Action
from records.receipts import About

Fields = dict[str, str]


class Means(NamedTuple):
    """The kind of a fact, and what it says, given the message and the day that was chosen on the page."""

    kind: str
    says: Callable[[About, date | None], Fields]


def _the_appointment(message: About, _: date | None) -> Fields:
    return {"of": message.appointment}


def _the_channel(message: About, _: date | None) -> Fields:
    return {"channel": message.channel if message.channel in CHANNELS else "email"}


def _the_promise(message: About, day: date | None) -> Fields:
    return {"of": message.about, "acts_by": day.isoformat() if day else ""}


MEANS: dict[Action, Means] = {
    "accept": Means("appointment_accepted", _the_appointment),
    "other-time": Means("other_time_asked", _the_appointment),
    "decline": Means("appointment_declined", _the_appointment),
    "stop": Means("messages_refused", _the_channel),
    "seen": Means("promise_seen", _the_promise),
}
CHANNELS = ("email", "sms", "letter")
REMARK = "remark_made"


def answers() -> list[str]:
    """The kinds of facts of which the last one counts."""
    return [MEANS[action].kind for action in ANSWERS]
