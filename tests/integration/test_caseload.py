"""A whole caseload changes hands and comes back: a result for each case, and what is pending follows whoever is responsible (T-29)."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from casework.anytime import CaseClosed, ReferentAssigned
from casework.exploration import BarrierFound, ConversationHeld, ProbeAnswered, Referred
from records import caseloads, staff
from starters.answers import handing_over as verbs
from starters.cli import app
from starters.exit_codes import Exit
from starters.itineraries import TemporalSilent
from tests.integration.living import Living, eventually

WHY = ("--why", "parental leave")
PENDING = "SELECT id, case_id, about, due FROM messages WHERE to_role = 'counsellor'"
WHOM = """
SELECT addressee(m.to_role, m.who, responsible(c), c.person, current_date) AS whom
FROM messages AS m
JOIN cases AS c ON c.id = m.case_id
WHERE m.to_role = 'counsellor'
AND m.state = 'planned'
"""
SOON = f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}"


@pytest.fixture
async def living(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Living]:
    monkeypatch.setenv("ITINERARY_DATA", str(tmp_path / "living"))
    monkeypatch.setenv("ITINERARY_AS_WHO", "S-lead")
    async with Living(tmp_path / "living") as living:
        yield living


async def typed(*words: str, code: Exit = Exit.OK) -> Any:
    """What is answered as JSON."""
    ended = await asyncio.to_thread(CliRunner().invoke, app, [*words, "--json"])
    assert ended.exit_code == code, ended.output
    return json.loads(ended.stdout or ended.stderr)


async def handed_over(*words: str) -> Any:
    """The handover, gone on with for as long as a busy machine leaves a case waiting."""
    for _ in range(10):
        ended = await asyncio.to_thread(CliRunner().invoke, app, ["caseload", "hand-over", *words, "--json"])
        if ended.exit_code == Exit.OK:
            return json.loads(ended.stdout)
        assert ended.exit_code == Exit.NOT_YET, ended.output
    raise AssertionError(ended.output)


async def opened(living: Living, number: int) -> list[str]:
    """So many cases, each with its first line in the records."""
    cases = [await living.opened() for _ in range(number)]

    async def kept() -> bool:
        return not await living.pool.fetchval("SELECT count(*) FROM cases WHERE line = 0")

    await eventually(kept, 60)
    return cases


async def holders(living: Living) -> Counter[str]:
    rows = await living.pool.fetch("SELECT counsellor FROM cases WHERE ended IS NULL")
    return Counter(row["counsellor"] for row in rows)


async def test_t_29_a_hundred_cases_are_handed_over_and_what_is_pending_goes_to_the_new_owner_once(living: Living):
    cases = await opened(living, 100)
    before = await living.pool.fetch(f"{PENDING} ORDER BY id")

    done = await handed_over("S-counsellor", "--to", "S-deputy", *WHY, "--id", "leave")

    assert done["counts"] == {"handed over": 100}
    assert await holders(living) == {"S-deputy": 100}
    owed = await living.pool.fetch("SELECT DISTINCT case_id FROM agenda")
    assert len(owed) == len(cases)
    after = await living.pool.fetch(
        "SELECT id, case_id, about, due FROM messages WHERE to_role = 'counsellor' AND about <> 'referent_assigned' ORDER BY id"
    )
    assert after == before, "nothing pending was doubled, dropped or moved"
    rows = await living.pool.fetch(WHOM)
    assert {row["whom"] for row in rows} <= {"S-deputy"}

    again = await typed("caseload", "hand-over", "S-counsellor", "--id", "leave")
    assert again["counts"] == {"handed over": 100}
    assert {len(await living.journal(case)) for case in cases} == {2}


async def test_cases_are_shared_out_by_load_and_a_preview_changes_nothing(living: Living):
    await staff.add(
        living.pool, (await staff.get(living.pool, "S-deputy")).model_copy(update={"id": "S-third", "email": "third@office.example"})
    )
    await opened(living, 5)
    planned = await typed("caseload", "hand-over", "S-counsellor", "--to", "S-deputy", "--to", "S-third", *WHY, "--preview")
    assert Counter(case["to"] for case in planned["cases"]) == {"S-deputy": 3, "S-third": 2}
    assert await holders(living) == {"S-counsellor": 5}

    await typed("caseload", "hand-over", "S-counsellor", "--to", "S-deputy", "--to", "S-third", *WHY)

    assert await holders(living) == {"S-deputy": 3, "S-third": 2}


async def test_what_was_lent_is_given_back_but_for_what_has_ended_or_gone_on(living: Living):
    cases = await opened(living, 4)
    lent = await typed("caseload", "hand-over", "S-counsellor", "--to", "S-deputy", *WHY, "--until", SOON)
    assert [one["given_back_at"] for one in await typed("caseload", "handovers")] == [None]
    await living.tell(cases[0], CaseClosed(outcome="withdrew", why="an invented reason"))
    await living.tell(cases[1], ReferentAssigned(who="S-lead", why="a matter for the lead"))

    back = await typed("caseload", "give-back", "S-counsellor")

    assert back["id"] == lent["id"]
    assert back["counts"] == {"given back": 2, "left alone": 2}
    assert sorted(case["says"] for case in back["cases"]) == ["", "", "S-lead holds it now", "it has ended"]
    assert await holders(living) == {"S-counsellor": 2, "S-lead": 1}
    assert [bool(one["given_back_at"]) for one in await typed("caseload", "handovers")] == [True]


async def test_what_could_not_be_told_now_is_said_and_goes_on_under_the_same_id(living: Living, monkeypatch: pytest.MonkeyPatch):
    await opened(living, 3)
    tell, told = verbs.Itineraries.tell, list[str]()

    async def busy(self: Any, case: str, telling: Any, **how: Any) -> Any:
        told.append(case)
        if len(told) == 2:
            raise TemporalSilent("Temporal does not answer: tell it again")
        return await tell(self, case, telling, **how)

    monkeypatch.setattr(verbs.Itineraries, "tell", busy)
    half = await typed("caseload", "hand-over", "S-counsellor", "--to", "S-deputy", *WHY, "--id", "h1", code=Exit.NOT_YET)
    assert half["counts"] == {"handed over": 2, "waits": 1}

    whole = await typed("caseload", "hand-over", "S-counsellor", "--id", "h1")

    assert whole["counts"] == {"handed over": 3}
    assert await holders(living) == {"S-deputy": 3}


async def test_a_referral_goes_on_under_the_new_owner(living: Living):
    (case,) = await opened(living, 1)
    await living.tell(
        case, ConversationHeld(), ProbeAnswered(of="health", answer="problem", barrier="b1"), BarrierFound(of="b2", type="debts")
    )
    await living.tell(case, Referred(of="r1", barrier="b1", partner="A-1", reason="an invented reason", consent=True))
    await typed("caseload", "hand-over", "S-counsellor", "--to", "S-deputy", *WHY)

    owed = await typed("agenda", "--mine", "--as", "S-deputy")

    assert {promise["key"] for promise in owed} >= {"check_held:r1", "barrier_settled:b2"}
    assert await typed("agenda", "--mine", "--as", "S-counsellor") == []


async def test_who_holds_how_much_is_shown_by_programme(living: Living):
    await opened(living, 3)

    (mine,) = [load for load in await typed("caseload", "show") if load["open_cases"]]

    assert (mine["counsellor"], mine["programme"], mine["open_cases"], mine["late"]) == ("S-counsellor", "kina-example", 3, 0)
    assert mine["soon"] == 3, "a first conversation is due within five working days"
    assert (await caseloads.loads(living.pool, datetime.now(UTC), timedelta(days=30), of="S-counsellor"))[0].soon == 6


CANNOT_BE = [
    (("S-counsellor", "--to", "S-counsellor", *WHY), "S-counsellor holds these cases already: hand them to somebody else"),
    (("S-counsellor", *WHY), "say who takes the cases"),
    (("S-counsellor", "--to", "S-deputy"), "say why with --why"),
    (("S-counsellor", "--to", "S-nobody", *WHY), "nobody of the staff is known as S-nobody"),
    (("S-lead", "--to", "S-deputy", *WHY), "S-lead holds no open case here: nothing was done"),
    (("S-counsellor", "--to", "S-deputy", *WHY, "--until", "2026-01-01"), "2026-01-01 has gone by"),
    (("S-counsellor", "--to", "S-away", *WHY), "S-away is away today: choose somebody who is here"),
]


async def test_what_cannot_be_is_refused_with_a_sentence(living: Living):
    deputy = await staff.get(living.pool, "S-deputy")
    assert deputy
    gone = {"id": "S-away", "email": "away@office.example", "away_from": datetime.now(UTC).date()}
    await staff.add(living.pool, deputy.model_copy(update=gone))
    await opened(living, 1)

    for words, sentence in CANNOT_BE:
        ended = await asyncio.to_thread(CliRunner().invoke, app, ["caseload", "hand-over", *words])

        assert ended.exit_code in (Exit.WRONG_USAGE, Exit.NOT_FOUND), ended.output
        assert sentence in ended.output
    assert await holders(living) == {"S-counsellor": 1}
