"""A gateway for text messages, for tests: a real HTTP server in this process, with the moods of real ones."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any, Literal, NamedTuple

from pydantic import SecretStr

from notifications.outcomes import Sent
from notifications.sms_http import HttpGateway

Mood = Literal[
    "ok", "busy", "broken", "closed", "hangs", "wrong receipt", "no receipt", "late", "cuts", "unknown number", "refuses", "strange"
]
TOKEN = "of the office"


class Text(NamedTuple):
    """A text message that reached a telephone."""

    to: str
    text: str


class Texts:
    """A gateway for text messages that takes all it is given."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def send(self, id: str, to: str, text: str) -> Sent:
        self.to.append(to)
        return Sent(f"receipt-{id}")


class Gateway:
    """Takes each id once, however often it comes, unless it is told to forget ids."""

    def __init__(self) -> None:
        self.mood: Mood = "ok"
        self.retry_after = "30"
        self.forgets_ids = False
        self.texts: list[Text] = []
        self.asked: list[dict[str, str]] = []
        self.port = 0
        self._receipts: dict[str, str] = {}
        self._server: asyncio.Server | None = None

    async def opens(self) -> None:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def closes(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()
        self._server = None

    def reached(self, seconds: float = 5, token: str = TOKEN) -> HttpGateway:
        return HttpGateway(f"http://127.0.0.1:{self.port}/texts", SecretStr(token), seconds)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                await self._answer_one(line, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        headers = {}
        while (line := await reader.readline()).strip():
            name, _, value = line.decode().partition(":")
            headers[name.strip().lower()] = value.strip()
        told = json.loads(await reader.readexactly(int(headers["content-length"])))
        if headers.get("authorization") != f"Bearer {TOKEN}":
            self._say(writer, HTTPStatus.UNAUTHORIZED, {})
        else:
            self.asked.append(told | {"key": headers["idempotency-key"]})
            await self._as_it_feels(told, writer)

    async def _as_it_feels(self, told: dict[str, str], writer: asyncio.StreamWriter) -> None:
        match self.mood:
            case "busy":
                self._say(writer, HTTPStatus.TOO_MANY_REQUESTS, {}, self.retry_after)
            case "closed":
                self._say(writer, HTTPStatus.SERVICE_UNAVAILABLE, {}, self.retry_after)
            case "broken":
                self._say(writer, HTTPStatus.BAD_GATEWAY, {})
            case "strange":
                self._say(writer, HTTPStatus.FOUND, {})
            case "unknown number":
                self._say(writer, HTTPStatus.UNPROCESSABLE_ENTITY, {"unknown": True})
            case "refuses":
                self._say(writer, HTTPStatus.BAD_REQUEST, "no JSON of ours")
            case "hangs":
                await asyncio.sleep(60)
            case "late":
                receipt = self._taken(told)
                await asyncio.sleep(0.5)
                self._say(writer, HTTPStatus.OK, {"id": told["id"], "receipt": receipt})
            case "cuts":
                self._taken(told)
                writer.transport.abort()
            case "wrong receipt":
                self._say(writer, HTTPStatus.OK, {"id": "another", "receipt": self._taken(told)})
            case "no receipt":
                self._taken(told)
                self._say(writer, HTTPStatus.OK, "thank you")
            case "ok":
                self._say(writer, HTTPStatus.ACCEPTED, {"id": told["id"], "receipt": self._taken(told)})

    def _taken(self, told: dict[str, str]) -> str:
        if told["id"] not in self._receipts or self.forgets_ids:
            self.texts.append(Text(told["to"], told["text"]))
            self._receipts[told["id"]] = f"r{len(self.texts)}"
        return self._receipts[told["id"]]

    def _say(self, writer: asyncio.StreamWriter, status: HTTPStatus, told: Any, retry_after: str = "") -> None:
        body = json.dumps(told).encode()
        wait = f"Retry-After: {retry_after}\r\n" if retry_after else ""
        writer.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n{wait}Content-Length: {len(body)}\r\n\r\n".encode() + body)
