"""What may become of a message that is handed to a channel: the same four for all of them.

Two are answers, for good: Sent and Bounced. Two are raised, since trying again helps: TryLater for this message, ProviderAway for all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple

NO_ADDRESS = 553
UNFIT = 415
"""The codes of what no provider was asked: there is nowhere to send it, or this channel cannot carry what it says."""

Turn = Callable[[], Awaitable[None]]
"""Waited for just before a provider is given what it may take: from then on, until the answer is noted, nobody knows who has it."""


async def at_once() -> None:
    """Where nobody waits for a turn."""


class Sent(NamedTuple):
    """The channel took it, under this id: a Message-ID, the receipt of a gateway, the name of a letter in the spool."""

    message_id: str


class Bounced(NamedTuple):
    """Refused for good, with the code of the provider: by this channel it is not tried again (T-07, T-16).

    With `unknown` the address reaches nobody, and nothing goes there until it is corrected.
    """

    code: int
    unknown: bool = False

    @property
    def asks_for_another_way(self) -> bool:
        """True if another channel may well bring it; false of a message that was refused for what it is (T-07)."""
        return self.unknown or self.code in {NO_ADDRESS, UNFIT}


class TryLater(Exception):
    """It may still arrive, or have arrived: send it again by the same channel under the same id. Says nothing of the person."""

    def __init__(self, why: str, after: timedelta | None = None) -> None:
        """`after` is how long the provider asks to be left alone."""
        super().__init__(why)
        self.after = after


class ProviderAway(TryLater):
    """It was certainly not taken, and nothing else would be: all that go by this channel wait (T-01)."""
