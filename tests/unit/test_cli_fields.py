"""What is typed becomes the fields of a fact, or a sentence that says what was expected."""

import shlex
from datetime import UTC, date, datetime

import pytest

from casework.exploration import BarrierSettled, ProbeAnswered, Referred
from casework.fact import Fact, Refused
from casework.mistakes import CORRECTIONS
from casework.vocabulary import vocabulary
from records.people import Person
from starters.answers.answer import WrongInput
from starters.answers.directory import named
from starters.answers.fields import fields_from, kind_named, names_staff, read
from starters.answers.form import A_MEMBER, AN_ID, example_line, form_of
from starters.answers.hours import day_meant, hour_meant, when_it_happened
from starters.answers.noted import read_as
from starters.answers.register import check_reached
from starters.answers.words import fields_said

BRUSSELS = "Europe/Brussels"
NOW = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)


def typed(kind: str, *words: str, as_json: str = "") -> dict[str, object]:
    return read(kind, fields_from(vocabulary()[kind], words, as_json, BRUSSELS))


def test_a_fact_is_meant_with_hyphens_too() -> None:
    assert kind_named("Barrier-settled") is BarrierSettled


def test_a_misspelt_fact_is_answered_with_the_nearest() -> None:
    with pytest.raises(WrongInput, match=r"no fact called probe_answerd.*did you mean probe_answered"):
        kind_named("probe_answerd")


def test_text_is_taken_as_it_is_typed() -> None:
    assert typed("barrier_settled", "of=b1", "result=solved", "judgement=a = b") == {"of": "b1", "result": "solved", "judgement": "a = b"}


@pytest.mark.parametrize("yes", ["yes", "true", "YES", "1"])
def test_yes_is_yes_in_every_spelling(yes: str) -> None:
    assert fields_from(Referred, [f"consent={yes}"], "", BRUSSELS) == {"consent": True}


def test_no_is_no() -> None:
    assert fields_from(Referred, ["consent=no"], "", BRUSSELS) == {"consent": False}


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(WrongInput, match="consent: expected yes or no, found perhaps"):
        fields_from(Referred, ["consent=perhaps"], "", BRUSSELS)


def test_a_choice_may_be_typed_with_underscores() -> None:
    assert fields_from(ProbeAnswered, ["answer=no_problem"], "", BRUSSELS) == {"answer": "no problem"}


def test_a_misspelt_choice_is_answered_with_what_there_is() -> None:
    with pytest.raises(WrongInput, match=r"result: expected solved or reduced, found sloved; did you mean solved\?"):
        fields_from(BarrierSettled, ["result=sloved"], "", BRUSSELS)


def test_a_misspelt_field_is_answered_with_the_nearest() -> None:
    with pytest.raises(WrongInput, match=r"barrier_settled has no field resutl: it has of, note, result, judgement; did you mean result\?"):
        fields_from(BarrierSettled, ["resutl=solved"], "", BRUSSELS)


def test_a_word_without_a_field_is_refused_with_the_way_to_write_it() -> None:
    with pytest.raises(WrongInput, match="solved is no field: write name=value"):
        fields_from(BarrierSettled, ["solved"], "", BRUSSELS)


def test_a_field_is_given_once() -> None:
    with pytest.raises(WrongInput, match="result is given twice"):
        fields_from(BarrierSettled, ["result=solved", "result=reduced"], "", BRUSSELS)


def test_lists_are_typed_with_commas() -> None:
    signed = typed("placement_agreement_signed", "of=w1", "signed_by=OCMW, host,worker")

    assert sorted(signed["signed_by"]) == ["OCMW", "host", "worker"]  # type: ignore[call-overload]


def test_a_list_of_things_is_given_as_json() -> None:
    with pytest.raises(WrongInput, match="give it with --fields"):
        typed("measures_checked", "of=k1", "measures=one")

    measures = '{"measures": [{"name": "reduction", "valid_from": "2026-05-01"}]}'
    assert typed("measures_checked", "of=k1", as_json=measures)["measures"] == [{"name": "reduction", "valid_from": "2026-05-01"}]


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(WrongInput, match="--fields is no JSON"):
        typed("measures_checked", as_json="{")
    with pytest.raises(WrongInput, match="--fields is an object"):
        typed("measures_checked", as_json="[]")


def test_a_field_that_is_missing_is_named() -> None:
    with pytest.raises(WrongInput, match="barrier_settled: judgement is missing"):
        typed("barrier_settled", "of=b1", "result=solved")


def test_a_name_where_an_id_is_meant_is_refused_in_words() -> None:
    with pytest.raises(WrongInput, match="employer: expected an id of letters, digits and hyphens, as X-1; never a name"):
        read("employer_approached", {"employer": "Bakery One", "measures_explained": True})


def test_an_appointment_is_at_an_hour_of_the_office() -> None:
    assert typed("appointment_made", "of=i1", "at=2026-05-11T14:30")["at"] == "2026-05-11T12:30:00Z"


def test_an_appointment_needs_its_hour() -> None:
    with pytest.raises(WrongInput, match="give the day and the hour, as in 2026-05-11T14:30"):
        typed("appointment_made", "of=i1", "at=2026-05-11")


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(WrongInput, match="there is no day 2026-02-31: write one as in 2026-05-04"):
        day_meant("2026-02-31")
    with pytest.raises(WrongInput, match="there is no hour 2026-02-31T10:00"):
        hour_meant("2026-02-31T10:00", BRUSSELS)


def test_a_day_that_exists_is_that_day() -> None:
    assert day_meant(" 2028-02-29 ") == date(2028, 2, 29)


def test_what_happened_today_happened_now() -> None:
    assert when_it_happened("2026-05-06", BRUSSELS, NOW) is None
    assert when_it_happened("", BRUSSELS, NOW) is None


def test_what_happened_on_a_day_gone_by_happened_at_its_noon() -> None:
    assert when_it_happened("2026-05-04", BRUSSELS, NOW) == datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    assert when_it_happened("2026-01-04", BRUSSELS, NOW) == datetime(2026, 1, 4, 11, 0, tzinfo=UTC)


def test_what_happened_at_an_hour_happened_then() -> None:
    assert when_it_happened("2026-05-06T10:59", BRUSSELS, NOW) == datetime(2026, 5, 6, 8, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-05-07", "2026-05-06T11:01"])
def test_what_is_still_to_come_has_not_happened(text: str) -> None:
    with pytest.raises(Refused, match=f"{text} is still to come"):
        when_it_happened(text, BRUSSELS, NOW)


@pytest.mark.parametrize("fact", vocabulary().values(), ids=lambda fact: fact.__name__)
def test_the_example_of_every_fact_can_be_typed(fact: type[Fact]) -> None:
    kind, *words = shlex.split(example_line(fact))
    if fact.from_whom != "clock" and kind not in {"opened", "telling_refused", *CORRECTIONS}:
        read(kind, fields_from(fact, words, "", BRUSSELS))


def test_fr_10_what_has_parts_is_typed_part_by_part() -> None:
    parts = ("sections.goals=to weld", "sections.needs=a = b")
    told = typed("document_drawn_up", "of=d1", "sort=convention", "authors=client,counsellor", *parts)

    assert told["sections"] == {"goals": "to weld", "needs": "a = b"}
    assert told["authors"] == ["client", "counsellor"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sections=to weld"], r'sections is told part by part: write sections.NAME="..."'),
        (["sort.goals=to weld"], r"sort has no parts: write sort=\.\.\."),
        (["sections.goals=a", "sections.goals=b"], r"sections.goals is given twice: give it once"),
        (["authors=neighbour"], r"authors: expected client or counsellor or employer or partner, found neighbour"),
        (["sectoins.goals=a"], r"document_drawn_up has no field sectoins: .*did you mean sections"),
    ],
)
def test_what_has_parts_is_refused_with_the_way_to_type_it(words: list[str], sentence: str) -> None:
    with pytest.raises(WrongInput, match=sentence):
        typed("document_drawn_up", *words)


def test_an_hour_is_shown_as_it_is_typed() -> None:
    assert example_line(vocabulary()["appointment_made"]) == "appointment_made at=2026-05-04T14:30"


def test_an_hour_that_was_told_is_read_in_the_local_time_of_the_office() -> None:
    told = typed("appointment_made", "at=2026-12-04T14:30", "place=at 2 o'clock") | {"at": "2026-12-04T13:30:00Z"}

    assert fields_said(told, BRUSSELS) == 'at=2026-12-04T14:30 place="at 2 o\'clock"'


@pytest.mark.parametrize(
    ("typed_as", "sentence"),
    [
        (["type=debts", "severity=9"], "severity: expected 3 at most, found 9"),
        (["type=debts", "severity=0"], "severity: expected 1 at least, found 0"),
        (["type=debts", "severity=high"], "severity: expected a whole number, found high"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_what_was_expected(typed_as: list[str], sentence: str) -> None:
    with pytest.raises(WrongInput, match=sentence):
        typed("barrier_found", *typed_as)


def test_a_day_of_birth_that_cannot_be_is_refused_with_how_to_write_one() -> None:
    with pytest.raises(WrongInput, match=r"^born: expected a day, as 2026-05-04, found 12/05/1990$"):
        read_as(Person, {"id": "P-1", "name": "Test Client", "born": "12/05/1990"})


@pytest.mark.parametrize(("kind", "staff"), [("appointment_made", False), ("referent_assigned", True), ("responsibility_passed", True)])
def test_who_is_a_colleague_but_of_a_meeting_its_guest(kind: str, staff: bool) -> None:
    assert names_staff(vocabulary()[kind], "who") is staff
    [who] = [field for field in form_of(vocabulary()[kind]) if field.name == "who"]
    assert who.takes == (A_MEMBER if staff else AN_ID)


def test_a_choice_that_may_be_left_out_is_not_offered_as_nothing() -> None:
    with pytest.raises(WrongInput, match="where: expected at the office or by phone or by video or at the workplace, found the office"):
        typed("appointment_made", "where=the office")


def test_the_guest_of_a_meeting_is_looked_for_in_the_directory_and_a_colleague_is_not() -> None:
    assert named({"with_whom": "employer", "who": "E-1"}) == {"who": "E-1"}
    assert named({"who": "S-1", "why": "takes over"}) == {}
    assert named({"partner": "A-1", "why": "debts"}) == {"partner": "A-1"}


@pytest.mark.parametrize(
    ("phone", "language", "sentence"),
    [
        ("12", "", r"^phone: there is no number 12: write one as in \+32470123456$"),
        ("ask her mother", "nl", "^phone: there is no number ask her mother"),
        ("", "Nederlands", "^language: Nederlands is no code of a language: write nl, fr, en"),
    ],
)
def test_what_reaches_nobody_is_refused_with_how_to_write_it(phone: str, language: str, sentence: str) -> None:
    with pytest.raises(WrongInput, match=sentence):
        check_reached(phone, language)


@pytest.mark.parametrize(("phone", "language"), [("", ""), ("+32470123456", "nl"), ("0470 12 34 56", "tr"), ("", "nl-BE")])
def test_a_number_as_people_write_it_and_a_language_without_letters_of_its_own_are_taken(phone: str, language: str) -> None:
    check_reached(phone, language)


def test_what_has_parts_is_shown_as_it_is_typed() -> None:
    fields = {"sort": "convention", "sections": {"goals": "to weld"}}

    assert example_line(vocabulary()["document_drawn_up"], fields) == 'document_drawn_up sort=convention sections.goals="to weld"'
