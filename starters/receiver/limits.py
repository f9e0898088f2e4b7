"""What is taken from the network: so much and not more, in so many seconds and not longer."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

MOST = 256 * 1024
"""Bytes of a body: a mail that comes back brings the letter along."""

PATIENCE = 10.0
"""Seconds in which a body has to arrive."""


async def body_of(request: Request) -> bytes:
    """The body; raises HTTPException when it is too long or too slow."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _read(request)
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)
