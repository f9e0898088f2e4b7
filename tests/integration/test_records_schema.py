"""The schema and the statements fit each other and the models, on a real PostgreSQL."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import asyncpg
import pytest
from pydantic import BaseModel

import records
from records import migrate, queries
from records.migrate import Migration

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]

FOLDER = Path(records.__file__).parent
MIGRATIONS = sorted((FOLDER / "migrations").glob("*.sql"))
QUERIES = {f"{table}.{query.name}": query for table in queries.tables() for query in queries.load(table).values()}
SPOKEN = {
    "text": {str},
    "bool": {bool},
    "int8": {int},
    "float8": {float},
    "timestamptz": {datetime},
    "date": {date},
    "time": {time},
    "interval": {timedelta},
    "jsonb": {dict},
    "text[]": {list},
    "date[]": {list},
    "int8[]": {list},
}


async def test_every_statement_fits_the_schema_and_gives_what_its_model_reads(pool: Pool):
    async with pool.acquire() as connection:
        given = {name: (await connection.prepare(query.sql)).get_attributes() for name, query in QUERIES.items()}

    assert {name: {column.name: SPOKEN[column.type.name] for column in columns} for name, columns in given.items()} == {
        name: _fields(name.partition(".")[0], query.gives) for name, query in QUERIES.items()
    }


def test_every_statement_is_one_statement_under_a_sentence():
    assert [name for name, query in QUERIES.items() if ";" in query.sql or not re.fullmatch(r"[A-Z].*\.", query.sentence)] == []


def test_every_statement_is_used_and_every_one_used_exists():
    code = {file.stem: file.read_text() for file in FOLDER.glob("*.py")}
    shared = {
        ("journal", "AGENDA"): "agenda",
        ("journal", "MESSAGES"): "messages",
        ("rebuild", "MESSAGES"): "messages",
        ("bring_back", "MESSAGES"): "messages",
        ("at_once", "SQL"): "journal",
        ("at_once", "AGENDA"): "agenda",
        ("at_once", "MESSAGES"): "messages",
        ("journal", "PLANS"): "plans",
        ("at_once", "PLANS"): "plans",
    }
    used = {
        f"{'cases' if other else shared.get((module, words), module)}.{name}"
        for module, text in code.items()
        for other, words, name in re.findall(r'(cases\.)?\b(SQL|AGENDA|MESSAGES|PLANS)\["(\w+)"\]', text)
    }

    assert used == set(QUERIES)


async def test_a_migrated_schema_is_neither_behind_nor_ahead(pool: Pool):
    await migrate.check(pool)

    assert await migrate.pending(pool) == []


async def test_an_empty_database_is_behind_and_says_what_to_run(empty_dsn: str):
    connection = await asyncpg.connect(empty_dsn)

    with pytest.raises(migrate.SchemaBehind, match="run `itinerary migrate`"):
        await migrate.check(connection)

    await connection.close()


async def test_migrating_twice_applies_everything_once(empty_dsn: str):
    first = await migrate.migrate(empty_dsn)

    assert [migration.name for migration in first] == [file.name for file in MIGRATIONS]
    assert await migrate.migrate(empty_dsn) == []


async def test_a_changed_file_is_refused_by_name(dsn: str):
    first, *others = migrate.read()

    with pytest.raises(migrate.MigrationChanged, match=r"0001_offices_and_staff\.sql was changed"):
        await migrate.migrate(dsn, [first._replace(checksum="another"), *others])


async def test_a_migration_left_out_of_the_database_is_refused(dsn: str):
    connection = await asyncpg.connect(dsn)
    await connection.execute("DELETE FROM applied_migrations WHERE number = 2")

    with pytest.raises(migrate.MigrationMissing, match=r"0002_teams_are_led_by_staff\.sql was never applied"):
        await migrate.check(connection)

    await connection.close()


def test_a_number_left_out_of_the_files_is_refused(tmp_path: Path):
    (tmp_path / "0001_one.sql").write_text("-- migrate:up\nSELECT 1;")
    (tmp_path / "0003_three.sql").write_text("-- migrate:up\nSELECT 3;")

    with pytest.raises(migrate.MigrationMissing, match=r"expected migration 0002 before 0003_three\.sql"):
        migrate.read(tmp_path)


async def test_a_migration_that_breaks_leaves_nothing_of_itself_behind(empty_dsn: str):
    good = Migration(1, "0001_good.sql", "CREATE TABLE good (id text);", "1")
    broken = Migration(2, "0002_broken.sql", "CREATE TABLE half (id text); SELECT 1 / 0;", "2")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate.migrate(empty_dsn, [good, broken])

    connection = await asyncpg.connect(empty_dsn)
    assert await connection.fetchval("SELECT to_regclass('half')") is None
    assert await migrate.pending(connection, [good, broken]) == [broken]
    await connection.close()


async def test_a_migration_that_waits_too_long_for_a_lock_gives_up_with_a_sentence(empty_dsn: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    other = await asyncpg.connect(empty_dsn)
    await other.execute("SELECT pg_advisory_lock($1)", migrate.OUR_LOCK)

    with pytest.raises(migrate.SchemaBusy, match="try again"):
        await migrate.migrate(empty_dsn)

    await other.close()


def test_the_migrations_are_safe_while_older_code_still_runs():
    squawk = shutil.which("squawk", path=str(Path(sys.executable).parent)) or shutil.which("squawk")
    if not squawk:
        pytest.skip("squawk is not installed")

    # The runner sets both timeouts itself.
    unneeded = ["--exclude=require-lock-timeout", "--exclude=require-statement-timeout"]
    before = [file for file in MIGRATIONS if not file.name.endswith(migrate.AFTER)]
    found = subprocess.run([squawk, "--pg-version=16.0", "--assume-in-transaction", *unneeded, *before], capture_output=True, check=False)

    assert found.returncode == 0, found.stdout.decode()


def _fields(table: str, model: str) -> dict[str, set[Any]]:
    if not model:
        return {}
    row: type[BaseModel] = getattr(importlib.import_module(f"records.{table}"), model)
    return {name: _plain(field.annotation) for name, field in row.model_fields.items()}


def _plain(annotation: Any) -> set[Any]:
    """The types behind an annotation: without None, without what a list holds, a literal as its words."""
    if get_origin(annotation) is Literal:
        return {type(word) for word in get_args(annotation)}
    if get_origin(annotation) in {list, dict}:
        return {get_origin(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {dict}
    if get_args(annotation):
        return set().union(*(_plain(one) for one in get_args(annotation))) - {NoneType}
    return {annotation}
