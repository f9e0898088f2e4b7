"""By which channels somebody is reached, in which order, and why not by the others."""

from __future__ import annotations

import pytest

from casework.ways import CHANNELS, ORDER, Channel, Reader, may_be_stopped, ways

KNOWN: dict[Channel, str] = {"email": "one@home.example", "sms": "+32470123456", "letter": "Example Street 1, 1000 Brussels"}
CLIENT = Reader(KNOWN, "client")


def reached(reader: Reader, *order: Channel, there: tuple[Channel, ...] = CHANNELS, short: bool = True) -> tuple[Channel, ...]:
    return ways(reader, order or ORDER, there=there, short=short).channels


def test_the_order_is_that_of_the_organisation_and_a_worklist_comes_last():
    assert reached(CLIENT) == ("email", "sms", "letter", "worklist")
    assert reached(CLIENT, "letter", "email") == ("letter", "email", "worklist")


def test_the_preferred_channel_of_a_person_goes_before_all_others():
    assert reached(CLIENT._replace(prefers="sms")) == ("sms", "email", "letter", "worklist")
    assert reached(CLIENT._replace(prefers="letter"), "email", "sms") == ("letter", "email", "sms", "worklist")


@pytest.mark.parametrize("preferred", ["", "pigeon", "worklist"])
def test_a_preference_that_is_none_changes_nothing(preferred: str):
    assert reached(CLIENT._replace(prefers=preferred)) == ("email", "sms", "letter", "worklist")


def test_t_07_when_a_channel_brought_nothing_the_next_is_tried():
    found = ways(CLIENT, there=CHANNELS, short=True)

    assert found.first == "email"
    assert found.after({"email"}) == "sms"
    assert found.after({"email", "sms"}) == "letter"
    assert found.after({"email", "sms", "letter"}) == found.after(set(CHANNELS)) == "worklist"


def test_t_07_an_address_that_came_back_is_not_used_until_it_is_corrected():
    bounced = CLIENT._replace(unreachable={"email"})

    assert reached(bounced) == ("sms", "letter", "worklist")
    assert reached(bounced._replace(unreachable=())) == reached(CLIENT)


def test_t_28_what_somebody_refuses_is_passed_over_even_if_they_once_preferred_it():
    assert reached(CLIENT._replace(prefers="email", refuses={"email"})) == ("sms", "letter", "worklist")


def test_t_28_who_refuses_all_messages_gets_none():
    found = ways(CLIENT._replace(refuses={"all"}), there=CHANNELS, short=True)

    assert found.channels == ("worklist",)
    assert found.passed_over["email"] == "this client wants no e-mail"


def test_a_long_letter_is_no_text_message():
    found = ways(CLIENT, there=CHANNELS, short=False)

    assert found.channels == ("email", "letter", "worklist")
    assert found.passed_over == {"sms": "it is too long for a text message"}


def test_a_channel_that_this_installation_lacks_is_not_spoken_of():
    found = ways(CLIENT, there=("email",), short=True)

    assert (found.channels, found.passed_over) == (("email", "worklist"), {})


@pytest.mark.parametrize("role", ["counsellor", "deputy", "team", "team lead", "teller"])
def test_staff_get_no_paper(role: str):
    assert reached(Reader(KNOWN, role, prefers="letter")) == ("email", "sms", "worklist")


def test_t_08_an_address_that_is_noted_later_opens_its_channel():
    unknown = Reader({}, "employer")

    assert reached(unknown) == ("worklist",)
    assert reached(unknown._replace(addresses={"email": "hr@work.example"})) == ("email", "worklist")


def test_a_colleague_reads_why_they_have_to_pass_it_on():
    nothing = ways(Reader({"sms": "+32470123456"}, "client", refuses={"sms"}), there=CHANNELS, short=True)
    only_mail = ways(Reader({}, "client"), there=("email",), short=True)
    tried = ways(CLIENT, there=CHANNELS, short=True)

    assert nothing.why_on_a_worklist("client") == (
        "we have no e-mail address of this client, this client wants no text messages, we have no postal address of this client: "
        "pass it on yourself"
    )
    assert only_mail.why_on_a_worklist("client") == "we have no e-mail address of this client: pass it on yourself"
    assert tried.why_on_a_worklist("client") == "nothing reached this client: pass it on yourself"


@pytest.mark.parametrize(
    ("role", "reminds", "may"), [("client", True, True), ("employer", True, True), ("client", False, False), ("counsellor", True, False)]
)
def test_t_28_only_reminders_to_those_outside_offer_to_stop_them(role: str, reminds: bool, may: bool):
    assert may_be_stopped(role, reminds=reminds) is may
