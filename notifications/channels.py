"""Every way out of the house behind one door: a message, a channel, and what became of it."""

from __future__ import annotations

from typing import NamedTuple

from casework.ways import Channel
from notifications.calendar import Invitation
from notifications.email import Mailer
from notifications.letters import Rendered
from notifications.outcomes import NO_ADDRESS, UNFIT, Bounced, Sent, Turn, at_once
from notifications.paper import Letterhead, Page, lines_of
from notifications.phones import mobile
from notifications.segments import fits, plain
from notifications.sms import SmsGateway
from notifications.spool import Spool


class Outgoing(NamedTuple):
    """A message on its way: its id, the same however often it is tried, what it says, and what each channel needs besides.

    `to` is an address of the channel it goes by; `short` the text message; `unsubscribe` where a reader stops reminders by e-mail;
    `day`, `reference` and `head` stand on paper only.
    """

    id: str
    to: str
    letter: Rendered
    name: str = ""
    language: str = "en"
    short: str = ""
    invitation: Invitation | None = None
    unsubscribe: str = ""
    day: str = ""
    reference: str = ""
    head: Letterhead = Letterhead("")


class Channels:
    """Those that this installation has; the worklist needs none of them."""

    def __init__(self, mailer: Mailer | None = None, sms: SmsGateway | None = None, spool: Spool | None = None) -> None:
        self.mailer, self.sms, self.spool = mailer, sms, spool

    @property
    def there(self) -> frozenset[Channel]:
        """The channels by which a message may be sent, for `casework.ways.ways`."""
        have: dict[Channel, object] = {"email": self.mailer, "sms": self.sms, "letter": self.spool}
        return frozenset(channel for channel, given in have.items() if given)

    async def send(self, channel: Channel, message: Outgoing, turn: Turn = at_once) -> Sent | Bounced:
        """Send a message once by one channel; raises TryLater or ProviderAway when trying the same channel again helps."""
        if channel == "email" and self.mailer:
            return await self.mailer.send(
                message.id, message.to, message.letter, invitation=message.invitation, unsubscribe=message.unsubscribe, turn=turn
            )
        await turn()
        if channel == "sms" and self.sms:
            return await self._text(self.sms, message)
        if channel == "letter" and self.spool:
            return await self.spool.send(message.id, message.letter, _page(message))
        raise LookupError(f"nothing is sent by {channel} here: ask which channels are there")

    async def _text(self, sms: SmsGateway, message: Outgoing) -> Sent | Bounced:
        if not message.to:
            return Bounced(NO_ADDRESS, unknown=True)
        return await sms.send(message.id, message.to, plain(message.short)) if fits(message.short) else Bounced(UNFIT)


def addresses(email: str, phone: str, address: str, country: str) -> dict[Channel, str]:
    """What can be used of what is noted of somebody: a mobile number as in this country, and no address of commas alone."""
    return {"email": email, "sms": mobile(phone, country), "letter": address if lines_of(address) else ""}


def _page(message: Outgoing) -> Page:
    return Page(message.name, message.to, message.day, message.reference, message.language, message.head)
