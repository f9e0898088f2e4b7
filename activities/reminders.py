"""Whether a message still has to leave: what was met, outdone or too late stays, and somebody can read why."""

from __future__ import annotations

from activities import interviews
from records.messages import Leaving

TOLD_AFTER_THE_END = frozenset({"appointment_cancelled", "telling_refused", "work_failed"})
"""Letters that somebody needs even when the case has ended since."""


def needless(message: Leaving) -> str:
    """Why nobody needs this message any more, for people to read; empty when it has to leave."""
    if not message.still_open:
        return "met before it left"
    if message.outdone:
        return "something newer about the same left instead"
    if interviews.is_past(message):
        return "the hour of the appointment came before it left"
    return _silenced_by_the_end(message) if message.ended else ""


def _silenced_by_the_end(message: Leaving) -> str:
    if message.outcome == "died" and message.to == "client":
        return "nothing is sent to somebody who has died"
    about_the_end = message.line >= message.last_line or message.letter in TOLD_AFTER_THE_END
    return "" if about_the_end else "the case ended before it left"
