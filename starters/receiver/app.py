"""The routes of the receiver, and what is answered where nothing else is: never a trace, never a name."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from records.pool import AWAY
from starters.receiver.clicks import Clicks
from starters.receiver.pages import language_of, page, said
from starters.receiver.receipts import Receipts
from starters.receiver.replies import Replies

FOR_PEOPLE = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_much", HTTPStatus.REQUEST_TIMEOUT: "away", HTTPStatus.SERVICE_UNAVAILABLE: "away"}
AWAY_NOW = "this cannot be kept now: send it again later"


def app_of(clicks: Clicks, receipts: Receipts, replies: Replies) -> Starlette:
    """The whole service; it answers people under /a/ and providers elsewhere."""
    routes = [
        Route("/alive", _alive, methods=["GET"]),
        Route("/a/{token:path}", clicks.show, methods=["GET"]),
        Route("/a/{token:path}", clicks.take, methods=["POST"]),
        Route("/receipts/sms", receipts.sms, methods=["POST"]),
        Route("/receipts/mail", receipts.mail, methods=["POST"]),
        Route("/replies/sms", replies.sms, methods=["POST"]),
    ]
    handlers = {HTTPException: _refused, Exception: _broken, **dict.fromkeys(AWAY, _away)}
    return Starlette(routes=routes, exception_handlers=handlers)


async def _alive(_: Request) -> Response:
    return PlainTextResponse("alive")


async def _refused(request: Request, error: Exception) -> Response:
    """What was asked for cannot be given; a provider reads the sentence of it, a person one of ours."""
    known = error if isinstance(error, HTTPException) else HTTPException(HTTPStatus.INTERNAL_SERVER_ERROR)
    if _is_provider(request):
        return JSONResponse({"says": known.detail}, status_code=known.status_code, headers=known.headers)
    language = language_of(request.headers.get("accept-language", ""))
    return page(language, said(language, FOR_PEOPLE.get(HTTPStatus(known.status_code), "nothing")), status=known.status_code)


async def _away(request: Request, _: Exception) -> Response:
    """PostgreSQL is away: nothing was kept, and whoever sent it has to send it again."""
    structlog.get_logger().warning("PostgreSQL does not answer, nothing that arrives can be kept")
    return await _refused(request, HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, AWAY_NOW))


async def _broken(request: Request, _: Exception) -> Response:
    """A fault of ours; the server logs where it broke."""
    if _is_provider(request):
        return JSONResponse({"says": "a fault of ours"}, status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
    language = language_of(request.headers.get("accept-language", ""))
    return page(language, said(language, "broken"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _is_provider(request: Request) -> bool:
    return request.url.path.startswith(("/receipts/", "/replies/"))
