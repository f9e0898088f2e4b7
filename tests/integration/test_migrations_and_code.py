"""The schema before and after the code: older and newer workers side by side on a schema that is halfway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from casework.handover import hand_over
from records import cases, journal, migrate
from records import pool as records
from records.migrate import Migration
from records.pool import Pool
from runtime.settings import Settings
from starters.answers import schema
from starters.cli import app
from starters.exit_codes import Exit
from starters.releases import Build, Releases
from tests.handclock import HandClock
from tests.integration.counter import lived

pytest_plugins = ["tests.postgres"]

TODAY = migrate.read()
BOTH_NAMES = """
    ALTER TABLE cases ADD COLUMN waited_for text NOT NULL DEFAULT '';
    UPDATE cases SET waited_for = waiting_for;
    CREATE FUNCTION both_names() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF tg_op = 'INSERT' THEN
            new.waited_for := coalesce(nullif(new.waited_for, ''), new.waiting_for);
            new.waiting_for := new.waited_for;
        ELSIF new.waiting_for IS DISTINCT FROM old.waiting_for THEN
            new.waited_for := new.waiting_for;
        ELSE
            new.waiting_for := new.waited_for;
        END IF;
        RETURN new;
    END $$;
    CREATE TRIGGER both_names BEFORE INSERT OR UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION both_names();
"""
ONE_NAME = "DROP TRIGGER both_names ON cases; DROP FUNCTION both_names; ALTER TABLE cases DROP COLUMN waiting_for;"
EXPAND = Migration(len(TODAY) + 1, f"{len(TODAY) + 1:04}_waited_for.sql", BOTH_NAMES, "one")
CONTRACT = Migration(len(TODAY) + 2, f"{len(TODAY) + 2:04}_waiting_for_goes.after.sql", ONE_NAME, "two")
TOMORROW = [*TODAY, EXPAND, CONTRACT]


@contextmanager
def newer_code() -> Iterator[None]:
    """The statements as a newer release has them, with a column by another name."""
    keep, row = cases.SQL["keep"], cases.SQL["row"]
    added = keep.sql.replace("outcome,\n    waiting_for", "outcome,\n    waited_for", 1)
    newer = added.replace("ended, outcome, waiting_for, next_due", "ended, outcome, waited_for, next_due")
    newer = newer.replace("excluded.waiting_for", "excluded.waited_for")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(cases.SQL, "keep", keep._replace(sql=newer))
        patch.setitem(cases.SQL, "row", row._replace(sql=row.sql.replace("waiting_for", "waited_for AS waiting_for")))
        yield


async def keep(pool: Pool, clock: HandClock, waiting_for: str) -> None:
    """What a worker writes when the case waits for somebody else."""
    handover = hand_over(clock.case, clock.story)
    await journal.keep(pool, handover.model_copy(update={"case": handover.case.model_copy(update={"waiting_for": waiting_for})}))


async def waits_for(pool: Pool, clock: HandClock) -> str:
    """What a worker reads."""
    row = await cases.row(pool, clock.case.id)
    assert row
    return row.waiting_for


async def test_older_and_newer_workers_run_side_by_side_until_the_older_have_gone(pool: Pool, dsn: str):
    clock, newer = await lived(pool), await records.opened(dsn)
    before = await waits_for(pool, clock)

    assert await migrate.migrate(dsn, TOMORROW) == [EXPAND]

    await migrate.check(pool)
    await migrate.check(pool, TOMORROW)
    with newer_code():
        assert await waits_for(pool, clock) == before
        await keep(newer, clock, "team")
    assert await waits_for(pool, clock) == "team"
    await keep(pool, clock, "client")
    with newer_code():
        assert await waits_for(pool, clock) == "client"

    assert await migrate.migrate(dsn, TOMORROW, step="after") == [CONTRACT]

    with newer_code():
        await keep(newer, clock, "partner")
        assert await waits_for(newer, clock) == "partner"
    await newer.close()
    await migrate.check(pool, TOMORROW)
    with pytest.raises(migrate.SchemaAhead, match=r"_waiting_for_goes\.after\.sql took away what this version needs: install the newer"):
        await migrate.check(pool)


async def test_an_empty_database_gets_everything_at_once(empty_dsn: str):
    assert await migrate.migrate(empty_dsn, TOMORROW) == TOMORROW


async def test_steps_are_taken_in_the_order_of_their_numbers(dsn: str):
    last = Migration(len(TODAY) + 3, f"{len(TODAY) + 3:04}_later.sql", "CREATE TABLE later (id text);", "three")
    whole = [*TOMORROW, last]

    with pytest.raises(migrate.StepWaits, match=r"_waited_for\.sql comes first: run `itinerary migrate`, and then this again"):
        await migrate.migrate(dsn, whole, step="after")
    assert await migrate.migrate(dsn, whole) == [EXPAND]
    with pytest.raises(migrate.StepWaits, match=r"\.after\.sql comes first: run `itinerary migrate --after`, and then this again"):
        await migrate.migrate(dsn, whole)
    assert await migrate.migrate(dsn, whole, step="after") == [CONTRACT]
    assert await migrate.migrate(dsn, whole) == [last]


def test_nothing_is_taken_away_while_older_workers_are_seen(dsn: str, monkeypatch: pytest.MonkeyPatch):
    stack = Stack(dsn, monkeypatch, Build(build="a", workers=1, cases=3), Build(build="b", current=True, workers=2, cases=7))
    halfway = stack.told("migrate")

    refused = stack.told("migrate", "--after", code=Exit.REFUSED)
    stack.builds = [build for build in stack.builds if build.current]

    assert halfway == {"applied": [EXPAND.name], "waiting": [CONTRACT.name]}
    assert refused["error"] == (
        "older code may still run (build a: polled by 1, 3 cases and referrals left): release the newer, "
        "or say --even-so if you know better"
    )
    assert stack.told("migrate", "--after") == {"applied": [CONTRACT.name], "waiting": []}


def test_who_knows_better_is_not_asked(dsn: str, monkeypatch: pytest.MonkeyPatch):
    stack = Stack(dsn, monkeypatch, Build(build="", workers=1))
    stack.told("migrate")

    assert stack.told("migrate", "--after", "--even-so")["applied"] == [CONTRACT.name]


class Stack:
    """Servers of one's own, where the newer version is installed and Temporal tells of these builds."""

    def __init__(self, dsn: str, patch: pytest.MonkeyPatch, *builds: Build) -> None:
        self.builds = list(builds)
        for name in Settings.model_fields:
            patch.delenv(f"ITINERARY_{name.upper()}", raising=False)
        for name, value in {"DATA": "/nonexistent", "DSN": dsn, "TEMPORAL_ADDRESS": "temporal.example:7233"}.items():
            patch.setenv(f"ITINERARY_{name}", value)
        patch.setattr(migrate, "read", lambda: TOMORROW)
        patch.setattr(schema, "connect", self._connect)
        patch.setattr(Releases, "builds", self._builds)

    def told(self, *words: str, code: Exit = Exit.OK) -> dict[str, object]:
        """What a verb answers."""
        ended = CliRunner().invoke(app, [*words, "--json"])
        assert ended.exit_code == code, ended.stderr
        answer: dict[str, object] = json.loads(ended.stdout)
        return answer

    async def _connect(self, _: Settings) -> None:
        return None

    async def _builds(self) -> list[Build]:
        return self.builds
