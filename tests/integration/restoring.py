"""Copies of stopped servers, and what must be the same after one was restored."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from temporalio.service import RPCError
from typer.testing import CliRunner

from casework.case import Line
from runtime.embedded.child import Child
from starters.cli import app
from tests.integration.living import Living, Part, eventually
from workflows.itinerary import Itinerary

TABLES = {"cases": "id", "journal": "case_id, number", "agenda": "case_id, key", "messages": "id"}
STATED = "SELECT id, state FROM messages WHERE case_id = ANY ($1::text[])"
LEAVE = "UPDATE messages SET state = 'sent', sent_at = now(), channel = 'email' WHERE state = 'planned' AND goes_at <= now() RETURNING id"


class Promised(NamedTuple):
    """What a case waits for, in the lists and on its own agenda, with the hours."""

    listed: list[tuple[Any, ...]]
    held: dict[str, tuple[Any, ...]]


class Restored(Living):
    """A product whose servers can be taken back to an earlier copy; its letters leave only when a test lets them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.left: list[str] = []

    def _worker(self, name: str) -> Child:
        folder, command = self.folder.path, [sys.executable, "-W", "error", "-m", "workers", "itineraries"]
        return Child(name, command, log=folder / "logs" / f"{name}.log", environment={"ITINERARY_DATA": str(folder)})

    async def copied(self, part: Part) -> Path:
        """A copy of a server's folder, made while it stands still."""
        copy = self._place(part).with_name(f"{part}-copy")
        await self._stop(part)
        shutil.rmtree(copy, ignore_errors=True)
        _copy(self._place(part), copy)
        await self.begin_again(part)
        return copy

    async def taken_back(self, part: Part, copy: Path | None) -> None:
        """As operators do: no worker runs, the server is stopped and given an earlier folder, or an empty one."""
        self.kill("worker")
        await self._stop(part)
        shutil.rmtree(self._place(part))
        if copy:
            _copy(copy, self._place(part))
        await self.begin_again(part)

    def letters_leave(self) -> Any:
        """Whatever may leave does; which one did is remembered outside of the records."""
        return self._leave()

    async def _leave(self) -> None:
        self.left += [row["id"] for row in await self.pool.fetch(LEAVE)]

    async def revived(self, *words: str) -> dict[str, Any]:
        """What `itinerary revive` answers, by case."""
        environment = {"ITINERARY_DATA": str(self.folder.path)}
        ended = await asyncio.to_thread(CliRunner().invoke, app, ["revive", *words, "--rate", "1000", "--json"], env=environment)
        assert ended.exit_code in (0, 5), (ended.output, ended.exception)
        told: dict[str, Any] = json.loads(ended.stdout)
        return told | {"cases": {case["case"]: case for case in told["cases"]}}

    async def number(self, case: str) -> str:
        return str(await self.pool.fetchval("SELECT number FROM cases WHERE id = $1", case))

    async def promised(self, case: str) -> Promised:
        """What it waits for now."""
        rows = await self.pool.fetch("SELECT key, due_by, rung, made FROM agenda WHERE case_id = $1 ORDER BY key", case)
        return Promised([tuple(row) for row in rows], await self.held(case))

    async def held(self, case: str) -> dict[str, tuple[Any, ...]]:
        """What its workflow waits for."""
        agenda = (await self.handle(case).query(Itinerary.show)).agenda
        return {key: (p.by, p.next, p.rung) for key, p in agenda.items()}

    async def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Each table, row by row."""
        return {table: [dict(row) for row in await self.pool.fetch(f"SELECT * FROM {t} ORDER BY {o}")] for table, (t, o) in _ordered()}

    async def runs(self) -> dict[str, str]:
        """The run of every case that lives, as Temporal itself has it: its list may lag behind."""
        found = {}
        for row in await self.pool.fetch("SELECT id FROM cases WHERE ended IS NULL"):
            with suppress(RPCError):
                found[row["id"]] = str((await self.handle(row["id"]).describe()).run_id)
        return found

    async def all_written(self, case: str, tellings: list[str]) -> list[Line]:
        """The journal, once it has these tellings; each of them is in it once."""

        async def written() -> bool:
            return set(tellings) <= {line.telling for line in await self.journal(case)}

        await eventually(written)
        lines = await self.journal(case)
        assert [sum(line.telling == telling for line in lines) for telling in tellings] == [1] * len(tellings)
        return lines

    async def nothing_left_twice(self) -> None:
        """Let leave what may, once more."""
        await self.letters_leave()
        assert sorted(self.left) == sorted(set(self.left))

    def _place(self, part: Part) -> Path:
        return {"postgres": self.postgres.folder, "temporal": self.server.folder}[part]

    async def _stop(self, part: Part) -> None:
        await self._children[part].stop()


def _ordered() -> list[tuple[str, tuple[str, str]]]:
    return [(table, (table, order)) for table, order in TABLES.items()]


def _copy(place: Path, to: Path) -> None:
    subprocess.run(["cp", "-a", os.fspath(place), os.fspath(to)], check=True)
