"""Receipts of providers: a message arrived, failed, or came back; what came back is told to the case of the client it was for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from notifications.bounces import Bounce, bounce_of, is_the_address, our_id
from notifications.signatures import is_signed
from records import organisations, receipts
from records.arrivals import came_back
from records.organisations import CameBack
from records.receipts import About, Came
from starters.receiver.calendars import answered_by_calendar
from starters.receiver.counted import Counted
from starters.receiver.inbox import Inbox
from starters.receiver.limits import body_of

Channel = Literal["sms", "email"]
PATIENCE = 20.0
"""Seconds: a message is locked while it leaves, and its receipt may be faster than the note that it left."""

ORGANISATIONS = frozenset({"employer", "partner"})
ID = r"^[\x21-\x7e]+$"
UNKNOWN = "no message of ours has this id: see that ids come back as they were given"
ELSEWHERE = "this message did not leave by this channel, or has not left yet: see which receipts are sent here"
UNREADABLE = "this is no receipt as docs/operate.md describes it"
NEITHER = "this mail says of no letter that it came back, and is no answer of a guest to an invitation that holds: nothing was noted"
UNSIGNED = "the signature or its hour is wrong: sign hour and body with the shared secret, within five minutes"
NOT_TAKEN = "no receipts are taken here: set ITINERARY_RECEIPTS_SECRET"
REASONS: dict[tuple[Channel, Came], str] = {
    ("email", "failed"): "a mail server sent it back, not for the sake of the address",
    ("email", "bounced"): "it came back: this address does not take mail",
    ("sms", "failed"): "the network could not deliver it",
    ("sms", "bounced"): "it came back: this number takes no text messages",
}


class Receipt(BaseModel):
    """What a provider says of one message, named by our id or by the one under which it was taken (of a mail its Message-ID)."""

    message: str = Field(max_length=200, pattern=ID)
    status: Literal["delivered", "failed", "undeliverable", "bounced"]
    code: str = Field(default="", pattern=r"^[0-9.]{0,12}$")


class Receipts:
    """Takes receipts that are signed with the shared secret."""

    def __init__(self, inbox: Inbox, secret: str, counted: Counted) -> None:
        self._inbox, self._secret, self._counted = inbox, secret, counted

    async def sms(self, request: Request) -> Response:
        """A gateway says what became of a text message."""
        receipt = _read(await self.signed(request, "sms"))
        came: Came = "bounced" if receipt.status in ("undeliverable", "bounced") else receipt.status  # type: ignore[assignment]
        return await self._noted("sms", receipt.message, came, receipt.code)

    async def mail(self, request: Request) -> Response:
        """A provider says what became of a mail; or a mail that came back is handed over whole."""
        body = await self.signed(request, "email")
        if request.headers.get("content-type", "").strip().lower().startswith("message/rfc822"):
            return await self._a_mail(body)
        receipt = _read(body)
        message = our_id(receipt.message) or receipt.message
        if receipt.status == "delivered":
            return await self._noted("email", message, "delivered", receipt.code)
        for_good = receipt.status != "failed" and (is_the_address(receipt.code) or not receipt.code)
        return await self._came_back(Bounce(message, receipt.code, for_good))

    async def _a_mail(self, mail: bytes) -> Response:
        """A mail that came back, or in which a calendar answers an invitation."""
        if bounce := bounce_of(mail):
            return await self._came_back(bounce)
        answer = await answered_by_calendar(self._inbox.pool, mail, datetime.now(UTC))
        if answer is None:
            return self._answered("email", "needless", HTTPStatus.OK, NEITHER)
        outcome = await self._inbox.take(answer)
        return self._answered("email", outcome, HTTPStatus.OK, "what a calendar answered is taken up")

    async def signed(self, request: Request, kind: str) -> bytes:
        """The body, if somebody who knows the secret sent it just now; raises HTTPException."""
        if not self._secret:
            raise HTTPException(HTTPStatus.NOT_FOUND, NOT_TAKEN)
        body = await body_of(request)
        if not is_signed(self._secret, body, request.headers, datetime.now(UTC)):
            self._counted.add(kind, "forged")
            raise HTTPException(HTTPStatus.UNAUTHORIZED, UNSIGNED)
        return body

    async def _came_back(self, bounce: Bounce) -> Response:
        return await self._noted("email", bounce.message, "bounced" if bounce.for_good else "failed", bounce.code)

    async def _noted(self, channel: Channel, id: str, came: Came, code: str) -> Response:
        """Note it once, and tell the case of a client whose address does not take our messages."""
        pool, now = self._inbox.pool, datetime.now(UTC)
        message = await receipts.about(pool, id, now) or await receipts.taken_as(pool, id, now)
        if message is None:
            return self._answered(channel, "unknown", HTTPStatus.NOT_FOUND, UNKNOWN)
        if message.channel != channel and not await receipts.times_back(pool, message.id, channel):
            return self._answered(channel, "elsewhere", HTTPStatus.CONFLICT, ELSEWHERE)
        reason = " ".join(filter(None, (REASONS.get((channel, came), ""), code and f"({code})")))
        async with asyncio.timeout(PATIENCE):
            fresh, telling = await self._keep(message, channel, came, reason)
        if telling:
            await self._inbox.tell(telling)
        return self._answered(channel, came if fresh else "before", HTTPStatus.OK, "noted" if fresh else "known already: nothing changed")

    async def _keep(self, message: About, channel: Channel, came: Came, reason: str) -> tuple[bool, str]:
        """Fate and telling together or not at all; give whether it was news, and the id of the telling if there is one."""
        async with self._inbox.pool.acquire() as connection, connection.transaction():
            if not await receipts.came(connection, message.id, channel, came, reason):
                return False, ""
            if came == "bounced" and message.to in ORGANISATIONS:
                left = message.sent_at or datetime.now(UTC)
                await organisations.came_back(connection, CameBack(message.recipient, channel, message.case_id, message.id, left))
            if came != "bounced" or message.to != "client":
                return True, ""
            nth = await receipts.times_back(connection, message.id, channel)
            told = came_back(message.case_id, message.id, channel, "back", str(nth))
            await self._inbox.keep(connection, told)
            return True, told.id

    def _answered(self, kind: str, fate: str, status: HTTPStatus, says: str) -> Response:
        self._counted.add(kind, fate)
        return JSONResponse({"says": says}, status_code=status)


def _read(body: bytes) -> Receipt:
    try:
        return Receipt.model_validate_json(body)
    except ValidationError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, UNREADABLE) from None
