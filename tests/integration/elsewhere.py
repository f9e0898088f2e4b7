"""Servers that `itinerary up` did not start, with nothing of ours in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose
from runtime.embedded.temporal import _installed
from tests.integration.living import eventually


@asynccontextmanager
async def bare_temporal(folder: Path) -> AsyncIterator[str]:
    """The address of a development server that knows no search attribute and no namespace but `default`."""
    port = choose({"temporal": 0}, {})["temporal"]
    address = f"{HOST}:{port}"
    where = ["--ip", HOST, "--port", str(port), "--db-filename", str(folder / "bare.db")]
    server = Child("bare", [_installed(), "server", "start-dev", "--headless", "--log-level", "error", *where], log=folder / "bare.log")

    async def answers() -> bool:
        assert server.runs, server.last_words()
        try:
            return await (await Client.connect(address)).service_client.check_health()
        except (RuntimeError, RPCError):
            return False

    server.start()
    try:
        await eventually(answers, patience=60)
        yield address
    finally:
        server.kill()
