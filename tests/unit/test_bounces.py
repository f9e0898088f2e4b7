"""Mails that came back, as mail servers report them; and what one word by text message means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.bounces import Bounce, bounce_of, our_id
from notifications.replies import meant_by

OURS = "0b1c.9f8e7d6c5b4a.112233"


def report(*, action: str = "failed", status: str = "5.1.1", comes_back: str = "message/rfc822", newline: str = "\r\n") -> bytes:
    """A report after the example of RFC 3464, appendix E, of a letter of ours."""
    return newline.join([
        "From: Mail Delivery Subsystem <mailer-daemon@mail.example>",
        "To: office@office.example",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="BOUND"',
        "",
        "--BOUND",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I could not deliver your message.",
        "--BOUND",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        "Final-Recipient: rfc822; nobody@home.example",
        f"Action: {action}",
        f"Status: {status} (no such mailbox)",
        "Diagnostic-Code: smtp; 550 5.1.1 unknown",
        "--BOUND",
        f"Content-Type: {comes_back}",
        "",
        "From: office@office.example",
        f"Message-ID: <{OURS}@office.example>",
        "Subject: Appointment",
        "",
        "We see each other soon.",
        "--BOUND--",
        "",
    ]).encode()  # fmt: skip


@pytest.mark.parametrize("comes_back", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_t_07_a_report_says_which_letter_came_back_and_that_the_address_is_at_fault(comes_back: str, newline: str):
    assert bounce_of(report(comes_back=comes_back, newline=newline)) == Bounce(OURS, "5.1.1", for_good=True)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_while_a_server_still_tries_nothing_came_back(action: str):
    assert bounce_of(report(action=action, status="4.4.1")) is None


@pytest.mark.parametrize(("status", "for_good"), [("5.1.1", True), ("5.2.1", True), ("5.2.2", False), ("5.7.1", False), ("4.4.7", False)])
def test_a_full_mailbox_a_filter_and_a_server_that_gave_up_say_nothing_of_the_address(status: str, for_good: bool):
    bounce = bounce_of(report(status=status))

    assert bounce is not None
    assert bounce.for_good is for_good


def test_another_mail_is_no_bounce_even_if_it_quotes_one():
    assert bounce_of(b"Subject: Out of office\r\n\r\nI am away. Action: failed\r\nStatus: 5.1.1\r\n") is None


def test_a_report_without_the_letter_cannot_be_told_of_any_message():
    whole = report()
    assert bounce_of(whole.replace(f"Message-ID: <{OURS}@office.example>\r\n".encode(), b"")) is None


@given(st.binary(max_size=400))
def test_whatever_comes_into_the_mailbox_is_read_without_an_error(mail: bytes):
    assert bounce_of(mail) is None


@given(st.data())
def test_a_report_that_was_cut_or_mangled_on_its_way_is_read_without_an_error(data: st.DataObject):
    whole = report()
    where, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 60))

    bounce = bounce_of(whole[:where] + data.draw(st.binary(max_size=20)) + whole[where + length :])

    assert bounce is None or bounce.code.startswith(("2", "4", "5"))


def test_our_id_is_what_stands_before_the_at():
    assert our_id(f" <{OURS}@office.example> ") == OURS
    assert our_id(OURS) == our_id("<>") == our_id("a b@c") == ""


# Text messages


@pytest.mark.parametrize("text", ["STOP", "stop.", " Stopp! ", "ARRÊT", "arret", "BAJA", "afmelden", "Frameld", "« STOP »".strip("« »")])
def test_one_word_stops_the_messages_in_every_language(text: str):
    assert meant_by(text) == "stop"


@pytest.mark.parametrize("text", ["JA", "yes", "Oui !", "sí", "SI", "ja tack", "Ok", "d\N{RIGHT SINGLE QUOTATION MARK}accord"])
def test_one_word_accepts_in_every_language(text: str):
    assert meant_by(text) == "accept"


@pytest.mark.parametrize(
    "text", ["", "I cannot stop by", "yes but later", "ja, maar niet om 9 uur", "non", "?", "please stop the training"]
)
def test_a_word_within_an_answer_means_nothing_a_person_has_to_read_it(text: str):
    assert meant_by(text) == "else"


@given(st.text())
def test_any_text_means_something(text: str):
    assert meant_by(text) in {"stop", "accept", "else"}
