"""Serving: the receiver wired together, on one socket, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import suppress

import structlog
import uvicorn
from starlette.applications import Starlette
from temporalio.runtime import Runtime

from records import pool as records
from records.pool import Pool
from runtime.connection import connect_when_asked
from runtime.metrics import runtime_of
from runtime.sentences import Sentence
from runtime.settings import Settings
from starters.itineraries import Itineraries
from starters.receiver.address import USUAL
from starters.receiver.app import app_of
from starters.receiver.clicks import Clicks
from starters.receiver.counted import Counted
from starters.receiver.facts import answers
from starters.receiver.inbox import Inbox
from starters.receiver.receipts import Receipts
from starters.receiver.replies import Replies

AT_ONCE, KEEP_ALIVE, LAST_ANSWERS, LONGEST_HEAD = 100, 5, 15, 16 * 1024


class Taken(Sentence):
    """Nobody can listen at this address."""


async def serve(settings: Settings) -> None:
    """Listen until SIGTERM or Ctrl-C. Raises Taken, NoMetrics, DatabaseAway; Temporal may be away: what arrives is kept."""
    runtime = runtime_of(settings)
    with listening(settings.receiver or USUAL) as listener:
        pool = await records.opened(settings.dsn)
        try:
            inbox = Inbox(pool, await _cases(pool, settings, runtime), answers())
            await _until_told(server_of(wired(inbox, settings, Counted(runtime.metric_meter))), listener, inbox)
        finally:
            await pool.close()


def wired(inbox: Inbox, settings: Settings, counted: Counted) -> Starlette:
    """The service with the keys of these settings."""
    receipts = Receipts(inbox, settings.receipts_secret, counted)
    return app_of(Clicks(inbox, settings.receiver_key, counted), receipts, Replies(inbox, receipts, counted))


def server_of(app: Starlette) -> uvicorn.Server:
    """A server that logs no request and takes no more at once than it can answer."""
    return uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, log_level="warning", access_log=False, server_header=False, lifespan="off", ws="none", http="h11",
            limit_concurrency=AT_ONCE, timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=LAST_ANSWERS,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
    )  # fmt: skip


def listening(address: str) -> socket.socket:
    """A socket that listens there. Raises Taken."""
    host, _, port = address.rpartition(":")
    bare = host.strip("[]")
    try:
        return socket.create_server((bare, int(port)), family=socket.AF_INET6 if ":" in bare else socket.AF_INET, backlog=AT_ONCE)
    except OSError as wrong:
        raise Taken(f"nobody can listen at {address} ({wrong.strerror}): choose another address in ITINERARY_RECEIVER") from wrong


async def _cases(pool: Pool, settings: Settings, runtime: Runtime) -> Itineraries:
    return Itineraries(await connect_when_asked(settings, runtime=runtime), pool, settings)


async def _until_told(server: uvicorn.Server, listener: socket.socket, inbox: Inbox) -> None:
    """The signals come to us once the server has answered whom it was answering."""
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, lambda: None)
    telling = asyncio.create_task(inbox.tell_for_ever())
    structlog.get_logger().info("receiver ready", port=listener.getsockname()[1])
    try:
        await server.serve(sockets=[listener])
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
