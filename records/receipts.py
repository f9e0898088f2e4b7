"""What comes back of a message: whom it reached, whether it arrived, and who answered it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from records.messages import MISTAKEN
from records.pool import Database, changed, many, one, the
from records.queries import load

SQL = load("receipts")

Came = Literal["delivered", "failed", "bounced"]
LEFT: dict[Came, Sequence[str]] = {"delivered": ["sent"], "failed": ["sent"], "bounced": ["sent"]}
"""From which states a receipt moves a message: never backwards, and never twice."""

BY_MAIL: dict[Came, Sequence[str]] = {**LEFT, "failed": ["sent", "delivered"], "bounced": ["sent", "delivered"]}
"""A mail server may say that it took a letter, and another one send it back later."""


class About(BaseModel):
    """A message that somebody answers: whom it reached, what it is about, under which terms, and what the clock of its case says now."""

    id: str
    case_id: str
    to: str
    about: str
    values: dict[str, str]
    state: str
    channel: str
    sent_at: datetime | None
    recipient: str
    language: str
    zone: str
    terms: str = ""
    hour: datetime
    changed: bool

    @property
    def appointment(self) -> str:
        """The id of the appointment that it invites to or reminds of."""
        return self.values.get("appointment", "") or self.values.get("meeting", "")


class Taken(BaseModel):
    """Our id of a message."""

    id: str


class Times(BaseModel):
    """How often a message came back."""

    back: int


class Answering(BaseModel):
    """An open case of somebody whose number ends as that of a text message."""

    case_id: str
    person: str
    phone: str
    country: str


class LastText(BaseModel):
    """The last text message to an organisation whose number ends as that of one that came in."""

    message: str
    phone: str
    country: str


async def about(database: Database, message: str, now: datetime) -> About | None:
    """A message by its id, if we wrote it."""
    return await one(database, About, SQL["about"], message, now, MISTAKEN)


async def taken_as(database: Database, id: str, now: datetime) -> About | None:
    """A message by the id under which a provider took it: a Message-ID, the receipt of a gateway."""
    taken = await one(database, Taken, SQL["taken_as"], id)
    return await about(database, taken.id, now) if taken else None


async def came(database: Database, message: str, channel: str, what: Came, reason: str) -> bool:
    """Note what became of a message that left by this channel; false when a receipt is late, or says what is known.

    What came back is planned again, once a channel, so that it goes another way (T-07).
    """
    before = (BY_MAIL if channel == "email" else LEFT)[what]
    return await changed(database, SQL["came"], message, channel, what, reason, list(before))


async def times_back(database: Database, message: str, channel: str) -> int:
    """How often this message came back by this channel."""
    return (await the(database, Times, SQL["times"], message, channel)).back


async def with_number(database: Database, number: str) -> list[Answering]:
    """Whose number may be meant, the case opened last first; the last digits alone prove nothing."""
    return await many(database, Answering, SQL["with_number"], number)


async def last_texts(database: Database, number: str) -> list[LastText]:
    """What an organisation may be answering whose number may be meant; the last digits alone prove nothing."""
    return await many(database, LastText, SQL["last_texts"], number)


async def to_read(database: Database, id: str, case: str, about: str, now: datetime, reason: str) -> bool:
    """Put on the worklist of the counsellor of a case that somebody answered, and what to do; once under an id."""
    return await changed(database, SQL["to_read"], id, case, about, now, reason)
