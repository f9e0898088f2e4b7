"""A receiver for tests: the service as it is, asked without a network, with a teller that notes what it would tell."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from casework.door import Telling
from casework.fact import Refused
from notifications.links import Action, link
from notifications.signatures import signed
from records import cases, journal, messages
from runtime.settings import Settings
from starters.itineraries import Said, TemporalSilent
from starters.receiver.counted import Counted
from starters.receiver.facts import answers
from starters.receiver.inbox import Inbox, Teller
from starters.receiver.serve import wired
from tests.town import handed, line, message, opening, settle

if TYPE_CHECKING:
    from records.pool import Pool

KEY, SECRET, BASE = "k" * 32, "s" * 32, "https://answers.example.org"
SETTINGS = Settings(receiver_key=KEY, receipts_secret=SECRET, public_url=BASE)
LATER = timedelta(days=30)


class Answered(NamedTuple):
    """What the receiver answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def says(self) -> str:
        return str(json.loads(self.body)["says"])


class Case:
    """A case that is told: it takes every telling once, unless it is away or a test lets it refuse."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Telling]] = []
        self.tries = 0
        self.away = False
        self.refuses = ""

    async def tell(self, case_id: str, telling: Telling, *, fresh: bool = False, leave: bool = True) -> Said:
        """Take it once."""
        self.tries += 1
        await asyncio.sleep(0)
        if self.away:
            raise TemporalSilent("nobody answers")
        if self.refuses:
            raise Refused(self.refuses)
        if telling.id in {known.id for _, known in self.told}:
            return Said(how="told before", line=1)
        self.told.append((case_id, telling))
        return Said(how="accepted", line=1)

    @property
    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """What was told, in order."""
        return [(telling.kind, telling.fact) for _, telling in self.told]


class Counts(Counted):
    """What was counted."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, str]] = []

    def add(self, kind: str, fate: str) -> None:
        """One more."""
        super().add(kind, fate)
        self.all.append((kind, fate))


class Post:
    """The receiver of a test, and whoever writes to it."""

    def __init__(self, pool: Pool, teller: Teller, settings: Settings = SETTINGS) -> None:
        self.inbox, self.counted, self.now = Inbox(pool, teller, answers()), Counts(), datetime.now(UTC)
        self.app = wired(self.inbox, settings, self.counted)

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, *, whole: bool = True
    ) -> Answered:
        """One request; one that is not whole stops in the middle."""
        heads = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in (headers or {}).items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": unquote(path),
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": heads, "client": None, "server": ("receiver", 80),
        }  # fmt: skip
        coming = [{"type": "http.request", "body": body, "more_body": not whole}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return coming.pop(0) if coming else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answered(sent[0]["status"], told, b"".join(part.get("body", b"") for part in sent[1:]))

    def path(self, message: str, action: Action, until: timedelta = LATER) -> str:
        """Where a link leads."""
        return urlsplit(link(BASE, KEY, message, action, self.now + until)).path

    async def look(self, message: str, action: Action) -> Answered:
        """Follow a link, as mail scanners do too."""
        return await self.ask("GET", self.path(message, action))

    async def press(self, message: str, action: Action, body: bytes = b"") -> Answered:
        """Press its button."""
        return await self.ask("POST", self.path(message, action), body)

    async def provider(self, path: str, said: dict[str, Any] | bytes, kind: str = "application/json") -> Answered:
        """A provider tells something, signed."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return await self.ask("POST", path, body, {"Content-Type": kind, **signed(SECRET, body, datetime.now(UTC))})


def to_come(days: int = 7) -> dict[str, str]:
    """What an invitation says of an appointment."""
    at = datetime.now(UTC) + timedelta(days=days)
    return {"appointment": "i1", "at": at.isoformat(), "minutes": "60", "sequence": "0", "method": "REQUEST"}


async def wrote(pool: Pool, *planned: dict[str, object], channel: str = "email") -> str:
    """A case whose messages have left by this channel; its id."""
    await settle(pool)
    case = await cases.begin(pool, opening(uuid4().hex))
    await journal.keep(pool, handed(case, lines=[line(1), line(2)], messages=list(planned)))
    for said in planned:
        to, at = str(said["to"]), datetime.now(UTC)
        recipient = str(said.get("who") or {"client": "person-1", "counsellor": "S-counsellor"}.get(to, to))
        assert await messages.sent(pool, str(said["id"]), channel=channel, recipient=recipient, at=at)
    return case.case_id


def invited(id: str = "m.1", **said: object) -> dict[str, object]:
    """An invitation to the client."""
    return message(id, **{"to": "client", "letter": "invitation", "values": to_come(), **said})


def reminded(id: str = "m.1", kind: str = "interview") -> dict[str, object]:
    """A reminder to the counsellor."""
    return message(id, letter="promise_overdue", about="interview", values={"kind": kind, "by": datetime.now(UTC).isoformat(), "rung": "1"})
