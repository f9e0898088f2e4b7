"""How a letter looks as a mail: text and page, and the headers that mail servers and mail programs read.

Made with the older classes of the library: the newer ones parse every header they are given, and take three times as long.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO

from notifications.calendar import Invitation
from notifications.letters import Rendered

_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)
_BOUNDARY = "=_between-the-parts_="
"""No part can hold it, as none holds a bare `=_`: they are quoted-printable. One made for each mail would be looked for in its text."""

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def message_id(id: str, domain: str) -> str:
    """The Message-ID of a message of ours: the same however often it is sent."""
    return f"<{_UNSAFE.sub('-', id)}@{domain}>"


def mail(sender: str, id: str, to: str, letter: Rendered, invitation: Invitation | None = None, unsubscribe: str = "") -> bytes:
    """A mail to one address. `unsubscribe` is where they say that they want no such mails, with one click if it is https (RFC 8058)."""
    made = MIMEMultipart("alternative", boundary=_BOUNDARY, policy=_POLICY)
    headers = {
        "From": formataddr(parseaddr(sender)),
        "To": to,
        "Subject": Header(" ".join(letter.subject.split())).encode(),
        "Date": format_datetime(datetime.now(UTC)),
        "Message-ID": id,
        "Auto-Submitted": "auto-generated",
    }
    for name, value in (headers | _leave(unsubscribe)).items():
        made[name] = value
    made.attach(_part(letter.text, "plain"))
    made.attach(_part(letter.html, "html"))
    if invitation:
        made.attach(_part(invitation.content.decode(), "calendar", method=invitation.method))
    return _flat(made)


def _leave(url: str) -> dict[str, str]:
    if not url:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("https://") else {}
    return {"List-Unsubscribe": f"<{url}>"} | one_click


def _part(text: str, subtype: str, **params: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, policy=_POLICY, charset="utf-8", **params)
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(text.encode(), istext=True).decode("ascii"))
    return part


def _flat(made: MIMEMultipart) -> bytes:
    flat = BytesIO()
    BytesGenerator(flat, mangle_from_=False, policy=_POLICY).flatten(made)
    return flat.getvalue()
