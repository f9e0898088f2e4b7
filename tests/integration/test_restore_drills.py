"""Servers lost and restored: no accepted fact is lost, nothing leaves twice, every promise keeps its hour, and again changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from casework.anytime import CaseClosed, RemarkMade
from casework.exploration import BarrierFound, ConversationHeld, ProbeAnswered, Referred
from casework.fact import Fact
from casework.referral import ReferralAnswered
from records import people
from records.people import Person
from runtime.converter import CONVERTER
from starters.itineraries import new_id
from tests.integration.living import eventually
from tests.integration.restoring import Promised, Restored
from workflows.itinerary import Itinerary
from workflows.referral import Asked

pytestmark = pytest.mark.asyncio(loop_scope="module")

BARRIER = BarrierFound(of="b1", type="housing")
REFERRED = Referred(of="r1", barrier="b1", partner="A-1", reason="a reason", consent=True)
CLOSED = CaseClosed(outcome="other", why="a drill is over")
NEXT_PAGE = [ConversationHeld(), *(ProbeAnswered(of=of, answer="no problem") for of in ("health", "family", "addiction"))]
REMARK = RemarkMade(note="a line")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restored]:
    """The servers and the worker of this file."""
    async with Restored(tmp_path_factory.mktemp("restored") / "data") as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def living(begun: Restored) -> Restored:
    """All of them, whatever became of them in the test before."""
    await begun.whole()
    return begun


async def told(living: Restored, case: str, *facts: Fact) -> list[str]:
    """Tell these, each taken, at once or when a worker has got round to it; their ids."""
    ids = [new_id() for _ in facts]
    for id, fact in zip(ids, facts, strict=True):

        async def taken(id: str = id, fact: Fact = fact) -> bool:
            return (await living.tell(case, fact, id=id)).how != "kept, not yet checked"

        await eventually(taken)
    return ids


async def revived_twice(living: Restored, *words: str) -> dict[str, dict[str, object]]:
    """What became of each case; the second time nothing does."""
    first = (await living.revived(*words))["cases"]
    before = await living.everything(), await living.runs()
    second = await living.revived(*words)
    assert second["cases"] == {}
    assert (await living.everything(), await living.runs()) == before
    return first


async def lives_on(living: Restored, case: str, tellings: list[str], promised: Promised) -> None:
    """Every accepted fact is there once, every promise has its hour, and the case takes facts."""
    await living.all_written(case, tellings)
    assert await living.promised(case) == promised
    await living.all_written(case, await told(living, case, REMARK))


async def test_a_case_that_was_terminated_goes_on_with_what_postgresql_had_not_been_given_yet(living: Restored):
    case, plain = await living.opened(), await living.opened()
    tellings = await told(living, case, BARRIER, REFERRED, ReferralAnswered(of="r1", answer="accepted"))
    living.kill("postgres")
    tellings += await told(living, case, RemarkMade(note="while it was away"))
    promised = await living.held(case)
    await living.handle(case).terminate()
    await living.handle(plain).terminate()
    await living.begin_again("postgres")
    await living.temporal.get_workflow_handle(f"{case}-r1").terminate()
    number, other = await living.number(case), await living.number(plain)

    assert set((await living.revived(number, "--preview"))["cases"]) == {number}
    became = await revived_twice(living, number, other)

    assert {became[of]["became"] for of in (number, other)} == {"revived"}
    assert became[number]["lines"] == 1
    assert await living.held(case) == promised
    await living.all_written(case, [*tellings, *await told(living, case, REMARK)])
    await eventually(lambda: _runs(living, f"{case}-r1"))
    assert (await asked(living, f"{case}-r1")).side.owes == "start"


async def asked(living: Restored, referral: str) -> Asked:
    """What a partner's side began with."""
    history = await living.temporal.get_workflow_handle(referral).fetch_history()
    (began,) = await CONVERTER.decode(history.events[0].workflow_execution_started_event_attributes.input.payloads, [Asked])
    return began


async def _runs(living: Restored, id: str) -> bool:
    return id in {run.id async for run in living.temporal.list_workflows("ExecutionStatus = 'Running'")}


async def test_a_temporal_store_that_is_gone_is_made_anew_from_the_journals(living: Restored):
    cases = [await living.opened() for _ in range(3)]
    closed = await living.opened()
    await told(living, closed, CLOSED)
    tellings = {case: await told(living, case, *facts) for case, facts in zip(cases, ([], [BARRIER, REFERRED], NEXT_PAGE), strict=True)}
    await living.letters_leave()
    promised = {case: await living.promised(case) for case in cases}

    await living.taken_back("temporal", None)
    became = await revived_twice(living, "--all")
    await living.begin_again("worker")

    assert {became[await living.number(case)]["became"] for case in cases} == {"revived"}
    assert await living.number(closed) not in became
    for case in cases:
        await lives_on(living, case, tellings[case], promised[case])
    await living.nothing_left_twice()
    await eventually(lambda: _runs(living, f"{cases[1]}-r1"))


async def test_an_older_copy_of_temporal_gives_way_to_the_journals(living: Restored):
    known, closed, told_since = await living.opened(), await living.opened(), await living.opened()
    before = await told(living, known, BARRIER)
    copy = await living.copied("temporal")
    before += await told(living, known, REFERRED, *NEXT_PAGE)
    fresh = await living.opened()
    tellings = {known: before, fresh: await told(living, fresh, BARRIER), told_since: await told(living, told_since, BARRIER, REMARK)}
    await told(living, closed, CLOSED)
    promised = {case: await living.promised(case) for case in (known, fresh)}
    await living.letters_leave()

    await living.taken_back("temporal", copy)
    await living.begin_again("worker")
    tellings[told_since] += await told(living, told_since, RemarkMade(note="to a case that was taken back"))
    living.kill("worker")
    became = await revived_twice(living, "--all")
    await living.begin_again("worker")

    assert {case: became[await living.number(case)]["became"] for case in (known, fresh, told_since, closed)} == {
        known: "taken forward", fresh: "revived", told_since: "taken forward", closed: "laid to rest",
    }  # fmt: skip
    assert became[await living.number(told_since)]["told_again"] == 1
    for case in (known, fresh):
        await lives_on(living, case, tellings[case], promised[case])
    await living.all_written(told_since, tellings[told_since])
    await living.nothing_left_twice()
    assert not await _runs(living, closed)


async def test_an_older_copy_of_postgresql_is_filled_up_from_what_temporal_has(living: Restored):
    known, closed = await living.opened(), await living.opened()
    tellings = {known: await told(living, known, BARRIER)}
    await living.letters_leave()
    copy, hour = await living.copied("postgres"), datetime.now(UTC)
    tellings[known] += await told(living, known, REFERRED, *NEXT_PAGE, REMARK)
    acquainted = (await living.itineraries.show(known)).person
    stranger = await people.add(living.pool, Person(name="Test Client Of After The Copy"))
    fresh = await living.opened(person=stranger.id)
    tellings[fresh] = await told(living, fresh, BARRIER, REMARK)
    await told(living, closed, CLOSED)
    promised = {case: await living.promised(case) for case in (known, fresh)}
    numbers = {case: await living.number(case) for case in (known, fresh, closed)}
    await living.letters_leave()

    await living.taken_back("postgres", copy)
    await living.pool.execute("UPDATE cases SET terms = NULL; DELETE FROM terms")  # as if none had been opened under them before the copy
    await living.begin_again("worker")
    meanwhile = new_id()
    said = await living.tell(known, REMARK, id=meanwhile)
    living.kill("worker")
    first = (await living.revived("--all", "--restored", hour.isoformat()))["cases"]
    assert (first[numbers[fresh]]["became"], first[numbers[known]]["lines"]) == (
        "not revived",
        len(NEXT_PAGE) + 2 + (said.how == "accepted, not yet written"),
    )
    assert f"add them with `itinerary person add NAME --id {stranger.id}`" in first[numbers[fresh]]["why"]
    await people.add(living.pool, stranger)
    became = await revived_twice(living, "--all", "--restored", hour.isoformat())
    await living.begin_again("worker")

    tellings[known].append(meanwhile)
    assert (first[numbers[closed]]["became"], became[numbers[fresh]]["became"]) == ("recollected", "recollected")
    assert acquainted == (await living.handle(known).query(Itinerary.show)).person
    assert await living.pool.fetchval("SELECT outcome FROM cases WHERE id = $1", closed) == "other"
    for case in (known, fresh):
        await lives_on(living, case, tellings[case], promised[case])
    await living.nothing_left_twice()
    doubted = {
        row["reason"] for row in await living.pool.fetch("SELECT reason FROM messages WHERE state = 'failed' AND case_id = $1", fresh)
    }
    assert doubted == {"may have gone before the records were restored: ask whether it arrived"}
    assert numbers[fresh] < await living.number(await living.opened())
