"""The stack in one terminal: up, down, up again, and what may go wrong."""

import asyncio
import os
import pwd
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import asyncpg
import psutil
import pytest
from temporalio.client import Client

from runtime import settings
from runtime.connection import connect
from runtime.embedded import EmbeddedStack, postgres_binaries, temporal
from runtime.embedded.child import leashed, unprivileged
from runtime.embedded.ports import HOST
from tests.integration.terminal import PORTS, UP, Terminal, eventually, refused

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that others cannot enter and users to change to")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of nobody's, where nobody can go."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    shutil.chown(folder, "nobody")
    yield folder
    shutil.rmtree(folder)


def sql(terminal: Terminal, statement: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(terminal.running.dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def temporal_client(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ITINERARY_DATA", str(terminal.data))
    return asyncio.run(connect(settings.find()))


def test_a_second_terminal_finds_postgresql_temporal_and_the_mail_catcher(data: Path, monkeypatch: pytest.MonkeyPatch):
    with Terminal(data) as terminal:
        client = temporal_client(terminal, monkeypatch)
        with smtplib.SMTP(*terminal.running.smtp.split(":")) as smtp:
            smtp.sendmail("from@example.org", ["to@example.org"], "Subject: A <call> is due\nTo: to@example.org\n\nplease call\n")
        with urlopen(terminal.running.mail_url) as page:
            shown = page.read().decode()

        assert sql(terminal, "SELECT current_user") == "itinerary"
        assert asyncio.run(client.service_client.check_health())
        assert "A &lt;call&gt; is due" in shown
        assert [mail.suffix for mail in terminal.running.mail_folder.iterdir()] == [".eml"]


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_stack(data: Path, word: signal.Signals):
    with Terminal(data) as terminal:
        code = terminal.end(word)

        assert terminal.left_behind() == []
        assert code == (-signal.SIGKILL if word == signal.SIGKILL else 0)
        assert len(terminal.children) > 4


def test_what_was_kept_and_where_it_was_found_survive_a_sudden_end(data: Path, monkeypatch: pytest.MonkeyPatch):
    with Terminal(data) as first:
        sql(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        client = temporal_client(first, monkeypatch)
        asyncio.run(client.start_workflow("Waiting", id="case-1", task_queue="nobody-polls"))
        before = first.running
        first.end(signal.SIGKILL)

    with Terminal(data) as second:
        client = temporal_client(second, monkeypatch)
        waiting = asyncio.run(client.get_workflow_handle("case-1").describe())

        assert sql(second, "SELECT answer FROM kept") == 42
        assert waiting.status is not None
        assert waiting.status.name == "RUNNING"
        assert second.running.model_copy(update={"pids": {}}) == before.model_copy(update={"pids": {}})


def test_another_port_is_used_only_when_the_usual_one_is_taken(data: Path):
    with socket.create_server((HOST, 0)) as somebody:
        taken = somebody.getsockname()[1]

        with Terminal(data, ITINERARY_SMTP_PORT=str(taken)) as terminal:
            assert terminal.running.smtp != f"{HOST}:{taken}"


@pytest.mark.parametrize("part", ["worker", "temporal", "postgres"])
def test_a_part_that_dies_is_started_again(data: Path, monkeypatch: pytest.MonkeyPatch, part: str):
    with Terminal(data) as terminal:
        before = terminal.running.pids[part]
        os.kill(before, signal.SIGKILL)
        eventually(lambda: terminal.running.pids[part] != before)

        eventually(lambda: _answers(terminal, monkeypatch))


def _answers(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> bool:
    try:
        temporal_client(terminal, monkeypatch)
        return sql(terminal, "SELECT 1") == 1
    except (OSError, settings.Sentence, asyncpg.PostgresError):
        return False


def test_a_second_stack_in_the_same_folder_is_refused_and_the_first_goes_on(data: Path):
    with Terminal(data) as first:
        assert (
            refused(Terminal(data))
            == f"a stack is already running in {data}: use it, stop it, or choose another folder with ITINERARY_DATA"
        )
        assert sql(first, "SELECT 1") == 1


def test_a_data_folder_that_is_none_is_refused(data: Path):
    data.write_text("a file")

    assert refused(Terminal(data)) == f"{data} cannot be used (File exists): choose another folder with ITINERARY_DATA"


@pytest.mark.parametrize("seconds", [0.8, 1.2])
@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGKILL])
def test_an_end_in_the_middle_of_the_first_start_leaves_nothing_and_spoils_nothing(data: Path, word: signal.Signals, seconds: float):
    terminal = Terminal(data)
    process = psutil.Popen(terminal.command, env=terminal.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    children = process.children(recursive=True)
    process.send_signal(word)
    process.wait(20)

    assert psutil.wait_procs(children, timeout=15)[1] == []
    with Terminal(data) as again:
        assert sql(again, "SELECT 1") == 1


def test_a_temporal_store_whose_making_was_cut_short_is_made_anew(data: Path):
    folder = data / "temporal"
    folder.mkdir(parents=True)
    (folder / "UNFINISHED").touch()
    (folder / "VERSION").touch()
    with closing(sqlite3.connect(folder / "temporal.db")) as half:
        half.execute("CREATE TABLE schema_version (version TEXT)")

    with Terminal(data) as terminal:
        assert terminal.running.temporal_address
        assert not (folder / "UNFINISHED").exists()


def test_a_temporal_store_that_answered_once_is_never_made_anew(data: Path, monkeypatch: pytest.MonkeyPatch):
    with Terminal(data) as terminal:
        client = temporal_client(terminal, monkeypatch)
        asyncio.run(client.start_workflow("Waiting", id="case-1", task_queue="nobody-polls"))
        os.kill(terminal.running.pids["temporal"], signal.SIGKILL)
        terminal.end(signal.SIGKILL)

    with Terminal(data):
        assert asyncio.run(temporal_client(terminal, monkeypatch).get_workflow_handle("case-1").describe())


async def test_what_was_started_is_stopped_when_the_preparation_fails(data: Path, monkeypatch: pytest.MonkeyPatch):
    async def fails(_: settings.Settings) -> None:
        raise ConnectionError

    ports = {f"{name.lower()}_port": 0 for name in PORTS}
    others = {child.pid for child in psutil.Process().children()}
    with pytest.raises(ConnectionError):
        async with EmbeddedStack(settings.Settings(data=data, **ports), before_worker=fails):
            pass

    assert {child.pid for child in psutil.Process().children()} == others


def test_a_folder_of_another_temporal_version_is_refused_untouched(data: Path):
    folder = data / "temporal"
    folder.mkdir(parents=True)
    (folder / "VERSION").write_text("1.0.0")
    here = temporal.server_version(temporal._installed())

    told = f"{folder} was written by Temporal 1.0.0 and this is {here}, which cannot read it: use that version, or another ITINERARY_DATA"

    assert refused(Terminal(data)) == told
    assert [file.name for file in folder.iterdir()] == ["VERSION"]


def test_a_folder_of_another_postgresql_version_is_refused(data: Path):
    with Terminal(data) as terminal:
        terminal.end(signal.SIGTERM)
    (data / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")

    assert "was made by PostgreSQL 9 and this is" in refused(Terminal(data))


def test_a_real_server_can_take_the_place_of_each_part(data: Path, tmp_path: Path):
    with Terminal(data) as real:
        own = real.running
        instead = {"ITINERARY_DSN": own.dsn, "ITINERARY_TEMPORAL_ADDRESS": own.temporal_address, "ITINERARY_SMTP": own.smtp}

        with Terminal(tmp_path / "other", **instead) as terminal:
            assert list(terminal.running.pids) == ["worker"]
            assert terminal.running.dsn == own.dsn


@AS_ROOT
def test_no_folder_of_root_is_opened_to_others(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    with Terminal(home / "checkout" / ".itinerary") as terminal:
        assert sql(terminal, "SELECT 1") == 1

    folders = [home, home / "checkout" / ".itinerary", home / "checkout" / ".itinerary" / "temporal"]
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 3


@AS_ROOT
def test_programs_that_lie_where_nobody_can_go_are_copied_to_where_nobody_can(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    wheel = postgres_binaries._of_the_wheel().parents[1]
    hidden = tmp_path / "root" / wheel.name
    shutil.copytree(wheel / "pginstall18", hidden / "pginstall18", symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), hidden.with_name(f"{wheel.name}.libs"))
    (tmp_path / "root").chmod(0o700)
    monkeypatch.setattr(postgres_binaries, "_of_the_wheel", lambda: hidden / "pginstall18" / "bin")
    monkeypatch.setattr(postgres_binaries, "_SHARED", open_folder)

    found = postgres_binaries.runnable_by(unprivileged())

    assert found.is_relative_to(open_folder)
    assert subprocess.run(leashed([found / "initdb", "--version"], unprivileged()), cwd="/", check=True, capture_output=True)
    assert oct((tmp_path / "root").stat().st_mode & 0o777) == "0o700"


@AS_ROOT
def test_an_ordinary_user_has_the_same_stack(open_folder: Path):
    python = _python_for_nobody()
    nobody = pwd.getpwnam("nobody")
    change = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", python]
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    libraries = f"{UP.parents[2]}:{sysconfig.get_path('purelib')}"

    with Terminal(open_folder / "data", change, HOME="/nonexistent", PATH=path, PYTHONPATH=libraries) as terminal:
        assert sql(terminal, "SELECT 1") == 1
        assert {child.username() for child in terminal.children} == {"nobody"}
        terminal.end(signal.SIGKILL)
        assert terminal.left_behind() == []


def _python_for_nobody() -> str:
    """An interpreter like this one that nobody can run with this product, or a reason to skip."""
    same = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{same}"):
        imports = leashed([python, "-c", "import sys; sys.path[:0] = sys.argv[1:]; import temporalio, runtime.embedded"], unprivileged())
        if (
            Path(python).exists()
            and not subprocess.run(
                [*imports, str(UP.parents[2]), sysconfig.get_path("purelib")], cwd="/", capture_output=True, check=False
            ).returncode
        ):
            return python
    pytest.skip("this checkout or its interpreter lies where an ordinary user cannot go")
