"""A handover is written whole, once and in order, and the lists can be made anew from the journal."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING

import asyncpg
import pytest

from casework.case import Line
from casework.handover import Handover
from records import agenda, cases, journal, messages
from records import pool as door
from records.at_once import kept_at_once
from records.rebuild import NoSuchCase, rebuild
from tests.town import DAY, NOON, begun, handed, line, message, opening, promise

WITHOUT_TEMPORARY_THINGS = """
    DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
    CREATE ROLE writer;
    SET ROLE writer
"""

if TYPE_CHECKING:
    from records.cases import Begun
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


async def everything(pool: Pool) -> dict[str, list[dict[str, object]]]:
    """Each table that a handover writes, row by row."""
    tables = {"cases": "id", "journal": "case_id, number", "agenda": "case_id, key", "messages": "id"}
    return {table: [dict(row) for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY {order}")] for table, order in tables.items()}


def week(case: Begun) -> list[Handover]:
    """Three handovers: an interview is promised, moved, and met."""
    return [
        handed(
            case, lines=[line(1), line(2)], messages=[message("m1", 1), message("m2", 2)], agenda=[promise("interview:a"), promise("plan")]
        ),
        handed(case, lines=[line(3)], messages=[message("m3", 3)], agenda=[promise("interview:a", by=NOON + 9 * DAY), promise("plan")]),
        handed(case, lines=[line(4)], agenda=[promise("plan", rung=1, overdue=True)], phases=["mapping"], overdue=True),
    ]


async def test_a_handover_is_read_back_as_it_was_told(pool: Pool):
    case = await begun(pool)
    told = handed(case, lines=[line(1), line(2)], messages=[message("m1")], agenda=[promise("interview:a")])

    await journal.keep(pool, told)

    assert await cases.row(pool, case.case_id, NOON) == told.case
    assert await journal.lines(pool, case.case_id) == told.lines
    assert await journal.lines(pool, case.case_id, after=1) == told.lines[1:]
    assert [owed.key for owed in await agenda.of_case(pool, case.case_id)] == ["interview:a"]
    assert [planned.values for planned in await messages.of_case(pool, case.case_id, NOON)] == [{"promise": "interview"}]


async def test_handing_over_twice_changes_nothing(pool: Pool):
    case = await begun(pool)
    for told in week(case):
        await journal.keep(pool, told)
    before = await everything(pool)

    await journal.keep(pool, week(case)[-1])

    assert await everything(pool) == before


async def test_an_older_handover_that_comes_late_does_not_take_the_lists_back(pool: Pool):
    case = await begun(pool)
    for told in week(case):
        await journal.keep(pool, told)
    before = await everything(pool)

    for told in week(case):
        await journal.keep(pool, told)

    assert await everything(pool) == before | {"agenda": before["agenda"]}


async def test_lines_written_before_may_come_again_with_new_ones(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1), line(2)]))

    await journal.keep(pool, handed(case, lines=[line(2), line(3)]))

    assert [written.number for written in await journal.lines(pool, case.case_id)] == [1, 2, 3]


@pytest.mark.parametrize(
    "otherwise",
    [{"kind": "plan_made"}, {"by": "S-lead"}, {"phases": []}, {"told": NOON}, {"telling": "t"}, {"fact": {"kind": "interview_held"}}],
)
async def test_a_line_that_says_something_else_is_refused_and_nothing_is_written(pool: Pool, otherwise: dict[str, object]):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1), line(2)]), 1))
    before = await everything(pool)

    with pytest.raises(journal.JournalDisagrees, match="line 2 of case"):
        await journal.keep(pool, handed(case, lines=[line(2, **otherwise), line(3)], messages=[message("m3", 3)], agenda=[promise("plan")]))

    assert await everything(pool) == before


@pytest.mark.parametrize(("numbers", "missing_before"), [([3], 3), ([2, 4], 4), ([2, 3, 5, 7], 5)])
async def test_a_gap_is_refused_and_nothing_is_written(pool: Pool, numbers: list[int], missing_before: int):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)]))
    before = await everything(pool)

    with pytest.raises(journal.JournalGap, match=f"before line {missing_before} of case"):
        await journal.keep(pool, handed(case, lines=[line(number) for number in numbers], messages=[message("m", 3)]))

    assert await everything(pool) == before


async def test_a_journal_begins_with_line_one(pool: Pool):
    case = await begun(pool)

    with pytest.raises(journal.JournalGap):
        await journal.keep(pool, handed(case, lines=[line(2)]))


async def test_the_same_handover_from_many_workers_at_once_is_written_once(pool: Pool):
    case = await begun(pool)
    told = week(case)[0]

    await asyncio.gather(*(journal.keep(pool, told) for _ in range(8)))

    assert await journal.lines(pool, case.case_id) == told.lines
    assert len(await messages.of_case(pool, case.case_id, NOON)) == 2


async def test_handovers_that_race_leave_the_lists_at_the_last_line(pool: Pool):
    case = await begun(pool)
    told = week(case)
    await journal.keep(pool, told[0])
    await journal.keep(pool, told[1])

    await asyncio.gather(*(journal.keep(pool, handover) for handover in [*told, *reversed(told)]))

    assert await cases.row(pool, case.case_id) == told[-1].case
    assert [(owed.key, owed.rung) for owed in await agenda.of_case(pool, case.case_id)] == [("plan", 1)]


async def test_two_cases_are_written_at_once_without_waiting_for_each_other(pool: Pool):
    one = await begun(pool)
    two = await cases.begin(pool, opening("opening-2", "person-2"))
    async with pool.acquire() as connection, connection.transaction():
        await journal.write(connection, handed(one, lines=[line(1)]))

        await asyncio.wait_for(journal.keep(pool, handed(two, lines=[line(1)], person="person-2")), 5)

    assert len(await journal.lines(pool, two.case_id)) == 1


@pytest.mark.parametrize("unfit", [{"fact": {"note": "Test Client One\0"}}, {"number": 0, "kind": "Test Client One"}])
async def test_what_can_never_be_written_says_so_without_quoting_it(pool: Pool, unfit: dict[str, object]):
    case = await begun(pool)

    with pytest.raises(door.Unwritable) as refused:
        await journal.keep(pool, handed(case, lines=[line(1) | unfit]))

    assert "Client" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("statement", ["UPDATE journal SET kind = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
async def test_the_journal_is_only_added_to(pool: Pool, statement: str):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)]))

    with pytest.raises(asyncpg.RaiseError, match="the journal is only added to"):
        await pool.execute(statement)


async def test_a_telling_is_found_again_however_old(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1), line(2, telling="telling-1"), line(3)]))

    first = await journal.told(pool, case.case_id, "telling-1")

    assert first
    assert first.number == 1
    assert await journal.told(pool, case.case_id, "never told") is None
    assert await journal.told(pool, "another case", "telling-1") is None


async def test_a_long_handover_takes_a_few_round_trips(pool: Pool):
    case = await begun(pool)
    told = handed(
        case,
        lines=[line(number) for number in range(1, 501)],
        messages=[message(f"m{n}", n) for n in range(1, 501)],
        agenda=[promise(f"plan:{n}") for n in range(100)],
    )
    asked: list[str] = []
    async with pool.acquire() as connection, connection.transaction():
        connection.add_query_logger(lambda query: asked.append(query.query))
        await journal.write(connection, told)

    assert len([query for query in asked if query.startswith(("INSERT", "WITH"))]) == len(asked) - 1 == 5


async def test_a_case_that_is_wiped_from_the_lists_comes_back_equal(pool: Pool):
    case = await begun(pool)
    for told in week(case):
        await journal.keep(pool, told)
    await messages.sent(pool, "m1", channel="email", recipient="S-counsellor", at=NOON, message_id="<m1@office.example>")
    before = await everything(pool)
    await pool.execute("DELETE FROM agenda")
    await pool.execute("DELETE FROM messages WHERE state = 'planned'")
    await pool.execute("UPDATE messages SET letter = 'wrong', filled_in = '{}', due = now()")
    await pool.execute(
        "UPDATE cases SET phases = '{}', line = 99, overdue = false, waiting_for = 'nothing', next_due = NULL, ended = now()"
    )
    await pool.execute("INSERT INTO agenda (case_id, key, kind, of_what, whose, made) VALUES ($1, 'x', 'x', '', '', now())", case.case_id)

    await rebuild(pool, case.case_id, folded(case))

    assert await everything(pool) == before


async def test_rebuilding_what_is_right_changes_nothing(pool: Pool):
    case = await begun(pool)
    for told in week(case):
        await journal.keep(pool, told)
    before = await everything(pool)

    await rebuild(pool, case.case_id, folded(case))

    assert await everything(pool) == before


async def test_rebuilding_keeps_a_message_that_went_out_and_drops_one_that_was_never_due(pool: Pool):
    case = await begun(pool)
    stray = [message("went out", 1), message("never due", 1)]
    await journal.keep(pool, handed(case, lines=[line(1)], messages=stray))
    await messages.sent(pool, "went out", channel="email", recipient="S-counsellor", at=NOON)

    await rebuild(pool, case.case_id, lambda lines: handed(case, lines=[line(len(lines))]))

    assert [(kept.id, kept.state) for kept in await messages.of_case(pool, case.case_id, NOON)] == [("went out", "sent")]


async def test_a_case_that_does_not_exist_is_not_rebuilt(pool: Pool):
    with pytest.raises(NoSuchCase):
        await rebuild(pool, "none", lambda lines: pytest.fail(f"there is nothing to fold: {lines}"))


def folded(case: Begun):
    """A fold that gives what the week gave: the last row and agenda, and all messages."""

    def fold(lines: list[Line]) -> Handover:
        told = week(case)
        assert lines == [line for handover in told for line in handover.lines]
        return told[-1].model_copy(update={"lines": lines, "messages": [message for handover in told for message in handover.messages]})

    return fold


def tried(told: Handover, minute: int) -> Handover:
    return told.model_copy(update={"tried_at": NOON + minute * DAY})


async def test_what_a_lost_attempt_wrote_gives_way_to_the_next_and_is_set_aside(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    lost = handed(case, lines=[line(2, telling="a"), line(3, telling="b")], messages=[message("ghost", 2), message("both", 3)])
    await journal.keep(pool, tried(lost, 1))

    again = handed(case, lines=[line(2, telling="b")], messages=[message("both", 2)])
    await journal.keep(pool, tried(again, 2))

    assert [(row.number, row.telling) for row in await journal.lines(pool, case.case_id)] == [(1, line(1)["telling"]), (2, "b")]
    assert await pool.fetchval("SELECT count(*) FROM journal_overtaken WHERE case_id = $1", case.case_id) == 2
    assert await pool.fetchval("SELECT array_agg(id ORDER BY id) FROM messages WHERE case_id = $1", case.case_id) == ["both"]


@pytest.mark.parametrize("told_by_the_workflow", [[2], [2, 3], [1, 2]])
async def test_lines_on_which_a_later_attempt_has_built_never_give_way(pool: Pool, told_by_the_workflow: list[int]):
    case = await begun(pool)
    for number in (1, 2, 3):
        await journal.keep(pool, tried(handed(case, lines=[line(number)], messages=[message(f"m{number}", number)]), number))
    before = await everything(pool)
    lines = [line(number) if number == 1 else line(number, telling="of a store that was taken back") for number in told_by_the_workflow]

    with pytest.raises(journal.JournalDisagrees, match="line 2 of case"):
        await journal.keep(pool, tried(handed(case, lines=lines), 4))

    assert await everything(pool) == before


async def test_a_case_that_was_taken_back_by_some_lines_is_noticed_even_if_it_says_the_first_of_them_again(pool: Pool):
    case = await begun(pool)
    for number in (1, 2, 3):
        await journal.keep(pool, tried(handed(case, lines=[line(number)]), number))

    with pytest.raises(journal.JournalDisagrees, match="line 2 of case"):
        await journal.keep(pool, tried(handed(case, lines=[line(1)]), 4))


async def test_a_longer_attempt_sets_aside_a_shorter_one_that_was_lost(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    await journal.keep(pool, tried(handed(case, lines=[line(2, telling="lost"), line(3, telling="b")]), 1))

    again = handed(case, lines=[line(2, telling="b"), *(line(number) for number in (3, 4, 5))])
    await journal.keep(pool, tried(again, 2))

    assert await journal.lines(pool, case.case_id) == [Line.model_validate(line(1)), *again.lines]


@pytest.mark.parametrize("second", [["a", "b", "c"], ["a", "c", "b"], ["c", "a", "b", "d"]])
async def test_two_lost_attempts_give_way_even_if_the_second_said_again_what_the_first_had_written(pool: Pool, second: list[str]):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    for minute, tellings in enumerate((["a", "b"], second, ["b", "a", "c", "d"]), start=1):
        lines = [line(number, telling=telling) for number, telling in enumerate(tellings, start=2)]
        await journal.keep(pool, tried(handed(case, lines=lines), minute))
        assert not await journal.told(pool, case.case_id, "a", for_good=True)

    assert [row.telling for row in await journal.lines(pool, case.case_id)][1:] == ["b", "a", "c", "d"]
    await journal.keep(pool, tried(handed(case, lines=[line(6)]), 4))
    assert await journal.told(pool, case.case_id, "a", for_good=True)


async def test_an_attempt_that_said_it_all_again_and_then_more_gives_way_when_it_is_lost(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    before = [line(2), line(3)]
    await journal.keep(pool, tried(handed(case, lines=before), 1))
    for lost in (before, [line(4, telling="lost")]):
        await journal.keep(pool, tried(handed(case, lines=lost), 2))

    await journal.keep(pool, tried(handed(case, lines=[*before, line(4, telling="real"), line(5)]), 3))

    assert [row.telling for row in await journal.lines(pool, case.case_id)][3:] == ["real", line(5)["telling"]]


async def test_a_page_that_turned_hands_on_what_was_kept_in_its_last_moment_and_a_lost_attempt_that_knew_it_gives_way(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    await journal.keep(pool, tried(handed(case, lines=[line(2)]), 1))  # told to the page, which turns before it hears of it
    await journal.keep(pool, tried(handed(case, lines=[line(3), line(4, telling="lost")]), 2))  # heard of it, and is lost

    await journal.keep(pool, tried(handed(case, lines=[line(2), line(3), line(4, telling="of the next page")]), 3))
    await journal.keep(pool, tried(handed(case, lines=[line(2), line(3, telling="and once more")]), 4))  # the one before was lost too

    assert [one.telling for one in await journal.lines(pool, case.case_id)] == [line(1)["telling"], line(2)["telling"], "and once more"]


async def test_of_two_attempts_that_began_in_the_same_instant_the_one_that_comes_last_counts(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    lost = [line(number, telling=telling) for number, telling in enumerate(["a", "c", "b", "d"], start=2)]
    await journal.keep(pool, tried(handed(case, lines=lost, messages=[message("ghost", 5)]), 1))

    counts = [line(number, telling=telling) for number, telling in enumerate(["a", "b", "c"], start=2)]
    for _ in range(2):
        await journal.keep(pool, tried(handed(case, lines=counts), 1))

    assert [row.telling for row in await journal.lines(pool, case.case_id)][1:] == ["a", "b", "c"]
    assert await pool.fetchval("SELECT count(*) FROM messages WHERE case_id = $1", case.case_id) == 0


async def test_a_handover_in_whose_way_nothing_stands_is_one_call_of_postgresql(pool: Pool):
    case, said = await begun(pool), list[str]()
    first, second = (handed(case, lines=[line(n)], messages=[message(f"m{n}", n)]) for n in (1, 2))
    async with pool.acquire() as connection:
        assert await kept_at_once(connection, first)
        with connection.query_logger(lambda query: said.append(query.query)):
            assert await kept_at_once(connection, second)

    assert len(said) == 1
    assert [row.number for row in await journal.lines(pool, case.case_id)] == [1, 2]
    assert await pool.fetchval("SELECT count(*) FROM messages WHERE case_id = $1", case.case_id) == 2


async def test_a_handover_in_whose_way_another_stands_goes_the_long_way(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1), line(2, telling="lost")]), 1))
    before = await everything(pool)

    async with pool.acquire() as connection:
        assert not await kept_at_once(connection, tried(handed(case, lines=[line(2, telling="real")]), 2))

    assert await everything(pool) == before


async def test_a_role_that_may_make_nothing_of_its_own_writes_the_long_way(pool: Pool):
    case = await begun(pool)
    async with pool.acquire() as connection:
        await connection.execute(WITHOUT_TEMPORARY_THINGS)
        kept = await kept_at_once(connection, handed(case, lines=[line(1)]))
        await connection.execute("RESET ROLE; DROP ROLE writer")

    assert not kept


async def test_however_many_attempts_of_one_instant_are_lost_a_later_one_counts(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1)]), 0))
    for lost in ("a", "b", "c"):
        await journal.keep(pool, tried(handed(case, lines=[line(2, telling=lost)]), 1))

    await journal.keep(pool, tried(handed(case, lines=[line(2, telling="real")]), 2))

    assert [row.telling for row in await journal.lines(pool, case.case_id)][1:] == ["real"]
    aside = await pool.fetch("SELECT line ->> 'telling' AS telling FROM journal_overtaken WHERE case_id = $1", case.case_id)
    assert sorted(row["telling"] for row in aside) == ["a", "b", "c"]


async def test_an_attempt_that_was_overtaken_while_it_slept_changes_nothing(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1), line(2, telling="real")]), 2))
    before = await everything(pool)

    with pytest.raises(journal.JournalDisagrees):
        await journal.keep(pool, tried(handed(case, lines=[line(2, telling="asleep"), line(3)]), 1))

    assert await everything(pool) == before


async def test_the_same_handover_again_after_a_later_one_is_harmless(pool: Pool):
    case = await begun(pool)
    first = tried(handed(case, lines=[line(1)]), 1)
    await journal.keep(pool, first)
    await journal.keep(pool, tried(handed(case, lines=[line(2)]), 2))

    await journal.keep(pool, first)

    assert [row.number for row in await journal.lines(pool, case.case_id)] == [1, 2]


async def test_a_line_counts_as_told_for_good_once_a_later_attempt_has_built_on_it(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, tried(handed(case, lines=[line(1, telling="first")]), 1))
    assert await journal.told(pool, case.case_id, "first")
    assert not await journal.told(pool, case.case_id, "first", for_good=True)

    await journal.keep(pool, tried(handed(case, lines=[line(2, telling="second")]), 2))

    assert await journal.told(pool, case.case_id, "first", for_good=True)
    assert not await journal.told(pool, case.case_id, "second", for_good=True)
