"""A bulk start on real records: how each row stands, what a run does, and that the same file twice changes nothing."""

from __future__ import annotations

import csv
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casework.anytime import CaseClosed
from casework.fact import Refused
from casework.reaching import AddressFailed
from records import cases, imports, people, recognising
from records.people import Person
from starters.exit_codes import Exit
from starters.itineraries import Begun, TemporalSilent, Wish
from tests import workbooks
from tests.integration.counter import Counter, NearBy, keep, lived

if TYPE_CHECKING:
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres"]

MAPPING = """
organisation = "example-ocmw"
name = "intake"
dates = ["DD/MM/YYYY"]
country = "BE"
identity = "be.nn"

[columns]
name = "Name"
email = "E-mail"
born = "Born"
identity = "Number"
reference = "Ref"

[constant]
programme = "kina-example"
counsellor = "S-ben"
"""
HEADINGS = ["Name", "E-mail", "Born", "Number", "Ref"]
ANNA = ["Test Client Anna", "anna@home.example", "30/07/1985", "85.07.30-033 28", "A-1"]
BERT = ["Test Client Bert", "bert@home.example", "04/05/1990", "", "A-2"]


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    """K-0001 of Test Client One."""
    return await lived(pool)


@pytest.fixture
def counter(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Counter:
    """Where verbs are typed, with the mapping kept."""
    counter = Counter(dsn, desk, monkeypatch)
    (tmp_path / "intake.toml").write_text(MAPPING)
    counter.read("import", "mapping", "keep", str(tmp_path / "intake.toml"))
    return counter


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    """Where the file lies."""
    return tmp_path / "people.csv"


def write(path: Path, *rows: list[str]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return str(path)


def looked_at(counter: Counter, file: str) -> dict[str, Any]:
    """The states that there are, with how many rows."""
    ended = counter.type("import", "preview", file, "--mapping", "intake", "--json")
    return {state: rows for state, rows in _json(ended.stdout)["counts"].items() if rows}


def brought(counter: Counter, file: str, *more: str) -> dict[str, Any]:
    """What became of the rows."""
    ended = counter.type("import", "run", file, "--mapping", "intake", *more, "--json")
    assert ended.exit_code in (Exit.OK, Exit.NOT_YET), ended.stderr
    return {outcome: rows for outcome, rows in _json(ended.stdout)["counts"].items() if rows}


def _json(text: str) -> Any:
    import json

    return json.loads(text)


# Preview and run


async def test_fr_01_a_file_is_looked_at_and_nothing_changes(counter: Counter, people_csv: Path, pool: Pool):
    before = await pool.fetchval("SELECT count(*) FROM people")

    assert looked_at(counter, write(people_csv, ANNA, BERT)) == {"to create": 2}
    assert await pool.fetchval("SELECT count(*) FROM people") == before


async def test_an_outage_stops_a_run_and_the_same_command_goes_on(counter: Counter, people_csv: Path, monkeypatch: pytest.MonkeyPatch):
    async def silent(*_: object) -> None:
        raise TemporalSilent("it is noted but not started: open it again when Temporal is back, nothing is doubled")

    file = write(people_csv, ANNA, BERT)
    with monkeypatch.context() as away:
        away.setattr(NearBy, "_start", silent)
        ended = counter.type("import", "run", file, "--mapping", "intake")

    assert ended.exit_code == Exit.AWAY
    assert "the same command goes on from there, and nothing is doubled" in ended.stderr
    assert "noted but not started" in ended.stderr
    assert looked_at(counter, file) == {"begun": 2}
    assert brought(counter, file) == {"opened": 2}


async def test_a_case_that_refuses_is_reported_and_the_others_are_opened(
    counter: Counter, people_csv: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = NearBy.open

    async def refusing(itineraries: NearBy, wish: Wish) -> Begun:
        (anna,) = await people.find(itineraries.pool, "anna")
        if wish.person == anna.id:
            raise Refused("not on this day")
        return await opened(itineraries, wish)

    monkeypatch.setattr(NearBy, "open", refusing)
    file = write(people_csv, ANNA, BERT)

    assert "not on this day" in counter.type("import", "run", file, "--mapping", "intake").stdout
    assert brought(counter, file) == {"up to date": 1, "with errors": 1}


def test_a_preview_writes_down_how_every_row_stands(counter: Counter, people_csv: Path, tmp_path: Path):
    report = tmp_path / "report.csv"
    counter.type("import", "preview", write(people_csv, ANNA, ["", *BERT[1:]]), "--mapping", "intake", "--report", str(report))

    assert report.read_text().splitlines() == ["row,state,column,reason", "2,to create,,", "3,with errors,Name,the name is missing"]


async def test_fr_01_a_run_opens_a_case_for_each_row_and_again_changes_nothing(counter: Counter, people_csv: Path, pool: Pool):
    file = write(people_csv, ANNA, BERT)

    assert brought(counter, file) == {"opened": 2}
    after = await everything(pool)
    assert looked_at(counter, file) == {"up to date": 2}
    assert brought(counter, file) == {"up to date": 2}
    assert await everything(pool) == after


async def everything(pool: Pool) -> list[str]:
    """All there is in the tables that an import writes to."""
    tables = ("people", "cases", "import_rows", "people_compared")
    return [str(dict(row)) for table in tables for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")]


async def test_no_identity_number_is_kept_in_clear(counter: Counter, people_csv: Path, pool: Pool):
    brought(counter, write(people_csv, ANNA))

    assert not any("033" in row and "28" in row and "85.07" in row for row in await everything(pool))
    assert not any("85073003328" in row for row in await everything(pool))


async def test_what_the_file_says_newly_of_a_person_is_updated_and_their_case_stays(counter: Counter, people_csv: Path, pool: Pool):
    brought(counter, write(people_csv, ANNA, BERT))
    file = write(people_csv, [ANNA[0], "new@home.example", *ANNA[2:]], BERT)

    ended = counter.type("import", "preview", file, "--mapping", "intake")

    assert "changes email" in ended.stdout
    assert looked_at(counter, file) == {"to update": 1, "up to date": 1}
    assert brought(counter, file) == {"updated": 1, "up to date": 1}
    assert [person.email for person in await people.find(pool, "anna")] == ["new@home.example"]
    assert len(await cases.find(pool, "anna")) == 1


async def test_what_a_colleague_changed_by_hand_is_not_changed_back(counter: Counter, people_csv: Path, pool: Pool):
    file = write(people_csv, ANNA)
    brought(counter, file)
    (person,) = await people.find(pool, "anna")
    await people.add(pool, person.model_copy(update={"email": "by.hand@home.example"}))

    brought(counter, file)

    assert [person.email for person in await people.find(pool, "anna")] == ["by.hand@home.example"]


async def test_rows_with_errors_are_left_out_and_reported_with_their_reasons(
    counter: Counter, people_csv: Path, tmp_path: Path, pool: Pool
):
    report = tmp_path / "report.csv"
    file = write(people_csv, ANNA, ["Test Wrong", "x", "31/02/1990", "", "A-3"], BERT, ANNA)

    assert counter.type("import", "preview", file, "--mapping", "intake").exit_code == Exit.DIFFERENT
    assert brought(counter, file, "--report", str(report)) == {"opened": 2, "with errors": 2}

    with report.open(newline="") as written:
        rows = [(row["row"], row["column"], row["reason"]) for row in csv.DictReader(written)]
    assert rows == [
        ("3", "E-mail", "there is no address x: write one as in one@home.example"),
        ("3", "Born", "there is no day 31/02/1990: this file writes days as DD/MM/YYYY"),
        ("5", "", "the same person stands in row 2: leave one of the two"),
    ]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert await people.find(pool, "wrong") == []


async def test_a_row_that_was_put_right_is_brought_in_the_next_time(counter: Counter, people_csv: Path):
    brought(counter, write(people_csv, ANNA, ["Test Wrong", "x", "04/05/1991", "", "A-3"]))

    assert brought(counter, write(people_csv, ANNA, ["Test Wrong", "x@home.example", "04/05/1991", "", "A-3"])) == {
        "opened": 1,
        "up to date": 1,
    }


# Who is known


async def test_fr_03_a_row_is_recognised_by_its_identity_number(counter: Counter, people_csv: Path, pool: Pool):
    known = counter.read("person", "add", "Anna T.", "--identity", "85073003328", "--sort", "be.nn")["id"]
    file = write(people_csv, ANNA)

    assert looked_at(counter, file) == {"known": 1}
    assert brought(counter, file) == {"opened": 1}
    assert [case.person for case in await cases.find(pool, "Test Client Anna")] == [known]


async def test_fr_03_who_returns_keeps_the_counsellor_and_the_new_case_follows_the_old(
    counter: Counter, people_csv: Path, pool: Pool, desk: HandClock
):
    await recognising.note_identity(pool, "P-1", counter_hash())
    desk.tell(CaseClosed(outcome="work", why="a job was found"))
    await keep(pool, desk)
    file = write(people_csv, ANNA)

    assert "follows K-0001, with S-ana" in counter.type("import", "preview", file, "--mapping", "intake").stdout
    assert brought(counter, file) == {"opened": 1}
    assert [(case.number, case.counsellor) for case in await cases.of_people(pool, ["P-1"])] == [("K-0001", "S-ana"), ("K-0002", "S-ana")]


async def test_who_has_an_open_case_of_the_method_gets_no_other(counter: Counter, people_csv: Path, pool: Pool):
    await recognising.note_identity(pool, "P-1", counter_hash())
    file = write(people_csv, ANNA)

    assert "has K-0001 open: no other is opened" in counter.type("import", "preview", file, "--mapping", "intake").stdout
    assert brought(counter, file) == {"known": 1}
    assert brought(counter, file) == {"up to date": 1}
    assert len(await cases.of_people(pool, ["P-1"])) == 1


async def test_t_07_an_address_that_the_file_puts_right_is_told_to_the_case_to_which_messages_came_back(
    counter: Counter, people_csv: Path, pool: Pool, desk: HandClock
):
    await recognising.note_identity(pool, "P-1", counter_hash())
    desk.tell(AddressFailed(channel="email"))
    await keep(pool, desk)

    assert brought(counter, write(people_csv, ANNA)) == {"known": 1}

    assert [line.fact for line in desk.told("address_mended")] == [{"channel": "email"}]
    assert [person.email for person in await people.find(pool, "anna")] == [ANNA[1]]


async def test_fr_03_a_number_recognises_who_is_known_twice_as_the_one_that_counts(counter: Counter, people_csv: Path, pool: Pool):
    await recognising.note_identity(pool, "P-2", counter_hash())
    counter.read("person", "same", "P-3", "P-2", "--why", "the same card")

    assert brought(counter, write(people_csv, ANNA)) == {"opened": 1}
    assert [case.person for case in await cases.find(pool, "anna")] == ["P-3"]
    assert counter.read("person", "add", "Test Client Three", "--id", "P-3", "--identity", ANNA[3], "--sort", "be.nn")["id"] == "P-3"


def counter_hash() -> str:
    from runtime.identity import Hasher
    from starters.identity_numbers import identity_hash

    return identity_hash(Hasher("a key for tests and nothing else, invented"), "be.nn", ANNA[3])


@pytest.mark.parametrize(("verb", "outcome"), [("same", "known"), ("different", "opened")])
async def test_fr_03_who_looks_like_somebody_known_waits_for_a_colleague(
    counter: Counter, people_csv: Path, pool: Pool, verb: str, outcome: str
):
    await people.add(pool, Person(id="P-1", name="Bert Client Test", born=date(1990, 5, 4)))
    file = write(people_csv, BERT)
    said = counter.type("import", "preview", file, "--mapping", "intake").stdout

    assert "may be Bert Client Test (P-1): the same name, born on the same day" in said
    assert brought(counter, file) == brought(counter, file) == {"to decide": 1}
    assert len(await cases.find(pool, "bert")) == 1
    (pair,) = counter.read("person", "duplicates")
    counter.read("person", verb, "P-1", *({pair["one"], pair["other"]} - {"P-1"}), "--why", "asked")
    assert looked_at(counter, file) == {"begun": 1}
    assert brought(counter, file) == {outcome: 1}
    assert brought(counter, file) == {"up to date": 1}


async def test_two_rows_that_look_alike_are_shown_too(counter: Counter, people_csv: Path):
    file = write(people_csv, BERT, ["Bert Test Client", "", "04/05/1990", "", "A-9"])

    assert looked_at(counter, file) == {"to create": 1, "to decide": 1}
    assert brought(counter, file) == {"opened": 1, "to decide": 1}


# Workbooks


@pytest.mark.parametrize("made", [workbooks.xlsx, workbooks.ods])
async def test_fr_01_a_workbook_is_brought_in_as_a_csv_is(counter: Counter, tmp_path: Path, made: Any):
    path = made(
        tmp_path / f"people.{made.__name__}", [[], HEADINGS, [*ANNA[:3], 85073003328, "A-1"], [], ["Wrong", "x", "04/05/1990", "", 7]]
    )
    (tmp_path / "book.toml").write_text(MAPPING.replace('identity = "be.nn"', 'identity = "be.nn"\nsheet = "People"\nheading_row = 2', 1))

    ended = counter.type("import", "preview", str(path), "--mapping", str(tmp_path / "book.toml"), "--json")

    told = _json(ended.stdout)
    assert (told["counts"]["to create"], told["counts"]["with errors"]) == (1, 1)
    assert told["shown"][0] == {
        "row": 5, "state": "with errors", "column": "E-mail", "reason": "there is no address x: write one as in one@home.example"
    }  # fmt: skip


def test_a_sheet_that_is_not_there_is_said_with_those_there_are(counter: Counter, tmp_path: Path):
    path = workbooks.xlsx(tmp_path / "people.xlsx", [HEADINGS])
    (tmp_path / "book.toml").write_text(MAPPING.replace('identity = "be.nn"', 'identity = "be.nn"\nsheet = "Folk"', 1))

    ended = counter.type("import", "preview", str(path), "--mapping", str(tmp_path / "book.toml"))

    assert ended.exit_code == Exit.WRONG_USAGE
    assert "people.xlsx has no sheet Folk: it has People" in ended.stderr


# Mappings


async def test_a_mapping_is_kept_for_its_organisation_shown_and_listed(counter: Counter, tmp_path: Path, pool: Pool):
    (tmp_path / "other.toml").write_text(MAPPING.replace("example-ocmw", "example-city"))
    counter.read("import", "mapping", "keep", str(tmp_path / "other.toml"))

    assert [(m["organisation"], m["name"], m["kept_by"]) for m in counter.read("import", "mapping", "list")] == [
        ("example-city", "intake", "S-ana"), ("example-ocmw", "intake", "S-ana")
    ]  # fmt: skip
    assert counter.type("import", "mapping", "show", "example-ocmw/intake").stdout.strip() == MAPPING.strip()
    ended = counter.type("import", "preview", "x.csv", "--mapping", "intake")
    assert ended.exit_code == Exit.NOT_FOUND
    assert "name one: example-city/intake, example-ocmw/intake" in ended.stderr
    assert len(await imports.mappings(pool)) == 2


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["preview", "x.csv", "--mapping", "intakes"], Exit.NOT_FOUND, "no mapping intakes is kept: keep one with"),
        (["preview", "x.csv", "--mapping", "intake"], Exit.WRONG_USAGE, "there is no file x.csv"),
        (["preview", "x.csv", "--mapping", "none.toml"], Exit.WRONG_USAGE, "none.toml cannot be read as a mapping"),
        (["run", "x.csv", "--mapping", "intake", "--report", "/nowhere/x.csv"], Exit.WRONG_USAGE, "the report cannot be written to"),
        (["mapping", "keep", "none.toml"], Exit.WRONG_USAGE, "none.toml cannot be read as a mapping"),
    ],
)
def test_what_cannot_be_brought_in_is_said(counter: Counter, words: list[str], code: Exit, sentence: str):
    ended = counter.type("import", *words)

    assert ended.exit_code == code
    assert sentence in ended.stderr


def test_a_file_without_rows_is_said_so(counter: Counter, people_csv: Path):
    assert "the file holds no rows" in counter.type("import", "preview", write(people_csv), "--mapping", "intake").stdout


async def test_the_day_of_registration_is_the_day_of_opening(counter: Counter, tmp_path: Path, pool: Pool):
    day = date.today() - timedelta(days=30)  # noqa: DTZ011
    (tmp_path / "dated.toml").write_text(MAPPING.replace("[columns]", '[columns]\nopened = "Registered"'))
    (tmp_path / "dated.csv").write_text(f"{';'.join(HEADINGS)};Registered\n{';'.join(BERT)};{day:%d/%m/%Y}\n")

    counter.type("import", "run", str(tmp_path / "dated.csv"), "--mapping", str(tmp_path / "dated.toml"))

    assert [case.opened.date() for case in await cases.find(pool, "bert")] == [day]
