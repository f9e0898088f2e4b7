"""A post office for tests: a real mail server in this process, with the moods of real ones."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP

from notifications.email import SmtpSettings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, Session


class Post:
    """A mail server that can be away, can refuse, can hang up without an answer, and keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"
        self.cuts_after_data = False
        self.port = 0
        self._server: asyncio.Server | None = None

    async def opens(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, hostname="post", loop=loop), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def closes(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()
        self._server = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        if self.answer.startswith("2"):
            self.mails.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        if self.cuts_after_data and server.transport:
            server.transport.abort()
        return self.answer

    async def has(self, mails: int) -> None:
        """Wait until so many have come, and a moment for more."""
        async with asyncio.timeout(10):
            while len(self.mails) < mails:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)

    @property
    def smtp(self) -> SmtpSettings:
        return SmtpSettings(host="127.0.0.1", port=self.port, sender="office@office.example", seconds=5)

    @property
    def to(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails)
