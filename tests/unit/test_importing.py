"""A file is read by a mapping: what each row says, or what is wrong with it, in which column, in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from runtime.identity import Hasher
from starters.answers.answer import WrongInput
from starters.answers.shelf import programmes
from starters.importing import sheet
from starters.importing.mapping import BadMapping, Mapping, mapping_from
from starters.importing.reading import Places, Read, Reader, Rejected
from starters.importing.rehearsal import Rehearsal
from starters.town import OFFICES, STAFF

KEY = Hasher("a key for tests and nothing else, invented")
TODAY = date(2026, 11, 20)
MAPPING = """
organisation = "example-ocmw"
name = "intake"
dates = ["DD/MM/YYYY"]
country = "BE"
identity = "be.nn"

[columns]
name = ["First name", "Last name"]
email = "E-mail"
phone = "Telephone"
language = "Language"
born = "Born"
identity = "National number"
office = "Office"
counsellor = "Counsellor"

[constant]
programme = "kina-example"
office = "O-1"
counsellor = "S-ana"

[words.language]
Dutch = "nl"
"""
HEADINGS = "First name,Last name,E-mail,Telephone,Language,Born,National number,Office,Counsellor"
GOOD = "Test,Client One,one@home.example,0470 12 34 56,Dutch,30/07/1985,85.07.30-033 28,,"


def mapping(more: str = "", without: str = "") -> Mapping:
    text = "\n".join(line for line in MAPPING.splitlines() if not without or not line.startswith(without))
    return mapping_from(text + more)


def file(folder: Path, *lines: str, headings: str = HEADINGS, name: str = "people.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join([headings, *lines]).encode(encoding))
    return path


def read(path: Path, by: Mapping | None = None) -> list[Read | Rejected]:
    how = by or mapping()
    reader = Reader(how, Places(list(OFFICES), list(STAFF), programmes(), TODAY), KEY)
    with sheet.opened(path, how) as opened:
        return [reader.read(row) for row in opened.rows]


def the(path: Path, by: Mapping | None = None) -> Read:
    (row,) = read(path, by)
    assert isinstance(row, Read), row
    return row


def reasons(path: Path, by: Mapping | None = None) -> list[tuple[str, str]]:
    (row,) = read(path, by)
    assert isinstance(row, Rejected), row
    return [(wrong.column, wrong.reason) for wrong in row.wrong]


# Reading


def test_a_row_says_who_it_is_and_which_case_is_wanted(tmp_path: Path):
    row = the(file(tmp_path, GOOD))

    assert row.known == {"name": "Test Client One", "email": "one@home.example", "phone": "+32 470 12 34 56", "language": "nl"}
    assert row.born == date(1985, 7, 30)
    assert (row.office and row.office.id, row.otherwise and row.otherwise.id, row.counsellor) == ("O-1", "S-ana", None)
    assert (row.programme.name, row.programme.version) == ("kina-example", "2026.1")


def test_no_number_stands_in_what_was_read(tmp_path: Path):
    row = the(file(tmp_path, GOOD))

    assert len({row.key, row.bearer, row.seen}) == 3
    assert "033" not in repr(row._replace(programme=None, office=None, otherwise=None))  # type: ignore[arg-type]


def test_the_key_of_a_row_stays_when_the_rest_of_it_changes(tmp_path: Path):
    one, other = (
        the(file(tmp_path, GOOD)),
        the(file(tmp_path, GOOD.replace("one@home", "uno@home").replace("85.07.30-033 28", "85073003328"))),
    )

    assert one.key == other.key
    assert one.seen != other.seen


@pytest.mark.parametrize(
    ("was", "is_", "column", "sentence"),
    [
        ("30/07/1985", "1985.07.30", "Born", "there is no day 1985.07.30: this file writes days as DD/MM/YYYY"),
        ("30/07/1985", "30/07/2085", "Born", "2085-07-30 is still to come: look at the date"),
        ("30/07/1985", "30/07/1885", "Born", "1885-07-30 is more than 120 years ago: look at the date"),
        ("one@home.example", "one at home", "E-mail", "there is no address one at home: write one as in one@home.example"),
        ("0470 12 34 56", "12", "Telephone", "12 is no telephone number of BE: write it as in +32 470 12 34 56"),
        ("Dutch", "Klingon", "Language", "Klingon is no language code such as nl: say under [words.language] what it stands for"),
        ("Test,Client One", ",", "First name + Last name", "the name is missing"),
        ("28,,", "29,,", "National number", "its control digits do not fit"),
        ("28,,", "2,,", "National number", "this one has 10 characters; a sheet drops a zero in front"),
        (",,", ",O-9,", "Office", "there is no office O-9: see `itinerary office list`"),
        (",,", ",,S-nobody", "Counsellor", "nobody of the staff is known as S-nobody: see `itinerary staff list`"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_column(tmp_path: Path, was: str, is_: str, column: str, sentence: str):
    ((where, why),) = reasons(file(tmp_path, GOOD.replace(was, is_) if was != ",," else GOOD.removesuffix(",,") + is_))

    assert where == column
    assert sentence in why
    assert "033" not in why


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path):
    found = reasons(file(tmp_path, "Test,One,x,12,Dutch,99/99/1999,,O-9,"))

    assert [column for column, _ in found] == ["E-mail", "Telephone", "Born", "Office"]


def test_an_office_and_a_counsellor_may_be_named_by_name_or_address(tmp_path: Path):
    row = the(file(tmp_path, GOOD.removesuffix(",,") + ",office two,EVA@office.example"))

    assert row.office
    assert row.counsellor
    assert (row.office.id, row.counsellor.id) == ("O-2", "S-eva")


def test_an_unknown_programme_is_said(tmp_path: Path):
    ((column, why),) = reasons(file(tmp_path, GOOD), mapping_from(MAPPING.replace("kina-example", "kino-example")))

    assert column == "programme"
    assert "did you mean kina-example" in why


@pytest.mark.parametrize(("day", "opened"), [("20/11/2026", None), ("19/11/2026", datetime(2026, 11, 19, 11, tzinfo=UTC))])
def test_who_registers_today_is_opened_now_and_on_a_day_gone_by_at_its_noon(tmp_path: Path, day: str, opened: datetime | None):
    dated = mapping_from(MAPPING.replace("[columns]", '[columns]\nopened = "Registered"'))

    assert the(file(tmp_path, f"{GOOD},{day}", headings=HEADINGS + ",Registered"), dated).opened == opened


def test_a_row_that_cannot_be_known_again_is_refused(tmp_path: Path):
    ((_, why),) = reasons(file(tmp_path, "Test,One,,,,,,,"))

    assert why == "this row cannot be known again: give it its identity"


# Files


@pytest.mark.parametrize(("delimiter", "word"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_columns_are_divided_by_what_divides_the_headings(tmp_path: Path, delimiter: str, word: str):
    path = file(tmp_path, GOOD.replace(",", delimiter), headings=HEADINGS.replace(",", delimiter))

    assert the(path).known["name"] == "Test Client One"
    with sheet.opened(path, mapping()) as opened:
        assert opened.notes == [f"its columns are divided by {word}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_with_accents_are_read_in_every_usual_encoding(tmp_path: Path, encoding: str):
    path = file(tmp_path, GOOD.replace("Client One", "Cliënt Øne"), encoding=encoding)

    assert the(path).known["name"] == "Test Cliënt Øne"
    with sheet.opened(path, mapping()) as opened:
        assert ("it was read as Windows-1252" in opened.notes[0]) == (encoding == "cp1252")


def test_letters_that_are_not_as_the_mapping_says_are_refused_with_the_way_out(tmp_path: Path):
    path = file(tmp_path, GOOD, GOOD.replace("One", "Øne"), encoding="cp1252")

    with pytest.raises(WrongInput, match=r"its letters are not utf-?8: say encoding = in the mapping, or save the file as UTF-8"):
        read(path, mapping_from('encoding = "utf-8"\n' + MAPPING))


def test_a_sign_that_postgresql_cannot_keep_is_said(tmp_path: Path):
    assert reasons(file(tmp_path, GOOD.replace("One", "O\0ne"))) == [("", "a text holds a sign that cannot be kept (NUL): type it again")]


def test_a_row_has_the_number_it_has_in_a_sheet(tmp_path: Path):
    two_lines = GOOD.replace("Client One", '"Client\nOne"')

    found = read(file(tmp_path, two_lines, "", ",,,,,,,,", GOOD.replace("30/07", "31/02")))

    assert [row.number for row in found] == [2, 5]


def test_a_missing_column_is_said_with_those_there_are(tmp_path: Path):
    path = file(tmp_path, GOOD, headings=HEADINGS.replace("Born", "Birth").replace("E-mail", "Email"))

    with pytest.raises(WrongInput, match=r"has no column E-mail and no column Born in row 1: there is First name, .*did you mean Email\?"):
        read(path)


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path):
    with pytest.raises(WrongInput, match="more than one column Born"):
        read(file(tmp_path, GOOD, headings=HEADINGS + ",born"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("people.xls", r"people.xls is no file of this sort: save it as CSV, XLSX or ODS"),
        ("people.xlsx", r"people.xlsx cannot be read as a workbook \(\w+\): open it and save it anew, or save it as CSV"),
        ("people.ods", r"people.ods cannot be read as a workbook"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_with_a_sentence(tmp_path: Path, name: str, sentence: str):
    with pytest.raises(WrongInput, match=sentence):
        read(file(tmp_path, GOOD, name=name))
    with pytest.raises(WrongInput, match="there is no file"):
        read(tmp_path / "nothing.csv")


def test_a_workbook_that_is_called_csv_is_refused(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"PK\x03\x04 and so on")

    with pytest.raises(WrongInput, match=r"is a workbook and no CSV: give it its own ending"):
        read(path)


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(tmp_path: Path):
    path = file(tmp_path, GOOD, '"Test' + "x" * 200_000)

    with pytest.raises(WrongInput, match=r'people.csv, row 3: this cannot be read .* look for a " that is opened and not closed'):
        read(path)


# Mappings


@pytest.mark.parametrize(
    ("was", "is_", "sentence"),
    [
        ('organisation = "example-ocmw"', "", "organisation: field required"),
        ("[columns]", "[columns]\nemial = 'E'", "columns.emial: there is nothing called that: it is one of name, email"),
        ('identity = "be.nn"', "", "say which identity number it is: identity = one of be.nn"),
        ('programme = "kina-example"', "", "the programme needs a column, or one for all under [constant]"),
        ('name = ["First name", "Last name"]', "", "the name of the person needs a column"),
        ('dates = ["DD/MM/YYYY"]', 'dates = ["MM/YYYY"]', "MM/YYYY has no day, month and year"),
        ('dates = ["DD/MM/YYYY"]', 'dates = ["DD/MM/YYYY"', "not a TOML file as expected"),
        ('country = "BE"', 'countri = "BE"', "countri: nothing of this name is known here; did you mean country or columns?"),
        ('office = "O-1"', 'office = "O-1"\nborn = "x"', "born is not the same for everybody: give it a column"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where(was: str, is_: str, sentence: str):
    assert was in MAPPING
    with pytest.raises(BadMapping) as refused:
        mapping_from(MAPPING.replace(was, is_, 1), "intake.toml")

    assert sentence in str(refused.value)
    assert str(refused.value).startswith("intake.toml: ")


def test_a_mapping_needs_something_by_which_a_row_is_known_again():
    text = MAPPING.replace('born = "Born"', "").replace('identity = "National number"', "")

    with pytest.raises(BadMapping, match="a row is known again by its identity number, its reference or the day of birth"):
        mapping_from(text)


# What is told after opening

TELL = """
[[tell]]
kind = "contact_held"
columns = { mode = "Channel" }
words.mode = { Tel = "by phone" }
"""


def test_fr_02_a_mapping_may_tell_how_somebody_registered_once_the_case_is_open(tmp_path: Path):
    row = the(file(tmp_path, GOOD + ",Tel", headings=HEADINGS + ",Channel"), mapping(TELL))

    assert row.facts == (("contact_held", '{"mode": "by phone"}'),)
    assert Rehearsal().refusal(row.programme, OFFICES[0], datetime.now(UTC), row.facts) == ""


def test_fr_02_a_channel_that_no_fact_knows_is_said_with_its_column(tmp_path: Path):
    ((column, why),) = reasons(file(tmp_path, GOOD + ",pigeon", headings=HEADINGS + ",Channel"), mapping(TELL))

    assert column == "Channel"
    assert why.startswith("mode: expected in person or by phone")


def test_a_row_that_has_nothing_to_tell_tells_nothing(tmp_path: Path):
    assert the(file(tmp_path, GOOD + ",", headings=HEADINGS + ",Channel"), mapping(TELL)).facts == ()


def test_what_a_case_would_refuse_is_found_beforehand(tmp_path: Path):
    row = the(file(tmp_path, GOOD), mapping('\n[[tell]]\nkind = "resumed"\n'))

    assert Rehearsal().refusal(row.programme, OFFICES[0], datetime.now(UTC), row.facts) == "resumed: this case is not paused"


@pytest.mark.parametrize(
    ("tell", "sentence"),
    [
        ('kind = "nothing_known"', "there is no fact called nothing_known"),
        ('kind = "opened"', "opened is not told by people"),
        ('kind = "remark_made"\nfields = { note2 = "x" }', "remark_made has no field note2"),
    ],
)
def test_a_mapping_tells_only_what_can_be_told(tell: str, sentence: str):
    with pytest.raises(BadMapping) as refused:
        mapping_from(f"{MAPPING}\n[[tell]]\n{tell}\n")

    assert sentence in str(refused.value)
