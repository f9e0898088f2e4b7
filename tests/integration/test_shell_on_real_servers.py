"""The shell on real servers: what is told is kept once, whatever dies meanwhile, and whoever tells hears a sentence."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
import pytest_asyncio
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from casework.anytime import CaseClosed, RemarkMade
from casework.appointments import AppointmentMade, AppointmentMissed
from casework.case import Line
from casework.exploration import BarrierFound, ConversationHeld, GateOverridden, ProbeAnswered, Referred
from casework.fact import Refused
from casework.planned import planned
from casework.referral import ReferralAnswered
from records import messages, people
from records.people import Person
from records.pool import DatabaseAway
from runtime.search_attributes import NUMBER
from runtime.sentences import Sentence
from starters.itineraries import CaseEnded, NoSuchCase, Said, TemporalSilent, new_id
from tests.integration.living import CLIENT, Living, Part, eventually, fast

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "words-for-few-eyes"
CLOSED = CaseClosed(outcome="other", why="a test is over")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    """The servers and the worker of this file."""
    async with Living(tmp_path_factory.mktemp("living") / "data") as living:
        yield living


@pytest_asyncio.fixture(loop_scope="module")
async def living(begun: Living) -> Living:
    """All of them, whatever became of them in the test before."""
    await begun.whole()
    return begun


def through_exploration() -> list[ConversationHeld | ProbeAnswered]:
    return [ConversationHeld(), *(ProbeAnswered(of=of, answer="no problem") for of in ("health", "family", "addiction"))]


def times(lines: list[Line], telling: str) -> int:
    return sum(line.telling == telling for line in lines)


async def runs(living: Living, case: str) -> int:
    return len([run async for run in living.temporal.list_workflows(f"WorkflowId = '{case}'")])


async def page(living: Living, case: str) -> str:
    return str((await living.handle(case).describe()).run_id)


async def has_turned(living: Living, case: str, before: str) -> bool:
    return await page(living, case) != before


async def test_the_same_opening_told_twice_is_one_case(living: Living):
    person = (await people.add(living.pool, Person(name=CLIENT))).id
    opening = new_id()

    first, second = [await living.opened(opening=opening, person=person) for _ in range(2)]
    await living.tell(first, RemarkMade(note="seen"))

    assert first == second
    assert [line.kind for line in await living.journal(first)] == ["opened", "remark_made"]


async def test_a_fact_told_twice_is_one_line_also_on_a_later_page(living: Living):
    case, id = await living.opened(), new_id()
    said = await living.tell(case, RemarkMade(note="once"), id=id)
    before = await page(living, case)
    await living.tell(case, *through_exploration())
    await eventually(lambda: has_turned(living, case, before))

    again = await living.tell(case, RemarkMade(note="once"), id=id)

    assert (await living.handle(case).describe()).typed_search_attributes[NUMBER].startswith("K-"), "carried on to the next page"
    assert (said.how, said.line, again.how, again.line) == ("accepted", 2, "told before", 2)
    assert (await living.itineraries.show(case)).was_told(id) == 2
    assert times(await living.journal(case), id) == 1


async def test_t_33_on_the_next_page_every_promise_and_every_planned_rung_has_its_hour(living: Living):
    """A contact is due sooner in the next phase; an appointment and the answer to its invitation are due as they were."""
    *most, last = through_exploration()
    case = await living.opened()
    await living.tell(case, *most, AppointmentMade(of="i1", at=datetime.now(UTC) + timedelta(days=30)))
    before, promised, rungs = await page(living, case), await hours(living, case), await planned_rows(living, case)

    await living.tell(case, last)
    await eventually(lambda: has_turned(living, case, before))

    promised_now, rungs_now = await hours(living, case), await planned_rows(living, case)
    of_the_appointment = {"appointment_accepted:i1", "appointment_missed:i1"}
    assert {key: promised_now[key] for key in of_the_appointment} == {key: promised[key] for key in of_the_appointment}
    same = rungs.keys() & rungs_now.keys()
    assert {about for about, *_ in (rungs[id] for id in same)} >= of_the_appointment
    assert {id: rungs_now[id] for id in same} == {id: rungs[id] for id in same}
    live = await living.itineraries.show(case)
    assert {id: due for id, (_, due, _) in rungs_now.items()} == {rung.id: rung.due for rung in planned(live)}


async def hours(living: Living, case: str) -> dict[str, tuple[datetime | None, datetime | None]]:
    """By when each promise is due, and when the case speaks of it itself."""
    return {key: (promise.by, promise.next) for key, promise in (await living.itineraries.show(case)).agenda.items()}


async def planned_rows(living: Living, case: str) -> dict[str, tuple[str, datetime, datetime]]:
    """What each rung that stands planned in the records is about, and when it is due by the clock of its case and by ours."""
    rows = await messages.of_case(living.pool, case, datetime.now(UTC))
    return {row.id: (row.about, row.due, row.goes_at) for row in rows if row.plan and row.state == "planned"}


async def test_a_refused_fact_leaves_no_trace(living: Living):
    case = await living.opened()
    await living.tell(case, RemarkMade(note="first"))
    length = (await living.handle(case).describe()).history_length

    with pytest.raises(Refused, match="no appointment i9"):
        await living.tell(case, AppointmentMissed(of="i9"))

    assert (await living.handle(case).describe()).history_length == length
    assert len(await living.journal(case)) == 2


async def test_a_closed_case_says_so(living: Living):
    case = await living.opened()
    said = await living.tell(case, CLOSED)

    assert (said.how, said.ended) == ("accepted", "other")
    await eventually(lambda: has_status(living, case, WorkflowExecutionStatus.COMPLETED))
    with pytest.raises(CaseEnded, match=r"ended on .* with outcome other"):
        await living.tell(case, RemarkMade(note="too late"))


async def test_a_case_that_never_was_is_said_not_to_be(living: Living):
    with pytest.raises(NoSuchCase):
        await living.tell("nowhere", RemarkMade(note="lost"))


async def has_status(living: Living, case: str, status: WorkflowExecutionStatus) -> bool:
    """False also while it has not begun."""
    with suppress(RPCError):
        return (await living.handle(case).describe()).status is status
    return False


async def tell_many(living: Living, case: str, ids: list[str]) -> dict[str, Said | BaseException]:
    """Tell as many remarks at once as there are ids."""
    said = await asyncio.gather(*(living.tell(case, RemarkMade(note="at once"), id=id) for id in ids), return_exceptions=True)
    return dict(zip(ids, said, strict=True))


def sentences(heard: dict[str, Said | BaseException]) -> list[str]:
    """The ids whose tellers heard a sentence instead of an answer; anything else than these two is a stack trace."""
    refused = {id: answer for id, answer in heard.items() if not isinstance(answer, Said)}
    assert [error for error in refused.values() if not isinstance(error, Sentence | Refused)] == []
    return list(refused)


async def test_many_tellers_at_once_are_all_heard_or_told_to_wait(living: Living):
    case, ids = await living.opened(), [new_id() for _ in range(30)]

    heard = await tell_many(living, case, ids)

    turned_away = sentences(heard)
    await eventually(lambda: all_written(living, case, set(ids) - set(turned_away)))
    await tell_again(living, case, turned_away)
    lines = await living.journal(case)
    assert {id: times(lines, id) for id in ids} == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("part", ["worker", "postgres", "temporal"])
async def test_what_was_accepted_is_kept_once_although_a_part_died(living: Living, part: Part):
    case, ids = await living.opened(), [new_id() for _ in range(20)]
    await living.tell(case, RemarkMade(note="warm"))

    telling = asyncio.create_task(in_waves(living, case, ids))
    await asyncio.sleep(0.15)
    living.kill(part)
    await asyncio.sleep(0.5)
    await living.begin_again(part)
    heard = await telling
    turned_away = sentences(heard)
    await eventually(lambda: all_written(living, case, set(ids) - set(turned_away)))
    await tell_again(living, case, turned_away)

    lines = await living.journal(case)
    assert {id: times(lines, id) for id in ids} == dict.fromkeys(ids, 1)


async def in_waves(living: Living, case: str, ids: list[str]) -> dict[str, Said | BaseException]:
    """A few tellers at once, and the next when they have heard."""
    four = [tell_many(living, case, ids[n::4]) for n in range(4)]
    heard: dict[str, Said | BaseException] = {}
    for some in await asyncio.gather(*four):
        heard |= some
    return heard


async def tell_again(living: Living, case: str, ids: list[str]) -> None:
    """As the sentence asks: under the same id, until it is heard."""
    for id in ids:
        await eventually(partial(heard_at_last, living, case, id))


async def heard_at_last(living: Living, case: str, id: str) -> bool:
    try:
        return (await living.tell(case, RemarkMade(note="at once"), id=id)).how in ("accepted", "told before")
    except Sentence:
        return False


async def all_written(living: Living, case: str, ids: set[str]) -> bool:
    return ids <= {line.telling for line in await living.journal(case)}


async def test_a_worker_that_hangs_and_comes_back_writes_nothing_twice(living: Living):
    case, ids = await living.opened(), [new_id() for _ in range(12)]
    await living.tell(case, RemarkMade(note="warm"))
    await living.works(living.second_worker)

    telling = asyncio.create_task(tell_many(living, case, ids))
    await asyncio.sleep(0.05)
    os.kill(living.worker.pid, signal.SIGSTOP)
    heard = await telling
    turned_away = sentences(heard)
    await tell_again(living, case, turned_away)
    await eventually(lambda: all_written(living, case, set(ids)))
    os.kill(living.worker.pid, signal.SIGCONT)
    living.second_worker.kill()
    await living.tell(case, RemarkMade(note="both have spoken"))

    lines = await living.journal(case)
    assert {id: times(lines, id) for id in ids} == dict.fromkeys(ids, 1)


@pytest.mark.parametrize(("part", "sentence"), [("postgres", DatabaseAway), ("temporal", TemporalSilent)])
async def test_an_opening_that_met_a_server_away_is_told_again_under_its_id(living: Living, part: Part, sentence: type[Sentence]):
    person, opening = (await people.add(living.pool, Person(name=CLIENT))).id, new_id()

    living.kill(part)
    with pytest.raises(sentence):
        await living.opened(opening=opening, person=person)
    await living.begin_again(part)
    case = await living.opened(opening=opening, person=person)

    await eventually(lambda: has_line(living, case, "opened"))
    assert await runs(living, case) == 1


async def test_while_postgresql_is_away_facts_are_accepted_and_written_later(living: Living):
    case, ids = await living.opened(), [new_id() for _ in range(12)]
    await living.tell(case, RemarkMade(note="warm"))
    before = (await living.handle(case).describe()).history_length

    living.kill("postgres")
    said = [await living.tell(case, RemarkMade(note="away"), id=id) for id in ids]
    length = (await living.handle(case).describe()).history_length
    await living.begin_again("postgres")
    await eventually(lambda: all_written(living, case, set(ids)))

    assert [one.how for one in said] == ["accepted, not yet written"] * 12
    assert length - before < 12 * 5 + 12
    assert (await living.tell(case, RemarkMade(note="back"))).how == "accepted"


async def test_while_no_worker_runs_facts_are_kept_unchecked_and_then_taken_or_refused(living: Living):
    case, taken, refused = await living.opened(), new_id(), new_id()
    await living.tell(case, RemarkMade(note="warm"))

    living.kill("worker")
    said = await asyncio.gather(
        living.tell(case, RemarkMade(note="patient"), id=taken), living.tell(case, AppointmentMissed(of="i9"), id=refused)
    )
    await living.begin_again("worker")
    await eventually(lambda: all_written(living, case, {taken, refused}))

    by_telling = {line.telling: line.kind for line in await living.journal(case)}
    letters = await living.pool.fetch("SELECT to_role, who FROM messages WHERE case_id = $1 AND letter = 'telling_refused'", case)
    assert [one.how for one in said] == ["kept, not yet checked"] * 2
    assert (by_telling[taken], by_telling[refused]) == ("remark_made", "telling_refused")
    assert [tuple(letter) for letter in letters] == [("teller", "S-counsellor")]
    with pytest.raises(Refused, match="was refused when it was told before"):
        await living.tell(case, AppointmentMissed(of="i9"), id=refused)
    await living.tell(case, RemarkMade(note="built on it"))
    with pytest.raises(Refused, match="no appointment i9"):
        await living.tell(case, AppointmentMissed(of="i9"), id=refused)


@pytest.mark.parametrize("asleep", [False, True])
async def test_a_case_that_is_cancelled_in_temporal_writes_it_down_and_goes_on(living: Living, asleep: bool):
    if asleep:
        living.kill("worker")
    case = await living.opened()
    await living.handle(case).cancel()
    if asleep:
        await living.begin_again("worker")

    await eventually(lambda: has_line(living, case, "cancel_asked"))
    await living.tell(case, *through_exploration(), RemarkMade(note="on the next page"))

    assert await has_status(living, case, WorkflowExecutionStatus.RUNNING)


async def test_a_referral_that_is_cancelled_in_temporal_goes_on(living: Living):
    case = await living.opened(clock=fast())
    await living.tell(case, BarrierFound(of="b1", type=SECRET), Referred(of="r1", barrier="b1", partner="A-1", reason=SECRET, consent=True))
    await eventually(lambda: has_status(living, f"{case}-r1", WorkflowExecutionStatus.RUNNING))
    await living.temporal.get_workflow_handle(f"{case}-r1").cancel()

    await eventually(lambda: has_line(living, case, "partner_silent"))
    await living.tell(case, CLOSED)

    await eventually(lambda: has_status(living, f"{case}-r1", WorkflowExecutionStatus.COMPLETED))


async def has_line(living: Living, case: str, kind: str) -> bool:
    return any(line.kind == kind for line in await living.journal(case))


async def test_a_signal_that_makes_no_sense_harms_no_case(living: Living):
    case = await living.opened()
    handle = living.handle(case)
    await handle.signal("remark_made")
    await handle.signal("remark_made", "not a telling")
    await handle.signal("no_such_fact", {"id": uuid4().hex, "by": "S-counsellor", "kind": "no_such_fact", "fact": {}})
    never = {"id": uuid4().hex, "by": "S-counsellor", "kind": "remark_made", "happened": "9999-12-31T23:59:00Z"}
    await handle.signal("remark_made", never | {"fact": {"note": "never"}})

    await living.tell(case, RemarkMade(note="alive"))

    assert await has_status(living, case, WorkflowExecutionStatus.RUNNING)


async def test_a_partner_who_stays_silent_is_asked_again_on_whatever_page_the_case_is(living: Living):
    case = await living.opened(clock=fast())
    barrier = BarrierFound(of="b1", type=SECRET)
    await living.tell(case, barrier, Referred(of="r1", barrier="b1", partner="A-1", reason=SECRET, consent=True))
    before = await page(living, case)
    await living.tell(case, GateOverridden(reason="the person asks for it"))

    await eventually(lambda: has_turned(living, case, before))
    await eventually(lambda: has_line(living, case, "partner_silent"))
    await living.tell(case, ReferralAnswered(of="r1", answer="refused"), CLOSED)

    await eventually(lambda: has_status(living, f"{case}-r1", WorkflowExecutionStatus.COMPLETED))


async def test_a_partner_heard_after_all_is_over_changes_nothing(living: Living):
    case = await living.opened()
    await living.tell(case, BarrierFound(of="b1", type=SECRET), Referred(of="r1", barrier="b1", partner="A-1", reason=SECRET, consent=True))
    await eventually(lambda: has_status(living, f"{case}-r1", WorkflowExecutionStatus.RUNNING))
    await living.temporal.get_workflow_handle(f"{case}-r1").signal("referral_closed", {"happened": "2026-05-04T08:00:00Z"})
    await eventually(lambda: has_status(living, f"{case}-r1", WorkflowExecutionStatus.COMPLETED))

    await living.tell(case, ReferralAnswered(of="r1", answer="accepted"))
    await living.tell(case, Referred(of="r2", barrier="b1", partner="A-2", reason=SECRET, consent=True))

    await eventually(lambda: has_status(living, f"{case}-r2", WorkflowExecutionStatus.RUNNING))


async def test_operators_see_where_a_case_stands_and_nothing_of_the_person(living: Living):
    case = await living.opened()
    await living.tell(
        case,
        ConversationHeld(note=SECRET),
        BarrierFound(of="b1", type=SECRET, note=SECRET),
        Referred(of="r1", barrier="b1", partner="A-1", reason=SECRET, consent=True),
    )
    person = (await living.itineraries.show(case)).person

    described = await living.handle(case).describe()
    metadata = await living.handle(case).query("__temporal_workflow_metadata")
    seen = {pair.key.name: pair.value for pair in described.typed_search_attributes}

    assert (seen["ItPhase"], seen["ItCounsellor"], seen["ItOverdue"]) == (["exploration"], "S-counsellor", False)
    assert [run.id async for run in living.temporal.list_workflows(f"ItNumber = '{seen['ItNumber']}'")] == [case]
    assert "contact_held:client" in str(metadata)
    assert [word for word in (SECRET, CLIENT, person) if word in f"{described.raw_description}{metadata}"] == []
