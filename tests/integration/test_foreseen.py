"""What is said of messages that have yet to leave is what becomes of them: asked of real rows, and then let come true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from activities import foreseeing
from activities.letters import Letters
from casework.leaving import FOR_A_WHILE, HELD, Drop, Leave, Wait
from casework.ways import WORKLIST
from records import journal, messages
from tests.town import DAY, NOON, begun, handed, line, message, promise

if TYPE_CHECKING:
    from activities.foreseeing import Foreseen
    from records.cases import Begun
    from records.messages import Addressed
    from records.pool import Pool
    from tests.integration.post_office import Post

pytest_plugins = ["tests.postgres", "tests.post"]

LATER = NOON + 2 * DAY
"""A Wednesday, 13:00 in Brussels."""

HOUR = timedelta(hours=1)
SATURDAY = NOON + 5 * DAY
REMINDS = {"kind": "conversation_held", "by": (NOON + 9 * DAY).isoformat(), "rung": "0"}


def reminder(id: str, due: datetime, **said: object) -> dict[str, object]:
    """A reminder to the client, which a rung has planned."""
    usual = {"to": "client", "letter": "client_reminder", "about": "plan", "values": REMINDS, "due": due, "rung": 0}
    return message(id, 1, **usual | said)


@pytest.fixture
def letters(pool: Pool, post: Post) -> Letters:
    return Letters(pool, post.channels)


async def foretold(pool: Pool, case: Begun, letters: Letters) -> dict[str, Foreseen]:
    return await foreseeing.of_case(pool, case.case_id, LATER, letters.channels.there)


async def came_true(pool: Pool, case: Begun, letters: Letters) -> dict[str, Addressed]:
    """What became of each, when a dispatcher had looked whenever something was to be looked at."""
    now = LATER
    while True:
        while await letters.next_ones(now):
            pass
        found = {one.id: one for one in await messages.of_case(pool, case.case_id, now)}
        to_come = [one.goes_at for one in found.values() if one.state == "planned" and one.urgent]
        if not to_come:
            return found
        now = max(now, min(to_come))


def as_foretold(found: dict[str, Foreseen], became: dict[str, Addressed]) -> None:
    for id, foreseen in found.items():
        assert (id, became[id].state) == (id, foreseen.becomes.fate if isinstance(foreseen.becomes, Drop) else "sent")
        if isinstance(foreseen.becomes, Drop):
            assert became[id].reason == foreseen.becomes.why
        else:
            assert (id, became[id].sent_at) == (id, foreseen.at)


async def test_t_22_t_21_t_06_what_waits_for_an_hour_a_day_or_a_word_waits_as_was_foretold_and_for_the_same_reason(
    pool: Pool, letters: Letters
):
    case = await begun(pool)
    got = [reminder(f"got{nth}", NOON) for nth in range(3)]
    coming = [
        reminder("capped", LATER), reminder("morrow", LATER + DAY), reminder("weekend", SATURDAY),
        reminder("useless", SATURDAY, useless_after=SATURDAY + HOUR),
        message("fresh", 2, to="employer", who="E-1", letter="host_asked", about="plan", values=REMINDS, due=LATER),
        reminder("nobody", LATER + DAY, to="teller", who="S-gone", letter="telling_refused", values={"kind": "paused"}),
        reminder("digest", LATER, to="counsellor", letter="promise_due", urgent=False),
    ]  # fmt: skip
    lines = [line(1, kind="opened"), line(2, told=LATER, kind="opened")]
    await journal.keep(pool, handed(case, lines=lines, messages=[*got, *coming], agenda=[promise("plan")]))
    for one in got:
        await messages.sent(pool, str(one["id"]), channel="email", recipient="person-1", at=LATER - HOUR)
    before = await messages.of_case(pool, case.case_id, LATER), await messages.fates(pool, case.case_id)

    found = await foretold(pool, case, letters)

    assert (await messages.of_case(pool, case.case_id, LATER), await messages.fates(pool, case.case_id)) == before, "it looks, and no more"
    assert found["capped"].whys == ("3 messages reached them today, and no more than 3 may: it leaves later",)
    assert found["weekend"].whys == ("nobody is disturbed now: it leaves in working hours",)
    assert found["fresh"].whys == (HELD,)
    assert found["fresh"].becomes == Leave(WORKLIST, "we have no e-mail address of this employer: pass it on yourself")
    assert found["nobody"].becomes == Drop("failed", "it is for somebody we do not know: tell them yourself")
    assert found.pop("digest").with_digest
    as_foretold(found, await came_true(pool, case, letters))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"refuses": ["all"]}, "they want no messages"),
        ({"refuses": ["email"]}, "this client wants no e-mail: pass it on yourself"),
        ({"unreachable": ["email"]}, "the e-mail address of this client reaches nobody: pass it on yourself"),
        ({"silent_until": LATER + 3 * HOUR}, FOR_A_WHILE),
        ({"ended": LATER, "outcome": "died", "line": 2}, "nothing is sent to somebody who has died"),
    ],
)
async def test_t_28_t_06_t_07_t_32_who_is_not_to_be_reached_is_known_before_the_hour(
    pool: Pool, letters: Letters, row: dict[str, object], why: str
):
    case = await begun(pool)
    lines = [line(1, kind="opened"), line(2)]
    await journal.keep(pool, handed(case, lines=lines, messages=[reminder("m", LATER + HOUR)], agenda=[promise("plan")], **row))

    found = await foretold(pool, case, letters)

    becomes = found["m"].becomes
    assert why in (*found["m"].whys, "" if isinstance(becomes, Wait) else becomes.why)
    as_foretold(found, await came_true(pool, case, letters))


async def test_t_06_of_two_rungs_that_a_pause_holds_the_newer_is_said_to_leave_and_the_older_not(pool: Pool, letters: Letters):
    case, comes_back = await begun(pool), LATER + DAY
    rungs = [reminder(f"r{rung}", LATER + (rung + 1) * HOUR, rung=rung, plan="p", useless_after=comes_back) for rung in range(2)]
    row = {"silent_until": comes_back}
    await journal.keep(pool, handed(case, lines=[line(1)], messages=rungs, agenda=[promise("plan", plan="p")], **row))

    found = await foretold(pool, case, letters)

    assert found["r0"].becomes == Drop("superseded", "something newer about the same left instead")
    assert found["r1"].whys == (FOR_A_WHILE,)
    as_foretold(found, await came_true(pool, case, letters))


async def test_t_19_t_20_whose_turn_it_will_be_is_known_as_far_as_it_is_known_who_is_away(pool: Pool, letters: Letters):
    case, tomorrow = await begun(pool), (LATER + DAY).date()
    escalates = message("m", 1, letter="promise_overdue", about="plan", values=REMINDS, due=LATER + DAY)
    await journal.keep(pool, handed(case, lines=[line(1)], messages=[escalates], agenda=[promise("plan")]))
    await pool.execute("UPDATE staff SET away_from = $1, away_until = $1 WHERE id = 'S-counsellor'", tomorrow)
    await pool.execute("UPDATE staff SET email = '' WHERE id = 'S-deputy'")

    found = await foretold(pool, case, letters)

    assert (found["m"].becomes, found["m"].on_list_of) == (Leave(WORKLIST), "Test deputy")
    as_foretold(found, await came_true(pool, case, letters))


async def test_where_nobody_may_get_a_single_message_it_is_said_to_wait_and_not_asked_for_ever(pool: Pool, letters: Letters):
    case = await begun(pool)
    await pool.execute("UPDATE offices SET most_a_day = 0")
    await journal.keep(pool, handed(case, lines=[line(1)], messages=[reminder("m", LATER)], agenda=[promise("plan")]))

    assert isinstance((await foretold(pool, case, letters))["m"].becomes, Wait)
