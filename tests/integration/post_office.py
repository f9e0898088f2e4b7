"""A post office for tests: a real mail server in this process, with the moods of real ones."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP, AuthResult

from notifications.channels import Channels
from notifications.email import Mailer, SmtpSettings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, Session


async def nothing() -> None:
    """What happens meanwhile, as a rule."""


class Post:
    """A mail server that can be away, can refuse, hang, or hang up without an answer, and keeps what it takes."""

    def __init__(self, certificate: ssl.SSLContext | None = None, *, implicit_tls: bool = False, password: str = "") -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"
        self.to_senders = self.to_recipients = "250 go on"
        self.cuts_after_data = False
        self.hangs = False
        """It takes a letter and never says so."""
        self.announced = asyncio.Event()
        """It has heard for whom a letter is."""
        self.meanwhile: Callable[[], Awaitable[None]] = nothing
        """What happens while it takes one."""
        self.greets = True
        self.a_connection_takes = 1_000_000
        self.connections = 0
        self.port = 0
        self._certificate, self._implicit, self._password = certificate, implicit_tls, password
        self._server: asyncio.Server | None = None
        self._lines: list[SMTP] = []

    async def opens(self) -> None:
        implicit = self._certificate if self._implicit else None
        self._server = await asyncio.get_running_loop().create_server(self._line, "127.0.0.1", self.port, ssl=implicit)
        self.port = self._server.sockets[0].getsockname()[1]

    async def closes(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()
        for line in self._lines:
            if line.transport:
                line.transport.abort()
        self._server, self._lines = None, []

    def _line(self) -> asyncio.Protocol:
        self.connections += 1
        if not self.greets:
            return asyncio.Protocol()
        line = SMTP(
            self, hostname="post", loop=asyncio.get_running_loop(), tls_context=None if self._implicit else self._certificate,
            require_starttls=bool(self._certificate) and not self._implicit, authenticator=self._lets_in,
            auth_required=bool(self._password) and not self._implicit, auth_require_tls=not self._implicit,
        )  # fmt: skip
        self._lines.append(line)
        return line

    def _lets_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: object) -> AuthResult:
        return AuthResult(success=getattr(told, "password", b"").decode() == self._password, handled=False)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        session.taken = getattr(session, "taken", 0) + 1
        if session.taken > self.a_connection_takes:
            return "421 enough for one connection"
        if self.to_senders.startswith("2"):
            envelope.mail_from = address
        return self.to_senders

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self.to_recipients.startswith("2"):
            envelope.rcpt_tos.append(address)
            self.announced.set()
        return self.to_recipients

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        await self.meanwhile()
        if self.answer.startswith("2"):
            self.mails.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        if self.cuts_after_data and server.transport:
            server.transport.abort()
        if self.hangs:
            await asyncio.sleep(60)
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
    def channels(self) -> Channels:
        """A dispatcher's way here."""
        return Channels(Mailer(self.smtp))

    @property
    def to(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails)
