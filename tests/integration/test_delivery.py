"""Messages leave a worker once, by mail or on a worklist, and what became of them can be read."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from icalendar import Calendar
from structlog.testing import capture_logs
from temporalio.common import MetricMeter

from activities import delivering
from activities.answering import links_to
from activities.delivering import Delivering
from activities.fates import Fate, Fates
from activities.gone_past import TemporalSilent
from activities.letters import Letters
from casework.clock import REAL_TIME, Clock
from casework.exploration import BarrierFound, ConversationHeld, Referred
from casework.handover import hand_over
from casework.leaving import HELD, NOT_HEARD_OF, NOT_WRITTEN_TO
from casework.terms import hash_of
from notifications.channels import Channels
from notifications.email import Mailer
from records import arrivals, cases, journal, messages, offices, people, staff, terms
from records.offices import Office
from records.people import Person
from records.rebuild import rebuild
from records.terms import Terms
from runtime.settings import Settings
from tests.handclock import HandClock
from tests.integration.gateway import Texts
from tests.integration.post_office import Post
from tests.shown import OwnPage
from tests.town import DAY, NOON, begun, handed, line, message, opening, promise
from workers.delivery import deliver_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.handover import Handover
    from records.cases import Begun
    from records.messages import Addressed, Leaving
    from records.pool import Pool

pytest_plugins = ["tests.postgres", "tests.post"]

LATER = NOON + 2 * DAY
AT = LATER + DAY
LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
FAST = Clock(real=LONG_AGO, case=LONG_AGO, pace=2)
"""Where a test lives in the real hour, which may be at night: a case that lives faster than the clock is never quiet."""

REMINDER = {"kind": "conversation_held", "by": (NOON + 3 * DAY).isoformat(), "rung": "0"}


@pytest.fixture
def letters(pool: Pool, post: Post) -> Letters:
    return Letters(pool, post.channels)


def reminder(id: str, **said: object) -> dict[str, object]:
    """A reminder of the plan, to the counsellor."""
    return message(id, **{"letter": "promise_due", "about": "plan", "values": REMINDER} | said)


def invitation(id: str, line: int = 1, letter: str = "invitation", at: datetime = AT, sequence: int = 0) -> dict[str, object]:
    """An invitation to the client, as a line of the journal gives it."""
    method = "CANCEL" if letter == "appointment_cancelled" else "REQUEST"
    values = {"appointment": "i1", "at": at.isoformat(), "minutes": "60", "sequence": str(sequence), "method": method}
    return message(id, line, to="client", letter=letter, about=f"{letter}:i1", values=values)


async def planned(pool: Pool, *told: dict[str, object], kind: str = "hour_came", clock: Clock = REAL_TIME) -> Begun:
    """A case whose first line reminds of a plan that is still promised, unless it is of another kind."""
    case = await begun(pool, clock)
    await journal.keep(pool, handed(case, lines=[line(1, kind=kind)], messages=list(told), agenda=[promise("plan")]))
    return case


async def all_leave(letters: Letters, now: datetime = LATER) -> None:
    while await letters.next_ones(now):
        pass


async def became(pool: Pool, case: Begun, now: datetime = LATER) -> dict[str, Addressed]:
    """What became of the messages of a case."""
    return {one.id: one for one in await messages.of_case(pool, case.case_id, now)}


async def test_an_invitation_is_answered_from_where_it_is_read_and_only_a_reminder_can_be_stopped(pool: Pool, post: Post):
    reminds = message("r", to="client", letter="client_reminder", about="plan", values=REMINDER, rung=0)
    await planned(pool, invitation("i"), reminds, kind="appointment_made")

    await all_leave(Letters(pool, post.channels, links=links_to("https://answers.example", "k" * 40)))

    invited, reminded = sorted(post.mails, key=lambda mail: mail["Message-ID"])
    said = {mail["Message-ID"]: mail.get_body(("plain",)).get_content() for mail in (invited, reminded)}
    assert said[invited["Message-ID"]].count("https://answers.example/a/") == 3
    assert said[reminded["Message-ID"]].count("https://answers.example/a/") == 1
    assert (invited["List-Unsubscribe"], reminded["List-Unsubscribe-Post"]) == (None, "List-Unsubscribe=One-Click")


async def test_a_reminder_leaves_once_in_the_language_of_its_reader(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, reminder("m"))
    member = await staff.get(pool, "S-counsellor")
    assert member
    await staff.add(pool, member.model_copy(update={"language": "nl"}))

    await all_leave(letters)
    await all_leave(letters)

    (mail,) = post.mails
    assert (mail["To"], mail["Message-ID"]) == ("counsellor@office.example", "<m@office.example>")
    assert mail["Subject"] == "K-0001: nu te doen: een eerste gesprek"
    sent = (await became(pool, case))["m"]
    assert (sent.state, sent.channel, sent.recipient, sent.sent_at, sent.message_id) == (
        "sent", "email", "S-counsellor", LATER, "<m@office.example>"
    )  # fmt: skip


async def test_two_workers_send_each_letter_once(pool: Pool, post: Post):
    await planned(pool, *(message(f"m{n}", letter="case_opened", due=LONG_AGO) for n in range(20)), kind="opened", clock=FAST)
    stop = asyncio.Event()
    rounds = [asyncio.create_task(Delivering(Letters(pool, post.channels)).go_on(stop.is_set)) for _ in range(2)]

    await post.has(20)
    stop.set()
    await asyncio.wait_for(asyncio.gather(*rounds), 5)

    assert len({mail["Message-ID"] for mail in post.mails}) == len(post.mails) == 20


async def test_t_16_while_the_mail_server_is_away_letters_wait_and_nothing_is_lost(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, reminder("m"))
    await post.closes()
    await all_leave(letters)
    waiting = (await became(pool, case))["m"]
    await post.opens()
    await all_leave(letters, waiting.goes_at - timedelta(seconds=1))
    assert post.mails == []

    await all_leave(letters, waiting.goes_at)

    assert (waiting.state, waiting.sent_at) == ("planned", None)
    assert LATER < waiting.goes_at <= LATER + timedelta(minutes=5)
    assert "tried again" in waiting.reason
    assert "@" not in waiting.reason
    sent = (await became(pool, case))["m"]
    assert (sent.state, sent.reason) == ("sent", "")
    assert post.to == ["counsellor@office.example"]


async def test_t_07_a_letter_that_is_refused_was_not_sent_and_says_why(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, invitation("m"), kind="appointment_made")
    post.answer = "550 client1@home.example is unknown here"

    await all_leave(letters)

    bounced = (await became(pool, case))["m"]
    assert (bounced.state, bounced.channel, bounced.sent_at) == ("bounced", "email", None)
    assert bounced.reason == "the mail server refused it for this address (code 550)"
    assert [one.id for one in await messages.worklist(pool, "S-counsellor", LATER)] == ["m"]


async def test_t_07_what_is_refused_for_its_address_goes_another_way_the_same_day(pool: Pool, post: Post):
    case, texts = await planned(pool, invitation("m"), kind="appointment_made"), Texts()
    await pool.execute("UPDATE people SET phone = '0470 12 34 56'")
    post.to_recipients = "550 5.1.1 unknown here"

    await all_leave(Letters(pool, Channels(Mailer(post.smtp), texts)))

    sent = (await became(pool, case))["m"]
    assert (sent.state, sent.channel, sent.message_id, texts.to) == ("sent", "sms", "receipt-m", ["+32470123456"])
    assert [(fate.state, fate.channel) for fate in await messages.fates(pool, case.case_id)] == [("bounced", "email"), ("sent", "sms")]
    (told,) = await arrivals.waiting(pool, datetime.now(UTC) + DAY, 9)
    assert (told.case_id, told.kind, told.fact) == (case.case_id, "address_failed", {"channel": "email", "message": "m"})


async def test_t_16_a_letter_the_server_puts_off_is_not_sent_and_one_it_refuses_for_good_is_never_tried_again(
    pool: Pool, letters: Letters, post: Post
):
    case = await planned(pool, reminder("m"))
    post.answer = "450 not now"
    await all_leave(letters)
    put_off = (await became(pool, case))["m"]
    post.answer = "554 not like this"
    await all_leave(letters, put_off.goes_at)
    await all_leave(letters, put_off.goes_at + DAY)

    assert (put_off.state, put_off.sent_at, put_off.tries) == ("planned", None, 1)
    assert put_off.reason == "the mail server puts it off (code 450): it is tried again"
    failed = (await became(pool, case))["m"]
    assert (failed.state, failed.reason) == ("failed", "the mail server refused it for good (code 554)")
    assert "sent" not in {fate.state for fate in await messages.fates(pool, case.case_id)}


async def test_t_01_after_three_days_without_a_mail_server_no_word_of_an_appointment_that_is_over(pool: Pool, letters: Letters, post: Post):
    """Neither invitation nor reminder leaves, though what became of it is still to be told. What is of use leaves after the weekend."""
    missed = {"meeting": "i1", "at": (LATER + DAY).isoformat(), "where": "at the office", "rung": "0"}
    reminds = reminder("b", to="client", letter="appointment_reminder", about="appointment_missed:i1", values=missed, rung=0)
    later = reminder("n", to="client", letter="appointment_reminder", about="plan", values=missed | {"at": (LATER + 9 * DAY).isoformat()})
    owed = [promise("plan"), promise("appointment_missed:i1")]
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1, kind="hour_came")], messages=[reminder("r"), reminds, later], agenda=owed))
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[invitation("m", 2, at=LATER + DAY)], agenda=owed))
    await post.closes()
    for hours in range(0, 72, 6):
        await all_leave(letters, LATER + timedelta(hours=hours))
    assert {one.state for one in (await became(pool, case)).values()} == {"planned", "expired"}
    await post.opens()

    await all_leave(letters, LATER + 5 * DAY)

    over = await became(pool, case)
    assert {id: over[id].still_open for id in "bm"} == {"b": True, "m": True}
    assert {(over[id].state, over[id].reason) for id in "bm"} == {("expired", "the hour of the appointment came before it left")}
    assert post.to == ["client1@home.example", "counsellor@office.example"]


async def test_t_02_what_is_withdrawn_while_it_is_held_never_leaves(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, invitation("m", letter="invitation") | {"due": NOON + DAY}, kind="appointment_made")
    await all_leave(letters, NOON + DAY + timedelta(minutes=1))
    held = (await became(pool, case))["m"]
    taken_back = handed(case, lines=[line(2, kind="fact_withdrawn")])
    await journal.keep(pool, taken_back.model_copy(update={"unsaid": ["m"]}))

    await all_leave(letters, NOON + DAY + timedelta(hours=1))

    assert (held.state, held.reason, held.goes_at) == ("planned", HELD, NOON + DAY + timedelta(minutes=10))
    assert (await became(pool, case))["m"].state == "suppressed"
    assert post.mails == []


async def test_t_02_who_never_heard_of_an_appointment_hears_nothing_of_its_end_and_of_its_move_as_an_invitation(
    pool: Pool, letters: Letters, post: Post
):
    soon = invitation("m") | {"due": NOON + DAY}
    dropped = invitation("d", 2, "appointment_cancelled", sequence=1) | {"due": NOON + DAY}
    moved = {"values": soon["values"] | {"appointment": "i2"}, "about": "appointment_made:i2"}
    moves = invitation("n", 2, "appointment_moved", AT + DAY, 1)
    case = await planned(pool, soon, soon | moved | {"id": "o"}, kind="appointment_made")
    await all_leave(letters, NOON + DAY + timedelta(minutes=1))
    moves |= {"values": moves["values"] | {"appointment": "i2"}, "due": NOON + DAY}
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[dropped, moves]))

    await all_leave(letters, NOON + DAY + timedelta(minutes=30))
    await all_leave(letters, NOON + DAY + timedelta(hours=1))

    found = {id: (one.state, one.reason) for id, one in (await became(pool, case)).items()}
    assert found["d"] == ("suppressed", NOT_HEARD_OF)
    assert {id: state for id, (state, _) in found.items()} == {"m": "superseded", "o": "superseded", "d": "suppressed", "n": "sent"}
    assert [mail["Subject"] for mail in post.mails] == ["Votre rendez-vous du vendredi 6 mars 2026 à 13:00"]


@pytest.mark.parametrize("agreed", [True, False])
async def test_t_02_once_a_word_of_it_left_or_its_hour_was_agreed_the_guest_hears_that_it_is_cancelled(
    pool: Pool, letters: Letters, post: Post, agreed: bool
):
    case, made = await begun(pool), line(1, kind="appointment_made", fact={"kind": "appointment_made", "agreed": agreed})
    await journal.keep(pool, handed(case, lines=[made], messages=[invitation("m") | {"due": NOON + DAY}]))
    if not agreed:
        await all_leave(letters, NOON + DAY + timedelta(minutes=30))
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[invitation("d", 2, "appointment_cancelled", sequence=1)]))

    await all_leave(letters)
    await all_leave(letters, LATER + timedelta(hours=1))

    assert {id: one.state for id, one in (await became(pool, case)).items()} == {"m": "superseded" if agreed else "sent", "d": "sent"}


async def test_t_06_after_a_pause_the_newest_of_each_thing_leaves_once(pool: Pool, letters: Letters, post: Post):
    told = [reminder(f"r{n}", line=n, to="client", letter="client_reminder") for n in (1, 2, 3)]
    case = await planned(pool, told[0])
    await journal.keep(
        pool, handed(case, lines=[line(2, kind="hour_came"), line(3, kind="hour_came")], messages=told[1:], agenda=[promise("plan")])
    )
    await pool.execute("UPDATE cases SET silent_until = $1", LATER + DAY)

    await all_leave(letters)
    assert post.mails == []
    await all_leave(letters, LATER + DAY)

    assert {id: one.state for id, one in (await became(pool, case)).items()} == {
        "r1": "superseded", "r2": "superseded", "r3": "sent"
    }  # fmt: skip


async def test_t_11_what_is_met_while_a_letter_waits_for_its_last_step_does_not_leave(pool: Pool, letters: Letters, post: Post):
    """Until the line with a dot a server has taken nothing: the promise is looked at once more before it."""
    case = await planned(pool, reminder("m"))
    async with letters._last_step:
        leaving = asyncio.create_task(letters.next_ones(LATER))
        await post.announced.wait()
        await journal.keep(pool, handed(case, lines=[line(2)], agenda=[]))
    await leaving

    await all_leave(letters)

    assert post.mails == []
    assert [fate.reason for fate in await messages.fates(pool, case.case_id)] == ["met before it left"]


async def test_t_11_what_is_met_while_the_server_takes_a_letter_left_before_and_nobody_waits_for_it(
    pool: Pool, letters: Letters, post: Post
):
    case = await planned(pool, reminder("m"))
    post.meanwhile = lambda: journal.keep(pool, handed(case, lines=[line(2)], agenda=[]))

    await all_leave(letters)

    assert len(post.mails) == 1
    assert [fate.state for fate in await messages.fates(pool, case.case_id)] == ["sent"]


async def test_t_11_what_was_met_before_its_reminder_left_stays_quiet(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, reminder("m"))
    await journal.keep(pool, handed(case, lines=[line(2)], agenda=[]))

    await all_leave(letters)

    assert post.mails == []
    quiet = (await became(pool, case))["m"]
    assert (quiet.state, quiet.reason) == ("suppressed", "met before it left")


async def test_t_30_after_a_long_silence_only_the_last_reminder_of_each_role_leaves(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, reminder("first"))
    more = [reminder("second", line=2), reminder("third", line=3), reminder("higher", line=3, to="team lead", letter="promise_escalated")]
    lines = [line(2, kind="hour_came"), line(3, kind="hour_came")]
    await journal.keep(pool, handed(case, lines=lines, messages=more, agenda=[promise("plan")]))

    await all_leave(letters)

    assert {id: one.state for id, one in (await became(pool, case)).items()} == {
        "first": "superseded", "second": "superseded", "third": "sent", "higher": "sent"
    }  # fmt: skip
    assert post.to == ["counsellor@office.example", "lead@office.example"]
    written_down = [(fate.message, fate.state) for fate in await messages.fates(pool, case.case_id)]
    assert written_down == [("first", "superseded"), ("higher", "sent"), ("second", "superseded"), ("third", "sent")]


async def test_t_03_an_appointment_keeps_its_uid_and_counts_on_as_it_moves(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, invitation("made"), kind="appointment_made")
    await all_leave(letters)
    moved = invitation("moved", 2, "appointment_moved", AT + DAY, 1)
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[moved]))
    await all_leave(letters)
    dropped = invitation("dropped", 3, "appointment_cancelled", AT + DAY, 2)
    await journal.keep(pool, handed(case, lines=[line(3)], messages=[dropped]))
    await all_leave(letters)

    parts = [next(part for part in mail.walk() if part.get_content_type() == "text/calendar") for mail in post.mails]
    calendars = [Calendar.from_ical(part.get_content()) for part in parts]
    events = [calendar.events[0] for calendar in calendars]
    assert [calendar["METHOD"] for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [event.start for event in events] == [AT, AT + DAY, AT + DAY]
    assert {event["UID"] for event in events} == {f"{case.case_id}.i1@itinerary"}
    assert {event["ATTENDEE"] for event in events} == {"mailto:client1@home.example"}
    assert not any("Test Client One" in part.get_content() for part in parts)


async def test_t_03_an_invitation_that_was_held_up_does_not_overtake_its_move(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, invitation("made"), kind="appointment_made")
    await post.closes()
    await all_leave(letters)
    await post.opens()
    moved = invitation("moved", 2, "appointment_moved", AT + DAY, 1)
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[moved]))

    await all_leave(letters)
    await all_leave(letters, LATER + timedelta(minutes=10))

    assert [mail["Subject"] for mail in post.mails] == ["Votre rendez-vous du vendredi 6 mars 2026 à 13:00"]
    assert (await became(pool, case))["made"].state == "superseded"


async def test_a_client_without_an_address_is_told_by_the_counsellor(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, invitation("m"), kind="appointment_made")
    await pool.execute("UPDATE people SET email = ''")

    await all_leave(letters)

    seen = (await became(pool, case))["m"]
    assert (seen.state, seen.channel, seen.recipient) == ("sent", "worklist", "S-counsellor")
    assert seen.reason == "we have no e-mail address of this client: pass it on yourself"
    assert [one.id for one in await messages.worklist(pool, "S-counsellor", LATER)] == ["m"]


async def test_a_letter_to_a_partner_we_cannot_mail_is_handed_on_by_the_counsellor(pool: Pool, letters: Letters, post: Post):
    values = {"referral": "r1", "partner": "W-1", "owes": "answer"}
    case = await planned(pool, message("m", to="partner", letter="referral_answer_asked", values=values), kind="partner_silent")

    await all_leave(letters)

    seen = (await became(pool, case))["m"]
    assert (seen.who, seen.channel, seen.recipient) == ("W-1", "worklist", "S-counsellor")
    assert post.mails == []


async def test_a_partner_we_can_mail_is_told_by_when_to_answer(pool: Pool, letters: Letters, post: Post):
    await people.add(pool, Person(id="P-1", name="Test Client One"))
    await people.add(pool, Person(id="W-1", name="Test Partner", email="partner@help.example", language="en"))
    clock = HandClock()
    referred = Referred(of="r1", barrier="b1", partner="W-1", reason="a quiet place to sleep", consent=True)
    clock.tell(ConversationHeld(), BarrierFound(of="b1", type="housing"), referred)
    await journal.keep(pool, hand_over(clock.case, clock.story))
    text = clock.terms.text
    await terms.keep(pool, Terms(hash=hash_of(text), method="kina", programme="kina-example", version="2026.1", body=text))
    await pool.execute("UPDATE cases SET terms = $1", hash_of(text))

    await all_leave(letters, clock.hour + timedelta(hours=1))

    (mail,) = [mail for mail in post.mails if mail["To"] == "partner@help.example"]
    assert "by Tuesday 19 May 2026" in " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


async def test_t_22_a_day_off_is_that_of_the_office_of_the_reader_and_not_of_the_case(pool: Pool, letters: Letters, post: Post):
    """Good Friday is a day off in Metz, and none in Brussels."""
    case = await planned(pool, reminder("m"), reminder("l", to="team lead", letter="promise_escalated"))
    await offices.add(pool, Office(id="metz", name="Office Metz", zone="Europe/Paris", country="FR", region="FR-57", language="fr"))
    await pool.execute("UPDATE staff SET office = 'metz' WHERE id = 'S-lead'")
    good_friday = datetime(2026, 4, 3, 9, tzinfo=UTC)

    await all_leave(letters, good_friday)

    found = await became(pool, case, good_friday)
    assert post.to == ["counsellor@office.example"]
    assert (found["l"].state, found["l"].reason) == ("planned", "nobody is disturbed now: it leaves in working hours")
    assert found["l"].goes_at.date() == date(2026, 4, 7), "Easter Monday is a day off for both"


@pytest.mark.parametrize(("language", "called"), [("nl-BE", "uw arbeidstrajectbegeleider"), ("fr", "votre conseiller référent")])
async def test_a_letter_calls_a_colleague_as_the_programme_does_where_it_has_a_word_for_them(
    pool: Pool, letters: Letters, post: Post, language: str, called: str
):
    text = HandClock().terms.text
    await planned(pool, message("r", to="client", letter="client_reminder", about="plan", values=REMINDER, rung=0))
    await terms.keep(pool, Terms(hash=hash_of(text), method="kina", programme="kina-example", version="2026.1", body=text))
    await pool.execute("UPDATE cases SET terms = $1", hash_of(text))
    await pool.execute("UPDATE people SET language = $1", language)

    await all_leave(letters)

    (mail,) = post.mails
    body = mail.get_body(("plain",))
    assert body
    assert called in " ".join(body.get_content().split())


async def test_those_outside_read_where_to_call_and_those_of_the_office_do_not(pool: Pool, letters: Letters, post: Post):
    await planned(pool, reminder("s"), message("r", to="client", letter="client_reminder", about="plan", values=REMINDER, rung=0))
    await pool.execute("UPDATE offices SET phone = '+32 2 555 12 12'")

    await all_leave(letters)

    said = {mail["To"]: body.get_content() for mail in post.mails if (body := mail.get_body(("plain",)))}
    assert "Vous pouvez nous joindre par téléphone au +32 2 555 12 12." in " ".join(said["client1@home.example"].split())
    assert "555" not in said["counsellor@office.example"]


async def test_t_20_while_nobody_holds_a_case_its_messages_reach_the_lead_of_the_team(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool)
    opened = line(2, kind="opened", fact={"kind": "opened", "counsellor": "S-counsellor"})
    left = [reminder("a", line=3), reminder("b", line=3, to="team", letter="team_asked")]
    await journal.keep(
        pool, handed(case, lines=[opened, line(3, kind="hour_came")], messages=left, agenda=[promise("plan")], counsellor="")
    )

    await all_leave(letters)

    assert {id: one.recipient for id, one in (await became(pool, case)).items()} == {"a": "S-lead", "b": "team-1"}
    assert post.to == ["lead@office.example", "lead@office.example"]


async def test_a_message_that_means_nobody_fails_with_a_reason(pool: Pool, letters: Letters):
    case = await planned(pool)
    lost = [reminder("a", line=2), message("b", 2, to="teller", who="S-gone", letter="telling_refused", values={"kind": "paused"})]
    await journal.keep(pool, handed(case, lines=[line(2)], messages=lost, agenda=[promise("plan")], counsellor=""))

    await all_leave(letters)

    assert {id: (one.state, one.reason) for id, one in (await became(pool, case)).items()} == {
        "a": ("failed", "nobody is responsible for this case: assign a counsellor"),
        "b": ("failed", "it is for somebody we do not know: tell them yourself"),
    }


async def test_after_the_end_only_the_letters_about_the_end_leave(pool: Pool, letters: Letters, post: Post):
    case = await planned(pool, message("welcome", to="client", letter="welcome"), kind="opened")
    farewell = message("farewell", 2, to="client", letter="farewell")
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[farewell], ended=NOON + DAY, outcome="work"))

    await all_leave(letters)

    assert {id: one.state for id, one in (await became(pool, case)).items()} == {"welcome": "suppressed", "farewell": "sent"}
    assert post.to == ["client1@home.example"]


@pytest.mark.parametrize("known_twice", [False, True])
async def test_t_32_who_died_is_written_to_in_none_of_their_cases_and_colleagues_are(
    pool: Pool, letters: Letters, post: Post, known_twice: bool
):
    case = await planned(pool, invitation("i"), reminder("r", to="client", letter="client_reminder"), reminder("m"))
    if known_twice:
        await pool.execute("UPDATE people SET same_as = 'person-1' WHERE id = 'person-2'")
    other = await cases.begin(pool, opening(id="opening-2", person="person-2" if known_twice else "person-1", method="star"))
    died = handed(other, lines=[line(1, kind="person_died")], person="person-2" if known_twice else "person-1", method="star")
    await journal.keep(pool, died.model_copy(update={"case": died.case.model_copy(update={"ended": NOON + DAY, "outcome": "died"})}))

    await all_leave(letters)

    found = {id: (one.state, one.reason) for id, one in (await became(pool, case)).items()}
    assert found == {
        "i": ("suppressed", NOT_WRITTEN_TO["died"]), "r": ("suppressed", NOT_WRITTEN_TO["died"]), "m": ("sent", ""),
    }  # fmt: skip
    assert post.to == ["counsellor@office.example"]


async def test_under_a_fast_clock_letters_leave_at_the_pace_of_the_case(pool: Pool, letters: Letters, post: Post):
    await planned(pool, reminder("m", due=NOON + 10 * DAY), clock=Clock(real=NOON, case=NOON, pace=86_400))

    await all_leave(letters, NOON + timedelta(seconds=9))
    assert post.mails == []
    await all_leave(letters, NOON + timedelta(seconds=11))

    assert len(post.mails) == 1


async def test_a_letter_that_breaks_does_not_hold_up_the_others_and_the_log_names_nobody(pool: Pool, letters: Letters, post: Post):
    broken = reminder("a broken one", values={"kind": "paused", "by": "Test Client One"}, due=LONG_AGO)
    case = await planned(pool, broken, reminder("unwritten", letter="poem"), message("good", letter="case_opened"), kind="opened")

    with capture_logs() as told:
        await all_leave(letters)
        await all_leave(letters)

    states = {id: one.state for id, one in (await became(pool, case)).items()}
    assert states == {"a broken one": "planned", "unwritten": "failed", "good": "sent"}
    assert "Test Client One" not in str([{**one, "exc_info": None} for one in told])


async def test_a_round_outlives_a_database_that_goes_away(pool: Pool, post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivering, "LONG_BREATH", 0.01)
    await planned(pool, message("m", letter="case_opened", due=LONG_AGO), kind="opened", clock=FAST)
    letters, tries = Letters(pool, post.channels), 0
    real = letters.next_ones

    async def first_breaks(now: datetime, stop: Callable[[], bool]) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionResetError
        return await real(now, stop=stop)

    monkeypatch.setattr(letters, "next_ones", first_breaks)
    first = await Delivering(letters).go_on(lambda: bool(post.mails))
    then = await Delivering(letters).go_on(lambda: bool(post.mails))

    assert (first.away, then.away) == (["PostgreSQL does not answer"], [])


async def test_a_round_goes_on_past_its_end_while_temporal_cannot_hear_of_it(pool: Pool, post: Post):
    async def back_once_something_left() -> bool:
        if not post.mails:
            await planned(pool, message("m", letter="case_opened", due=LONG_AGO), kind="opened", clock=FAST)
        return bool(post.mails)

    said = await Delivering(Letters(pool, post.channels), back_once_something_left).go_on(lambda: False, seconds=-1)

    assert (said.became, len(post.mails)) == ({"sent": 1}, 1), "the letter was written when the round should have ended"


async def test_a_worker_without_a_mail_server_says_so_and_keeps_the_letters(pool: Pool):
    case = await planned(pool, message("m", letter="case_opened", due=LONG_AGO), kind="opened")
    stop = asyncio.Event()
    with capture_logs() as told:
        worker = asyncio.create_task(deliver_until(stop, pool, Settings(smtp=""), MetricMeter.noop))
        await asyncio.sleep(0.05)
        stop.set()
        await asyncio.wait_for(worker, 5)

    assert [one["setting"] for one in told] == ["ITINERARY_SMTP"]
    assert (await became(pool, case, datetime.now(UTC)))["m"].state == "planned"
    assert await cases.row(pool, case.case_id)


async def test_what_became_of_letters_is_counted(pool: Pool, post: Post):
    page = OwnPage()
    letters = Letters(pool, post.channels, Fates(page.meter))
    await planned(pool, reminder("met", about="another"))
    await all_leave(letters)
    other = await cases.begin(pool, opening(id="opening-2", person="person-2"))
    await journal.keep(
        pool, handed(other, lines=[line(1)], messages=[message("leaves", letter="case_opened"), message("broken", letter="no_such")])
    )
    await all_leave(letters)
    await journal.keep(pool, handed(other, lines=[line(1), line(2)], messages=[message("waits", 2, letter="case_opened")]))
    await post.closes()
    await all_leave(letters)

    page.read()
    assert {fate: page.value("itinerary_messages_total", fate=fate) for fate in get_args(Fate)} == {
        "sent": 1,
        "shown": 0,
        "bounced": 0,
        "needless": 1,
        "expired": 0,
        "failed": 1,
        "put_off": 1,
    }


class Temporal:
    """Answers, as Temporal would, whether a case has gone past a task, and knows what it was asked."""

    def __init__(self, *, gone_past: bool = False, silent: bool = False) -> None:
        self.gone_past, self.silent = gone_past, silent
        self.asked: list[tuple[str, str | None, int | None]] = []

    async def has_gone_past(self, message: Leaving) -> bool:
        self.asked.append((message.id, message.run, message.task))
        if self.silent:
            raise TemporalSilent
        return self.gone_past


async def just_written(pool: Pool, *told: dict[str, object]) -> Begun:
    """A case whose second line was written a day ago by a task of which nobody knows yet whether it counts."""
    case = await planned(pool)
    await by_task(pool, handed(case, lines=[line(2)], messages=list(told), agenda=[promise("plan")]), LATER - DAY, "run-1", 9)
    return case


async def by_task(pool: Pool, told: Handover, began: datetime, run: str, task: int) -> None:
    """Keep what that task of that run hands over."""
    await journal.keep(pool, told.model_copy(update={"tried_at": began, "run": run, "task": task}))


async def test_what_a_task_wrote_leaves_only_once_temporal_has_gone_past_it(pool: Pool, post: Post):
    case, temporal = await just_written(pool, message("m", 2, letter="case_opened")), Temporal()
    letters = Letters(pool, post.channels, gone_past=temporal.has_gone_past)

    await all_leave(letters)
    waiting = (await became(pool, case))["m"]
    temporal.gone_past = True
    await all_leave(letters)
    assert post.mails == []
    await all_leave(letters, waiting.goes_at)

    assert temporal.asked == [("m", "run-1", 9)] * 2
    assert (waiting.state, waiting.goes_at) == ("planned", LATER + timedelta(minutes=5))
    assert waiting.reason == "its case has not gone on from where it was written: it is tried again"
    assert [(one.state, one.reason) for one in (await became(pool, case)).values()] == [("sent", "")]


async def test_what_was_written_a_moment_ago_is_asked_after_in_a_moment(pool: Pool, post: Post):
    case, temporal = await just_written(pool, message("m", 2, letter="case_opened", due=NOON)), Temporal()

    await all_leave(Letters(pool, post.channels, gone_past=temporal.has_gone_past), LATER - DAY)

    assert (await became(pool, case))["m"].goes_at == LATER - DAY + timedelta(seconds=0.5)


async def test_nobody_asks_after_what_a_case_wrote_before_it_handed_over_again(pool: Pool, post: Post):
    case, temporal = await just_written(pool, message("m", 2, letter="case_opened")), Temporal()
    await by_task(pool, handed(case, lines=[line(3)], agenda=[promise("plan")]), LATER, "run-1", 15)

    await all_leave(Letters(pool, post.channels, gone_past=temporal.has_gone_past))

    assert (temporal.asked, len(post.mails)) == ([], 1)


async def test_what_a_lost_task_wrote_goes_when_the_one_that_counts_says_something_else(pool: Pool, post: Post):
    case, temporal = (
        await just_written(pool, message("lost", 2, letter="case_opened"), message("same", 2, letter="case_opened")),
        Temporal(),
    )
    letters = Letters(pool, post.channels, gone_past=temporal.has_gone_past)
    await all_leave(letters)
    said = [message("same", 2, letter="case_opened"), message("counts", 2, letter="case_opened")]
    again = handed(case, lines=[line(2, telling="another")], messages=said, agenda=[promise("plan")])
    await by_task(pool, again, LATER, "run-2", 3)
    temporal.gone_past = True

    await all_leave(letters, LATER + DAY)

    assert {id: one.state for id, one in (await became(pool, case)).items()} == {"same": "sent", "counts": "sent"}
    assert [asked[1:] for asked in temporal.asked[1:]] == [("run-2", 3)]


async def test_while_temporal_is_silent_what_was_just_written_waits_in_order_and_all_else_leaves(pool: Pool, post: Post):
    case = await just_written(pool, *(message(f"m{n}", 2, letter="case_opened", due=NOON + timedelta(hours=n)) for n in range(3)))
    other = await cases.begin(pool, opening(id="opening-2", person="person-2"))
    await journal.keep(pool, handed(other, lines=[line(1)], messages=[message("else", letter="case_opened")], person="person-2"))
    temporal = Temporal(silent=True)
    letters = Letters(pool, post.channels, gone_past=temporal.has_gone_past)

    await all_leave(letters)
    assert [mail["Message-ID"] for mail in post.mails] == ["<else@office.example>"]
    assert len(temporal.asked) == 1
    waiting = await became(pool, case)
    temporal.silent, temporal.gone_past = False, True
    await all_leave(letters, LATER + timedelta(seconds=5))

    assert {one.goes_at for one in waiting.values()} == {LATER + timedelta(seconds=5)}
    assert {one.reason for one in waiting.values()} == {"Temporal does not answer, and it was written last: it is tried again"}
    assert [mail["Message-ID"] for mail in post.mails[1:]] == [f"<m{n}@office.example>" for n in range(3)]


async def test_what_is_made_anew_from_the_journal_leaves_without_asking(pool: Pool, post: Post):
    case, temporal = await just_written(pool, message("m", 2, letter="case_opened")), Temporal()
    lines = [line(1, kind="hour_came"), line(2)]
    whole = handed(case, lines=lines, messages=[message("m", 2, letter="case_opened")], agenda=[promise("plan")])

    await rebuild(pool, case.case_id, lambda _: whole)
    await all_leave(Letters(pool, post.channels, gone_past=temporal.has_gone_past))

    assert (temporal.asked, len(post.mails)) == ([], 1)


async def test_what_is_said_after_all_waits_for_the_task_that_says_so(pool: Pool, post: Post):
    case, temporal = await planned(pool, message("m", letter="case_opened"), kind="opened"), Temporal()
    mistaken, not_so = line(2, kind="fact_withdrawn"), line(3, kind="fact_withdrawn")
    await journal.keep(pool, handed(case, lines=[mistaken]).model_copy(update={"unsaid": ["m"]}))
    await by_task(pool, handed(case, lines=[not_so], messages=[message("m", letter="case_opened")]), LATER, "run-1", 9)

    await all_leave(Letters(pool, post.channels, gone_past=temporal.has_gone_past))

    assert temporal.asked == [("m", "run-1", 9)]
    assert (await became(pool, case))["m"].state == "planned"
