"""`itinerary up` in one terminal, and what a second terminal finds."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.terminal import PORTS, eventually

ITINERARY = [sys.executable, "-W", "error", "-c", "from starters.cli import app; app()"]


class Up:
    """A terminal in which `itinerary up` runs, and a second one beside it."""

    def __init__(self, data: Path, *options: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ITINERARY_")}
        self.environment = {**clean, **{f"ITINERARY_{name}_PORT": "0" for name in PORTS}, "ITINERARY_DATA": str(data)}
        self.options = options

    def __enter__(self) -> "Up":
        self.process = psutil.Popen(
            [*ITINERARY, "up", *self.options], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.shown = self._until_the_last_line()
        self.children = self.process.children(recursive=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.is_running():
            self.process.kill()
        self.process.communicate(timeout=30)

    def second(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What a verb answers in a second terminal."""
        return subprocess.run([*ITINERARY, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=60)

    def end(self, word: signal.Signals) -> int:
        """End it by a signal."""
        self.process.send_signal(word)
        self.process.communicate(timeout=30)
        return int(self.process.returncode)

    def _until_the_last_line(self) -> str:
        lines = ""
        while line := self.process.stdout.readline():
            lines += line
            if line.startswith(("Ctrl-C", "}")):
                return lines
        raise AssertionError(self.process.stderr.read())


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """The stack of this file, with the example town."""
    with Up(tmp_path_factory.mktemp("up") / "data", "--example") as up:
        yield up


def finding(up: Up, what: str) -> dict[str, str]:
    told = json.loads(up.second("doctor", "--json").stdout)
    return next(found for found in told["findings"] if found["what"] == what)


def test_it_shows_every_address_the_warning_and_what_to_type_next(up: Up):
    for expected in ("Temporal UI  http://", "caught mail  http://", "data folder  /", "Payloads are readable", "itinerary open", "Ctrl-C"):
        assert expected in up.shown
    assert "itinerary:" not in up.shown.split("@")[0]


def test_the_doctor_finds_everything_well(up: Up):
    for _ in range(20):  # digests are scheduled a moment after the worker is there
        done = up.second("doctor", "--json")
        told = json.loads(done.stdout)
        minds = {found["what"] for found in told["findings"] if found["state"] == "mind"}
        if "digests" not in minds:
            break

    assert (done.returncode, told["well"]) == (0, True)
    assert minds == {"privacy"}


def test_the_doctor_speaks_to_eyes_too(up: Up):
    assert "✓ schema: up to date\n" in up.second("doctor").stdout


def test_a_second_up_is_refused_in_a_sentence(up: Up):
    done = up.second("up")

    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.startswith("a stack is already running in ")
    assert len(done.stderr.splitlines()) == 1


def is_worker(child: psutil.Process) -> bool:
    """True unless it is another part, or is just ending."""
    try:
        return "workers" in child.cmdline()
    except psutil.Error:
        return False


def test_a_worker_that_was_killed_is_back_and_takes_facts(up: Up):
    worker = next(child for child in up.children if "workers" in child.cmdline())
    worker.kill()

    eventually(lambda: any(is_worker(child) for child in up.process.children(recursive=True) if child.pid != worker.pid))
    assert finding(up, "worker")["state"] == "good"


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_no_process(tmp_path: Path, word: signal.Signals):
    with Up(tmp_path / "data", "--json") as up:
        addresses = json.loads(up.shown)
        code = up.end(word)

        assert code == 0
        assert psutil.wait_procs(up.children, timeout=15)[1] == []
        assert set(addresses) == {"PostgreSQL", "Temporal UI", "caught mail", "Temporal", "mail server", "receiver", "data folder"}


def test_a_data_folder_of_another_temporal_is_refused_in_a_sentence(tmp_path: Path):
    folder = tmp_path / "data" / "temporal"
    folder.mkdir(parents=True)
    (folder / "VERSION").write_text("1.0.0")

    done = Up(tmp_path / "data").second("up")

    assert done.returncode == 6
    assert "was written by Temporal 1.0.0" in done.stderr
    assert "Traceback" not in done.stderr


def test_once_belongs_to_the_demonstration(tmp_path: Path):
    done = Up(tmp_path / "data").second("up", "--once")

    assert done.returncode == 2
    assert "--once belongs to --demo" in done.stderr
