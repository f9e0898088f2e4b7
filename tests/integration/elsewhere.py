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
from tests.integration.real_temporal import BUILT, RealTemporal


@asynccontextmanager
async def bare_temporal(folder: Path) -> AsyncIterator[str]:
    """The address of a Temporal that knows no search attribute of ours."""
    server, address = _real(folder) if BUILT else _development(folder)

    async def answers() -> bool:
        assert server.runs, server.last_words()
        try:
            return await (await Client.connect(address)).service_client.check_health()
        except (RuntimeError, RPCError):
            return False

    server.start()
    try:
        await eventually(answers, patience=120)
        yield address
    finally:
        server.kill()


def _development(folder: Path) -> tuple[Child, str]:
    port = choose({"temporal": 0}, {})["temporal"]
    where = ["--ip", HOST, "--port", str(port), "--db-filename", str(folder / "bare.db")]
    command = [_installed(), "server", "start-dev", "--headless", "--log-level", "error", *where]
    return Child("bare", command, log=folder / "bare.log"), f"{HOST}:{port}"


def _real(folder: Path) -> tuple[Child, str]:
    server = RealTemporal(folder / "real", log=folder / "real.log")
    server.folder.mkdir()
    return server.child, server.address
