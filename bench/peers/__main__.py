"""`python -m bench.peers`: DBOS and Restate beside the product, in turns, on the same case; what cannot be had here is said."""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.circumstances import machine, versions
from bench.ground import Ground
from bench.meter import Meter
from bench.peers.peer import Peer
from bench.peers.wire import Line
from bench.plan import QUICK
from bench.results import PEERS, Run, now, say
from bench.side_by_side import side_by_side
from runtime.embedded import Failed
from runtime.embedded.child import Child
from runtime.embedded.ports import HOST, choose

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".peers"
PYTHON = ("dbos==3.4.0", "restate-sdk[serde]==1.2.0", "hypercorn==0.18.0", "httpx", "asyncpg", "pydantic")
SERVER = "@restatedev/restate-server@1.7.12"
PEERS_PYTHON = str(HOME / "bin" / "python")
PLAN = QUICK


def install() -> None:
    """Both engines, in a folder of their own; raises Failed."""
    steps = [
        [sys.executable, "-m", "venv", str(HOME)],
        [PEERS_PYTHON, "-m", "pip", "install", "--quiet", *PYTHON],
        ["npm", "install", "--silent", "--prefix", str(HOME), SERVER],
    ]
    for step in [] if (HOME / "ready").exists() else steps:
        try:
            subprocess.run(step, check=True)
        except (OSError, subprocess.CalledProcessError) as wrong:
            raise Failed(f"this peer cannot be had here: {' '.join(step)}") from wrong
    (HOME / "ready").touch()


class Stage:
    """The peers' processes on a ground."""

    def __init__(self, ground: Ground, closing: ExitStack) -> None:
        self.ground, self.closing = ground, closing
        self.children: dict[str, Child] = {}

    async def dbos(self) -> Peer:
        """One process: the engine is a library of the app."""
        port, rows = choose({"dbos": 0}, {})["dbos"], self.ground.postgres.dsn
        await self.ground.pool.execute("CREATE DATABASE dbos_sys")
        own = rows.rpartition("/")[0] + "/dbos_sys"
        await self._begin("D", [PEERS_PYTHON, "-m", "bench.peers.dbos_side", str(port), own, rows], says="worker ready")
        return await self._peer("D", port, "dbos")

    async def restate(self) -> Peer:
        """A server, an app, and one that speaks HTTP for the driver."""
        ports = choose(dict.fromkeys(("side", "ingress", "admin", "node", "app"), 0), {})
        where = {name: f"{HOST}:{port}" for name, port in ports.items()}
        server = HOME / "node_modules" / "@restatedev" / "restate-server-linux-x64" / "bin" / "restate-server"
        settings = {
            "RESTATE_BASE_DIR": str(self.ground.folder.path / "restate"), "RESTATE_INGRESS__BIND_ADDRESS": where["ingress"],
            "RESTATE_ADMIN__BIND_ADDRESS": where["admin"], "RESTATE_BIND_ADDRESS": where["node"],
            "RESTATE_ADVERTISED_ADDRESS": f"http://{where['node']}", "RESTATE_NODE_NAME": "bench", "RESTATE_LISTEN_MODE": "tcp",
        }  # fmt: skip
        await self._begin("R server", [str(server)], settings, port=ports["admin"])
        quietly = ["--log-level", "warning", "--workers", "0"]  # no child of its own that would be left behind
        serving = [str(HOME / "bin" / "hypercorn"), "bench.peers.restate_app:app", "--bind", where["app"], *quietly]
        await self._begin("R", serving, {"BENCH_ROWS": self.ground.postgres.dsn}, port=ports["app"])
        asked = [str(ports["side"]), *(f"http://{where[name]}" for name in ("ingress", "admin", "app"))]
        await self._begin("R driver", [PEERS_PYTHON, "-m", "bench.peers.restate_side", *asked], says="worker ready")
        return await self._peer("R", ports["side"], "restate")

    def parts(self) -> Mapping[str, int]:
        """The processes that are measured, these too."""
        return {**self.ground.parts(), **{name: child.pid for name, child in self.children.items()}}

    async def _peer(self, name: str, port: int, schema: str) -> Peer:
        peer = Peer(name, Line(*await asyncio.open_connection(HOST, port)), self.ground.pool, schema)
        await peer.rows.make()
        return peer

    async def _begin(
        self, name: str, command: Sequence[str], settings: Mapping[str, str] | None = None, *, says: str = "", port: int = 0
    ) -> None:
        log = self.ground.folder.path / "logs" / f"{name}.log"
        child = self.children[name] = Child(name, command, log=log, environment={"PYTHONPATH": str(ROOT), **(settings or {})})
        self.closing.callback(child.kill)
        child.start()
        for _ in range(600):
            if (says and says in child.last_words()) or (port and await _listens(port)):
                return
            if not child.runs:
                break
            await asyncio.sleep(0.1)
        raise Failed(f"{name} did not start: {child.last_words()}")


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


async def main(asked: argparse.Namespace) -> Path:
    """The product and whichever peers can be had, each on servers of its own."""
    run = Run(began=now(), quick=True, server="development server", machine=machine(), versions=versions())
    for begin in (Stage.dbos, Stage.restate):
        with tempfile.TemporaryDirectory(prefix="itinerary-peers-") as folder, ExitStack() as closing:
            async with Ground(Path(folder)) as ground:
                stage = Stage(ground, closing)
                try:
                    install()
                    peer = await begin(stage)
                except Failed as cannot:
                    run.skipped.append(str(cannot))
                    continue
                found = len(run.measured)
                await side_by_side(run, Meter(stage.parts), PLAN, (ground.product, peer))
                for measured in run.measured[found:]:
                    say(measured)
    for sentence in (*run.problems, *run.skipped):
        print(sentence, file=sys.stderr)  # noqa: T201
    return run.keep(asked.into, PEERS)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    wanted.add_argument("--into", type=Path, default=Path(os.curdir) / "bench" / "results")
    print(asyncio.run(main(wanted.parse_args())))  # noqa: T201
