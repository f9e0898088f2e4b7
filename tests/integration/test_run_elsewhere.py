"""The product from `deploy/itinerary.env` alone, as its units start it, beside servers that `itinerary up` did not start."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import sysconfig
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records import pool as records
from runtime.embedded import mail_page
from runtime.embedded.child import Child
from runtime.embedded.mail import MailCatcher
from runtime.embedded.ports import choose
from starters import town
from tests.integration.elsewhere import bare_temporal
from tests.integration.living import eventually

pytest_plugins = ["tests.postgres"]

DEPLOY = Path(__file__).parents[2] / "deploy"
ITINERARY = Path(sysconfig.get_path("scripts")) / "itinerary"


class Elsewhere:
    """A machine with the product and its settings file, and nothing else in the environment."""

    def __init__(self, folder: Path, **filled_in: str) -> None:
        self.folder, self.mails = folder, folder / "mails"
        written = (DEPLOY / "itinerary.env").read_text()
        for name, value in filled_in.items():
            written, times = re.subn(rf"^#ITINERARY_{name}=.*$", f"ITINERARY_{name}={value}", written, flags=re.MULTILINE)
            assert times == 1, name
        (folder / "itinerary.env").write_text(written)

    @property
    def environment(self) -> dict[str, str]:
        """As systemd reads an EnvironmentFile."""
        lines = [line for line in (self.folder / "itinerary.env").read_text().splitlines() if line and not line.startswith("#")]
        return {"PATH": os.defpath, **dict(line.split("=", 1) for line in lines)}

    def unit(self, name: str, build: str = "") -> Child:
        """What a unit starts, with these settings and its own; our own environment is emptied by env."""
        unit = (DEPLOY / "systemd" / f"{name}.service").read_text().replace("%i", build)
        _, *words = shlex.split(re.findall(r"^ExecStart=(.+)$", unit, re.MULTILINE)[0])
        told = [*re.findall(r"^Environment=(.+)$", unit, re.MULTILINE), *(f"{name}={value}" for name, value in self.environment.items())]
        return Child(name, ["/usr/bin/env", "-i", *told, ITINERARY, *words], log=self.folder / f"{name}.log", folder=self.folder)

    async def type(self, *words: str) -> str:
        """What a verb answers; it has to end well."""
        asked = await asyncio.create_subprocess_exec(
            ITINERARY, *words, env=self.environment, cwd=self.folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        said, complaint = await asyncio.wait_for(asked.communicate(), 120)
        assert asked.returncode == 0, complaint.decode() + said.decode()
        return said.decode()

    def letters(self) -> set[tuple[str, str]]:
        """To whom, about what: every mail that was caught."""
        return {(mail["To"], mail["Subject"]) for _, mail in mail_page.caught(self.mails)}


@pytest.fixture
async def elsewhere(tmp_path: Path, empty_dsn: str) -> AsyncIterator[Elsewhere]:
    """PostgreSQL and Temporal with nothing of ours in them, and a mail server."""
    ports = choose({"smtp": 0, "page": 0}, {})
    catcher = MailCatcher(tmp_path / "mails", ports["smtp"], ports["page"])
    async with bare_temporal(tmp_path) as address, AsyncExitStack() as closing:
        await catcher.start()
        closing.callback(catcher.stop)
        yield Elsewhere(
            tmp_path, DATA=str(tmp_path / "none"), AS_WHO="S-ana", DSN=empty_dsn, TEMPORAL_ADDRESS=address, NAMESPACE="itinerary",
            SMTP=catcher.smtp, SENDER="office@office.example", LOG_FORMAT="json",
        )  # fmt: skip


async def running(child: Child, closing: AsyncExitStack, says: str) -> None:
    """Start it and wait until it says that it is there."""

    async def ready() -> bool:
        assert child.runs, child.last_words()
        return says in child.last_words()

    child.start()
    closing.push_async_callback(child.stop)
    await eventually(ready, patience=60)


async def settled(dsn: str) -> None:
    pool = await records.opened(dsn, most=1)
    await town.settle(pool)
    await pool.close()


async def test_a_case_is_opened_told_and_written_about_by_worker_and_dispatcher_of_their_own(elsewhere: Elsewhere):
    made = await elsewhere.type("bootstrap")
    await settled(elsewhere.environment["ITINERARY_DSN"])
    meeting = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT10:00")

    async with AsyncExitStack() as closing:
        worker, dispatcher = elsewhere.unit("itinerary-worker@", "b1"), elsewhere.unit("itinerary-dispatcher")
        await running(worker, closing, "worker ready")
        await running(dispatcher, closing, "dispatcher ready")
        await elsewhere.type("release", "b1")
        await elsewhere.type("open", "P-1", "--programme", "kina-example")
        await elsewhere.type("tell", "K-0001", "appointment_made", f"at={meeting}")
        await at_any_hour(elsewhere.environment["ITINERARY_DSN"])
        await eventually(lambda: heard(elsewhere, 3), patience=60)
        found = {finding["what"]: finding["state"] for finding in json.loads(await elsewhere.type("doctor", "--json"))["findings"]}
        await worker.stop(patience=20)
        await dispatcher.stop(patience=20)

    assert "namespace: made: itinerary" in made
    assert {"Temporal", "search attributes", "worker", "cases", "mail server"} <= {what for what, state in found.items() if state == "good"}
    assert {to for to, _ in elsewhere.letters()} == {"ana@office.example", "client.one@home.example"}
    assert "Traceback" not in worker.last_words() + dispatcher.last_words()


async def at_any_hour(dsn: str) -> None:
    """The test may run at night or on a Sunday, when nobody is written to: the case lives a little faster than the clock."""
    pool = await records.opened(dsn, most=1)
    await pool.execute("UPDATE cases SET clock = jsonb_set(clock, '{pace}', '1.0001')")
    await pool.execute("UPDATE messages SET goes_at = now() WHERE state = 'planned' AND due < now()")
    await pool.close()


async def heard(elsewhere: Elsewhere, many: int) -> bool:
    return len(elsewhere.letters()) >= many
