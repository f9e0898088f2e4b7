"""How a letter looks as a mail: text and page, and the headers that mail servers and mail programs read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from notifications.calendar import Invitation
from notifications.letters import Rendered

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def message_id(id: str, domain: str) -> str:
    """The Message-ID of a message of ours: the same however often it is sent."""
    return f"<{_UNSAFE.sub('-', id)}@{domain}>"


def mail(sender: str, id: str, to: Address, letter: Rendered, invitation: Invitation | None = None, unsubscribe: str = "") -> EmailMessage:
    """A mail to one person. `unsubscribe` is where they say that they want no such mails, with one click if it is https (RFC 8058)."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = to
    made["Subject"] = letter.subject
    made["Date"] = datetime.now(UTC)
    made["Message-ID"] = id
    made["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        made["List-Unsubscribe"] = f"<{unsubscribe}>"
    if unsubscribe.startswith("https://"):
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    if invitation:
        made.add_alternative(invitation.content.decode(), subtype="calendar", params={"method": invitation.method})
    return made
