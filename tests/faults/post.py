"""The mails that arrived at the catcher, each with the moment it was taken."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple


class Arrival(NamedTuple):
    """One mail that was taken."""

    at: datetime
    message_id: str
    subject: str


def arrivals(folder: Path) -> list[Arrival]:
    """Every mail of the catcher's folder, the first first."""
    return [_arrival(file) for file in sorted(folder.glob("*.eml")) if not file.name.startswith(".")]


def _arrival(file: Path) -> Arrival:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    at = datetime.strptime(file.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return Arrival(at, str(mail["Message-ID"]).strip(), str(mail["Subject"]))
