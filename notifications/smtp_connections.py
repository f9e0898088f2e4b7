"""A few connections to one mail server, kept open from mail to mail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

import aiosmtplib
from pydantic import BaseModel, SecretStr

from notifications.outcomes import ProviderAway

Tls = Literal["if-offered", "starttls", "implicit", "none"]

_RESTED = 1.0


class SmtpSettings(BaseModel, frozen=True):
    """The mail server that carries our letters; without a user name we do not log in."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: SecretStr = SecretStr("")
    tls: Tls = "if-offered"
    seconds: float = 20
    connections: int = 8

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].rstrip(">") or "localhost"


class Connections:
    """Each is lent to one mail at a time; one that broke is not lent again."""

    def __init__(self, smtp: SmtpSettings) -> None:
        self.smtp = smtp
        self._places = asyncio.Semaphore(smtp.connections)
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []

    @asynccontextmanager
    async def lent(self, *, fresh: bool = False) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that answers; raises ProviderAway when none can be had."""
        async with self._places:
            connection = await self._opened() if fresh else await self._rested() or await self._opened()
            try:
                yield connection
            except aiosmtplib.SMTPResponseException:  # an answer like another: it can be used on
                self._rests(connection)
                raise
            except BaseException:
                connection.close()
                raise
            self._rests(connection)

    async def close(self) -> None:
        """Take leave of the server."""
        while self._idle:
            await _leave(self._idle.pop()[0])

    def _rests(self, connection: aiosmtplib.SMTP) -> None:
        if connection.is_connected:
            self._idle.append((connection, time.monotonic()))

    async def _rested(self) -> aiosmtplib.SMTP | None:
        """The connection used last, if it still answers: a server hangs up on those that rest too long."""
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_connected and (time.monotonic() - since < _RESTED or await _answers(connection)):
                return connection
            connection.close()
        return None

    async def _opened(self) -> aiosmtplib.SMTP:
        smtp = self.smtp
        connection = aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            username=smtp.username or None,
            password=smtp.password.get_secret_value() or None,
            use_tls=smtp.tls == "implicit",
            start_tls={"starttls": True, "if-offered": None}.get(smtp.tls, False),
            local_hostname=smtp.domain,
            timeout=smtp.seconds,
        )
        try:
            await connection.connect()
        except (aiosmtplib.SMTPException, OSError) as error:  # as certificates, a wrong password: the same for every letter
            connection.close()
            raise ProviderAway(f"the mail server does not answer as it should ({type(error).__name__})") from None
        return connection


async def _answers(connection: aiosmtplib.SMTP) -> bool:
    try:
        await connection.noop()
    except (aiosmtplib.SMTPException, OSError):
        return False
    return True


async def _leave(connection: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError):
        await connection.quit(timeout=1)
    connection.close()
