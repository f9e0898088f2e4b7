"""A message reaches whoever holds its role today, once, and what became of it is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.clock import Clock
from casework.leaving import FOR_A_WHILE
from records import agenda, journal, messages, staff, teams
from records.staff import Member
from records.teams import Team
from tests.town import DAY, NOON, begun, handed, line, message, promise

if TYPE_CHECKING:
    from records.cases import Begun
    from records.pool import Pool

pytest_plugins = ["tests.postgres"]

LATER = NOON + 2 * DAY
TODAY = LATER.date()


async def planned(pool: Pool, *told: dict[str, object], kind: str = "interview_held") -> Begun:
    """A case whose first line plans these messages, with a plan still promised."""
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1, kind=kind)], messages=list(told), agenda=[promise("plan")]))
    return case


async def reached(pool: Pool, to: str, who: str = "") -> str:
    """Whom a message to this role reaches."""
    case = await planned(pool, message("m", to=to, who=who))
    (one,) = await messages.of_case(pool, case.case_id, LATER)
    return one.recipient


async def idle(pool: Pool, case: Begun) -> dict[str, bool]:
    """Which messages remind of what is no longer promised."""
    return {one.id: not one.still_open for one in await messages.of_case(pool, case.case_id, LATER)}


async def taken(pool: Pool, case: str | None = None) -> list[str]:
    async with messages.claimed(pool, LATER, 10, case) as claim:
        return [one.id for one in claim.messages]


@pytest.mark.parametrize(
    ("to", "who", "recipient"),
    [
        ("counsellor", "S-lead", "S-counsellor"),
        ("deputy", "", "S-deputy"),
        ("team lead", "", "S-lead"),
        ("team", "", "team-1"),
        ("client", "", "person-1"),
        ("teller", "S-lead", "S-lead"),
        ("partner", "partner-7", "partner-7"),
    ],
)
async def test_a_role_means_somebody(pool: Pool, to: str, who: str, recipient: str):
    assert await reached(pool, to, who) == recipient


async def test_a_case_without_a_line_holds_up_nobodys_messages(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[], messages=[message("m")], agenda=[promise("plan")]))

    assert await taken(pool) == ["m"]


async def test_t_19_the_counsellor_is_whoever_holds_the_case_when_the_message_leaves(pool: Pool):
    case = await planned(pool, message("m"))
    await journal.keep(pool, handed(case, lines=[line(2)], counsellor="S-lead"))

    async with messages.claimed(pool, LATER, 10) as claim:
        assert [one.recipient for one in claim.messages] == ["S-lead"]


async def test_fr_05_a_letter_can_name_the_counsellor_of_the_day_it_leaves(pool: Pool):
    case = await planned(pool, message("m", to="client"))
    await journal.keep(pool, handed(case, lines=[line(2)], counsellor="S-lead"))
    lead = await staff.get(pool, "S-lead")
    assert lead

    async with messages.claimed(pool, LATER, 10) as claim:
        assert [one.counsellor_name for one in claim.messages] == [lead.name]


@pytest.mark.parametrize(
    ("first", "last", "recipient"),
    [
        (TODAY, TODAY, "S-deputy"),
        (TODAY - DAY, None, "S-deputy"),
        (TODAY + DAY, None, "S-counsellor"),
        (TODAY - DAY, TODAY - DAY, "S-counsellor"),
    ],
)
async def test_t_20_the_deputy_gets_what_comes_while_the_counsellor_is_away(pool: Pool, first: date, last: date | None, recipient: str):
    case = await planned(pool, message("m"))
    await staff.away(pool, "S-counsellor", first, last)

    assert [one.recipient for one in await messages.of_case(pool, case.case_id, LATER)] == [recipient]


async def test_t_20_the_lead_gets_it_when_the_deputy_is_away_too_and_the_counsellor_when_nobody_is_there(pool: Pool):
    case = await planned(pool, message("m"))
    for member in ("S-counsellor", "S-deputy"):
        await staff.away(pool, member, TODAY)
    assert [one.recipient for one in await messages.of_case(pool, case.case_id, LATER)] == ["S-lead"]

    await staff.away(pool, "S-lead", TODAY)

    assert [one.recipient for one in await messages.of_case(pool, case.case_id, LATER)] == ["S-counsellor"]


async def test_t_20_the_lead_gets_it_when_there_is_no_deputy(pool: Pool):
    case = await planned(pool, message("m"), message("d", to="deputy"))
    alone = await staff.get(pool, "S-counsellor")
    assert alone
    await staff.add(pool, alone.model_copy(update={"deputy": None, "away_from": TODAY}))

    assert [one.recipient for one in await messages.of_case(pool, case.case_id, LATER)] == ["S-lead", "S-lead"]


async def test_an_absence_is_a_matter_of_the_day_at_the_office(pool: Pool):
    """At 23:30 in London it is already tomorrow in Brussels."""
    case = await planned(pool, message("m"))
    await staff.away(pool, "S-counsellor", TODAY + DAY)
    evening = LATER.replace(hour=23, minute=30)

    assert [one.recipient for one in await messages.of_case(pool, case.case_id, evening)] == ["S-deputy"]


async def test_a_message_says_how_its_recipient_is_reached(pool: Pool):
    await planned(pool, message("m", to="client"))

    async with messages.claimed(pool, LATER, 10) as claim:
        (one,) = claim.messages

    assert (one.name, one.email, one.language, one.number) == ("Test Client One", "client1@home.example", "fr", "K-0001")


async def test_a_team_without_a_mailbox_is_reached_through_its_lead(pool: Pool):
    case = await planned(pool, message("m", to="team"))
    assert [one.email for one in await messages.of_case(pool, case.case_id, LATER)] == ["lead@office.example"]

    await teams.add(pool, Team(id="team-1", office="north", name="Team One", email="team@office.example", lead="S-lead"))

    assert [one.email for one in await messages.of_case(pool, case.case_id, LATER)] == ["team@office.example"]


async def test_a_message_is_not_taken_before_its_hour(pool: Pool):
    await planned(pool, message("now"), message("tomorrow", due=LATER + DAY))

    assert await taken(pool) == ["now"]


async def test_two_workers_never_take_one_message(pool: Pool):
    await planned(pool, message("m"))

    async with messages.claimed(pool, LATER, 10) as claim:
        assert len(claim.messages) == 1
        assert await taken(pool) == []


async def test_messages_of_one_case_can_be_taken_alone(pool: Pool):
    case = await planned(pool, message("m"))

    assert await taken(pool, "another case") == []
    assert await taken(pool, case.case_id) == ["m"]


async def test_t_16_a_send_that_breaks_is_not_noted_as_sent(pool: Pool):
    await planned(pool, message("m"))

    async def breaks() -> None:
        async with messages.claimed(pool, LATER, 10) as claim:
            await messages.sent(claim.connection, "m", channel="email", recipient="S-counsellor", at=LATER)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await breaks()

    assert await taken(pool) == ["m"]


async def test_what_was_sent_is_sent_once_and_remembers_to_whom(pool: Pool):
    case = await planned(pool, message("m"))
    async with messages.claimed(pool, LATER, 10) as claim:
        assert await messages.sent(claim.connection, "m", channel="email", recipient="S-counsellor", at=LATER, message_id="<m>")
    await staff.away(pool, "S-counsellor", TODAY)

    assert not await messages.sent(pool, "m", channel="sms", recipient="S-lead", at=LATER)
    (one,) = await messages.of_case(pool, case.case_id, LATER)
    assert (one.state, one.channel, one.sent_at, one.message_id, one.recipient) == ("sent", "email", LATER, "<m>", "S-counsellor")


async def test_a_message_that_cannot_leave_now_is_tried_again_later(pool: Pool):
    await planned(pool, message("m"))

    assert await messages.postponed(pool, "m", LATER + DAY, "the mail server was away")

    assert await taken(pool) == []


async def test_what_failed_or_is_not_needed_any_more_is_not_taken_again(pool: Pool):
    case = await planned(pool, message("a"), message("b"))

    assert await messages.dropped(pool, "a", "failed", "no address")
    assert await messages.dropped(pool, "b", "suppressed", "already met")

    assert await taken(pool) == []
    told = {one.id: (one.state, one.reason) for one in await messages.of_case(pool, case.case_id, LATER)}
    assert told == {"a": ("failed", "no address"), "b": ("suppressed", "already met")}


async def test_t_11_a_reminder_knows_that_its_promise_was_met(pool: Pool):
    case = await planned(pool, message("open", about="plan"), message("met", about="interview:a"), kind="hour_came")

    assert await idle(pool, case) == {"open": False, "met": True}


async def test_a_reminder_does_not_take_a_promise_made_anew_for_its_own(pool: Pool):
    case = await planned(pool, message("m", about="plan"), kind="hour_came")

    await journal.keep(pool, handed(case, lines=[line(2)], agenda=[promise("plan", made=NOON + 2 * DAY)]))

    assert await idle(pool, case) == {"m": True}


async def test_t_11_what_is_met_after_it_was_taken_is_not_sent(pool: Pool):
    case = await planned(pool, message("m", about="plan"), kind="hour_came")
    async with messages.claimed(pool, LATER, 10) as claim:
        (taken_up,) = claim.messages

    await journal.keep(pool, handed(case, lines=[line(2)], agenda=[]))

    async with pool.acquire() as connection, connection.transaction():
        assert not await messages.still_mine(connection, taken_up)


async def test_t_06_who_wants_messages_again_before_the_day_they_named_does_not_wait_for_it(pool: Pool):
    case = await planned(pool, message("m", to="client"))
    await journal.keep(pool, handed(case, lines=[line(2, kind="messages_paused")], silent_until=LATER + 20 * DAY))
    await messages.postponed(pool, "m", LATER + 20 * DAY, FOR_A_WHILE)
    assert await taken(pool) == []

    await journal.keep(pool, handed(case, lines=[line(3, kind="messages_resumed")]))

    assert await taken(pool) == ["m"]


async def test_t_26_what_had_expired_when_it_was_taken_back_is_decided_anew_when_it_is_said_after_all(pool: Pool):
    case = await planned(pool, message("m"))
    await messages.postponed(pool, "m", LATER + 20 * DAY, "nobody is disturbed now")
    await messages.dropped(pool, "m", "expired", "it could not leave while it was of use")
    await journal.keep(pool, handed(case, lines=[line(2, kind="fact_withdrawn")]).model_copy(update={"unsaid": ["m"]}))

    await journal.keep(pool, handed(case, lines=[line(3, kind="fact_withdrawn")], messages=[message("m")]))

    assert await taken(pool) == ["m"]


@pytest.mark.parametrize(("died", "unheard"), [(False, "invitation"), (True, "")])
async def test_t_02_an_invitation_whose_dispatcher_died_may_have_left_and_its_cancellation_is_told(pool: Pool, died: bool, unheard: str):
    said = {"to": "client", "values": {"appointment": "i1", "at": (LATER + 9 * DAY).isoformat()}}
    case = await planned(pool, message("invited", letter="invitation", **said))
    if died:
        assert await taken(pool) == ["invited"]
    cancelled = message("cancelled", 2, letter="appointment_cancelled", **said)
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[cancelled]))

    async with messages.claimed(pool, LATER + DAY, 10) as claim:
        first_words = {one.id: one.first_word for one in claim.messages}

    assert first_words["cancelled"] == unheard
    assert [fate.reason for fate in await messages.fates(pool, case.case_id)] == [messages.MAY_HAVE_LEFT] * died


async def test_word_of_the_end_is_still_word_of_the_end_after_a_correction(pool: Pool):
    case = await planned(pool, message("m", to="client", letter="farewell"))
    await journal.keep(pool, handed(case, lines=[line(2, kind="fact_corrected")], ended=NOON, outcome="work"))

    async with messages.claimed(pool, LATER, 10) as claim:
        (farewell,) = claim.messages

    assert (farewell.ended, farewell.line, farewell.last_line) == (True, 1, 1)


async def test_a_letter_about_a_fact_hangs_on_no_promise(pool: Pool):
    case = await planned(pool, message("m", about="interview_held"))

    assert await idle(pool, case) == {"m": False}


async def test_under_a_fast_clock_a_message_waits_the_real_time_that_its_case_takes(pool: Pool):
    fast = Clock(real=NOON - 5 * DAY, case=NOON, pace=86_400)
    case = await begun(pool, fast)
    await journal.keep(pool, handed(case, lines=[line(1)], messages=[message("m", due=NOON + 10 * DAY)]))

    (one,) = await messages.of_case(pool, case.case_id, LATER)

    assert one.goes_at == fast.real + timedelta(seconds=10)


async def test_under_a_fast_clock_the_agenda_looks_ahead_in_the_time_of_the_case(pool: Pool):
    fast = Clock(real=NOON, case=NOON, pace=86_400)
    case = await begun(pool, fast)
    await journal.keep(pool, handed(case, lines=[line(1)], agenda=[promise("plan", by=NOON + 30 * DAY)]))

    async def mine(seconds: int) -> list[str]:
        return [one.key for one in await agenda.of_staff(pool, "S-counsellor", NOON + timedelta(seconds=seconds), 7 * DAY)]

    assert await mine(22) == []
    assert await mine(23) == ["plan"]


async def test_the_worklist_holds_what_is_asked_of_me_my_team_and_those_i_stand_in_for(pool: Pool):
    await planned(
        pool, message("mine"), message("my team's", to="team"), message("the lead's", to="team lead"), message("theirs", to="client")
    )
    await staff.away(pool, "S-counsellor", TODAY)

    async def asked(member: str) -> set[str]:
        return {one.id for one in await messages.worklist(pool, member, LATER)}

    assert await asked("S-deputy") == {"mine", "my team's"}
    assert await asked("S-counsellor") == {"my team's"}
    assert await asked("S-lead") == {"my team's", "the lead's"}


async def test_the_worklist_loses_what_is_done_met_or_not_yet_due(pool: Pool):
    told = [message("a"), message("met", about="gone"), message("later", due=LATER + DAY), message("open", about="plan")]
    await planned(pool, *told, kind="hour_came")

    assert await messages.done(pool, "a")

    assert [one.id for one in await messages.worklist(pool, "S-counsellor", LATER)] == ["open"]


async def test_what_was_passed_on_leaves_the_worklist_when_something_newer_says_otherwise_and_when_the_client_has_died(pool: Pool):
    of_i1 = {"to": "client", "values": {"appointment": "i1"}}
    case = await planned(pool, message("invited", **of_i1), message("reminded", to="client"))
    for one in ("invited", "reminded"):
        await messages.sent(pool, one, channel="worklist", recipient="S-counsellor", at=LATER)

    async def asked() -> set[str]:
        return {one.id for one in await messages.worklist(pool, "S-counsellor", LATER)}

    assert await asked() == {"invited", "reminded"}
    await journal.keep(pool, handed(case, lines=[line(2)], messages=[message("cancelled", line=2, **of_i1)]))
    assert await asked() == {"reminded"}
    await pool.execute("UPDATE cases SET outcome = 'died' WHERE id = $1", case.case_id)
    assert await asked() == set()


async def test_a_sent_message_stays_on_the_worklist_until_it_is_done(pool: Pool):
    await planned(pool, message("m"))
    await messages.sent(pool, "m", channel="email", recipient="S-counsellor", at=LATER)

    assert [one.state for one in await messages.worklist(pool, "S-counsellor", LATER)] == ["sent"]


async def test_my_agenda_holds_what_is_late_or_due_until_a_day_in_my_cases_and_those_i_stand_in_for(pool: Pool):
    case = await begun(pool)
    owed = [promise("late", overdue=True, by=NOON - DAY), promise("soon"), promise("far", by=NOON + 60 * DAY), promise("someday", by=None)]
    await journal.keep(pool, handed(case, lines=[line(1)], agenda=owed))

    async def mine(member: str, days: int | None) -> list[str]:
        within = None if days is None else days * DAY
        return [one.key for one in await agenda.of_staff(pool, member, LATER, within)]

    assert await mine("S-counsellor", 14) == ["late", "soon"]
    assert await mine("S-counsellor", None) == ["late", "soon", "far", "someday"]
    assert await mine("S-deputy", 14) == []
    await staff.away(pool, "S-counsellor", TODAY)
    assert await mine("S-deputy", 14) == ["late", "soon"]


async def test_what_is_late_is_listed_for_an_office(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)], agenda=[promise("late", overdue=True), promise("soon")]))

    assert [(one.key, one.number, one.name) for one in await agenda.overdue(pool, office="north", now=NOON)] == [
        ("late", "K-0001", "Test Client One")
    ]
    assert await agenda.overdue(pool, counsellor="S-lead") == []


async def test_a_closed_case_is_on_no_agenda(pool: Pool):
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)], agenda=[promise("late", overdue=True)], ended=NOON))

    assert await agenda.overdue(pool) == []
    assert await agenda.of_staff(pool, "S-counsellor", NOON) == []


async def test_a_member_without_a_team_gets_no_mail_of_teams(pool: Pool):
    await planned(pool, message("m", to="team"))
    stranger = await staff.add(pool, Member(name="Test Stranger", email="stranger@office.example", office="north"))

    assert await messages.worklist(pool, stranger.id, LATER) == []
