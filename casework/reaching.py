"""What a client says of being reached, and what came back: paused, refused, welcome, an address that failed or was put right.

It decides which messages reach the client, never what is promised: the counsellor is reminded as before. What employers and
partners say of it stands with their organisation, for it holds in every case (T-28).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.agenda import Awaited, missing
from casework.case import Case
from casework.fact import Fact, Refused

ALL = "all"
CHANNELS: tuple[t.Channel, ...] = ("email", "sms", "letter")


class MessagesPaused(Fact, frozen=True):
    """The client wants no messages until a day; what would have come meanwhile does not come afterwards all at once (T-06)."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["messages_paused"] = "messages_paused"
    until: date

    def check(self, case: Case) -> None:
        if self.until <= case.calendar.day_of(case.at):
            raise Refused("say until which day to come the client wants no messages: until=...")

    def happen(self, case: Case) -> None:
        case.reach.silent_until = self.until


class MessagesResumed(Fact, frozen=True):
    """The client wants messages again, before the day that was named (T-06)."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["messages_resumed"] = "messages_resumed"

    def check(self, case: Case) -> None:
        if not silent(case):
            raise Refused("no messages are paused now")

    def happen(self, case: Case) -> None:
        case.reach.silent_until = None


class MessagesRefused(Fact, frozen=True):
    """The client wants no more messages by this channel, or by any; what has to be said is said in person (T-28)."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["messages_refused"] = "messages_refused"
    channel: Literal["email", "sms", "letter", "all"]

    def check(self, case: Case) -> None:
        if self.channel in case.reach.refused:
            raise Refused(f"messages by {_said(self.channel)} are refused already")

    def happen(self, case: Case) -> None:
        case.reach.refused = sorted({*case.reach.refused, *([ALL, *CHANNELS] if self.channel == ALL else [self.channel])})


class MessagesWelcome(Fact, frozen=True):
    """The client wants messages by this channel again, or by any."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["messages_welcome"] = "messages_welcome"
    channel: Literal["email", "sms", "letter", "all"]

    def check(self, case: Case) -> None:
        if not case.reach.refused or self.channel not in (ALL, *case.reach.refused):
            raise Refused(f"messages by {_said(self.channel)} are not refused: there is nothing to take back")

    def happen(self, case: Case) -> None:
        welcome = {ALL, *CHANNELS} if self.channel == ALL else {ALL, self.channel}
        case.reach.refused = [channel for channel in case.reach.refused if channel not in welcome]


class AddressFailed(Fact, frozen=True):
    """A message to the client came back: it does not count as sent, and this channel rests until the address is put right (T-07).

    Told by whatever sends, or by staff of a letter that the post returned; `message` is the id of what came back, if it is known.
    """

    of_the_whole: ClassVar[bool] = True
    kind: Literal["address_failed"] = "address_failed"
    channel: t.Channel
    message: str = Field(default="", pattern=r"^[A-Za-z0-9._-]{0,160}$", description="the id of a message")

    def happen(self, case: Case) -> None:
        if self.channel not in case.reach.failed:
            case.reach.failed = sorted({*case.reach.failed, self.channel})


class AddressMended(Fact, frozen=True):
    """The address of this channel was put right: it is used again from the same day (T-07)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["address_mended"] = "address_mended"
    channel: t.Channel

    def check(self, case: Case) -> None:
        if self.channel not in case.reach.failed:
            raise Refused(f"nothing has come back from this client by {_said(self.channel)}: there is nothing to put right")

    def happen(self, case: Case) -> None:
        case.reach.failed = [channel for channel in case.reach.failed if channel != self.channel]


# What follows from it


def addresses_mended(case: Case) -> Iterator[Awaited]:
    """Where something came back, somebody asks for the right address (T-07)."""
    if case.reach.failed and "address_mended" in case.programme.deadlines:
        yield missing(AddressMended, since=case.last_told("address_failed", otherwise=case.at))


def silent(case: Case) -> date | None:
    """Until which day, not itself, the client wants no messages; none once it has come."""
    until = case.reach.silent_until
    return until if until and case.calendar.day_of(case.at) < until else None


def _said(channel: str) -> str:
    return {"email": "e-mail", "sms": "text message", ALL: "any channel"}.get(channel, channel)
