"""Offices, teams, staff, clients and terms are kept, changed and found."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from records import offices, organisations, people, staff, teams, terms
from records import pool as door
from records.offices import Office
from records.organisations import Organisation
from records.people import Person
from records.staff import Member
from records.teams import Team
from records.terms import Terms
from tests.town import settle

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


async def test_an_office_is_kept_with_its_hours_and_closed_days_and_can_change(pool: Pool):
    office = Office(id="n", name="North", zone="Europe/Brussels", country="BE", opens=time(9), closed_days=[date(2026, 7, 3)])
    await offices.add(pool, office)
    await offices.add(pool, office.model_copy(update={"name": "North East"}))

    assert await offices.list_(pool) == [office.model_copy(update={"name": "North East"})]
    assert await offices.get(pool, "south") is None


async def test_a_team_is_kept_with_its_lead(pool: Pool):
    await settle(pool)

    team = await teams.get(pool, "team-1")

    assert team
    assert team.lead == "S-lead"


async def test_new_staff_get_an_opaque_id_that_can_be_read_aloud(pool: Pool):
    await settle(pool)

    new = await staff.add(pool, Member(name="Test New", email="New@office.example", office="north", roles=["counsellor"]))

    assert new.id.startswith("S-")
    assert len(new.id) == 6
    assert await staff.get(pool, new.id) == await staff.get(pool, "new@OFFICE.example") == new


async def test_two_new_members_never_share_an_id(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    await settle(pool)
    drawn = iter(["S-same", "S-same", "S-other"])
    monkeypatch.setattr(staff, "_new_id", lambda: next(drawn))

    added = [await staff.add(pool, Member(name=name, email="x@office.example", office="north")) for name in ("Test A", "Test B")]

    assert [member.id for member in added] == ["S-same", "S-other"]


async def test_an_absence_is_noted_and_taken_back(pool: Pool):
    await settle(pool)

    assert await staff.away(pool, "S-lead", date(2026, 3, 1), date(2026, 3, 8))
    away = await staff.get(pool, "S-lead")
    assert await staff.away(pool, "S-lead", None)
    back = await staff.get(pool, "S-lead")

    assert away
    assert (away.away_from, away.away_until) == (date(2026, 3, 1), date(2026, 3, 8))
    assert back
    assert (back.away_from, back.away_until) == (None, None)
    assert not await staff.away(pool, "S-nobody", None)


async def test_staff_are_listed_by_office(pool: Pool):
    await settle(pool)

    assert [member.id for member in await staff.list_(pool, "north")] == ["S-counsellor", "S-deputy", "S-lead"]
    assert await staff.list_(pool, "south") == []
    assert len(await staff.list_(pool)) == 3


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"office": "south"}, "there is no such office: add it first, or choose another"),
        ({"team": "team-9"}, "there is no such team: add it first, or leave it out"),
        ({"deputy": "S-none"}, "nobody of the staff has the id of the deputy: add them first"),
        ({"id": "S-me", "deputy": "S-me"}, "nobody is their own deputy: choose somebody else"),
    ],
)
async def test_staff_who_do_not_fit_are_refused_with_a_sentence(pool: Pool, said: dict[str, str], sentence: str):
    await settle(pool)
    told = {"name": "Test New", "email": "new@office.example", "office": "north"}

    with pytest.raises(door.NotKept) as refused:
        await staff.add(pool, Member.model_validate(told | said))

    assert str(refused.value) == sentence


@pytest.mark.parametrize(("first", "last"), [(date(2026, 3, 8), date(2026, 3, 1)), (None, date(2026, 3, 1))])
async def test_an_absence_that_ends_before_it_begins_is_refused(pool: Pool, first: date | None, last: date):
    await settle(pool)

    with pytest.raises(door.NotKept, match="look at the dates"):
        await staff.away(pool, "S-lead", first, last)


async def test_an_office_that_closes_before_it_opens_and_a_team_nowhere_are_refused(pool: Pool):
    with pytest.raises(door.NotKept, match="opens before it closes"):
        await offices.add(pool, Office(id="n", name="North", zone="Europe/Brussels", country="BE", opens=time(18)))
    with pytest.raises(door.NotKept, match="no such office"):
        await teams.add(pool, Team(id="t", office="n", name="Team"))


@pytest.mark.parametrize("text", ["test", "client", "TWO", "Tést Cliënt", "cliënt t"])
async def test_a_client_is_found_by_the_beginning_of_any_word_of_the_name(pool: Pool, text: str):
    await settle(pool)

    assert "person-2" in [person.id for person in await people.find(pool, text)]


async def test_a_client_is_kept_and_can_change(pool: Pool):
    person = await people.add(pool, Person(name="Test Client Three", born=date(1990, 2, 28)))
    moved = await people.add(pool, person.model_copy(update={"address": "1 Example Street"}))

    assert person.id
    assert await people.get(pool, person.id) == moved
    assert await people.get(pool, "nobody") is None


async def test_terms_are_kept_once_under_their_hash(pool: Pool):
    kept = Terms(hash="abc", method="kina", programme="ocmw", version="1", body="{}")
    await terms.keep(pool, kept)
    await terms.keep(pool, kept)

    assert await terms.get(pool, "abc") == kept
    assert await terms.get(pool, "def") is None
    with pytest.raises(terms.TermsDisagree):
        await terms.keep(pool, kept.model_copy(update={"body": "{ }"}))


@pytest.mark.parametrize("dsn", ["postgresql://nobody@127.0.0.1:1/none", "postgresql://itinerary:wrong@{place}/postgres"])
async def test_a_server_that_is_away_or_refuses_us_is_told_in_a_sentence(empty_dsn: str, dsn: str):
    place = empty_dsn.partition("@")[2].partition("/")[0]

    with pytest.raises(door.DatabaseAway, match="start it with `itinerary up`"):
        await door.opened(dsn.format(place=place))


async def test_an_office_says_in_which_order_people_are_reached_and_where_its_letters_come_from(pool: Pool):
    north = Office(
        id="O-9", name="Example Office", zone="Europe/Brussels", country="BE", channels=["sms", "email"], address="Example Square 1"
    )
    await offices.add(pool, Office(id="O-9", name="Example Office", zone="Europe/Brussels", country="BE"))
    assert (kept := await offices.get(pool, "O-9"))
    assert kept.channels == ["email", "sms", "letter"]

    await offices.add(pool, north)

    assert await offices.get(pool, "O-9") == north


async def test_a_letter_on_paper_goes_to_a_client_who_is_known_twice_where_the_one_that_counts_lives(pool: Pool):
    await people.add(pool, Person(id="P-1", name="Test Client One", address="Example Street 1"))
    await people.add(pool, Person(id="P-2", name="Test Client Once More", address="Example Street 2"))
    await pool.execute("UPDATE people SET same_as = 'P-1' WHERE id = 'P-2'")

    assert [await pool.fetchval("SELECT posted_to($1)", who) for who in ("P-1", "P-2", "S-nobody")] == ["Example Street 1"] * 2 + [None]


async def test_a_letter_on_paper_to_an_organisation_goes_where_it_is(pool: Pool):
    await organisations.add(pool, Organisation(id="A-1", name="Example Employer", sorts=["employer"], address="Example Quay 7"))

    assert await pool.fetchval("SELECT posted_to('A-1')") == "Example Quay 7"


async def test_an_organisation_of_which_no_language_is_known_has_none_of_its_own(pool: Pool):
    await organisations.add(pool, Organisation(id="A-1", name="Example Employer", sorts=["employer"]))
    await organisations.add(pool, Organisation(id="A-2", name="Example Employer Two", sorts=["employer"], language="fr"))

    assert [await pool.fetchval("SELECT language FROM reached($1)", who) for who in ("A-1", "A-2")] == [None, "fr"]


async def test_staff_are_reached_by_telephone_too(pool: Pool):
    await offices.add(pool, Office(id="O-9", name="Example Office", zone="Europe/Brussels", country="BE"))
    await staff.add(pool, Member(id="S-9", name="Test Nine", email="nine@office.example", office="O-9", phone="+32 470 12 34 56"))

    assert await pool.fetchval("SELECT phone FROM reached('S-9')") == "+32 470 12 34 56"
