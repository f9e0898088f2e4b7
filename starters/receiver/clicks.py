"""Links that people press: a page with one button, which changes nothing; and what the button says, told to the case once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from activities.own_words import KnownWords
from casework.own_words import NO_OWN_WORDS, OwnWords
from notifications import dates
from notifications.links import ANSWERS, Action, Fault, read
from records import receipts
from records.arrivals import TELLER, Arriving, telling_of
from records.receipts import About
from starters.receiver.counted import Counted
from starters.receiver.facts import MEANS, Means
from starters.receiver.inbox import Inbox, Outcome
from starters.receiver.limits import body_of
from starters.receiver.pages import Day, language_of, page, said

STATUS: dict[Outcome, HTTPStatus] = {
    "noted": HTTPStatus.OK, "before": HTTPStatus.OK, "kept": HTTPStatus.ACCEPTED,
    "otherwise": HTTPStatus.CONFLICT, "refused": HTTPStatus.CONFLICT,
}  # fmt: skip


class Pressed(NamedTuple):
    """A link that is ours: what it says about which message, in whose language, and in the words of which programme."""

    action: Action
    message: About
    language: str
    own: OwnWords = NO_OWN_WORDS

    def says(self, name: str) -> str:
        """A sentence of this action."""
        return said(self.language, self.action, name, when=self.when)

    @property
    def when(self) -> str:
        """The day and hour of the appointment, in the time of its office."""
        at = self.message.values.get("at")
        return dates.hour(datetime.fromisoformat(at), self.message.zone, self.language) if at else ""

    @property
    def telling(self) -> str:
        """The id under which it is told, however often it is pressed."""
        return telling_of(self.message.id, self.action)

    @property
    def asks_for_a_day(self) -> bool:
        """True if it is about something that somebody has to do, which can be named."""
        return self.action == "seen" and "kind" in self.message.values

    @property
    def outdated(self) -> bool:
        """True if it answers for an hour that is another one now."""
        return self.action in ANSWERS and self.message.changed

    @property
    def tomorrow(self) -> date:
        """The first day by which somebody can still act, in the time of the case."""
        return self.message.hour.astimezone(ZoneInfo(self.message.zone)).date() + timedelta(days=1)


class Clicks:
    """Answers to links; `key` is what they are signed with."""

    def __init__(self, inbox: Inbox, key: str, counted: Counted, means: Mapping[Action, Means] = MEANS) -> None:
        self._inbox, self._key, self._counted, self._means, self._own_words = inbox, key, counted, means, KnownWords()

    async def show(self, request: Request) -> Response:
        """The question and its button. Mail scanners follow links: nothing is noted, and nothing counted as an answer."""
        pressed = await self._pressed(request)
        return pressed if isinstance(pressed, Response) else _question(pressed)

    async def take(self, request: Request) -> Response:
        """The button was pressed, by a person or by the one click of a mail program (RFC 8058)."""
        body = await body_of(request)
        pressed = await self._pressed(request)
        if isinstance(pressed, Response):
            return pressed
        day = _day(_typed(body).get("acts_by", ""))
        if pressed.action == "seen" and (day is None or day < pressed.tomorrow):
            return _question(pressed, pressed.says("wrong_day"), HTTPStatus.UNPROCESSABLE_ENTITY)
        outcome = await self._inbox.take(self._arriving(pressed, day))
        self._counted.add(pressed.action, outcome)
        return _answer(pressed, outcome)

    async def _pressed(self, request: Request) -> Pressed | Response:
        """The link that was pressed, or the page that says why it says nothing."""
        now = datetime.now(UTC)
        asked = read(self._key, request.path_params["token"], now) if self._key else "forged"
        if isinstance(asked, str):
            return self._fault(request, asked)
        message = await receipts.about(self._inbox.pool, asked.message, now)
        if message is None or (asked.action in ANSWERS and not message.appointment):
            return self._fault(request, "forged")
        own = await self._own_words.of(self._inbox.pool, message.terms)
        pressed = Pressed(asked.action, message, language_of(message.language), own)
        if pressed.outdated and not await self._inbox.knows(pressed.telling):
            return page(pressed.language, said(pressed.language, "changed"), status=HTTPStatus.CONFLICT)
        return pressed

    def _fault(self, request: Request, fault: Fault) -> Response:
        self._counted.add("link", fault)
        language = language_of(request.headers.get("accept-language", ""))
        return page(language, said(language, fault), status=HTTPStatus.GONE if fault == "expired" else HTTPStatus.NOT_FOUND)

    def _arriving(self, pressed: Pressed, day: date | None) -> Arriving:
        message, means = pressed.message, self._means[pressed.action]
        return Arriving(
            id=pressed.telling, case_id=message.case_id, message=message.id, kind=means.kind,
            fact=means.says(message, day), teller=message.recipient or TELLER,
        )  # fmt: skip


def _question(pressed: Pressed, text: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    text = text or (pressed.own.promise(pressed.message.values["kind"], pressed.language) if pressed.asks_for_a_day else "")
    day = Day(pressed.says("day"), pressed.tomorrow.isoformat()) if pressed.action == "seen" else None
    return page(pressed.language, pressed.says("ask"), status=status, text=text, button=pressed.says("button"), day=day)


def _answer(pressed: Pressed, outcome: Outcome) -> Response:
    if pressed.action == "seen" and outcome == "refused":
        return _question(pressed, pressed.says("too_late"), STATUS[outcome])
    if pressed.action == "stop" and outcome == "refused":  # they said so in another message, or the case is over
        return page(pressed.language, pressed.says("already"))
    heading = pressed.says("done") if outcome == "noted" else said(pressed.language, outcome)
    return page(pressed.language, heading, status=STATUS[outcome])


def _typed(body: bytes) -> dict[str, str]:
    """The fields of a form; what is no form has none."""
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=10))
    except ValueError:
        return {}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
