"""E-mail: a letter goes to one person, under a Message-ID that stays the same however often it is tried."""

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

import aiosmtplib
from pydantic import BaseModel, SecretStr

from notifications.calendar import Invitation
from notifications.letters import Rendered

_NO_ADDRESS = 553
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class SmtpSettings(BaseModel, frozen=True):
    """The mail server that carries our letters; without a user name we do not log in."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: SecretStr = SecretStr("")
    tls: bool = False
    seconds: float = 20


class Sent(NamedTuple):
    """The mail server took the letter."""

    message_id: str


class Bounced(NamedTuple):
    """This address or this letter was refused for good, with the code of the mail server; trying again does not help."""

    code: int


class TryLater(Exception):
    """The letter may still arrive: send it again under the same id. Says nothing of the person."""


class ServerAway(TryLater):
    """No mail server answers: it is the same for every letter."""


async def send(smtp: SmtpSettings, message_id: str, to: str, letter: Rendered, *, invitation: Invitation | None = None) -> Sent | Bounced:
    """Send a letter; what the server refuses for this recipient is an outcome, anything else raises TryLater or ServerAway."""
    try:
        address = Address(addr_spec=to)
    except (HeaderParseError, ValueError, IndexError):
        return Bounced(_NO_ADDRESS)
    mail = _mail(smtp, message_id, address, letter, invitation)
    try:
        return await _deliver(smtp, mail)
    except aiosmtplib.SMTPConnectError as error:
        raise ServerAway(f"the mail server does not answer ({type(error).__name__})") from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryLater(f"the mail server could not take a letter now ({type(error).__name__})") from None


async def _deliver(smtp: SmtpSettings, mail: EmailMessage) -> Sent | Bounced:
    try:
        await aiosmtplib.send(
            mail,
            hostname=smtp.host,
            port=smtp.port,
            username=smtp.username or None,
            password=smtp.password.get_secret_value() or None,
            use_tls=smtp.tls,
            local_hostname=_domain(smtp),
            timeout=smtp.seconds,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return _outcome(refused.recipients[0])
    except (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError) as refused:
        return _outcome(refused)
    except aiosmtplib.SMTPNotSupported:  # the server takes no letters outside ASCII in an address
        return Bounced(_NO_ADDRESS)
    return Sent(mail["Message-ID"])


def _outcome(refused: aiosmtplib.SMTPResponseException) -> Bounced:
    if refused.code < 500:
        raise refused
    return Bounced(refused.code)


def _mail(smtp: SmtpSettings, message_id: str, to: Address, letter: Rendered, invitation: Invitation | None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = smtp.sender
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Date"] = datetime.now(UTC)
    mail["Message-ID"] = f"<{_UNSAFE.sub('-', message_id)}@{_domain(smtp)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    if invitation:
        mail.add_alternative(invitation.content.decode(), subtype="calendar", params={"method": invitation.method})
    return mail


def _domain(smtp: SmtpSettings) -> str:
    return smtp.sender.rpartition("@")[2].rstrip(">") or "localhost"
