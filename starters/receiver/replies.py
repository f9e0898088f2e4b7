"""Answers to text messages: no more of them, yes to the one appointment that is open, or something for the counsellor to read."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple

import phonenumbers
from phonenumbers import MatchType
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from casework.case import Case
from notifications.replies import meant_by
from records import organisations, receipts
from records.arrivals import TELLER, Arriving, telling_of
from records.pool import Pool
from records.receipts import About, Answering, LastText
from starters.past import NotRemembered, past_of
from starters.receiver.counted import Counted
from starters.receiver.facts import MEANS, REMARK
from starters.receiver.inbox import Inbox
from starters.receiver.receipts import UNREADABLE, Receipts

NOBODY = "nobody with an open case has this number, no text message went to it, and no message of ours has this id"
READ_IT = "somebody answered a text message: read what they said in the journal, and call them if need be"
SURE = frozenset({MatchType.EXACT_MATCH, MatchType.NSN_MATCH})


class Reply(BaseModel):
    """A text message that came in: the provider's id of it, from which number, what it says, and which of ours it answers, if known."""

    id: str = Field(min_length=1, max_length=200)
    sender: str = Field(alias="from", max_length=40, pattern=r"^\+?[0-9 ()./-]+$")
    text: str = Field(max_length=2000)
    message: str = Field(default="", max_length=200, pattern=r"^[\x21-\x7e]*$")


class Whose(NamedTuple):
    """A case somebody answers, who they are, and which message it is that they answer, if that is known."""

    case_id: str
    person: str
    message: About | None = None

    @property
    def guest(self) -> str:
        """As which guest of appointments they speak; a number alone is first that of a client."""
        return self.message.to if self.message else "client"


class Replies:
    """Takes replies, signed as receipts are."""

    def __init__(self, inbox: Inbox, signed: Receipts, counted: Counted) -> None:
        self._inbox, self._signed, self._counted = inbox, signed, counted

    async def sms(self, request: Request) -> Response:
        """Somebody answered by text message."""
        reply = _read(await self._signed.signed(request, "reply"))
        cases = await self._whose(reply)
        if not cases:
            self._counted.add("reply", "unknown")
            return JSONResponse({"says": NOBODY}, status_code=HTTPStatus.NOT_FOUND)
        fate = await self._taken(reply, cases)
        self._counted.add("reply", fate)
        return JSONResponse({"says": fate})

    async def _taken(self, reply: Reply, cases: list[Whose]) -> str:
        meant = meant_by(reply.text)
        if meant == "stop" and await self._stopped(reply, cases):
            return meant
        if meant == "accept" and (appointment := await _the_one_open(self._inbox.pool, cases)):
            case, of = appointment
            await self._tell(reply, case, MEANS["accept"].kind, {"of": of})
            return meant
        await self._let_it_be_read(reply, cases[0])
        return "else"

    async def _stopped(self, reply: Reply, cases: list[Whose]) -> bool:
        """A client says it of themselves, an employer or a partner of their organisation (T-28); of anybody else it is read by a person."""
        if cases[0].guest != "client":
            return all([await organisations.refuse(self._inbox.pool, case.person, "sms") is not None for case in cases])
        for case in cases:
            await self._tell(reply, case, MEANS["stop"].kind, {"channel": "sms"})
        return True

    async def _tell(self, reply: Reply, case: Whose, kind: str, fact: dict[str, str]) -> None:
        id = telling_of("reply", telling_of(reply.id), case.case_id)
        await self._inbox.take(Arriving(id=id, case_id=case.case_id, kind=kind, fact=fact, teller=case.person or TELLER))

    async def _let_it_be_read(self, reply: Reply, case: Whose) -> None:
        """Into the journal, where what is said of a person stands, and the counsellor's worklist says that it does."""
        id = telling_of("reply", telling_of(reply.id), case.case_id)
        await receipts.to_read(self._inbox.pool, id, case.case_id, REMARK, datetime.now(UTC), READ_IT)
        await self._tell(reply, case, REMARK, {"note": f"by text message: {_kept(reply.text)}"})

    async def _whose(self, reply: Reply) -> list[Whose]:
        """The case of the message that is answered; else all open cases of who has the number, or of that organisation's last text."""
        pool, number = self._inbox.pool, reply.sender
        if found := await self._of(reply.message) if reply.message else []:
            return found
        if found := [Whose(a.case_id, a.person) for a in await receipts.with_number(pool, number) if _has(a, number)]:
            return found
        return [whose for last in await receipts.last_texts(pool, number) if _has(last, number) for whose in await self._of(last.message)]

    async def _of(self, message: str) -> list[Whose]:
        about = await receipts.about(self._inbox.pool, message, datetime.now(UTC))
        return [Whose(about.case_id, about.recipient, about)] if about else []


async def _the_one_open(pool: Pool, cases: list[Whose]) -> tuple[Whose, str] | None:
    """The appointment that can be meant, if it is the only one to come of this guest: the one that the message names, if it names one."""
    found = [(case, of) for case in cases for of in _to_come(await _case(pool, case.case_id), case)]
    return found[0] if len(found) == 1 else None


async def _case(pool: Pool, id: str) -> Case | None:
    """A case as its journal makes it: no worker is asked."""
    try:
        past = await past_of(pool, id)
    except NotRemembered:
        return None
    return past.desk().case if past else None


def _to_come(case: Case | None, whose: Whose) -> list[str]:
    answered = whose.message
    if case is None or case.ended or (answered and answered.changed):
        return []
    now, named = case.clock.case_time(datetime.now(UTC)), answered.appointment if answered else ""
    theirs = {of: known for of, known in case.appointments.items() if known.with_whom == whose.guest and known.who in ("", whose.person)}
    return [of for of, known in theirs.items() if known.at > now and named in ("", of)]


def _has(answering: Answering | LastText, sender: str) -> bool:
    """Whether this is their number, however the two are written."""
    try:
        known = phonenumbers.parse(answering.phone, answering.country)
        return phonenumbers.is_number_match(known, phonenumbers.parse(sender, answering.country)) in SURE
    except phonenumbers.NumberParseException:
        return False


def _kept(text: str) -> str:
    """Without signs that cannot be kept."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _read(body: bytes) -> Reply:
    try:
        return Reply.model_validate_json(body)
    except ValidationError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, UNREADABLE) from None
