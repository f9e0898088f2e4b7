"""What arrives from outside reaches its case once, and nothing that is not ours reaches it."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, get_args

import asyncpg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from casework.terms import hash_of
from notifications.links import ACTIONS
from notifications.signatures import signed
from records import arrivals, messages, organisations, people, terms
from records import pool as pools
from records.organisations import Contact, Organisation
from records.people import Person
from records.receipts import Came
from records.terms import Terms
from runtime.settings import Settings
from starters.receiver.limits import MOST
from tests.handclock import HandClock
from tests.integration.arriving import Case, Post, invited, reminded, to_come, wrote
from tests.unit.test_bounces import report

if TYPE_CHECKING:
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]


CLIENT = "client1@home.example"
TODAY = datetime.now(UTC).date()
NO_DAYS = [b"", b"acts_by=", b"acts_by=2020-01-01", b"acts_by=tomorrow", b"\xff", f"acts_by={TODAY}".encode()]


@pytest.fixture
def dsn(shared_dsn: str) -> str:
    """One database for all tests of this file."""
    return shared_dsn


@pytest.fixture(autouse=True)
async def empty(pool: Pool) -> None:
    """Without an open case or a message in it; journals stay, for they are only added to."""
    for statement in ("DELETE FROM arrivals", "DELETE FROM messages", "UPDATE cases SET ended = now() WHERE ended IS NULL"):
        await pool.execute(statement)


@pytest.fixture
def case() -> Case:
    return Case()


@pytest.fixture
def post(pool: Pool, case: Case) -> Post:
    return Post(pool, case)


async def state_of(pool: Pool, id: str = "m.1") -> tuple[str, str]:
    row = await pool.fetchrow("SELECT state, reason FROM messages WHERE id = $1", id)
    return row["state"], row["reason"]


async def fates(pool: Pool) -> list[str]:
    return [row["state"] for row in await pool.fetch("SELECT state FROM message_fates ORDER BY nth")]


# Links


async def test_t_17_two_presses_of_the_same_button_tell_the_case_once(pool: Pool, case: Case, post: Post):
    id = await wrote(pool, invited())

    first, second = await post.press("m.1", "accept"), await post.press("m.1", "accept")

    assert (first.status, second.status) == (200, 200)
    assert case.facts == [("appointment_accepted", {"of": "i1"})]
    assert (case.told[0][0], case.told[0][1].by) == (id, "person-1")
    assert "noté que vous viendrez le" in first.text
    assert "déjà dit" in second.text


async def test_t_17_at_the_same_instant_too(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    answers = await asyncio.gather(*(post.press("m.1", "decline") for _ in range(5)))

    assert {answer.status for answer in answers} == {200}
    assert case.facts == [("appointment_declined", {"of": "i1"})]


async def test_following_a_link_changes_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    for action in ("accept", "other-time", "decline", "stop"):
        shown = await post.look("m.1", action)
        assert (shown.status, shown.text.count("<button"), shown.text.count('method="post"')) == (200, 1, 1)

    assert case.tries == 0
    assert await pool.fetchval("SELECT count(*) FROM arrivals") == 0
    assert (await post.ask("HEAD", post.path("m.1", "accept"))).status == 200
    assert case.tries == 0


async def test_the_page_is_in_the_language_of_the_person_and_asks_for_the_day(pool: Pool, post: Post):
    await wrote(pool, invited(values=to_come() | {"at": "2031-05-05T08:00:00+00:00"}))

    shown = await post.look("m.1", "accept")

    assert '<html lang="fr">' in shown.text
    assert "Viendrez-vous le lundi 5 mai 2031 à 10:00 ?" in shown.text
    assert "Test Client" not in shown.text


async def test_a_page_is_kept_nowhere_runs_no_script_and_tells_no_other_site_where_it_came_from(pool: Pool, post: Post):
    await wrote(pool, invited())

    shown = await post.look("m.1", "accept")

    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "<script" not in shown.text


async def test_one_click_of_a_mail_program_stops_the_messages(pool: Pool, case: Case, post: Post):
    """RFC 8058: the mail program posts List-Unsubscribe=One-Click, without a cookie and without anybody who looks at the answer."""
    await wrote(pool, invited())

    answer = await post.press("m.1", "stop", b"List-Unsubscribe=One-Click")

    assert answer.status == 200
    assert case.facts == [("messages_refused", {"channel": "email"})]


async def test_who_refuses_twice_reads_that_nothing_more_comes(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    case.refuses = "messages by e-mail are refused already"

    answer = await post.press("m.1", "stop")

    assert answer.status == 200
    assert "Vous ne recevez plus" in answer.text


async def test_a_reminder_of_an_appointment_is_answered_as_an_invitation_is(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(letter="client_reminder", values={"meeting": "i1", "at": to_come()["at"], "kind": "appointment_kept"}))

    await post.press("m.1", "other-time")

    assert case.facts == [("other_time_asked", {"of": "i1"})]


async def test_a_forged_link_says_nothing_and_tells_whom_to_call(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    paths = [post.path("m.1", action) for action in ACTIONS]
    forged = [path[:-1] + ("0" if path[-1] != "0" else "1") for path in paths]

    wanted = {"Accept-Language": "en;q=0.4, nl-BE;q=0.8"}
    answers = [await post.ask("POST", path, headers=wanted) for path in forged]

    assert [(answer.status, "bel ons" in answer.text) for answer in answers] == [(404, True)] * 5
    assert case.tries == 0
    assert post.counted.all == [("link", "forged")] * 5


async def test_an_expired_link_says_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    answer = await post.ask("POST", post.path("m.1", "accept", until=-timedelta(seconds=1)))

    assert answer.status == 410
    assert "no longer valid" in answer.text
    assert case.tries == 0


async def test_a_link_of_a_message_that_is_gone_says_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    assert (await post.press("m.2", "accept")).status == 404
    assert case.tries == 0


async def test_without_a_key_no_link_is_ours(pool: Pool, case: Case):
    await wrote(pool, invited())

    assert (await Post(pool, case, Settings()).press("m.1", "accept")).status == 404


async def test_t_03_an_answer_to_an_hour_that_has_changed_is_no_answer_to_the_new_one(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), invited("m.2", line=2, values=to_come(14) | {"sequence": "1"}))

    before, now = await post.press("m.1", "accept"), await post.press("m.2", "accept")

    assert (before.status, now.status) == (409, 200)
    assert "modifié entre-temps" in before.text
    assert [telling.id for _, telling in case.told] == ["m.2.accept"]


async def test_who_said_otherwise_since_is_asked_to_call(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    await post.press("m.1", "accept")
    await post.press("m.1", "decline")

    again = await post.press("m.1", "accept")

    assert again.status == 409
    assert "autre chose depuis" in again.text
    assert len(case.told) == 2


async def test_what_the_case_refuses_is_said_and_may_be_tried_again(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    case.refuses = "this appointment is over"

    refused = await post.press("m.1", "accept")
    case.refuses = ""

    assert refused.status == 409
    assert "Appelez-nous" in refused.text
    assert "this appointment" not in refused.text
    assert (await post.press("m.1", "accept")).status == 200


# Staff who act on it


async def test_t_21_a_colleague_says_by_which_day_they_act_on_it(pool: Pool, case: Case, post: Post):
    await wrote(pool, reminded())
    day = (TODAY + timedelta(days=2)).isoformat()

    shown, done = await post.look("m.1", "seen"), await post.press("m.1", "seen", f"acts_by={day}".encode())

    assert 'type="date"' in shown.text
    assert "<p>interview</p>" in shown.text
    assert done.status == 200
    assert case.facts == [("promise_seen", {"of": "interview", "acts_by": day})]
    assert case.told[0][1].by == "S-counsellor"


async def test_the_page_calls_what_is_promised_as_the_programme_of_the_case_does(pool: Pool, post: Post):
    text = HandClock().terms.text
    case = await wrote(pool, reminded(kind="mapping_completed"))
    await terms.keep(pool, Terms(hash=hash_of(text), method="kina", programme="kina-example", version="2026.1", body=text))
    await pool.execute("UPDATE cases SET terms = $1 WHERE id = $2", hash_of(text), case)
    await pool.execute("UPDATE staff SET language = 'nl-BE'")

    shown = await post.look("m.1", "seen")

    assert "<p>kwaliteiten en gebreken in kaart brengen</p>" in shown.text


async def test_a_day_that_cannot_be_meant_is_asked_for_again(pool: Pool, case: Case, post: Post):
    await wrote(pool, reminded())

    for body in NO_DAYS:
        answer = await post.press("m.1", "seen", body)

        assert (answer.status, case.tries) == (422, 0), body
        assert "Choose a day from tomorrow on" in answer.text
        assert "<button" in answer.text


async def test_a_day_the_case_does_not_take_may_be_chosen_again(pool: Pool, case: Case, post: Post):
    await wrote(pool, reminded())
    far, near = (f"acts_by={TODAY + timedelta(days=days)}".encode() for days in (90, 3))
    case.refuses = "say by which day to come you will act on it"

    refused = await post.press("m.1", "seen", far)
    case.refuses = ""

    assert refused.status == 409
    assert "choose an earlier one" in refused.text
    assert (await post.press("m.1", "seen", near)).status == 200


# Outages


async def test_while_the_case_cannot_be_reached_what_arrives_is_kept_said_so_and_told_later(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    case.away = True

    kept, again = await post.press("m.1", "accept"), await post.press("m.1", "accept")
    waited = await post.inbox.tell_what_waits(datetime.now(UTC) + timedelta(minutes=5))
    case.away = False
    told = await post.inbox.tell_what_waits(datetime.now(UTC) + timedelta(minutes=5))

    assert (kept.status, again.status) == (202, 202)
    assert "conservé votre réponse" in kept.text
    assert (waited, told) == (0, 1)
    assert case.facts == [("appointment_accepted", {"of": "i1"})]
    assert (await post.press("m.1", "accept")).status == 200
    assert len(case.told) == 1


async def test_what_was_told_long_after_it_arrived_is_said_to_have_happened_when_it_arrived(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    case.away = True
    await post.press("m.1", "accept")
    await pool.execute("UPDATE arrivals SET arrived = now() - interval '3 hours'")
    case.away = False

    await post.inbox.tell_what_waits(datetime.now(UTC))

    happened = case.told[0][1].happened
    assert happened is not None
    assert timedelta(hours=2, minutes=59) < datetime.now(UTC) - happened < timedelta(hours=3, minutes=1)


async def test_an_answer_that_was_kept_and_is_refused_later_is_for_the_counsellor_to_call_about(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    case.away = True
    await post.press("m.1", "accept")
    case.away, case.refuses = False, "this appointment is over"

    await post.inbox.tell_what_waits(datetime.now(UTC) + timedelta(minutes=5))

    (asked,) = await messages.worklist(pool, "S-counsellor", datetime.now(UTC))
    assert (asked.letter, asked.about) == ("reply_received", "appointment_accepted")
    assert "call them" in asked.reason


async def test_a_case_that_does_not_answer_keeps_no_other_waiting(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), invited("m.2"))
    case.away = True
    await post.press("m.1", "accept")
    await post.press("m.2", "decline")

    assert await post.inbox.tell_what_waits(datetime.now(UTC) + timedelta(minutes=5)) == 0
    assert case.tries == 3


async def test_while_postgresql_is_away_nothing_is_kept_and_that_is_said(
    pool: Pool, case: Case, post: Post, monkeypatch: pytest.MonkeyPatch
):
    await wrote(pool, invited())

    async def away(*_: object) -> None:
        raise asyncpg.CannotConnectNowError

    monkeypatch.setattr(arrivals, "keep", away)
    monkeypatch.setattr("records.receipts.times_back", away)
    pressed = await post.press("m.1", "accept")
    receipt = await post.provider("/receipts/mail", {"message": "m.1", "status": "bounced"})

    assert (pressed.status, receipt.status) == (503, 503)
    assert "nothing was noted" in pressed.text
    assert case.tries == 0
    assert await state_of(pool) == ("sent", "")


# Receipts


async def test_t_07_a_mail_that_came_back_counts_as_bounced_and_is_told_to_the_case_once(pool: Pool, case: Case, post: Post):
    id = await wrote(pool, invited())
    receipt = {"message": "<m.1@office.example>", "status": "bounced", "code": "5.1.1"}

    first, second = await post.provider("/receipts/mail", receipt), await post.provider("/receipts/mail", receipt)

    assert (first.status, second.status) == (200, 200)
    assert await state_of(pool) == ("planned", "it came back: this address does not take mail (5.1.1)")
    assert await fates(pool) == ["sent", "bounced"]
    assert case.facts == [("address_failed", {"channel": "email", "message": "m.1"})]
    assert (case.told[0][0], case.told[0][1].by) == (id, "receiver")


async def test_t_07_what_came_back_goes_another_way_and_may_come_back_there_too(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())
    await post.provider("/receipts/mail", {"message": "m.1", "status": "bounced", "code": "5.1.1"})
    await messages.sent(pool, "m.1", channel="sms", recipient="person-1", at=datetime.now(UTC), message_id="taken-77")

    late = await post.provider("/receipts/mail", {"message": "m.1", "status": "delivered"})
    await post.provider("/receipts/sms", {"message": "taken-77", "status": "undeliverable"})

    assert late.says == "known already: nothing changed"
    assert await fates(pool) == ["sent", "bounced", "sent", "bounced"]
    assert [fact["channel"] for _, fact in case.facts] == ["email", "sms"]


async def test_t_07_a_report_of_a_mail_server_does_the_same(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited("0b1c.9f8e7d6c5b4a.112233"))

    answers = [await post.provider("/receipts/mail", report(), kind=kind) for kind in ("message/rfc822", "Message/RFC822; charset=utf-8")]

    assert [answer.status for answer in answers] == [200, 200]
    assert case.facts == [("address_failed", {"channel": "email", "message": "0b1c.9f8e7d6c5b4a.112233"})]


async def test_t_07_a_bounce_at_the_same_instant_from_two_sides_is_one(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), channel="sms")

    await asyncio.gather(*(post.provider("/receipts/sms", {"message": "m.1", "status": "undeliverable"}) for _ in range(5)))

    assert await fates(pool) == ["sent", "bounced"]
    assert case.facts == [("address_failed", {"channel": "sms", "message": "m.1"})]


async def test_a_full_mailbox_is_for_the_counsellor_and_says_nothing_of_the_address(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    await post.provider("/receipts/mail", {"message": "m.1", "status": "bounced", "code": "5.2.2"})

    assert (await state_of(pool))[0] == "failed"
    assert case.told == []
    assert [asked.id for asked in await messages.worklist(pool, "S-counsellor", datetime.now(UTC))] == ["m.1"]


async def test_what_came_back_from_an_employer_is_for_the_counsellor_and_no_word_on_the_client(pool: Pool, case: Case, post: Post):
    await organisations.add(pool, Organisation(id="org-1", name="Example Gardens", sorts=["employer"], email="desk@gardens.example"))
    await wrote(pool, invited(to="employer", who="org-1"))

    for _ in range(2):
        await post.provider("/receipts/mail", {"message": "m.1", "status": "bounced", "code": "5.1.1"})
        await messages.sent(pool, "m.1", channel="email", recipient="org-1", at=datetime.now(UTC))

    assert (await state_of(pool))[0] == "bounced"
    assert case.told == []
    asked = await messages.worklist(pool, "S-counsellor", datetime.now(UTC))
    assert sorted(one.id for one in asked) == ["m.1", "m.1.email.address"], "to pass it on, and once to ask for another address (T-07)"
    known = await organisations.get(pool, "org-1")
    assert known
    assert known.unreachable == ["email"]


async def test_late_and_duplicate_receipts_change_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), channel="sms")
    await post.provider("/receipts/sms", {"message": "m.1", "status": "undeliverable"})

    for late in ("delivered", "failed", "undeliverable"):
        answer = await post.provider("/receipts/sms", {"message": "m.1", "status": late})
        assert (answer.status, answer.says) == (200, "known already: nothing changed")

    assert (await state_of(pool))[0] == "planned"
    assert await fates(pool) == ["sent", "bounced"]


async def test_a_text_message_that_arrived_is_delivered_for_good_and_a_mail_may_still_come_back(pool: Pool, post: Post):
    await wrote(pool, invited("m.1"))
    await post.provider("/receipts/mail", {"message": "m.1", "status": "delivered"})
    assert (await state_of(pool))[0] == "delivered"

    await post.provider("/receipts/mail", {"message": "m.1", "status": "bounced", "code": "5.1.1"})

    assert await fates(pool) == ["sent", "delivered", "bounced"]


async def test_a_receipt_never_touches_a_message_that_somebody_has_dealt_with(pool: Pool, post: Post):
    await wrote(pool, invited())
    await messages.done(pool, "m.1")

    for status in ("delivered", "failed", "bounced"):
        await post.provider("/receipts/mail", {"message": "m.1", "status": status})

    assert (await state_of(pool))[0] == "done"
    assert await fates(pool) == ["sent", "done"]


async def test_a_receipt_for_no_message_of_ours_or_of_another_channel_is_answered_and_counted(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    unknown = await post.provider("/receipts/sms", {"message": "m.9", "status": "delivered"})
    elsewhere = await post.provider("/receipts/sms", {"message": "m.1", "status": "undeliverable"})

    assert (unknown.status, elsewhere.status) == (404, 409)
    assert post.counted.all == [("sms", "unknown"), ("sms", "elsewhere")]
    assert await state_of(pool) == ("sent", "")
    assert case.told == []


async def test_what_is_not_signed_or_signed_too_long_ago_changes_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), channel="sms")
    body = b'{"id": "1", "from": "+32 470 00 00 00", "text": "STOP", "message": "m.1", "status": "undeliverable"}'

    old = signed("s" * 32, body, datetime.now(UTC) - timedelta(minutes=6))
    other = signed("o" * 32, body, datetime.now(UTC))
    paths = ("/receipts/sms", "/receipts/mail", "/replies/sms")
    answers = [await post.ask("POST", path, body, headers) for path in paths for headers in ({}, old, other)]

    assert {answer.status for answer in answers} == {401}
    assert {fate for _, fate in post.counted.all} == {"forged"}
    assert (await state_of(pool))[0] == "sent"
    assert case.tries == 0


async def test_without_a_secret_no_receipts_are_taken(pool: Pool, case: Case):
    answer = await Post(pool, case, Settings()).provider("/receipts/sms", {"message": "m.1", "status": "delivered"})

    assert answer.status == 404
    assert "ITINERARY_RECEIPTS_SECRET" in answer.says


# Replies


async def with_phone(pool: Pool, phone: str, person: str = "person-1") -> None:
    await people.add(pool, Person(id=person, name="Test Client", email="client@home.example", phone=phone, language="fr"))


async def test_stop_by_text_message_refuses_them_in_every_open_case_of_this_number(pool: Pool, case: Case, post: Post):
    await wrote(pool)
    await with_phone(pool, "0470 12 34 56")
    reply = {"id": "in-1", "from": "+32470123456", "text": "STOP"}

    answers = [await post.provider("/replies/sms", reply) for _ in range(2)]

    assert [answer.says for answer in answers] == ["stop", "stop"]
    assert case.facts == [("messages_refused", {"channel": "sms"})]
    assert case.told[0][1].by == "person-1"


@pytest.mark.parametrize(("to", "says", "told"), [("employer", "stop", 0), ("partner", "stop", 0), ("counsellor", "else", 1)])
async def test_t_28_stop_to_a_message_that_was_not_for_the_client_refuses_nothing_in_their_name(
    pool: Pool, case: Case, post: Post, to: str, says: str, told: int
):
    """An employer or a partner stops what goes to their organisation; what a colleague can mean is read by a person."""
    await wrote(pool, invited(to=to, who=to), channel="sms")
    for id in ("employer", "partner"):
        await organisations.add(pool, Organisation(id=id, name=f"Example {id}", sorts=[id]))
        await organisations.refuse(pool, id, "all", welcome=True)

    answer = await post.provider("/replies/sms", {"id": "in-1", "from": "+32470123456", "text": "STOP", "message": "m.1"})

    assert answer.says == says
    assert [kind for kind, _ in case.facts] == ["remark_made"] * told
    refusing = {id: known.refuses for id in ("employer", "partner") if (known := await organisations.get(pool, id))}
    assert refusing == {id: ["sms"] if id == to else [] for id in ("employer", "partner")}


@pytest.mark.parametrize("whose", ["its own", "of somebody there"])
async def test_t_28_stop_from_the_number_of_an_organisation_is_understood_though_nobody_says_which_message_it_answers(
    pool: Pool, case: Case, post: Post, whose: str
):
    await wrote(pool, invited(to="employer", who="org-1"), channel="sms")
    own, contact = ("0470 12 34 56", "") if whose == "its own" else ("", "0470 12 34 56")
    await organisations.add(pool, Organisation(id="org-1", name="Example Gardens", sorts=["employer"], phone=own))
    await organisations.add_contact(pool, Contact(organisation="org-1", id="org-1-desk", name="Desk Of A Test", phone=contact))

    elsewhere = await post.provider("/replies/sms", {"id": "in-1", "from": "+33670123456", "text": "STOP"})
    answers = [await post.provider("/replies/sms", {"id": "in-2", "from": "+32470123456", "text": "STOP"}) for _ in range(2)]

    assert (elsewhere.status, [answer.says for answer in answers]) == (404, ["stop", "stop"])
    known = await organisations.get(pool, "org-1")
    assert (known.refuses if known else [], case.told) == (["sms"], [])


async def test_what_else_an_organisation_answers_is_read_in_the_case_it_was_last_written_to_about(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(to="employer", who="org-1"), channel="sms")
    await organisations.add(pool, Organisation(id="org-1", name="Example Gardens", sorts=["employer"], phone="0470 12 34 56"))

    assert (await post.provider("/replies/sms", {"id": "in-1", "from": "+32470123456", "text": "Who is this?"})).says == "else"

    assert case.facts == [("remark_made", {"note": "by text message: Who is this?"})]


async def test_a_number_that_only_ends_alike_is_somebody_else(pool: Pool, case: Case, post: Post):
    await wrote(pool)
    await with_phone(pool, "0470 12 34 56")

    answer = await post.provider("/replies/sms", {"id": "in-1", "from": "+33670123456", "text": "STOP"})

    assert answer.status == 404
    assert case.told == []
    assert post.counted.all == [("reply", "unknown")]


async def test_anything_else_is_in_the_journal_and_on_the_worklist_once(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited(), channel="sms")
    reply = {"id": "in/1", "from": "+32470123456", "text": "I am ill\x00", "message": "m.1"}

    for _ in range(2):
        assert (await post.provider("/replies/sms", reply)).says == "else"

    assert case.facts == [("remark_made", {"note": "by text message: I am ill"})]
    (asked,) = await messages.worklist(pool, "S-counsellor", datetime.now(UTC))
    assert (asked.letter, "read what they said in the journal" in asked.reason) == ("reply_received", True)
    assert "I am ill" not in str(asked.model_dump())


async def test_what_somebody_said_is_forgotten_here_once_the_case_has_it(pool: Pool, post: Post):
    await wrote(pool, invited(), channel="sms")

    await post.provider("/replies/sms", {"id": "in-1", "from": "+32470123456", "text": "I am ill", "message": "m.1"})

    assert await pool.fetchval("SELECT fact FROM arrivals") == {}


# What comes from anywhere


async def test_more_than_a_mail_that_came_back_is_too_much(pool: Pool, post: Post):
    await wrote(pool, invited())

    assert (await post.press("m.1", "stop", b"x" * (MOST + 1))).status == 413
    assert (await post.provider("/receipts/mail", b"x" * (MOST + 1))).status == 413


async def test_who_hangs_up_in_the_middle_has_said_nothing(pool: Pool, case: Case, post: Post):
    await wrote(pool, invited())

    await post.ask("POST", post.path("m.1", "stop"), b"half of it", whole=False)

    assert case.tries == 0


async def test_there_is_nothing_else(post: Post):
    for method, path in (("GET", "/"), ("GET", "/docs"), ("PUT", "/a/x"), ("GET", "/receipts/sms"), ("POST", "/a/")):
        assert (await post.ask(method, path)).status in {404, 405}, path


async def test_it_says_that_it_is_alive(post: Post):
    assert (await post.ask("GET", "/alive")).text == "alive"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
RECEIPT = st.fixed_dictionaries(
    {},
    optional={
        "message": st.sampled_from(["m.1", "m.2", "<m.1@x>"]) | JSON,
        "status": st.sampled_from(["delivered", "failed", "undeliverable", "bounced"]) | JSON,
        "code": st.from_regex(r"[245]\.[0-9]\.[0-9]", fullmatch=True) | JSON,
        "id": st.text(max_size=20) | JSON,
        "from": st.from_regex(r"\+[0-9]{5,15}", fullmatch=True) | JSON,
        "text": st.sampled_from(["STOP", "JA"]) | st.text(max_size=50) | JSON,
    },
)


def test_whatever_arrives_is_answered_and_breaks_nothing(dsn: str):
    """No body makes the receiver break or tell what nobody may tell; what a message has become stays one of its states."""
    with asyncio.Runner() as runner:
        pool = runner.run(pools.opened(dsn, most=2))
        case = Case()
        post = Post(pool, case)
        runner.run(wrote(pool, invited(), channel="sms"))

        @profile(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(
            path=st.sampled_from(["/receipts/sms", "/receipts/mail", "/replies/sms"]),
            said=RECEIPT | st.binary(max_size=200),
            kind=st.sampled_from(["application/json", "message/rfc822", ""]),
        )
        def from_a_provider(path: str, said: dict[str, object] | bytes, kind: str) -> None:
            assert runner.run(post.provider(path, said, kind)).status in {200, 400, 404, 409}

        @profile(max_examples=150, deadline=None)
        @given(method=st.sampled_from(["GET", "POST"]), token=st.text(max_size=60), body=st.binary(max_size=100))
        def from_somebody(method: str, token: str, body: bytes) -> None:
            answer = runner.run(post.ask(method, f"/a/{token}".encode(errors="replace").decode(), body, {"Accept-Language": token}))
            assert answer.status in {404, 405}

        from_a_provider()
        from_somebody()
        told = {kind for kind, _ in case.facts}
        assert told <= {"address_failed", "messages_refused", "remark_made"}
        assert runner.run(state_of(pool))[0] in {"sent", "planned", *get_args(Came)}, "what came back once is to go another way"
        assert re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", "".join(telling.id for _, telling in case.told[:1]) or "none")
        runner.run(pool.close())


# Calendars


def by_calendar(
    case: str, *, partstat: str = "ACCEPTED", sequence: int = 0, attendee: str = CLIENT, stamp: str = "20260505T080000Z"
) -> bytes:
    """A mail in which the calendar of somebody answers the invitation i1 of a case."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = attendee, "office@office.example", "Accepted: Appointment"
    mail.set_content("I have answered.")
    event = [f"UID:{case}.i1@itinerary", f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}", f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}"]
    head, tail = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "METHOD:REPLY"], ["END:VCALENDAR", ""]
    lines = [*head, "BEGIN:VEVENT", *event, "END:VEVENT", *tail]
    mail.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("partstat", "kind"),
    [("ACCEPTED", "appointment_accepted"), ("TENTATIVE", "other_time_asked"), ("DECLINED", "appointment_declined")],
)
async def test_what_a_calendar_answers_is_told_to_the_case_by_the_guest_once(pool: Pool, case: Case, post: Post, partstat: str, kind: str):
    id = await wrote(pool, invited())
    mail = by_calendar(id, partstat=partstat)

    answers = [await post.provider("/receipts/mail", mail, kind="message/rfc822") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert case.facts == [(kind, {"of": "i1"})]
    assert (case.told[0][0], case.told[0][1].by) == (id, "person-1")


async def test_who_changes_their_mind_in_the_calendar_is_heard_again(pool: Pool, case: Case, post: Post):
    id = await wrote(pool, invited())

    for partstat, stamp in (("ACCEPTED", "20260505T080000Z"), ("DECLINED", "20260505T090000Z"), ("ACCEPTED", "20260505T100000Z")):
        await post.provider("/receipts/mail", by_calendar(id, partstat=partstat, stamp=stamp), kind="message/rfc822")

    assert [kind for kind, _ in case.facts] == ["appointment_accepted", "appointment_declined", "appointment_accepted"]


async def test_t_03_a_calendars_answer_to_another_hour_of_somebody_else_or_of_no_case_is_none(pool: Pool, case: Case, post: Post):
    id = await wrote(pool, invited())

    for mail in (by_calendar(id, sequence=1), by_calendar(id, attendee="other@home.example"), by_calendar("no-such-case")):
        answer = await post.provider("/receipts/mail", mail, kind="message/rfc822")
        assert answer.status == 200
        assert "nothing was noted" in answer.says

    assert case.told == []
