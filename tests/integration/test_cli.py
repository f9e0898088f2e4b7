"""The command line on real records: who and where, looking, telling, and every sort of wrong input."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from typer.testing import CliRunner

from casework.anytime import CaseClosed
from casework.door import Telling
from records import cases
from records.cases import Opening
from starters.answers.answer import Several
from starters.answers.naming import case_named, client_named
from starters.cli import app
from starters.exit_codes import Exit
from starters.itineraries import Said
from tests.integration.counter import NOW, Counter, NearBy, keep, lived

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

OPEN = ("open", "--programme", "kina-example")
SAME = {"method", "programme", "version", "office", "counsellor"}

pytest_plugins = ["tests.postgres"]


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    """K-0001 of Test Client One."""
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Where verbs are typed."""
    return Counter(dsn, desk, monkeypatch)


# Who and where


def test_an_office_is_added_and_listed(counter: Counter) -> None:
    options = ["--zone", "Europe/Stockholm", "--country", "SE", "--opens", "09:00", "--phone", "08-465 004 00"]
    counter.read("office", "add", "O-9", "Office Nine", *options)

    there = {office["id"]: office for office in counter.read("office", "list")}
    assert {"id": "O-9", "opens": "09:00:00", "phone": "+46 8 465 004 00"}.items() <= there["O-9"].items()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--zone", "Europe/Nowhere", "--country", "BE"], "'Europe/Nowhere' is not a time zone"),
        (["--zone", "Europe/Brussels", "--country", "Belgium"], "'Belgium' is not a country"),
        (["--zone", "Europe/Brussels", "--country", "BE", "--region", "XX"], "'XX' is not a region of BE"),
        (["--zone", "Europe/Brussels", "--country", "BE", "--opens", "18:00"], "opens before it closes"),
        (["--zone", "Europe/Brussels", "--country", "BE", "--opens", "noon"], "opens: "),
        (["--zone", "Europe/Brussels", "--country", "BE", "--closed-day", "2026-02-31"], "closed_days"),
        (["--zone", "Europe/Brussels", "--country", "BE", "--phone", "02 555"], "phone: there is no number 02 555 in BE: write one as"),
    ],
)
def test_an_office_that_cannot_be_is_refused(counter: Counter, options: list[str], sentence: str) -> None:
    ended = counter.type("office", "add", "O-9", "Office Nine", *options)

    assert ended.exit_code == Exit.WRONG_USAGE
    assert sentence in ended.stderr


def test_somebody_of_the_staff_is_added_with_an_id_and_listed(counter: Counter) -> None:
    added = counter.read(
        "staff", "add", "Test Counsellor Nine", "--email", "nine@office.example", "--office", "O-1", "--role", "counsellor"
    )

    assert added["id"].startswith("S-")
    assert added["id"] in {member["id"] for member in counter.read("staff", "list", "--office", "O-1")}


def test_staff_of_an_unknown_office_is_refused(counter: Counter) -> None:
    ended = counter.type("staff", "add", "Test Counsellor Nine", "--email", "nine@office.example", "--office", "O-99")

    assert ended.exit_code == Exit.REFUSED
    assert "there is no such office: add it first, or choose another" in ended.stderr


def test_an_absence_begins_and_ends(counter: Counter) -> None:
    away = counter.type("staff", "away", "S-ana", "--from", "2026-12-01", "--until", "2026-12-10")

    assert "Test Counsellor One is away from 2026-12-01 until 2026-12-10; their work goes to S-ben" in away.stdout
    assert "is back" in counter.type("staff", "away", "ana@office.example", "--back").stdout
    assert {m["id"]: m for m in counter.read("staff", "list")}["S-ana"]["away_from"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["S-nobody", "--from", "2026-12-01"], Exit.NOT_FOUND),
        (["S-ana"], Exit.WRONG_USAGE),
        (["S-ana", "--from", "2026-13-01"], Exit.WRONG_USAGE),
        (["S-ana", "--from", "2026-12-10", "--until", "2026-12-01"], Exit.REFUSED),
    ],
)
def test_an_absence_that_cannot_be_is_refused(counter: Counter, words: list[str], code: Exit) -> None:
    ended = counter.type("staff", "away", *words)

    assert ended.exit_code == code
    assert ended.stderr


def test_a_client_is_added_and_found(counter: Counter) -> None:
    added = counter.read("person", "add", "Test Client Ninety", "--email", "ninety@home.example", "--born", "2000-02-29")

    assert counter.read("person", "find", "ninety")[0]["id"] == added["id"]
    assert counter.type("person", "add", "Test Client X", "--born", "2001-02-29").exit_code == Exit.WRONG_USAGE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["person", "add", "Test Client X", "--email", "x at home"],
            "there is no address x at home: write one as in one@home.example",
        ),
        (["person", "add", "Test Client X", "--born", "2999-01-01"], "born: 2999-01-01 is still to come"),
        (["staff", "add", "Test X", "--email", "x", "--office", "O-1"], "email: there is no address x"),
    ],
)
def test_what_cannot_be_known_of_somebody_is_not_noted(counter: Counter, words: list[str], sentence: str) -> None:
    ended = counter.type(*words)

    assert ended.exit_code == Exit.WRONG_USAGE
    assert sentence in ended.stderr
    assert "Test X" not in counter.type("staff", "list").stdout
    assert counter.read("person", "find", "Test Client X") == []


def test_a_team_is_added(counter: Counter) -> None:
    assert counter.read("team", "add", "T-9", "Team Nine", "--office", "O-1", "--lead", "S-lead")["lead"] == "S-lead"
    assert counter.type("team", "add", "T-9", "Team Nine", "--office", "O-99").exit_code == Exit.REFUSED


# Looking


@pytest.mark.parametrize("name", ["K-0001", "k1", "1", "test client one", "One"])
def test_a_case_is_named_by_its_number_or_its_client(counter: Counter, name: str) -> None:
    assert counter.read("show", name)["case"]["number"] == "K-0001"


def test_a_case_is_named_by_its_id(counter: Counter) -> None:
    assert counter.read("show", counter.desk.case.id)["case"]["number"] == "K-0001"


@pytest.mark.parametrize("name", ["K-0002", "11", "nobody", ""])
def test_an_unknown_case_is_said_so(counter: Counter, name: str) -> None:
    ended = counter.type("show", name)

    assert ended.exit_code == Exit.NOT_FOUND
    assert f"there is no case {name}: look for it with `itinerary find`" in ended.stderr


async def test_a_name_that_several_bear_lists_them(pool: Pool, desk: HandClock) -> None:
    row = await cases.row(pool, desk.case.id)
    assert row
    await cases.begin(pool, Opening(**row.model_dump(include=SAME), id="x2", person="P-2", opened=NOW))

    with pytest.raises(Several, match=r"more than one case could be meant by Test.*K-0001 Test Client One, K-0002 Test Client Two"):
        await case_named(pool, "Test")
    with pytest.raises(Several, match=r"name one by id: .*Test Client Three \(P-3\)"):
        await client_named(pool, "Client")


async def test_of_one_client_the_open_case_is_meant(pool: Pool, desk: HandClock) -> None:
    desk.tell(CaseClosed(outcome="withdrew", why="no need"))
    await keep(pool, desk)
    row = await cases.row(pool, desk.case.id)
    assert row
    await cases.begin(pool, Opening(**row.model_dump(include=SAME), id="x2", person="P-1", opened=NOW))

    assert (await case_named(pool, "test client one")).number == "K-0002"
    assert (await case_named(pool, "1")).number == "K-0001"


def test_a_case_shows_where_it_stands_and_what_it_waits_for(counter: Counter) -> None:
    shown = counter.type("show", "1").stdout

    assert "in exploration" in shown
    assert "counsellor Test Counsellor One (S-ana)" in shown
    assert "talking about a side of life (family)" in shown
    assert "side problem found (b1)" in shown


def test_who_is_responsible_and_their_deputy_read_what_is_restricted_others_do_not(counter: Counter) -> None:
    for who, sees in (("S-ana", True), ("S-ben", True), ("S-lead", True), ("S-eva", False)):
        last = counter.read("journal", "1", "--last", "1", "--as", who)[0]["fact"]
        assert (last["type"], last["note"]) == (("debts", "owes rent") if sees else ("(withheld)", "(withheld)")), who


def test_whoever_does_not_say_who_they_are_reads_nothing_restricted(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITINERARY_AS_WHO")

    for words in (["journal", "1"], ["show", "1"], ["journal", "1", "--json"], ["show", "1", "--json"]):
        said = counter.type(*words).stdout
        assert "debts" not in said
        assert "owes rent" not in said
        assert "(withheld)" in said
    assert "what is withheld is for the counsellor, their deputy and who leads: say who looks with --as" in counter.type("show", "1").stdout


def test_the_journal_is_read_from_a_line_on(counter: Counter) -> None:
    assert [line["kind"] for line in counter.read("journal", "1", "--after", "2")] == ["barrier_found"]
    assert [line["kind"] for line in counter.read("journal", "1", "--last", "2")] == ["conversation_held", "barrier_found"]


def test_cases_are_found_and_listed(counter: Counter) -> None:
    assert [case["number"] for case in counter.read("find", "client o")] == ["K-0001"]
    assert [case["number"] for case in counter.read("list", "--mine")] == ["K-0001"]
    assert counter.read("list", "--mine", "--as", "S-eva") == []
    assert counter.read("list", "--phase", "placement") == []
    assert "no case is found by zz" in counter.type("find", "zz").stdout


def test_the_agenda_of_a_case_of_somebody_and_of_what_is_late(counter: Counter) -> None:
    keys = [owed["key"] for owed in counter.read("agenda", "1")]

    assert "probe_answered:family" in keys
    assert [owed["key"] for owed in counter.read("agenda", "--mine")] == keys
    assert counter.read("agenda", "--mine", "--days", "1") == []
    assert counter.read("agenda", "--overdue") == []
    assert counter.read("agenda", "--mine", "--as", "S-eva") == []


def test_an_agenda_of_nobody_is_asked_for_again(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITINERARY_AS_WHO")

    ended = counter.type("agenda")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "say whose agenda" in ended.stderr


def test_what_was_done_leaves_the_worklist(counter: Counter) -> None:
    first = counter.read("worklist")[0]["id"]

    assert counter.read("worklist", "done", first) == {"id": first, "done": True}
    assert first not in {message["id"] for message in counter.read("worklist")}
    assert counter.type("worklist", "done", first).exit_code == Exit.NOT_FOUND


def test_nobody_ticks_off_what_is_on_somebody_elses_worklist(counter: Counter) -> None:
    first = counter.read("worklist")[0]["id"]

    assert counter.type("worklist", "done", first, "--as", "S-eva").exit_code == Exit.NOT_FOUND


def test_a_case_says_what_it_takes_now(counter: Counter) -> None:
    found = {takes["kind"]: takes for takes in counter.read("facts", "k1")}

    assert found["probe_answered"]["state"] == "awaited"
    assert found["barrier_settled"]["example"].startswith("barrier_settled of=b1 ")
    assert found["relapsed"]["why"] == "side problem b1 is still open: a relapse is told of one that was settled"


def test_what_a_case_takes_is_shown_short_what_it_waits_for_first_and_whole_when_asked(counter: Counter) -> None:
    short, whole = counter.type("facts", "k1").stdout, counter.type("facts", "k1", "--all").stdout

    assert short.index("K-0001 waits for") < short.index("probe_answered of=") < short.index("besides, any time")
    assert "relapsed: side problem b1 is still open" not in short
    assert "relapsed: side problem b1 is still open" in whole
    assert len(short.splitlines()) < len(whole.splitlines()) / 2


def test_a_fact_of_a_case_names_the_words_its_fields_take_there(counter: Counter) -> None:
    counter.read("organisation", "add", "A-1", "Example Debt Counselling", "--sort", "partner")

    assert counter.read("facts", "k1", "probe_answered")["words"]["of"] == ["health", "family", "addiction"]
    assert counter.read("facts", "k1", "barrier-settled")["words"] == {"of": ["b1"]}
    referred = counter.read("facts", "k1", "referred")
    assert (referred["words"]["partner"], referred["words"]["barrier"]) == (["A-1 (Example Debt Counselling)"], ["b1"])
    assert "A-1 (Example Debt Counselling)" in counter.type("facts", "k1", "referred").stdout


# Telling


def test_a_partner_that_is_not_in_the_directory_is_told_with_a_warning_that_names_the_nearest(counter: Counter) -> None:
    told = ("tell", "1", "referred", "barrier=b1", "reason=help with debts", "consent=yes")
    assert counter.read(*told, "partner=A-1")["warnings"] == []
    counter.read("organisation", "add", "A-12", "Example Debt Counselling", "--sort", "partner")

    told_again = counter.type(*told, "partner=A-11")

    assert told_again.exit_code == Exit.OK
    assert "partner=A-11 is not in the directory of organisations; near it are A-12 (Example Debt Counselling)" in told_again.stdout


def test_what_is_told_says_what_changed(counter: Counter) -> None:
    said = counter.type("tell", "1", "probe_answered", "of=family", "answer=no problem").stdout

    assert "K-0001 line 4: side of life talked about (family)" in said
    assert "no longer awaited: talking about a side of life (family)" in said
    assert "phases: exploration" in said


def test_what_begins_a_thing_gets_the_next_free_id(counter: Counter) -> None:
    assert "it was given the id b2" in counter.type("tell", "1", "barrier_found", "type=housing").stdout
    assert "it was given the id b3" in counter.type("tell", "1", "probe_answered", "of=health", "answer=problem").stdout
    assert counter.desk.case.barriers.keys() == {"b1", "b2", "b3"}


def test_telling_again_under_the_same_id_changes_nothing(counter: Counter) -> None:
    counter.read("tell", "1", "remark_made", "note=once", "--id", "mine")

    again = counter.read("tell", "1", "remark_made", "note=once", "--id", "mine")

    assert (again["how"], again["line"]) == ("told before", 4)


def test_an_id_that_stands_for_another_fact_is_refused_and_nothing_is_said_to_be_taken(counter: Counter) -> None:
    counter.read("tell", "1", "remark_made", "note=once", "--id", "mine")

    for other in (["remark_made", "note=other"], ["contact_held"]):
        ended = counter.type("tell", "1", *other, "--id", "mine")
        assert ended.exit_code == Exit.REFUSED
        assert "the id mine was used before, for line 4 (remark made): nothing was changed; choose another --id" in ended.stderr


def test_what_begins_a_thing_keeps_its_id_when_it_is_told_again(counter: Counter) -> None:
    counter.read("tell", "1", "barrier_found", "type=housing", "--id", "mine")

    assert counter.read("tell", "1", "barrier_found", "type=housing", "--id", "mine")["of"] == "b2"


def test_a_case_is_given_to_somebody_of_the_staff_by_id_or_address(counter: Counter) -> None:
    counter.read("tell", "1", "referent_assigned", "who=ben@office.example", "why=she moved")

    assert counter.read("show", "1")["case"]["counsellor"] == "S-ben"


def test_a_day_gone_by_is_kept_with_the_fact_and_with_who_told_it(counter: Counter) -> None:
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011

    counter.read("tell", "1", "remark_made", "note=late", f"happened={yesterday}", "--as", "S-ben")

    line = counter.read("journal", "1", "--last", "1")[0]
    assert line["by"] == "S-ben"
    assert line["happened"].startswith(str(yesterday))


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["99", "conversation_held"], Exit.NOT_FOUND, "there is no case 99"),
        (["1", "conversaton_held"], Exit.WRONG_USAGE, "did you mean conversation_held"),
        (["1", "remark_made", "noet=x"], Exit.WRONG_USAGE, "did you mean note"),
        (["1", "barrier_settled", "of=b1"], Exit.WRONG_USAGE, "is missing"),
        (
            ["1", "barrier_settled", "of=b7", "result=solved", "judgement=fine"],
            Exit.REFUSED,
            "this case has no side problem b7: there is b1",
        ),
        (["1", "resumed"], Exit.REFUSED, "this case is not paused"),
        (["1", "remark_made", "note=x", "--on", "2999-01-01"], Exit.REFUSED, "2999-01-01 is still to come"),
        (["1", "remark_made", "note=x", "--on", "2026-02-31"], Exit.WRONG_USAGE, "there is no day 2026-02-31"),
        (["1", "remark_made", "note=x", "--on", "2015-01-01"], Exit.REFUSED, "more than a year before this case was opened"),
        (["1", "appointment_made", "at=2020-01-01T10:00"], Exit.REFUSED, "an appointment is in the future"),
        (["1", "referent_assigned", "who=S-nobody", "why=ill"], Exit.NOT_FOUND, "nobody of the staff is known as S-nobody"),
        (["1", "remark_made", "note=x", "--as", "S-nobody"], Exit.NOT_FOUND, "nobody of the staff is known as S-nobody"),
    ],
)
def test_what_cannot_be_told_is_refused_and_changes_nothing(counter: Counter, words: list[str], code: Exit, sentence: str) -> None:
    ended = counter.type("tell", *words)

    assert ended.exit_code == code
    assert sentence in ended.stderr
    assert len(counter.read("journal", "1")) == 3


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("kept, not yet checked", "K-0001 keeps this, and has not checked it yet, for no worker answers: remark made"),
        ("accepted, not yet written", "K-0001 has accepted this, and its line is not in PostgreSQL yet: remark made"),
    ],
)
def test_what_is_not_all_done_has_its_own_sentence_and_exit_code(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, how: Literal["kept, not yet checked", "accepted, not yet written"], sentence: str
) -> None:
    async def not_yet(self: NearBy, case_id: str, telling: Telling, *, fresh: bool = False) -> Said:
        return Said(how=how)

    monkeypatch.setattr(NearBy, "tell", not_yet)
    ended = counter.type("tell", "1", "remark_made", "note=x", "--id", "mine")

    assert ended.exit_code == Exit.NOT_YET
    assert sentence in ended.stdout
    assert "itinerary journal K-0001" in ended.stdout


def test_nobody_speaks_without_saying_who_they_are(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITINERARY_AS_WHO")

    ended = counter.type("tell", "1", "conversation_held")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "say who speaks: --as with a staff id, or set ITINERARY_AS_WHO" in ended.stderr


def test_a_closed_case_takes_nothing_more_and_says_so(counter: Counter) -> None:
    assert "the case is closed: withdrew" in counter.type("tell", "1", "case_closed", "outcome=withdrew", "why=no need").stdout

    assert counter.type("tell", "1", "conversation_held").exit_code == Exit.CLOSED
    assert counter.type("facts", "1").exit_code == Exit.CLOSED
    assert "closed on" in counter.type("show", "1").stdout
    assert counter.read("list") == []
    assert len(counter.read("list", "--all")) == 1


# Opening


def test_a_case_is_opened_once_under_an_opening_id(counter: Counter) -> None:
    first = counter.read(*OPEN, "Test Client Two", "--opening", "mine")
    again = counter.read(*OPEN, "P-2", "--opening", "mine")

    assert (first["number"], first["fresh"], first["counsellor"], first["office"]) == ("K-0002", True, "S-ana", "O-1")
    assert (again["number"], again["fresh"]) == ("K-0002", False)


def test_an_opening_names_the_client_who_was_meant(counter: Counter) -> None:
    assert "K-0002 opened for Test Client Three (P-3): " in counter.type(*OPEN, "Test Client Thre").stdout


def test_a_case_opened_in_earlier_days_has_the_programme_of_that_day(counter: Counter) -> None:
    assert counter.read(*OPEN, "Test Client Two", "--on", "2026-02-27")["version"] == "2025.1"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["Test Client One"], Exit.REFUSED, "this person already has an open case of this method, K-0001"),
        (["Test Client Two", "--opening", "x1"], Exit.REFUSED, "this opening id began K-0001, for another person or method"),
        (["Nobody"], Exit.NOT_FOUND, 'add them with `itinerary person add "Nobody"`'),
        (["Test Client"], Exit.NOT_FOUND, "more than one client could be meant by Test Client"),
        (["Test Client Two", "--office", "O-99"], Exit.NOT_FOUND, "there is no office O-99"),
        (["Test Client Two", "--counsellor", "S-nobody"], Exit.NOT_FOUND, "nobody of the staff is known as S-nobody"),
        (["Test Client Two", "--programme", "kina-exampel"], Exit.NOT_FOUND, "did you mean kina-example"),
        (["Test Client Two", "--on", "2999-01-01"], Exit.REFUSED, "still to come"),
        (["Test Client Two", "--on", "2026-02-30"], Exit.WRONG_USAGE, "there is no day 2026-02-30"),
        (["Test Client Two", "--on", "2020-01-01"], Exit.NOT_FOUND, "no version of kina-example applies on 2020-01-01"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_opens_nothing(counter: Counter, words: list[str], code: Exit, sentence: str) -> None:
    ended = counter.type(*OPEN, *words)

    assert ended.exit_code == code
    assert sentence in ended.stderr
    assert len(counter.read("list")) == 1


# The schema


def test_a_day_before_every_version_suggests_no_other_programme(counter: Counter) -> None:
    assert "did you mean" not in counter.type(*OPEN, "Test Client Two", "--on", "2020-01-01").stderr


def test_a_schema_that_is_behind_is_said_so_and_can_be_brought_up_to_date(empty_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_DSN", empty_dsn)
    runner = CliRunner()

    behind = runner.invoke(app, ["list"])
    assert behind.exit_code == Exit.AWAY
    assert "run `itinerary migrate`" in behind.stderr

    assert "applied 0001_" in runner.invoke(app, ["migrate"]).stdout
    assert "the schema is up to date" in runner.invoke(app, ["migrate"]).stdout
    assert runner.invoke(app, ["list"]).exit_code == Exit.OK
