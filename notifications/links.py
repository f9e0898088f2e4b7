"""Signed links: whoever holds one may say one thing about one message until an hour; without the key nobody can make another."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple, Protocol, get_args
from urllib.parse import quote

from casework.ways import OUTSIDERS

Action = Literal["accept", "other-time", "decline", "stop", "seen"]
Fault = Literal["forged", "expired"]
"""The name of the sentence that answers a link which says nothing."""

ACTIONS: tuple[Action, ...] = get_args(Action)
ANSWERS: tuple[Action, ...] = ("accept", "other-time", "decline")
A_YEAR, TWO_MONTHS = timedelta(days=366), timedelta(days=61)

_PURPOSE = b"itinerary link 1\x1f"
_SIGNED = 32
"""Hexadecimal signs of the signature: half of what SHA-256 gives, as RFC 2104 allows, for links that have to be short."""


class Asked(NamedTuple):
    """What the holder of a link may say, and about which message."""

    message: str
    action: Action


class Linked(Protocol):
    """What of a message its links hang on."""

    @property
    def id(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def due(self) -> datetime: ...
    @property
    def goes_at(self) -> datetime: ...
    @property
    def values(self) -> Mapping[str, str]: ...


def links_for(message: Linked, base: str, key: str) -> dict[str, str]:
    """The links that belong into this message, by `accept`, `other_time`, `decline`, `stop`, `seen`; none without an address or a key."""
    if not (base and key):
        return {}
    return {action.replace("-", "_"): link(base, key, message.id, action, until) for action, until in _may_be_said(message).items()}


def link(base: str, key: str, message: str, action: Action, until: datetime) -> str:
    """The address under which this may be said about this message until that hour."""
    said = f"{message}.{action}.{int(until.timestamp()):x}"
    return f"{base.rstrip('/')}/a/{quote(said, safe='')}.{_signature(key, said)}"


def read(key: str, token: str, now: datetime) -> Asked | Fault:
    """What a link says, given what stands in it after `/a/`, unquoted; or why it says nothing."""
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(key, said).encode(), signature.encode(errors="replace")):
        return "forged"
    message, action, until = said.rsplit(".", 2)
    if now > datetime.fromtimestamp(int(until, 16), UTC):
        return "expired"
    return Asked(message, next(known for known in ACTIONS if known == action))


def _may_be_said(message: Linked) -> dict[Action, datetime]:
    """What may be said about a message, and until when: an appointment is answered before its hour, whatever the pace of the case."""
    said: dict[Action, datetime] = {}
    if message.to in OUTSIDERS and "at" in message.values and message.values.get("method") != "CANCEL":
        said |= dict.fromkeys(ANSWERS, message.goes_at + (datetime.fromisoformat(message.values["at"]) - message.due))
    if message.to == "client":
        said["stop"] = message.goes_at + A_YEAR
    if message.to not in OUTSIDERS and message.about and message.values.get("by"):
        said["seen"] = message.goes_at + TWO_MONTHS
    return said


def _signature(key: str, said: str) -> str:
    return hmac.new(key.encode(), _PURPOSE + said.encode(errors="replace"), sha256).hexdigest()[:_SIGNED]
