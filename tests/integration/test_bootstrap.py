"""`itinerary bootstrap` on servers that have nothing of ours in them, that have all, and that refuse."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import pytest
import pytest_asyncio
from temporalio.client import Client
from typer.testing import CliRunner, Result

from runtime import namespace
from runtime.namespace import NUMBERS
from starters.cli import app
from starters.exit_codes import Exit
from tests.integration.elsewhere import bare_temporal

if TYPE_CHECKING:
    from tests.postgres import Cluster

pytest_plugins = ["tests.postgres"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The Temporal of this file."""
    async with bare_temporal(tmp_path_factory.mktemp("bare")) as address:
        yield address


@pytest.fixture
def bootstrap(address: str, empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The verb, in a namespace and on a database of the test's own."""
    settings = {"DATA": "/nonexistent", "DSN": empty_dsn, "TEMPORAL_ADDRESS": address, "NAMESPACE": empty_dsn.rpartition("/")[2]}
    for name, value in settings.items():
        monkeypatch.setenv(f"ITINERARY_{name}", value)
    return lambda *words: CliRunner().invoke(app, ["bootstrap", *words])


def states(told: Result) -> list[str]:
    return [part["state"] for part in json.loads(told.stdout)["parts"]]


def test_it_makes_what_is_missing_and_the_second_time_nothing(bootstrap: Callable[..., Result]):
    first, second = bootstrap(), bootstrap("--json")

    assert first.exit_code == Exit.OK, first.stderr
    schema, place, attributes = first.stdout.splitlines()
    assert schema.startswith("schema: made: ")
    assert place.endswith("which keeps what has ended for 30 days")
    assert attributes.startswith("search attributes: made: ItAttention, ItCounsellor, ")
    assert states(second) == ["there"] * 3


def test_a_preview_says_what_it_would_make_and_makes_nothing(bootstrap: Callable[..., Result]):
    assert states(bootstrap("--preview", "--json")) == ["to be made"] * 3
    assert states(bootstrap("--preview", "--json")) == ["to be made"] * 3


def test_how_long_what_has_ended_is_kept_changes_only_when_it_is_said(bootstrap: Callable[..., Result]):
    bootstrap("--keep", "7")

    assert "for 7 days" in bootstrap().stdout
    assert "made: " in bootstrap("--keep", "90").stdout
    assert "for 90 days" in bootstrap().stdout


async def test_a_search_attribute_of_another_type_is_refused_before_anything_is_made(
    bootstrap: Callable[..., Result], address: str, empty_dsn: str, monkeypatch: pytest.MonkeyPatch
):
    name = empty_dsn.rpartition("/")[2]
    client = await Client.connect(address, namespace=name)
    await namespace.make(client, name, timedelta(days=1))
    with monkeypatch.context() as patch:
        patch.setitem(NUMBERS, "ItPhase", NUMBERS["ItMethod"])
        await namespace.register(client, name, ["ItPhase"])

    refused = bootstrap_in_thread(bootstrap)

    assert refused.exit_code == Exit.REFUSED
    assert refused.stderr.startswith(f"the namespace {name} has ItPhase as KEYWORD instead of KeywordList: nothing was changed; set ")
    connection = await asyncpg.connect(empty_dsn)
    assert await connection.fetchval("SELECT to_regclass('applied_migrations')") is None
    await connection.close()


async def test_a_user_who_may_make_no_tables_is_told_who_may(
    bootstrap: Callable[..., Result], empty_dsn: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
):
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute("CREATE ROLE reader LOGIN PASSWORD 'of-a-test'")
    await connection.close()
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://reader:of-a-test@" + empty_dsn.rpartition("@")[2])

    refused = bootstrap_in_thread(bootstrap)

    assert refused.exit_code == Exit.AWAY
    assert refused.stderr.startswith("this user may not change the schema: let the owner of the database run it")


def bootstrap_in_thread(bootstrap: Callable[..., Result]) -> Result:
    """A verb has a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(bootstrap).result()
