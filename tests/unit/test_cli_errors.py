"""Whatever goes wrong is a sentence and an exit code, and never a trace."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from casework.fact import Refused
from records import pool
from records.pool import DatabaseAway, reached
from runtime.sentences import Sentence
from starters import trace
from starters.answers import looking
from starters.answers.answer import Several
from starters.cli import app
from starters.exit_codes import FAMILIES, FULL, GONE, MEANING, SENTENCE, WENT_AWAY, Exit, code_of, sentence_of
from starters.itineraries import CaseEnded


@pytest.fixture(autouse=True)
def no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DSN", "TEMPORAL_ADDRESS", "AS_WHO", "PACE"):
        monkeypatch.delenv(f"ITINERARY_{name}", raising=False)
    monkeypatch.setenv("ITINERARY_DATA", str(tmp_path / "data"))


def itinerary(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_every_error_of_a_family_exists_under_its_name() -> None:
    for name in [*FAMILIES, *WENT_AWAY, SENTENCE]:
        module, _, error = name.rpartition(".")
        assert issubclass(getattr(importlib.import_module(module), error), BaseException), name


def test_every_exit_code_has_a_meaning() -> None:
    assert set(MEANING) == set(Exit)


def test_an_error_that_people_read_has_the_code_of_its_family() -> None:
    assert code_of(Refused("no")) is Exit.REFUSED
    assert code_of(Several("which?")) is Exit.NOT_FOUND
    assert code_of(CaseEnded("over")) is Exit.CLOSED
    assert code_of(DatabaseAway("away")) is Exit.AWAY


def test_a_sentence_without_a_family_is_still_a_sentence() -> None:
    assert code_of(Sentence("not so")) is Exit.REFUSED


def test_a_fault_has_no_family() -> None:
    assert code_of(KeyError("x")) is None


def test_a_connection_that_breaks_in_the_middle_is_told_in_our_words() -> None:
    broken = ConnectionResetError(104, "Connection reset by peer")

    assert code_of(broken) is Exit.AWAY
    assert sentence_of(broken) == GONE


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [(asyncpg.InternalClientError("another operation is in progress"), GONE), (asyncpg.DiskFullError("could not extend file"), FULL)],
)
def test_a_server_that_says_goodbye_or_has_no_room_is_told_in_our_words(broken: Exception, sentence: str) -> None:
    with pytest.raises(DatabaseAway), reached():
        raise broken
    assert (code_of(broken), sentence_of(broken)) == (Exit.AWAY, sentence)
    assert pool.FULL == FULL


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["find", "7"],
        ["show", "7"],
        ["show", "7", "--live"],
        ["journal", "7"],
        ["agenda", "--overdue"],
        ["facts", "K-0007"],
        ["tell", "7", "conversation_held"],
        ["open", "Test Client One"],
        ["staff", "list"],
        ["office", "list"],
        ["person", "find", "test"],
        ["worklist", "--as", "S-ana"],
        ["migrate"],
        ["worker"],
    ],
    ids=" ".join,
)
def test_without_a_stack_every_verb_says_how_to_start_one(words: list[str]) -> None:
    ended = itinerary(*words)

    assert ended.exit_code == Exit.AWAY
    assert "start one with `itinerary up`" in ended.stderr
    assert ended.stdout == ""


def test_with_json_an_error_is_json_too() -> None:
    ended = itinerary("list", "--json")

    told = json.loads(ended.stdout)
    assert told["code"] == ended.exit_code == Exit.AWAY
    assert told["error"] == ended.stderr.strip()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tel"], "no such command 'tel'"),
        (["tell"], "missing argument 'case': see `itinerary tell --help`"),
        (["staff", "ad"], "see `itinerary staff --help`"),
        (["agenda", "--days", "soon"], "see `itinerary agenda --help`"),
        (["list", "--colour"], "no such option: --colour"),
        (["tell", "7", "interview_hold"], "there is no fact called interview_hold"),
        (["facts", "conversation_hold"], "did you mean conversation_held"),
    ],
)
def test_what_cannot_be_understood_is_said_so_with_the_next_step(words: list[str], sentence: str) -> None:
    ended = itinerary(*words)

    assert ended.exit_code == Exit.WRONG_USAGE
    assert sentence in ended.stderr


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_PACE", "fast")

    ended = itinerary("list")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "ITINERARY_PACE" in ended.stderr


def test_an_away_postgresql_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://nobody@127.0.0.1:1/nothing")

    ended = itinerary("list")

    assert ended.exit_code == Exit.AWAY
    assert "PostgreSQL does not answer" in ended.stderr


def test_an_away_temporal_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("ITINERARY_TEMPORAL_ADDRESS", "127.0.0.1:1")

    assert itinerary("tell", "7", "conversation_held", "--as", "S-ana").exit_code == Exit.AWAY


def test_dossiers_are_not_played_on_real_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("ITINERARY_TEMPORAL_ADDRESS", "127.0.0.1:1")

    ended = itinerary("play", str(Path(__file__).parents[2] / "dossiers" / "kina" / "a-pause-in-mapping.yaml"))

    assert ended.exit_code == Exit.REFUSED
    assert "dossiers are played only on the embedded stack" in ended.stderr


def test_a_fault_leaves_its_trace_in_a_file_and_not_on_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(text: str) -> None:
        raise KeyError(text)

    (tmp_path / "data").mkdir()
    monkeypatch.setattr(looking, "find", broken)

    ended = itinerary("find", "Test Client One")

    log = tmp_path / "data" / "logs" / "itinerary.log"
    assert ended.exit_code == Exit.BROKEN
    assert str(log) in ended.stderr
    assert "Traceback" not in ended.output
    assert "KeyError" in log.read_text()
    assert "Test Client One" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_without_a_data_folder_the_trace_has_a_file_of_its_own() -> None:
    where = trace.keep(ValueError("x"))

    try:
        assert where.read_text().strip().endswith("ValueError")
    finally:
        where.unlink()


@pytest.mark.parametrize("words", ["facts", "facts --json", "dossier schema"])
def test_whoever_reads_only_the_beginning_hears_of_no_error(words: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m starters.cli {words} | true"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_verb_that_has_answered_ends_at_once() -> None:
    script = (
        "import atexit, sys; atexit.register(print, 'torn down'); sys.argv = ['itinerary', 'facts']; from starters.cli import app; app()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert "conversation held" in done.stdout
    assert "torn down" not in done.stdout


def test_help_needs_none_of_the_heavy_parts() -> None:
    heavy = "sys.modules.keys() & {'temporalio', 'asyncpg', 'pydantic', 'casework', 'holidays'}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, starters.cli; print({heavy})"], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "set()"
