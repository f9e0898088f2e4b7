"""How long a text message is, and which numbers take one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.phones import dialled, mobile
from notifications.segments import Length, fits, length, plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Length("GSM-7", 0)),
        ("a" * 160, Length("GSM-7", 1)),
        ("a" * 161, Length("GSM-7", 2)),
        ("a" * 459, Length("GSM-7", 3)),
        ("a" * 460, Length("GSM-7", 4)),
        ("€" * 80, Length("GSM-7", 1)),
        ("a" * 152 + "€" * 5, Length("GSM-7", 2)),
        ("a" * 152 + "€" + "a" * 151 + "€" + "a" * 151, Length("GSM-7", 3)),
        ("ê" * 70, Length("UCS-2", 1)),
        ("ê" * 71, Length("UCS-2", 2)),
        ("ê" * 201, Length("UCS-2", 3)),
        ("ê" * 202, Length("UCS-2", 4)),
        ("😀" * 35, Length("UCS-2", 1)),
        ("😀" * 36, Length("UCS-2", 2)),
        ("😀" * 99, Length("UCS-2", 3)),
        ("😀" * 100, Length("UCS-2", 4)),
    ],
)
def test_a_text_takes_so_many_parts_and_no_character_is_cut_in_two(text: str, found: Length):
    assert length(text) == found


@given(st.text(max_size=700), st.characters())
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str):
    assert length(text).parts <= length(text + more).parts


def test_quotes_dashes_and_spaces_of_typographers_cost_nothing():
    assert plain("à 10\u202fh\u00a000 \u2013 l\u2019heure\u2026") == "à 10 h 00 - l'heure..."
    assert length(plain("Rendez-vous à 10\u202fh\u202f00 \u2013 l\u2019heure")).encoding == "GSM-7"


@pytest.mark.parametrize(("text", "goes"), [("a" * 459, True), ("a" * 460, False), ("ê" * 201, True), ("ê" * 202, False), ("  ", False)])
def test_no_text_takes_more_than_three_parts(text: str, goes: bool):
    assert fits(text) is goes


@pytest.mark.parametrize(
    ("noted", "country", "number"),
    [
        ("0470 12 34 56", "BE", "+32470123456"),
        ("+32 470 12 34 56", "", "+32470123456"),
        ("0032470123456", "BE", "+32470123456"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("070-123 45 67", "SE", "+46701234567"),
        ("20 12 34 56", "DK", "+4520123456"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("02 555 12 12", "BE", ""),
        ("0470 12 34 56", "", ""),
        ("call the neighbour", "BE", ""),
        ("", "BE", ""),
    ],
)
def test_a_number_is_read_as_in_the_country_of_the_office_and_must_take_texts(noted: str, country: str, number: str):
    assert mobile(noted, country) == number


@pytest.mark.parametrize(
    ("noted", "country", "number"),
    [
        ("02 555 12 12", "BE", "+32 2 555 12 12"), ("+32 2 5551212", "SE", "+32 2 555 12 12"), ("0800 93 947", "BE", "+32 800 93 947"),
        ("08-465 004 00", "SE", "+46 8 465 004 00"), ("02 555 12 12", "", ""), ("02 555", "BE", ""),
        ("ask for us", "BE", ""), ("", "BE", ""),
    ],
)  # fmt: skip
def test_a_number_is_written_as_those_of_every_country_dial_it(noted: str, country: str, number: str):
    assert dialled(noted, country) == number
