"""The durable shell on the time-skipping server: listening, keeping time, handing over, turning the page."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from casework.anytime import ContactHeld
from casework.clock import Clock
from casework.door import Answer, Telling
from casework.exploration import ConversationHeld, ProbeAnswered
from tests.handclock import HandClock
from tests.workflow.office import TERMS, Office, OneCase, office
from workflows.referral import child_of

PROBES = ("health", "family", "addiction")
EMPTY_TASK = {"WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED", "WORKFLOW_TASK_COMPLETED"}


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened


async def explored(case: OneCase) -> None:
    """Bring a case to the end of exploration, where its page turns."""
    await case.tell("conversation_held")
    for probe in PROBES:
        await case.tell("probe_answered", of=probe, answer="no problem")


async def test_a_case_on_the_server_stands_where_the_same_case_stands_by_hand(here: Office) -> None:
    case = await here.open()
    by_hand = HandClock((await case.now()).opened, under=TERMS.programme)

    await explored(case)
    by_hand.tell(ConversationHeld(), *(ProbeAnswered(of=probe, answer="no problem") for probe in PROBES))
    await here.days(30)
    by_hand.days_pass(30)
    await case.tell("contact_held")
    by_hand.tell(ContactHeld())

    live = await case.now()
    assert sorted(live.open) == by_hand.open
    assert {key: p.by for key, p in live.agenda.items()} == {key: p.by for key, p in by_hand.case.agenda.items()}
    assert [(m.letter, m.to, m.about) for m in here.shelf.messages[live.id].values()] == [
        (m.letter, m.to, m.about) for m in by_hand.case.outbox
    ]


async def test_a_late_promise_climbs_at_the_same_hours_as_by_hand(here: Office) -> None:
    case = await here.open()
    opened = (await case.now()).opened

    await here.days(60)

    by_hand = HandClock(opened, under=TERMS.programme).days_pass(60)
    kept = [m for m in here.shelf.messages[case.handle.id].values() if m.letter != "welcome" and m.about != "opened"]
    assert [(m.to, m.about, m.due.replace(microsecond=0)) for m in kept] == [
        (m.to, m.about, m.due.replace(microsecond=0)) for m in by_hand.case.outbox if m.letter != "welcome" and m.about != "opened"
    ]


async def test_a_refused_fact_is_answered_with_its_sentence_and_leaves_no_event(here: Office) -> None:
    case = await here.open()
    await case.now()
    before = await case.events()

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.tell("mapping_completed")

    assert "mapping is declared complete while the case is in mapping" in str(refused.value.cause)
    added = (await case.events())[len(before) :]
    assert {EventType.Name(event).removeprefix("EVENT_TYPE_") for event in added} <= EMPTY_TASK, "a real server keeps not even these"


async def test_what_is_told_is_what_the_name_of_the_update_says(here: Office) -> None:
    case = await here.open()
    other = Telling(id="t-other", by="S-ana", kind="case_closed", fact={"note": "told under the name of another fact"})

    await case.handle.execute_update("conversation_held", other, result_type=Answer)

    now = await case.now()
    assert (now.ended, here.shelf.kinds(now.id)[-1]) == (None, "conversation_held")


async def test_a_fact_that_moves_no_hour_costs_six_events(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    before = await case.events()

    await case.tell("remark_made", note="called back, all is well")

    names = [EventType.Name(event).removeprefix("EVENT_TYPE_") for event in (await case.events())[len(before) :]]
    assert Counter(names) == Counter([
        "WORKFLOW_TASK_SCHEDULED", "WORKFLOW_TASK_STARTED", "WORKFLOW_TASK_COMPLETED",
        "WORKFLOW_EXECUTION_UPDATE_ACCEPTED", "MARKER_RECORDED", "WORKFLOW_EXECUTION_UPDATE_COMPLETED",
    ])  # fmt: skip


async def test_one_timer_a_case_however_many_promises(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    await case.tell("probe_answered", of="health", answer="problem", barrier="b1")

    counted = Counter(await case.events())

    open_timers = counted[EventType.EVENT_TYPE_TIMER_STARTED] - counted[EventType.EVENT_TYPE_TIMER_CANCELED]
    assert open_timers - counted[EventType.EVENT_TYPE_TIMER_FIRED] == 1
    assert len((await case.now()).agenda) > 1


async def test_a_signal_that_is_refused_is_written_down_and_put_before_its_teller(here: Office) -> None:
    case = await here.open()

    await case.signal("mapping_completed", id="later-1")
    live = await case.now()

    assert here.shelf.kinds(live.id)[-1] == "telling_refused"
    assert live.agenda["refusal_settled:later-1"].whose == "teller"
    (message,) = [m for m in here.shelf.messages[live.id].values() if m.letter == "telling_refused"]
    assert (message.to, message.who) == ("teller", "S-ana")
    await case.tell("refusal_settled", of="later-1")
    assert not (await case.now()).attention


@pytest.mark.parametrize("fact", [{}, {"of": "x", "refused": "y", "teller": "z", "why": "w"}])
async def test_a_signal_that_calls_itself_a_refusal_is_refused_and_the_case_goes_on(here: Office, fact: dict[str, str]) -> None:
    case = await here.open()

    await case.signal("telling_refused", id="later-1", **fact)

    assert (await case.tell("conversation_held")).line == 3
    assert here.shelf.kinds(case.handle.id) == ["opened", "telling_refused", "conversation_held"]


async def test_what_no_journal_can_keep_is_refused_or_dropped_also_in_the_name_of_a_telling(here: Office) -> None:
    case = await here.open()

    await case.signal("conversation_held", id="a\x00b")
    await case.signal("no\x00fact")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.tell("conversation_held", id="a\x00c")

    assert "tell it under another id" in str(refused.value.cause)
    assert (await case.tell("conversation_held")).line == 2


async def test_telling_twice_is_harmless_also_as_a_signal_and_across_a_page_turn(here: Office) -> None:
    case = await here.open()
    first = await case.tell("conversation_held", id="same")
    for probe in PROBES:
        await case.tell("probe_answered", of=probe, answer="no problem")
    assert sorted((await case.now()).open) == ["mapping"]

    again = await case.tell("conversation_held", id="same")
    await case.signal("conversation_held", id="same")

    assert (again.line, again.before) == (first.line, True)
    await case.now()
    assert here.shelf.kinds(case.handle.id).count("conversation_held") == 1


async def test_the_page_turns_at_a_new_phase_and_many_tellers_at_once_lose_nothing(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    for probe in PROBES[:2]:
        await case.tell("probe_answered", of=probe, answer="no problem")

    answers = await asyncio.gather(
        case.tell("probe_answered", of=PROBES[2], answer="no problem"),
        *(case.tell("remark_made", id=f"r{n}", note=f"remark {n}") for n in range(8)),
    )

    await case.now()
    assert await case.pages() >= 2
    assert len({answer.line for answer in answers}) == 9
    assert here.shelf.kinds(case.handle.id).count("remark_made") == 8


async def test_a_page_turns_when_it_is_long_and_due_hours_stay_the_same(here: Office) -> None:
    case = await here.open(most_events=60)
    await case.tell("conversation_held")
    due = (await case.now()).agenda["contact_held:client"].by

    for n in range(12):
        await case.tell("remark_made", note=f"remark {n}")

    live = await case.now()
    assert await case.pages() >= 2
    assert live.agenda["contact_held:client"].by == due


async def test_while_the_journal_is_away_facts_are_taken_few_events_are_added_and_all_is_written_when_it_is_back(here: Office) -> None:
    case = await here.open()
    await case.tell("conversation_held")
    here.shelf.away = True

    answers = await asyncio.gather(*(case.tell("remark_made", id=f"r{n}", note="x") for n in range(12)))
    before = len(await case.events())
    await asyncio.sleep(1)
    assert len(await case.events()) - before <= 2
    here.shelf.away = False
    while here.shelf.kinds(case.handle.id).count("remark_made") < 12:
        await asyncio.sleep(0.05)

    assert not any(answer.kept for answer in answers)


async def test_queues_travel_over_a_page_turn_while_the_journal_is_away() -> None:
    async with office(real=True) as here:
        case = await here.open()
        await case.tell("conversation_held")
        here.shelf.away = True

        answers = await asyncio.gather(*(case.tell("probe_answered", id=probe, of=probe, answer="no problem") for probe in PROBES))
        assert [answer.kept for answer in answers] == [False] * 3
        assert await case.pages() >= 2
        assert here.shelf.kinds(case.handle.id) == ["opened", "conversation_held"]
        here.shelf.away = False

        while here.shelf.kinds(case.handle.id).count("probe_answered") < 3:
            await asyncio.sleep(0.05)
        assert len((await case.now()).journal) == 0


async def test_a_cancel_from_the_ui_becomes_a_fact_that_people_see_and_the_case_goes_on(here: Office) -> None:
    case = await here.open()
    await case.now()

    await case.handle.cancel()
    await case.tell("conversation_held")

    live = await case.now()
    assert here.shelf.kinds(live.id)[1:3] == ["cancel_asked", "conversation_held"]
    assert live.attention == {"cancel": "cancel asked"}


async def test_a_partner_who_says_nothing_is_asked_again_and_the_case_hears_of_it(here: Office) -> None:
    case = await here.open()
    await case.tell("probe_answered", of="health", answer="problem", barrier="b1")
    await case.tell("referred", of="r1", barrier="b1", partner="PA-1", reason="help", consent=True)

    await here.days(45)

    assert "partner_silent" in here.shelf.kinds(case.handle.id)
    await case.tell("referral_answered", of="r1", answer="accepted")
    await case.tell("barrier_settled", of="b1", result="solved", judgement="back to normal")
    child = here.env.client.get_workflow_handle(child_of(case.handle.id, "r1"))
    assert await asyncio.wait_for(child.result(), 10) == "closed"


async def test_a_case_ends_with_its_outcome_and_all_of_its_lines_written(here: Office) -> None:
    case = await here.open()
    await case.tell("case_closed", outcome="moved away", why="moved to the coast")

    assert await case.handle.result() == "moved away"
    assert here.shelf.kinds(case.handle.id) == ["opened", "case_closed"]


async def test_without_a_cache_every_wake_replays_and_nothing_is_different() -> None:
    async with office(cached=0) as here:
        case = await here.open()
        await explored(case)
        await here.days(20)
        await case.tell("contact_held")

        by_hand = HandClock((await case.now()).opened, under=TERMS.programme)
        by_hand.tell(ConversationHeld(), *(ProbeAnswered(of=probe, answer="no problem") for probe in PROBES))
        by_hand.days_pass(20).tell(ContactHeld())
        live = await case.now()
        assert {key: p.by for key, p in live.agenda.items()} == {key: p.by for key, p in by_hand.case.agenda.items()}


async def test_a_fast_clock_lives_the_same_days_sooner(here: Office) -> None:
    real = await here.env.get_current_time()
    case = await here.open(clock=Clock(real=real, case=real.replace(year=2026, month=5, day=4, hour=8), pace=1000))

    await here.env.sleep(timedelta(hours=1))

    live = await case.now()
    assert live.opened.date().isoformat() == "2026-05-04"
    assert "hour_came" in here.shelf.kinds(live.id)
    assert live.at - live.opened >= timedelta(days=30)
