"""Links that people are sent: they say one thing about one message until an hour, and nobody else can make one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.answering import carried
from notifications import signatures
from notifications.links import ACTIONS, Asked, link, links_for, read

KEY, BASE = "k" * 32, "https://answers.example.org/"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
IDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=60)


def token(message: str = "case.1", action: str = "accept", until: datetime = NOON + HOUR) -> str:
    address = link(BASE, KEY, message, action, until)  # type: ignore[arg-type]
    assert address.startswith("https://answers.example.org/a/")
    return unquote(address.removeprefix("https://answers.example.org/a/"))


def letter(to: str = "client", about: str = "", goes_at: datetime = NOON, **values: str) -> SimpleNamespace:
    return SimpleNamespace(id="case.1", to=to, about=about, due=NOON, goes_at=goes_at, values=values)


def invitation(to: str = "client", method: str = "REQUEST", goes_at: datetime = NOON) -> SimpleNamespace:
    return letter(to, goes_at=goes_at, appointment="i1", at=(NOON + 2 * HOUR).isoformat(), sequence="0", method=method)


@given(message=IDS, action=st.sampled_from(ACTIONS))
def test_a_link_says_what_it_was_made_for_until_its_hour(message: str, action: str):
    assert read(KEY, token(message, action), NOON) == Asked(message, action)
    assert read(KEY, token(message, action), NOON + 2 * HOUR) == "expired"


@given(st.text(max_size=200))
def test_what_nobody_signed_says_nothing(told: str):
    assert read(KEY, told, NOON) == "forged"


@given(st.data())
def test_a_link_in_which_one_sign_was_changed_says_nothing(data: st.DataObject):
    genuine = token()
    where = data.draw(st.integers(0, len(genuine) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != genuine[where]))

    assert read(KEY, genuine[:where] + other + genuine[where + 1 :], NOON) == "forged"


def test_another_key_reads_nothing():
    assert read("o" * 32, token(), NOON) == "forged"


def test_an_invitation_is_answered_until_the_hour_of_the_appointment():
    links = links_for(invitation(), BASE, KEY)

    assert set(links) == {"accept", "other_time", "decline", "stop"}
    answer = unquote(links["other_time"].rpartition("/a/")[2])
    assert read(KEY, answer, NOON + 2 * HOUR) == Asked("case.1", "other-time")
    assert read(KEY, answer, NOON + 2 * HOUR + timedelta(seconds=1)) == "expired"


def test_who_works_with_us_answers_an_invitation_and_cannot_refuse_the_messages_of_the_client():
    assert set(links_for(invitation("employer"), BASE, KEY)) == {"accept", "other_time", "decline"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (invitation(method="CANCEL"), {"stop"}),
        (letter("client"), {"stop"}),
        (letter("partner", meeting="i1", at=(NOON + HOUR).isoformat()), {"accept", "other_time", "decline"}),
        (letter("counsellor", about="probes_answered", kind="probes_answered", by=NOON.isoformat()), {"seen"}),
        (letter("counsellor", about="work_failed", what="the journal"), set()),
        (letter("employer"), set()),
    ],
)
def test_a_message_carries_the_links_that_make_sense_in_it(message: SimpleNamespace, expected: set[str]):
    assert set(links_for(message, BASE, KEY)) == expected


def test_without_an_address_or_a_key_there_are_no_links():
    assert links_for(invitation(), "", KEY) == links_for(invitation(), BASE, "") == {}


def test_a_message_that_is_tried_again_carries_the_same_links():
    assert links_for(invitation(), BASE, KEY) == links_for(invitation(), BASE, KEY)


def test_links_are_short_enough_for_a_text_message():
    assert len(link("https://a.example.org", KEY, f"{'c' * 36}.{'t' * 12}.{'d' * 6}", "other-time", NOON)) < 160


# Signed requests


def test_a_signed_request_holds_for_five_minutes_in_both_directions():
    headers = signatures.signed(KEY, b"body", NOON)

    for minutes, genuine in ((0, True), (5, True), (-5, True), (6, False), (-6, False)):
        assert signatures.is_signed(KEY, b"body", headers, NOON + timedelta(minutes=minutes)) is genuine


def test_another_body_hour_or_secret_is_not_signed():
    headers = signatures.signed(KEY, b"body", NOON)

    assert not signatures.is_signed(KEY, b"other", headers, NOON)
    assert not signatures.is_signed("o" * 32, b"body", headers, NOON)
    assert not signatures.is_signed(KEY, b"body", headers | {signatures.HOUR: str(int(NOON.timestamp()) + 1)}, NOON)
    assert not signatures.is_signed(KEY, b"body", {}, NOON)


@given(st.binary(), st.text(), st.text())
def test_whatever_stands_in_the_headers_is_read_without_an_error(body: bytes, hour: str, signature: str):
    assert not signatures.is_signed(KEY, body, {signatures.HOUR: hour, signatures.SIGNATURE: signature}, NOON)


def test_on_paper_there_are_no_addresses_that_somebody_would_have_to_type():
    def links(_: object) -> dict[str, str]:
        return {"link_accept": BASE}

    assert carried(links, invitation(), "email") == {"link_accept": BASE}  # type: ignore[arg-type]
    assert carried(links, invitation(), "letter") == {}  # type: ignore[arg-type]
