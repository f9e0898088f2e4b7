"""A mail that carries a calendar's answer to an invitation: what it tells the case, if it is the guest's, and about the hour that holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from hashlib import sha256

from activities.interviews import named_by
from notifications.calendar import CalendarReply, ReplyMeant, reply_of
from notifications.links import Action
from records import messages
from records.arrivals import Arriving, telling_of
from records.messages import Addressed
from records.pool import Database
from starters.receiver.facts import MEANS

ACTIONS: dict[ReplyMeant, Action] = {"accepted": "accept", "other time": "other-time", "declined": "decline"}


async def answered_by_calendar(database: Database, mail: bytes, now: datetime) -> Arriving | None:
    """What to tell, to which case; None for any other mail, for an answer of somebody else, and for one to an hour that has changed."""
    for content in _calendars(mail):
        reply = reply_of(content)
        named = named_by(reply.uid) if reply else None
        if reply and named and (invitation := await _invited(database, reply, *named, now)):
            id = telling_of(invitation.id, ACTIONS[reply.answer], sha256(content).hexdigest()[:16])
            kind = MEANS[ACTIONS[reply.answer]].kind
            return Arriving(
                id=id, case_id=named[0], message=invitation.id, kind=kind, fact={"of": named[1]}, teller=invitation.recipient
            )  # fmt: skip
    return None


async def _invited(database: Database, reply: CalendarReply, case: str, of: str, now: datetime) -> Addressed | None:
    """The last word to whoever answers about this appointment, if it is the one that was answered (T-03)."""
    about = [said for said in await messages.of_case(database, case, now) if said.values.get("appointment") == of]
    theirs = [said for said in about if said.email and said.email.casefold() == reply.attendee.casefold()]
    last = theirs[-1] if theirs else None
    holds = last and last.values["method"] != "CANCEL" and int(last.values["sequence"]) == reply.sequence
    return last if holds else None


def _calendars(mail: bytes) -> Iterator[bytes]:
    for part in message_from_bytes(mail, policy=policy.default).walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            yield content if isinstance(content, bytes) else b""
