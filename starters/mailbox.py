"""The folder of the mail catcher, read as mails come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

GLANCE = 0.5


class Mailbox:
    """Which mails have arrived since it was opened, by their Message-ID."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = set(folder.glob("*.eml"))
        self.known: set[str] = set()
        self.subject = ""

    def look(self) -> bool:
        """Read what is new; whether anything was."""
        fresh = sorted(file for file in set(self._folder.glob("*.eml")) - self._read if not file.name.startswith("."))
        for file in fresh:
            mail = message_from_bytes(file.read_bytes(), EmailMessage, policy=default)
            self.known.add(str(mail["Message-ID"]).strip())
            self.subject = str(mail["Subject"])
        self._read |= set(fresh)
        return bool(fresh)

    async def watch(self, tell: Callable[[int, str], None]) -> None:
        """Tell how many there are and the subject of the last, whenever some came; until cancelled."""
        while True:
            if self.look():
                tell(len(self.known), self.subject)
            await asyncio.sleep(GLANCE)
