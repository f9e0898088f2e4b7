"""Mails that came back: what a mail server reports of a letter it did not deliver (RFC 3464), and whether the address is at fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import NamedTuple

_STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}\b")
_OURS = re.compile(r"<?([^<>@\s]+)@[^<>@\s]+>?")
_LOCAL = re.compile(rb"^message-id:\s*<?([^<>@\s]+)@", re.IGNORECASE | re.MULTILINE)
_NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.", "5.6.", "5.7.")
"""Full mailboxes, letters too big, systems, contents and policies (RFC 3463): another letter may reach the same address."""


class Bounce(NamedTuple):
    """A letter that was not delivered: our id of it, the status of RFC 3463, and whether the address will never do."""

    message: str
    code: str
    for_good: bool


def bounce_of(mail: bytes) -> Bounce | None:
    """What a report of a mail server says of one letter of ours; None for any other mail, and while the server still tries."""
    report = message_from_bytes(mail, EmailMessage, policy=default)
    status = next((said for said in map(_failed_with, _recipients(report)) if said), "")
    message = next(_our_ids(report), "") if status else ""
    return Bounce(message, status, is_the_address(status)) if message else None


def is_the_address(code: str) -> bool:
    """True if a letter with another text or on another day would fail as this one did."""
    return code.startswith("5") and not code.startswith(_NOT_THE_ADDRESS)


def our_id(message_id: str) -> str:
    """Our id of a letter, of the Message-ID under which it went; empty if it is none."""
    told = _OURS.fullmatch(message_id.strip())
    return told[1] if told else ""


def _recipients(report: Message) -> Iterator[Message]:
    """The fields on each recipient; the first block of a report is about the report itself."""
    for part in _parts(report):
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in _within(part) if "Action" in block)


def _failed_with(recipient: Message) -> str:
    status = _STATUS.match(_said(recipient, "Status"))
    return status[0] if status and _said(recipient, "Action").lower() == "failed" else ""


def _our_ids(report: Message) -> Iterator[str]:
    """Of the letter that comes back with the report, whole or as its headers."""
    for part in _parts(report):
        if part.get_content_type() == "message/rfc822":
            yield from filter(None, (our_id(_said(letter, "Message-ID")) for letter in _within(part)))
        elif part.get_content_type() == "text/rfc822-headers":
            told = _LOCAL.search(_bytes_of(part))
            yield from [told[1].decode("ascii", "ignore")] if told else []


def _parts(report: Message) -> list[Message]:
    return list(_within(report)) if report.get_content_type() == "multipart/report" else []


def _within(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [block for block in inside if isinstance(block, Message)] if isinstance(inside, list) else []


def _bytes_of(part: Message) -> bytes:
    inside = part.get_payload(decode=True)
    return inside if isinstance(inside, bytes) else b""


def _said(block: Message, field: str) -> str:
    return str(block.get(field, "")).strip()
