"""Cases are opened once, numbered so that the number can be said, and found again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from records import cases, journal
from records.cases import Wanted
from tests.town import DAY, NOON, begun, handed, line, opening, settle

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


async def test_a_case_gets_a_number_that_can_be_said(pool: Pool):
    first = await begun(pool)
    second = await cases.begin(pool, opening("opening-2", "person-2"))

    assert (first.number, second.number) == ("K-0001", "K-0002")


async def test_numbers_go_on_after_9999(pool: Pool):
    await settle(pool)
    await pool.execute("SELECT setval('case_numbers', 12344)")

    assert (await cases.begin(pool, opening())).number == "K-12345"


async def test_opening_twice_under_one_id_is_one_case(pool: Pool):
    first = await begun(pool)

    again = await cases.begin(pool, opening())

    assert first.fresh
    assert again == first._replace(fresh=False)


async def test_ten_openings_at_once_under_one_id_are_one_case(pool: Pool):
    await settle(pool)

    told = await asyncio.gather(*(cases.begin(pool, opening()) for _ in range(10)))

    assert len({case.case_id for case in told}) == 1
    assert sum(case.fresh for case in told) == 1


async def test_a_second_open_case_of_one_person_and_method_is_refused_with_its_number(pool: Pool):
    case = await begun(pool)

    with pytest.raises(cases.AlreadyOpen, match=f"already has an open case of this method, {case.number}"):
        await cases.begin(pool, opening("opening-2"))


async def test_ten_different_openings_at_once_begin_one_case(pool: Pool):
    await settle(pool)

    told = await asyncio.gather(*(cases.begin(pool, opening(f"opening-{n}")) for n in range(10)), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in told) == ["AlreadyOpen"] * 9 + ["Begun"]


async def test_a_refused_opening_uses_up_no_number(pool: Pool):
    await begun(pool)
    with pytest.raises(cases.AlreadyOpen):
        await cases.begin(pool, opening("opening-2"))

    assert (await cases.begin(pool, opening("opening-3", "person-2"))).number == "K-0002"


async def test_another_method_or_a_closed_case_is_no_hindrance(pool: Pool):
    case = await begun(pool)
    await cases.begin(pool, opening("opening-2", method="forem"))
    await journal.keep(pool, handed(case, lines=[line(1)], ended=NOON, outcome="regular work"))

    assert (await cases.begin(pool, opening("opening-3"))).fresh


async def test_an_opening_id_used_for_somebody_else_is_refused(pool: Pool):
    await begun(pool)

    with pytest.raises(cases.OpeningUsed, match="began K-0001, for another person or method"):
        await cases.begin(pool, opening("opening-1", "person-2"))


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"person": "nobody"}, "nobody is known under this person's id: add the person first"),
        ({"office": "south"}, "there is no office south: add it first, or choose another"),
        ({"counsellor": "S-none"}, "nobody of the staff has the id S-none: add them first, or choose another counsellor"),
    ],
)
async def test_an_opening_that_names_strangers_is_refused(pool: Pool, named: dict[str, str], sentence: str):
    await settle(pool)

    with pytest.raises(cases.Unknown) as refused:
        await cases.begin(pool, opening().model_copy(update=named))

    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["K-0001", "k-0001", "k1", "1", "0001", " K-1 ", "K-00", "test client o", "ONE", "client"])
async def test_a_case_is_found_by_number_or_by_the_beginning_of_a_word_of_the_name(pool: Pool, text: str):
    case = await begun(pool)

    (found,) = await cases.find(pool, text)

    assert (found.id, found.name) == (case.case_id, "Test Client One")


@pytest.mark.parametrize("text", ["", "  ", "K", "2", "lient", "%", "_", "K-", "nobody"])
async def test_what_no_number_and_no_name_begins_with_finds_nothing(pool: Pool, text: str):
    await begun(pool)

    assert await cases.find(pool, text) == []


async def test_accents_need_not_be_typed(pool: Pool):
    await settle(pool)
    case = await cases.begin(pool, opening(person="person-2"))

    assert [found.id for found in await cases.find(pool, "test client two")] == [case.case_id]


async def test_a_list_shows_late_cases_first_and_only_those_wanted(pool: Pool):
    one = await begun(pool)
    two = await cases.begin(pool, opening("opening-2", "person-2"))
    await journal.keep(pool, handed(one, lines=[line(1)], next_due=NOON))
    await journal.keep(pool, handed(two, lines=[line(1)], person="person-2", overdue=True, phases=["mapping"], next_due=NOON + DAY))

    async def listed(**wanted: object) -> list[str]:
        return [case.number for case in await cases.list_(pool, Wanted.model_validate(wanted), NOON)]

    assert await listed() == ["K-0002", "K-0001"]
    assert await listed(phase="mapping") == ["K-0002"]
    assert await listed(overdue=False, counsellor="S-counsellor", office="north", method="kina") == ["K-0001"]
    assert await listed(office="south") == []


async def test_a_closed_case_leaves_the_list_but_not_the_records(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)], ended=NOON, outcome="regular work"))

    assert await cases.list_(pool, Wanted()) == []
    assert [listed.outcome for listed in await cases.list_(pool, Wanted(open_only=False))] == ["regular work"]
    assert [found.number for found in await cases.find(pool, "one")] == ["K-0001"]


async def test_a_case_of_an_unknown_id_is_not_there(pool: Pool):
    assert await cases.row(pool, "none") is None
