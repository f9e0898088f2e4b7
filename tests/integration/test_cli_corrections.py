"""`itinerary withdraw` and `correct`: what follows is shown before it is done, and what has gone is said to be gone (T-26)."""

from __future__ import annotations

from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.anytime import CaseClosed, ContactHeld
from casework.exploration import ConversationHeld
from records import messages
from starters.exit_codes import Exit
from tests.integration.counter import Counter, lived
from tests.integration.living import Living

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

WHY = ("--why", "told in the wrong case")
SOON = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}T10:00"
LATER = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}T10:00"


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(dsn, desk, monkeypatch)


def test_a_preview_says_what_would_follow_and_changes_nothing(counter: Counter) -> None:
    shown = counter.type("withdraw", "K-0001", "3", *WHY, "--preview")

    assert "line 3: side problem found (b1), told by S-ana" in shown.stdout
    assert "- no longer awaited: a side problem to be settled (b1)" in shown.stdout
    assert len(counter.read("journal", "K-0001")) == 3


def test_a_line_that_was_withdrawn_stands_in_the_journal_with_its_mark(counter: Counter) -> None:
    done = counter.read("withdraw", "K-0001", "3", *WHY, "--yes")

    assert (done["how"], done["line"], done["gone"][0]["key"]) == ("accepted", 4, "barrier_settled:b1")
    lines = counter.read("journal", "K-0001")
    assert [(line["kind"], line["counts"]) for line in lines[2:]] == [
        ("barrier_found", "withdrawn in line 4"),
        ("fact_withdrawn", "as told"),
    ]
    assert "side problem found (b1) [withdrawn in line 4]" in counter.type("journal", "K-0001").stdout
    assert counter.read("show", "K-0001")["case"]["line"] == 4


def test_a_line_is_corrected_field_by_field(counter: Counter) -> None:
    shown = counter.type("correct", "K-0001", "3", "severity=1", *WHY, "--preview").stdout
    assert "said severity=3, is to say severity=1" in shown
    assert "nothing else changes" not in shown

    counter.read("correct", "K-0001", "3", "severity=1", *WHY, "--yes")

    assert counter.desk.case.barriers["b1"].severity == 1
    line = counter.read("journal", "K-0001")[3]["fact"]
    assert line["instead"] == {"of": "b1", "type": "debts", "severity": 1, "note": "owes rent"}


def test_what_a_reader_may_not_see_is_withheld_in_a_correction_too(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.read("correct", "K-0001", "3", "severity=1", *WHY, "--yes")
    monkeypatch.delenv("ITINERARY_AS_WHO")

    said = counter.read("journal", "K-0001")[3]["fact"]

    assert said["instead"] == {"of": "b1", "type": "(withheld)", "severity": "(withheld)", "note": "(withheld)"}
    assert said["why"] == "(withheld)"


async def test_a_letter_that_has_gone_is_listed_before_and_one_that_has_not_never_leaves(counter: Counter, pool: Pool) -> None:
    await to_thread(counter.read, "tell", "K-0001", "appointment_made", f"at={SOON}")
    await to_thread(counter.read, "tell", "K-0001", "appointment_made", f"at={LATER}")
    first, second = [m for m in await messages.of_case(pool, counter.desk.case.id, datetime.now(UTC)) if m.letter == "invitation"]
    await messages.sent(pool, first.id, channel="email", recipient="P-1", at=datetime.now(UTC))

    shown = (await to_thread(counter.type, "withdraw", "K-0001", "4", *WHY, "--preview")).stdout
    assert "cannot be undone: invitation to the client went to Test Client One on" in shown
    assert "is sent: appointment cancelled to the client" in shown
    assert "tell them yourself" not in shown, "that is put right by what is sent"
    shown = (await to_thread(counter.type, "withdraw", "K-0001", "5", *WHY, "--preview")).stdout
    assert "does not leave any more: invitation to the client" in shown
    await to_thread(counter.read, "withdraw", "K-0001", "5", *WHY, "--yes")
    await to_thread(counter.read, "withdraw", "K-0001", "4", *WHY, "--yes")

    after = {m.id: m for m in await messages.of_case(pool, counter.desk.case.id, datetime.now(UTC))}
    assert (after[first.id].state, after[first.id].reason) == ("sent", "what it says was told by mistake")
    assert after[second.id].state == "suppressed"


async def test_a_withdrawal_that_is_withdrawn_lets_the_letter_leave_after_all(counter: Counter, pool: Pool) -> None:
    await to_thread(counter.read, "tell", "K-0001", "appointment_made", f"at={SOON}")
    await to_thread(counter.read, "withdraw", "K-0001", "4", *WHY, "--yes")

    await to_thread(counter.read, "withdraw", "K-0001", "5", "--why", "it was right", "--yes")

    (invitation,) = [m for m in await messages.of_case(pool, counter.desk.case.id, datetime.now(UTC)) if m.letter == "invitation"]
    assert (invitation.state, invitation.reason) == ("planned", "")


async def test_a_corrected_invitation_takes_the_place_of_the_one_that_waits(counter: Counter, pool: Pool) -> None:
    await to_thread(counter.read, "tell", "K-0001", "appointment_made", f"at={SOON}")

    done = await to_thread(counter.read, "correct", "K-0001", "4", f"at={LATER}", *WHY, "--yes")

    assert [letter["letter"] for letter in done["to_be_sent"]] == ["invitation"]
    letters = [m for m in await messages.of_case(pool, counter.desk.case.id, datetime.now(UTC)) if m.letter == "invitation"]
    assert sorted((m.state, m.values["sequence"]) for m in letters) == [("planned", "1"), ("suppressed", "0")]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["withdraw", "K-0001", "9", *WHY, "--yes"], Exit.WRONG_USAGE, "this case has no line 9: its journal ends with line 3"),
        (["withdraw", "K-0001", "1", *WHY, "--yes"], Exit.REFUSED, "an opening is not withdrawn: tell case_closed"),
        (["withdraw", "K-0001", "2", *WHY], Exit.WRONG_USAGE, "look at what follows with --preview, then say --yes"),
        (["withdraw", "K-0001", "2"], Exit.WRONG_USAGE, "missing option '--why'"),
        (["withdraw", "K-0001", "2", "--why", "x", "--yes"], Exit.WRONG_USAGE, "why: the text should have at least 3 characters"),
        (["correct", "K-0001", "3", *WHY, "--yes"], Exit.REFUSED, "line 3 says just this already: name what is to be different"),
        (["correct", "K-0001", "3", "colour=red", *WHY, "--yes"], Exit.WRONG_USAGE, "barrier_found has no field colour"),
        (["correct", "K-0001", "3", "severity=9", *WHY, "--yes"], Exit.WRONG_USAGE, "severity: expected 3 at most, found 9"),
        (["tell", "K-0001", "fact_withdrawn", "line=2"], Exit.WRONG_USAGE, "use `itinerary withdraw K-0001 LINE`"),
    ],
)
def test_a_correction_that_cannot_be_says_what_to_do(counter: Counter, words: list[str], code: Exit, sentence: str) -> None:
    ended = counter.type(*words)

    assert ended.exit_code == code, ended.stderr
    assert sentence in ended.stderr
    assert len(counter.desk.case.journal) == 3


def test_a_correction_under_the_same_id_is_done_once(counter: Counter) -> None:
    words = ("withdraw", "K-0001", "3", *WHY, "--yes", "--id", "mine-1")
    counter.read(*words)

    assert counter.read(*words)["how"] == "told before"
    other = counter.type("withdraw", "K-0001", "2", *WHY, "--yes", "--id", "mine-1")
    assert "the id mine-1 was used before, for line 4" in other.stderr


async def test_a_case_closed_by_mistake_is_opened_again_on_real_servers(tmp_path: Path) -> None:
    async with Living(tmp_path / "living") as living:
        case = await living.opened()
        await living.tell(case, ConversationHeld(), CaseClosed(outcome="moved away", why="told in the wrong case"))
        await living.handle(case).result()

        said = await living.withdraw(case, 3)

        assert (said.how, said.line, said.ended) == ("accepted", 4, "")
        assert (await living.tell(case, ContactHeld())).how == "accepted"
        assert [line.kind for line in await living.journal(case)][2:] == ["case_closed", "fact_withdrawn", "contact_held"]
