"""Partners, employers and vacancies: noted, found, matched, and asked before anybody is referred (ES-04, ES-05, FR-14, SV-18, DA-28)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from casework.anytime import ContactHeld
from casework.door import Telling, tell
from casework.fact import Refused
from casework.folding import as_they_count
from casework.job_seeking import WorkplaceAnalysed
from records import organisations, people
from records.organisations import Contact, Organisation, Service
from records.people import Person
from starters.exit_codes import Exit
from starters.referring import may_be_referred
from starters.workplaces import workplaces
from tests import supported_employment_road
from tests.integration.counter import Counter, keep, lived

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

TODAY = datetime.now(ZoneInfo("Europe/Brussels")).date()
"""Where the office is."""

YESTERDAY, LAST_YEAR = f"{TODAY - timedelta(days=1)}", f"{TODAY - timedelta(days=400)}"


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(dsn, desk, monkeypatch)


def employer(counter: Counter) -> None:
    counter.read("organisation", "add", "E-1", "Example Gardens", "--sort", "employer", "--place", "Example Town")


def test_es_04_a_company_is_recorded_with_its_contact_its_sought_profile_its_jobs_and_a_log_of_contacts(counter: Counter):
    employer(counter)
    counter.read("organisation", "contact", "E-1", "c1", "Test Contact", "--role", "foreman", "--email", "contact@gardens.example")
    counter.read("organisation", "profile", "E-1", "p1", "Gardener", "--wanted", "patience with plants")
    counter.read("vacancy", "add", "G-7", "Gardener", "--organisation", "E-1")
    counter.read("tell", "K-0001", "employer_approached", "employer=E-1", "measures_explained=yes")

    shown = counter.read("organisation", "show", "E-1")

    assert shown["contacts"][0]["name"] == "Test Contact"
    assert shown["profiles"][0]["wanted"] == "patience with plants"
    assert [(entry["number"], entry["kind"]) for entry in shown["log"]] == [("K-0001", "employer_approached")]
    assert "Test Client" not in counter.type("organisation", "show", "E-1").stdout, "a directory says nothing of clients"


def test_es_05_local_resources_are_found_by_name_or_by_what_they_offer(counter: Counter):
    counter.read("organisation", "add", "A-1", "House of the Neighbourhood", "--sort", "resource")
    counter.read("organisation", "service", "A-1", "debt advice", "--from", LAST_YEAR)

    assert [one["id"] for one in counter.read("organisation", "find", "neighb")] == ["A-1"]
    assert [one["id"] for one in counter.read("organisation", "find", "debt", "--sort", "resource")] == ["A-1"]
    assert counter.read("organisation", "find", "debt", "--sort", "employer") == []


def partner(counter: Counter, *how: str) -> None:
    counter.read("organisation", "add", "A-2", "Example Partner", "--sort", "partner")
    counter.read("organisation", "service", "A-2", "debt advice", *how)


REFERRED = ("tell", "K-0001", "referred", "barrier=b1", "partner=A-2", "reason=an invented reason", "consent=yes")


def test_fr_14_nobody_is_referred_under_a_contract_that_has_ended(counter: Counter):
    partner(counter, "--from", LAST_YEAR, "--until", YESTERDAY)

    refused = counter.type(*REFERRED)

    assert refused.exit_code == Exit.REFUSED
    assert f"no contract of A-2 for any service is in force on {TODAY}, the last ended on {YESTERDAY}" in refused.stderr
    partner(counter, "--from", str(TODAY))
    assert counter.read(*REFERRED)["how"] == "accepted"


def test_fr_14_nor_for_a_service_that_is_not_offered_nor_where_no_place_is_left(counter: Counter):
    partner(counter, "--from", LAST_YEAR, "--places", "1")
    strange = counter.type(*REFERRED, "service=swimming")
    assert "A-2 does not offer swimming: it offers debt advice" in strange.stderr

    counter.read(*REFERRED)
    full = counter.type(*REFERRED[:3], "of=r2", *REFERRED[3:])

    assert "A-2 has no place left, 1 of 1 are taken" in full.stderr
    assert counter.read("organisation", "show", "A-2")["services"][0]["taken"] == 1
    counter.read("tell", "K-0001", "referral_answered", "of=r1", "answer=refused")
    assert counter.read("organisation", "show", "A-2")["services"][0]["taken"] == 0


def test_fr_14_a_place_is_free_again_once_the_side_problem_is_settled(counter: Counter):
    partner(counter, "--from", LAST_YEAR, "--places", "1")
    counter.read(*REFERRED)

    counter.read("tell", "K-0001", "barrier_settled", "of=b1", "result=solved", "judgement=the rent is paid")

    assert counter.read("organisation", "show", "A-2")["services"][0]["taken"] == 0


async def test_fr_14_a_referral_that_took_the_last_place_may_be_told_again_under_its_id(pool: Pool, desk: HandClock):
    await organisations.add(pool, Organisation(id="A-2", name="Example Partner", sorts=["partner"]))
    await organisations.add_service(pool, Service(organisation="A-2", service="debt advice", valid_from=date(2020, 1, 1), places=1))
    said = {"of": "r1", "barrier": "b1", "partner": "A-2", "reason": "an invented reason", "consent": True}
    telling = Telling(id="again", by="S-ana", kind="referred", fact=said)
    await may_be_referred(pool, desk.case.id, telling)
    tell(desk.desk, telling, datetime.now(UTC))
    await keep(pool, desk)

    await may_be_referred(pool, desk.case.id, telling)

    with pytest.raises(Refused, match="A-2 has no place left"):
        await may_be_referred(pool, desk.case.id, telling.model_copy(update={"id": "another"}))


async def test_fr_14_a_contract_is_looked_at_on_the_day_of_the_case_where_its_office_is(pool: Pool, desk: HandClock):
    await organisations.add(pool, Organisation(id="A-2", name="Example Partner", sorts=["partner"]))
    await organisations.add_service(pool, Service(organisation="A-2", service="debt advice", valid_from=date(2026, 5, 5)))
    said = {"of": "r1", "barrier": "b1", "partner": "A-2", "reason": "an invented reason", "consent": True}
    after_midnight = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
    late = Telling(id="late", by="S-ana", kind="referred", fact=said, happened=after_midnight)
    early = late.model_copy(update={"id": "early", "happened": after_midnight - timedelta(hours=1)})

    await may_be_referred(pool, desk.case.id, late)

    with pytest.raises(Refused, match="is in force on 2026-05-04"):
        await may_be_referred(pool, desk.case.id, early)


def test_a_partner_that_no_directory_knows_is_not_looked_at(counter: Counter):
    assert counter.read(*REFERRED[:4], "partner=A-9", *REFERRED[5:])["how"] == "accepted"


def test_sv_18_a_workplace_that_was_looked_at_is_there_for_the_next_without_any_client(counter: Counter):
    employer(counter)
    counter.read("organisation", "workplace", "E-1", "w1", "Greenhouse", "--environment", "warm and quiet", "--tasks", "repotting")

    (found,) = counter.read("organisation", "show", "E-1")["workplaces"]

    assert (found["title"], found["tasks"], found["made_by"]) == ("Greenhouse", "repotting", "S-ana")
    assert not {"case", "client", "person"} & found.keys()


async def test_sv_18_what_a_case_tells_of_a_workplace_is_there_for_others_without_its_client_and_as_it_counts(pool: Pool):
    told = {"employer": "E-1", "workplace": "W-17", "environment": "a quiet greenhouse", "tasks": ["potting"], "suits": "needs breaks"}
    desk = supported_employment_road.ready()
    await organisations.add(pool, Organisation(id="E-1", name="Example Gardens", sorts=["employer"]))
    await people.add(pool, Person(id=desk.case.person, name="Test Client One"))
    desk.tell(WorkplaceAnalysed.model_validate(told))
    await keep(pool, desk)

    (found,) = await workplaces(pool, "E-1")
    assert (found.id, found.environment, found.tasks, found.made_by) == ("W-17", "a quiet greenhouse", "potting", "S-ana")
    assert not {"needs breaks", desk.case.person, desk.case.number} & set(map(str, found.model_dump().values()))

    line = desk.number("workplace_analysed")
    desk.correct(line, tasks=["potting", "labels"])
    await keep(pool, desk)
    assert [one.tasks for one in await workplaces(pool, "E-1")] == ["potting, labels"]

    desk.withdraw(line)
    await keep(pool, desk)
    assert await workplaces(pool, "E-1") == []


async def test_what_the_records_say_of_a_line_is_what_counts_of_it(pool: Pool, desk: HandClock):
    desk.tell(ContactHeld(note="one"), ContactHeld(note="two"), ContactHeld(note="three"))
    one, two, three = (desk.number("contact_held", nth) for nth in (0, 1, 2))
    desk.correct(one, note="another").correct(one, note="yet another").withdraw(desk.case.line)
    desk.withdraw(two).withdraw(three).withdraw(desk.case.line)
    await keep(pool, desk)
    changed = as_they_count(desk.case.journal)

    for line in desk.case.journal:
        counts = changed.get(line.number, line)
        row = await pool.fetchrow("SELECT * FROM as_it_counts($1, $2)", desk.case.id, line.number)
        assert (row and (row["says"], row["on_hour"])) == (counts and (counts.fact, counts.happened)), line


def test_fr_14_a_referral_that_was_withdrawn_or_went_elsewhere_takes_no_place(counter: Counter):
    partner(counter, "--from", LAST_YEAR, "--places", "1")
    counter.read("organisation", "add", "A-3", "Example Other Partner", "--sort", "partner")
    counter.read(*REFERRED)

    counter.read("correct", "K-0001", "4", "partner=A-3", "--why", "the other one was meant", "--yes")
    assert counter.read("organisation", "show", "A-2")["services"][0]["taken"] == 0
    assert counter.read("organisation", "show", "A-2")["log"] == []
    assert [entry["kind"] for entry in counter.read("organisation", "show", "A-3")["log"]] == ["referred"]

    counter.read("withdraw", "K-0001", "5", "--why", "it was right", "--yes")
    assert counter.read("organisation", "show", "A-2")["services"][0]["taken"] == 1
    counter.read("withdraw", "K-0001", "4", "--why", "told in the wrong case", "--yes")
    assert counter.read("organisation", "show", "A-2")["log"] == []


async def test_a_letter_to_an_employer_leaves_to_its_mailbox_or_to_somebody_there(pool: Pool):
    await organisations.add(pool, Organisation(id="E-1", name="Example Gardens", sorts=["employer"], language="nl"))
    assert await pool.fetchval("SELECT email FROM reached('E-1')") == ""

    await organisations.add_contact(pool, Contact(organisation="E-1", id="c1", name="Test Contact", email="contact@gardens.example"))
    assert await pool.fetchval("SELECT email FROM reached('E-1')") == "contact@gardens.example"

    await organisations.add(pool, Organisation(id="E-1", name="Example Gardens", sorts=["employer"], email="post@gardens.example"))
    assert await pool.fetchval("SELECT email FROM reached('E-1')") == "post@gardens.example"


LIST = """reference,title,words,place,job_order,opened,closes
G-1,Gardener,plants and paths,Example Town,yes,2026-01-01,
B-1,Bookkeeper,numbers,Example Town,,2026-01-01,
"""


def written(folder: Path, text: str = LIST) -> str:
    path = folder / "jobs.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_list_of_vacancies_is_read_once_and_again_changes_nothing(counter: Counter, tmp_path: Path):
    path = written(tmp_path)
    assert counter.read("vacancy", "import", path, "--source", "example", "--preview")["readable"] == 2
    assert counter.read("vacancy", "list") == []

    first = counter.read("vacancy", "import", path, "--source", "example")
    again = counter.read("vacancy", "import", path, "--source", "example")

    assert (first["fresh"], again["fresh"], again["same"], again["changed"]) == (2, 0, 2, 0)
    written(tmp_path, LIST.replace("numbers", "numbers and invoices").replace("G-1", "G-2"))
    later = counter.read("vacancy", "import", path, "--source", "example", "--whole")
    assert (later["fresh"], later["changed"], later["closed"]) == (1, 1, 1)
    assert sorted(one["reference"] for one in counter.read("vacancy", "list")) == ["B-1", "G-2"]


def test_a_row_that_cannot_be_read_is_named_and_closes_nothing(counter: Counter, tmp_path: Path):
    counter.read("vacancy", "import", written(tmp_path), "--source", "example")
    path = written(tmp_path, LIST + "B-1,Twice,,,,,\nX-1,,,,,,\nY-1,Baker,,,,,tomorrow\n")

    ended = counter.type("vacancy", "import", path, "--source", "example", "--whole")

    assert ended.exit_code == Exit.DIFFERENT
    assert "row 4: reference B-1 stands above already" in ended.stdout
    assert "row 5: title is missing" in ended.stdout
    assert "row 6: closes: " in ended.stdout
    assert "nothing was closed" in ended.stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,title\nx,y\n", "lacks the column reference"),
        ("reference,title,wage\nx,y,1\n", "has the column wage, which means nothing here"),
    ],
)
def test_a_list_of_another_shape_is_refused(counter: Counter, tmp_path: Path, text: str, sentence: str):
    ended = counter.type("vacancy", "import", written(tmp_path, text), "--source", "example")

    assert ended.exit_code == Exit.WRONG_USAGE
    assert sentence in ended.stderr


def test_da_28_what_fits_best_comes_first_with_its_words_and_what_it_lacks(counter: Counter, desk: HandClock, dsn: str):
    for reference, title, words in (("G-1", "Gardener", "plants"), ("S-1", "Shop assistant", "selling plants"), ("B-1", "Bookkeeper", "")):
        counter.read("vacancy", "add", reference, title, "--words", words, *(["--job-order"] if reference == "G-1" else []))
    nothing = counter.type("vacancy", "match", "K-0001")
    assert "nothing is known yet of what the client of K-0001 works towards" in nothing.stderr
    counter.read("tell", "K-0001", "goal_set", "goal=gardener")
    counter.read("tell", "K-0001", "wish_recorded", "wish=work with plants")
    counter.read("tell", "K-0001", "goal_set", "goal=bookkeeper")
    counter.read("tell", "K-0001", "goal_settled", "of=g2", "result=given up")

    found = counter.read("vacancy", "match", "K-0001")

    assert [(one["title"], one["sort"], one["found"]) for one in found] == [
        ("Gardener", "job order", ["gardener", "plants"]),
        ("Shop assistant", "vacancy", ["plants"]),
    ]
    assert found[1]["missing"] == ["gardener", "work", "with"]
    assert [one["title"] for one in counter.read("vacancy", "match", "K-0001", "--job-orders")] == ["Gardener"]


def test_what_is_known_nowhere_is_said(counter: Counter):
    assert counter.type("organisation", "show", "E-9").exit_code == Exit.NOT_FOUND
    assert "add it first" in counter.type("organisation", "service", "E-9", "x", "--from", LAST_YEAR).stderr
    assert counter.type("vacancy", "close", "V-9").exit_code == Exit.NOT_FOUND
    assert counter.type("organisation", "add", "E-1", "Example", "--sort", "castle").exit_code == Exit.WRONG_USAGE
    backwards = counter.type("organisation", "add", "E-1", "Example", "--sort", "partner")
    assert backwards.exit_code == Exit.OK
    ended = counter.type("organisation", "service", "E-1", "x", "--from", str(TODAY), "--until", YESTERDAY)
    assert "a contract ends on its first day or later" in ended.stderr


def test_a_service_holds_between_its_days():
    service = Service(organisation="A-1", service="x", valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 1))

    assert [service.holds(date(2026, month, 1)) for month in (1, 3, 4)] == [True, True, False]


# Noted again


def test_a_contact_noted_again_keeps_what_is_not_named_and_says_what_changed(counter: Counter):
    counter.read("organisation", "add", "E-7", "Example Bakery", "--sort", "employer")
    reached = ("--email", "desk@bakery.example", "--phone", "+32470123456", "--role", "reception")
    assert "changed" not in counter.type("organisation", "contact", "E-7", "c1", "Reception", *reached).stdout

    again = counter.type("organisation", "contact", "E-7", "c1", "Reception")
    named = counter.type("organisation", "contact", "E-7", "c1", "Front desk", "--email", "")

    assert "nothing changed" in again.stdout.replace("\n", " ")
    assert "changed: name Front desk, email none; all else stays" in named.stdout.replace("\n", " ")
    [contact] = counter.read("organisation", "show", "E-7")["contacts"]
    assert (contact["role"], contact["email"], contact["phone"]) == ("reception", "", "+32470123456")


@pytest.mark.parametrize(
    ("first", "again", "kept"),
    [
        (
            ("organisation", "service", "A-7", "budgeting", "--from", "2026-01-01", "--until", "2026-12-31", "--places", "4"),
            ("organisation", "service", "A-7", "budgeting", "--from", "2026-01-01", "--contract", "C-1"),
            {"valid_until": "2026-12-31", "places": 4, "contract": "C-1"},
        ),
        (
            ("organisation", "profile", "A-7", "p1", "Gardener", "--wanted", "green fingers"),
            ("organisation", "profile", "A-7", "p1", "Head gardener"),
            {"wanted": "green fingers", "title": "Head gardener"},
        ),
        (
            ("organisation", "workplace", "A-7", "w1", "Greenhouse", "--tasks", "watering", "--environment", "warm"),
            ("organisation", "workplace", "A-7", "w1", "Greenhouse", "--environment", ""),
            {"tasks": "watering", "environment": ""},
        ),
        (
            ("office", "add", "O-7", "Seven", "--zone", "Europe/Paris", "--country", "FR", "--language", "fr", "--opens", "09:15",
             "--closed-day", "2026-05-15", "--channel", "letter"),
            ("office", "add", "O-7", "Seven", "--zone", "Europe/Paris", "--country", "FR", "--address", "Rue 1"),
            {"language": "fr", "opens": "09:15:00", "closed_days": ["2026-05-15"], "channels": ["letter"], "address": "Rue 1"},
        ),
        (
            ("office", "add", "O-8", "Eight", "--zone", "Europe/Paris", "--country", "FR", "--closed-day", "2026-05-15"),
            ("office", "add", "O-8", "Eight", "--zone", "Europe/Paris", "--country", "FR", "--closed-day", ""),
            {"closed_days": []},
        ),
        (
            ("staff", "add", "Test Seven", "--email", "seven@office.example", "--office", "O-1", "--id", "S-7", "--deputy", "S-ana",
             "--phone", "+32470000007", "--role", "supervisor", "--language", "fr"),
            ("staff", "add", "Test Seven", "--email", "other@office.example", "--office", "O-1", "--id", "S-7", "--phone", ""),
            {"deputy": "S-ana", "phone": "", "roles": ["supervisor"], "language": "fr", "email": "other@office.example"},
        ),
        (
            ("team", "add", "T-7", "Seven", "--office", "O-1", "--lead", "S-ana", "--email", "team@office.example"),
            ("team", "add", "T-7", "Seven and more", "--office", "O-1", "--email", ""),
            {"lead": "S-ana", "email": "", "name": "Seven and more"},
        ),
        (
            ("person", "add", "Test Client Seven", "--id", "P-7", "--email", "seven@home.example", "--phone", "+32470000007",
             "--born", "1990-01-02", "--language", "nl", "--address", "Example Street 7"),
            ("person", "add", "Test Client Seven", "--id", "P-7", "--email", ""),
            {"phone": "+32470000007", "born": "1990-01-02", "language": "nl", "address": "Example Street 7", "email": ""},
        ),
    ],
    ids=lambda words: " ".join(words[:2]) if isinstance(words, tuple) else "",
)  # fmt: skip
def test_what_is_noted_again_keeps_what_is_not_named(
    counter: Counter, first: tuple[str, ...], again: tuple[str, ...], kept: dict[str, object]
):
    counter.read("organisation", "add", "A-7", "Example Advice", "--sort", "partner")
    counter.read(*first)

    said = counter.type(*again).stdout.replace("\n", " ")
    now = counter.read(*again)

    assert {name: now[name] for name in kept} == kept
    assert "; all else stays" in said


def test_who_is_away_stays_away_when_they_are_noted_again(counter: Counter):
    counter.read("staff", "away", "S-eva", "--from", "2026-01-01")
    before = next(member for member in counter.read("staff", "list") if member["id"] == "S-eva")

    again = ("--email", before["email"], "--office", before["office"])
    counter.read("staff", "add", before["name"], *again, "--id", "S-eva")

    assert next(member for member in counter.read("staff", "list") if member["id"] == "S-eva") == before
