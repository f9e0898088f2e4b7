"""By which channels somebody may be reached, in which order, and why not by the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

Channel = Literal["email", "sms", "letter", "worklist"]
"""The worklist is that of the reader if they are staff, or of a colleague who passes it on."""

CHANNELS: tuple[Channel, ...] = get_args(Channel)
ORDER: tuple[Channel, ...] = ("email", "sms", "letter")
"""Where an organisation says nothing of its own."""

WORKLIST: Channel = "worklist"
ALL = "all"
"""What somebody refuses who wants no messages whatsoever."""

OUTSIDERS = frozenset({"client", "employer", "partner"})

_NEEDS: Mapping[Channel, str] = {"email": "e-mail address", "sms": "mobile number", "letter": "postal address"}
_NAMES: Mapping[Channel, str] = {"email": "e-mail", "sms": "text messages", "letter": "letters on paper"}


class Reader(NamedTuple):
    """How somebody may be reached today: what we know, what they said and what came back.

    `addresses` has only what can be used: an e-mail address, a mobile number, a postal address.
    """

    addresses: Mapping[Channel, str]
    role: str
    prefers: str = ""
    refuses: Collection[str] = ()
    unreachable: Collection[str] = ()

    @property
    def outside(self) -> bool:
        """True of whom a colleague has to tell what no channel brings."""
        return self.role in OUTSIDERS


class Ways(NamedTuple):
    """The channels to try, the first before the others and a worklist last; and of those left out, why."""

    channels: tuple[Channel, ...]
    passed_over: Mapping[Channel, str]

    @property
    def first(self) -> Channel:
        return self.channels[0]

    def after(self, tried: Collection[str]) -> Channel:
        """The next channel when these brought nothing (T-07); in the end always a worklist."""
        return next((channel for channel in self.channels if channel not in tried), "worklist")

    def why_on_a_worklist(self, role: str) -> str:
        """What the colleague reads who has to pass it on."""
        reasons = list(dict.fromkeys(self.passed_over.values())) or [f"nothing reached this {role}"]
        return f"{', '.join(reasons)}: pass it on yourself"


def ways(reader: Reader, order: Sequence[Channel] = ORDER, *, there: Collection[Channel], short: bool) -> Ways:
    """The preferred channel, then the organisation's order, without what they refuse, what came back and what we lack (T-07, T-28).

    `there`: the channels this installation has; `short`: whether the message can be said in a text message.
    """
    wanted = dict.fromkeys(channel for channel in (reader.prefers, *order) if channel in ORDER)
    against = {channel: _against(reader, channel, short=short) for channel in ORDER if channel in there and channel in wanted}
    open_ones = (channel for channel in wanted if against.get(channel) == "")
    return Ways((*open_ones, "worklist"), {channel: why for channel, why in against.items() if why})


def refuses(reader: Reader, channel: Channel) -> bool:
    """True once they said that they want nothing by this channel, or nothing at all (T-28)."""
    return channel in reader.refuses or ALL in reader.refuses


def may_be_stopped(role: str, *, reminds: bool) -> bool:
    """Whether a message offers to stop such messages: reminders to clients, employers and partners; an appointment or its end never."""
    return reminds and role in OUTSIDERS


def _against(reader: Reader, channel: Channel, *, short: bool) -> str:
    """Why this channel is left out; empty when it is open. Staff get no paper."""
    if channel == "letter" and not reader.outside:
        return "colleagues get no letters on paper"
    if refuses(reader, channel):
        return f"this {reader.role} wants no {_NAMES[channel]}"
    if not reader.addresses.get(channel):
        return f"we have no {_NEEDS[channel]} of this {reader.role}"
    if channel in reader.unreachable:
        return f"the {_NEEDS[channel]} of this {reader.role} reaches nobody"
    if channel == "sms" and not short:
        return "it is too long for a text message"
    return ""
