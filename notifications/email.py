"""E-mail: a letter goes to one person, under a Message-ID that stays the same however often it is tried."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from types import TracebackType
from typing import NamedTuple, Self

import aiosmtplib

from notifications import mime
from notifications.calendar import Invitation
from notifications.letters import Rendered
from notifications.outcomes import NO_ADDRESS, Bounced, ProviderAway, Sent, TryLater, Turn, at_once
from notifications.smtp_connections import Connections, SmtpSettings

_HANGS_UP = 421
_OF_THE_ADDRESS = re.compile(r"5\.(1\.\d+|2\.1)\b")
_OF_A_RULE = re.compile(r"5\.\d+\.\d+\b")
_BEGINS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
_OF_MAILBOXES = frozenset({550, 551, NO_ADDRESS})


class _Mail(NamedTuple):
    id: str
    to: str
    raw: bytes
    turn: Turn


class Mailer:
    """Sends mails over a few connections that it keeps open; use it as `async with Mailer(smtp) as mailer`."""

    def __init__(self, smtp: SmtpSettings) -> None:
        self.smtp = smtp
        self._from = parseaddr(smtp.sender)[1]
        self._connections = Connections(smtp)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._connections.close()

    async def send(
        self, id: str, to: str, letter: Rendered, *, invitation: Invitation | None = None, unsubscribe: str = "", turn: Turn = at_once
    ) -> Sent | Bounced:
        """Send a letter; what the server refuses for this recipient is an outcome, anything else raises TryLater or ProviderAway.

        A connection that is cut, or silent, once the letter is on its way leaves unknown whether it was taken: TryLater.
        """
        address = _address(to)
        if not address:
            return Bounced(NO_ADDRESS, unknown=True)
        id = mime.message_id(id, self.smtp.domain)
        raw = mime.mail(self.smtp.sender, id, address, letter, invitation, unsubscribe)
        try:
            return await self._carried(_Mail(id, address, raw, turn))
        except aiosmtplib.SMTPResponseException as answer:
            raise TryLater(f"the mail server puts it off (code {answer.code})") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TryLater(f"the mail server could not take a letter now ({type(error).__name__})") from None

    async def _carried(self, mail: _Mail) -> Sent | Bounced:
        """By a connection at hand; if the server hangs up on it before the letter, by a new one."""
        try:
            return await self._handed_over(mail)
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code != _HANGS_UP:
                raise
        try:
            return await self._handed_over(mail, fresh=True)
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code != _HANGS_UP:
                raise
            raise ProviderAway("the mail server takes no letters now") from None

    async def _handed_over(self, mail: _Mail, *, fresh: bool = False) -> Sent | Bounced:
        async with self._connections.lent(fresh=fresh) as connection:
            try:
                await self._announce(connection, mail.to)
                await _pass(connection, mail.raw)
                await mail.turn()
                await _end(connection)
            except aiosmtplib.SMTPRecipientRefused as refused:
                await connection.rset()
                return _unless_for_now(refused, of_the_address=True)
            except aiosmtplib.SMTPDataError as refused:
                return _unless_for_now(refused, of_the_address=False)
            except aiosmtplib.SMTPSenderRefused as refused:
                raise refused if refused.code < 500 else _not_us(refused) from None
            except aiosmtplib.SMTPNotSupported:  # the server takes no letters outside ASCII in an address
                return Bounced(NO_ADDRESS)
        return Sent(mail.id)

    async def _announce(self, connection: aiosmtplib.SMTP, to: str) -> None:
        """Who writes and to whom: a server that refuses either has taken nothing."""
        if not to.isascii():
            await _fits(connection)
        await connection.mail(self._from, options=_options(to), encoding="utf-8" if _options(to) else "ascii")
        await connection.rcpt(to, encoding="utf-8" if _options(to) else "ascii")


async def _pass(connection: aiosmtplib.SMTP, raw: bytes) -> None:
    """Give the server all of a letter but its end, without which it has taken nothing (RFC 5321, 4.1.1.4)."""
    answer = await connection.execute_command(b"DATA")
    if answer.code != aiosmtplib.SMTPStatus.start_input:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)
    if connection.protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("it hung up")
    connection.protocol.write(_BEGINS_WITH_DOT.sub(b"..", raw))


async def _end(connection: aiosmtplib.SMTP) -> None:
    """The line with a dot: from here on, until it answers, nobody knows whether the server has it."""
    answer = await connection.execute_command(b".")
    if answer.code != aiosmtplib.SMTPStatus.completed:
        raise aiosmtplib.SMTPDataError(answer.code, answer.message)


async def send(smtp: SmtpSettings, message_id: str, to: str, letter: Rendered, *, invitation: Invitation | None = None) -> Sent | Bounced:
    """Send one letter over a connection of its own."""
    async with Mailer(smtp) as mailer:
        return await mailer.send(message_id, to, letter, invitation=invitation)


def _address(to: str) -> str:
    """The address if it is one, and one only; empty otherwise."""
    try:
        return Address(addr_spec=to).addr_spec
    except (HeaderParseError, ValueError, IndexError):
        return ""


async def _fits(connection: aiosmtplib.SMTP) -> None:
    if connection.is_ehlo_or_helo_needed:
        await connection.ehlo()
    if not connection.supports_extension("smtputf8"):
        raise aiosmtplib.SMTPNotSupported("no letters outside ASCII in an address")


def _options(to: str) -> list[str]:
    return [] if to.isascii() else ["SMTPUTF8"]


def _unless_for_now(refused: aiosmtplib.SMTPResponseException, *, of_the_address: bool) -> Bounced:
    """Refused for good; a code of 4xx is no refusal and goes on as an exception."""
    if refused.code < 500:
        raise refused
    return Bounced(refused.code, unknown=of_the_address and _reaches_nobody(refused))


def _reaches_nobody(refused: aiosmtplib.SMTPResponseException) -> bool:
    """By the enhanced code where there is one (RFC 3463), as 550 is also said of what a rule forbids."""
    if _OF_A_RULE.search(refused.message):
        return bool(_OF_THE_ADDRESS.search(refused.message))
    return refused.code in _OF_MAILBOXES


def _not_us(refused: aiosmtplib.SMTPSenderRefused) -> ProviderAway:
    return ProviderAway(f"the mail server takes no letters from our sender (code {refused.code})")
