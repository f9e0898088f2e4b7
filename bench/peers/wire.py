"""How the driver speaks to an engine that lives in another environment: a line of JSON each way, many at once on one connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

Doing = Callable[[dict[str, Any]], Awaitable[Any]]


async def listen(port: int, do: Doing) -> None:
    """Do whatever is asked for, until this process ends."""
    busy: set[asyncio.Task[None]] = set()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            task = asyncio.create_task(answer(json.loads(line), writer))
            busy.add(task)
            task.add_done_callback(busy.discard)

    async def answer(asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        try:
            said: dict[str, Any] = {"answer": await do(asked)}
        except Exception as wrong:  # noqa: BLE001 - whoever asked is told
            said = {"wrong": f"{type(wrong).__name__}: {wrong}"}
        writer.write(json.dumps({"number": asked["number"], **said}).encode() + b"\n")

    async with await asyncio.start_server(hear, "127.0.0.1", port) as server:
        print("worker ready", flush=True)  # noqa: T201 - whoever started it waits for this line
        await server.serve_forever()


class Line:
    """The driver's end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer, self.asked, self.waiting = writer, 0, dict[int, asyncio.Future[Any]]()
        self.hearing = asyncio.create_task(self._hear(reader))

    async def ask(self, **what: Any) -> Any:
        """Ask and wait for the answer; raises RuntimeError with what went wrong."""
        self.asked += 1
        answer = self.waiting[self.asked] = asyncio.get_running_loop().create_future()
        self.writer.write(json.dumps({"number": self.asked, **what}).encode() + b"\n")
        return await answer

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            said = json.loads(line)
            answer = self.waiting.pop(said["number"])
            if "wrong" in said:
                answer.set_exception(RuntimeError(said["wrong"]))
            else:
                answer.set_result(said["answer"])
