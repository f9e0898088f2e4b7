"""The demonstration, with one dossier that comes true and one that does not."""

import json
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from runtime import settings
from runtime.data_folder import DataFolder
from starters import demo, dossier_file, performance
from starters.board import Board
from starters.exit_codes import Exit
from starters.mailbox import Mailbox
from starters.timeline import Entry
from tests.integration.terminal import PORTS
from tests.integration.test_up import ITINERARY, Up

DOSSIER = """
title: A first conversation that comes late
story: Nobody speaks with the client for two weeks, and somebody is reminded of it.
programme: kina-example
opened: 2026-05-04
steps:
  - {on: 2026-05-20, tell: conversation_held}
  - expect: {phases: [%s], overdue: []}
"""


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    folder = tmp_path / "dossiers"
    folder.mkdir()
    (folder / "right.yaml").write_text(DOSSIER % "exploration")
    (folder / "wrong.yaml").write_text(DOSSIER % "placement")
    return folder


async def test_it_fails_when_one_thing_shown_does_not_come_true_and_only_then(
    tmp_path: Path, dossiers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(performance, "SECONDS", 8.0)
    asked = settings.Settings(data=tmp_path / "data", **{f"{name.lower()}_port": 0 for name in PORTS})

    code = await demo.run(asked, once=True, as_json=True, dossiers=dossiers)

    told = json.loads(capsys.readouterr().out)
    right, wrong, reminders, survival = told["shown"]
    assert (code, told["came_true"]) == (Exit.DIFFERENT, False)
    assert (right["untrue"], survival["untrue"]) == ([], [])
    assert wrong["untrue"] == ["2026-05-20: expected the phases placement; found exploration"]
    assert right["reminders"] >= 1
    assert reminders["untrue"] == []
    assert told["mails"] >= right["reminders"]
    assert right["link"].startswith("http://127.0.0.1:")


def entry(text: str, what: str = "fact") -> Entry:
    return Entry.model_validate({"hour": datetime(2026, 5, 4, 8, tzinfo=UTC), "what": what, "text": text, "phases": ["capability_mapping"]})


def board(*, terminal: bool) -> tuple[Board, StringIO]:
    out = StringIO()
    return Board(Console(file=out, force_terminal=terminal, width=140)), out


def test_without_a_terminal_each_thing_is_a_plain_line():
    shown, out = board(terminal=False)

    with shown.showing():
        shown.begin("a-job", "A job", "Europe/Brussels")
        shown.show("a-job", entry("contract signed"))
        shown.mail(1, "welcome")
        shown.end("a-job", "K-0001", well=True)

    assert [" ".join(line.split()) for line in out.getvalue().splitlines()] == [
        "a-job 2026-05-04 10:00 fact contract signed",
        "mail 1 caught, the last: welcome",
        "a-job K-0001",
    ]


def test_in_a_terminal_a_table_says_where_each_dossier_stands():
    shown, out = board(terminal=True)

    with shown.showing():
        shown.begin("a-job", "A job", "Europe/Brussels")
        shown.show("a-job", entry("contract signed"))
        shown.show("a-job", entry("welcome to the client", "letter"))

    for expected in ("A job", "2026-05-04", "capability mapping", "welcome to the client"):
        assert expected in out.getvalue()


def test_the_mailbox_knows_only_what_came_since_it_was_opened(tmp_path: Path):
    (tmp_path / "1.eml").write_text("Message-ID: <before@x>\nSubject: before\n\n")
    mailbox = Mailbox(tmp_path)
    (tmp_path / "2.eml").write_text("Message-ID: <new@x>\nSubject: new\n\n")

    assert mailbox.look()
    assert not mailbox.look()
    assert (mailbox.known, mailbox.subject) == ({"<new@x>"}, "new")


def test_the_fullest_lives_of_each_method_are_chosen_or_all():
    dossiers = dossier_file.load_all(demo.DOSSIERS)
    two = demo.fullest(dossiers, 2)

    assert demo.fullest(dossiers, None) == dossiers
    assert Counter(name.partition("/")[0] for name in two) == dict.fromkeys((path.name for path in demo.DOSSIERS.iterdir()), 2)
    assert "kina/article-60-until-aftercare" in two
    assert "kina/wrong-tellings-are-refused" not in two


def test_what_is_played_once_has_a_folder_of_its_own():
    asked = settings.Settings()

    with demo._folder_of_its_own(asked) as own:
        assert own.data.is_dir()
        assert own.data != asked.data
        assert DataFolder(own.data).running() is None

    assert not own.data.exists()


def test_cases_opened_by_hand_live_a_week_a_minute():
    assert timedelta(minutes=1) * demo.BY_HAND > timedelta(days=6)


def test_it_can_be_stopped_in_the_middle_and_says_no_more(tmp_path: Path):
    terminal = Up(tmp_path / "data")
    process = psutil.Popen(
        [*ITINERARY, "up", "--demo"], env=terminal.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while "case opened" not in process.stdout.readline():
        pass
    children = process.children(recursive=True)

    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=60)

    assert (process.returncode, complaints) == (0, "")
    assert psutil.wait_procs(children, timeout=15)[1] == []
