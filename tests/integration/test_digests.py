"""Staff hear once a working day what is asked of them, on a real PostgreSQL and a real mail server."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from temporalio.exceptions import ApplicationError

from activities.digests import DigestActivities
from casework import terms as case_terms
from casework.clock import REAL_TIME, Clock
from records import cases, digests, journal, messages, offices, people, staff, standing, terms
from records.digests import Digest
from records.offices import Office
from records.people import Person
from records.staff import Member
from records.terms import Terms
from starters.exit_codes import Exit
from tests.handclock import CALENDAR, programme
from tests.integration.counter import Counter, lived
from tests.integration.post_office import Post
from tests.town import handed, line, message, opening, promise, settle

if TYPE_CHECKING:
    from records.cases import Begun
    from records.pool import Pool
    from tests.handclock import HandClock

pytest_plugins = ["tests.postgres", "tests.post"]

DAY = timedelta(days=1)
TUESDAY = date(2026, 5, 5)
MORNING = datetime(2026, 5, 5, 7, tzinfo=UTC)
"""Nine o'clock in Brussels."""

WHEN = {"late": MORNING - 4 * DAY, "today": MORNING + timedelta(hours=6), "soon": MORNING + DAY, "later": MORNING + 14 * DAY}


class Office9:
    """The office of the town at nine on a Tuesday, and what its staff are sent."""

    def __init__(self, pool: Pool, post: Post) -> None:
        self.pool, self.post, self.now, self._cases = pool, post, MORNING, 0
        self.activities = DigestActivities(pool, post.smtp, now=lambda: self.now)

    async def case(self, *promised: str, clock: Clock = REAL_TIME, told: list[dict[str, object]] | None = None, **row: object) -> Begun:
        """A case that promises a conversation for then (`partner late`: one of the partner); `told` waits for the digest."""
        self._cases += 1
        person = (await people.add(self.pool, Person(name="Test Client Of No Street", email="x@home.example"))).id
        case = await cases.begin(self.pool, opening(f"o-{self._cases}", person, clock=clock))
        agenda = []
        for nth, words in enumerate(promised):
            whose, _, when = words.rpartition(" ")
            agenda.append(promise(f"conversation_held:i{nth}", whose=whose or "counsellor", by=clock.case_time(WHEN[when])))
        lines = [line(1, kind="hour_came")]
        await journal.keep(self.pool, handed(case, lines=lines, messages=told or [], agenda=agenda, person=person, **row))
        await self.pool.execute("UPDATE messages SET urgent = false WHERE case_id = $1", case.case_id)
        return case

    async def sends(self) -> dict[str, int]:
        """The digests of now are composed; how many became what, besides nothing."""
        return {fate: n for fate, n in (await self.activities.compose("north")).items() if fate not in ("nothing to say", "away")}

    async def of(self, member: str = "S-counsellor", day: date = TUESDAY) -> Digest:
        found = await digests.get(self.pool, member, day)
        assert found
        return found

    async def fates(self, case: Begun) -> dict[str, tuple[str, str, str]]:
        """What became of the messages of a case: state, channel and whom it reached."""
        return {m.id: (m.state, m.channel, m.recipient) for m in await messages.of_case(self.pool, case.case_id, self.now)}

    @property
    def texts(self) -> list[str]:
        """What the mails say, as text."""
        bodies = [mail.get_body(("plain",)) for mail in self.post.mails]
        return [body.get_content() for body in bodies if body]


@pytest.fixture
async def office(pool: Pool, post: Post) -> Office9:
    await settle(pool)
    return Office9(pool, post)


def reminder(id: str, to: str = "counsellor", about: str = "conversation_held:i0", **said: object) -> dict[str, object]:
    """A reminder whose hour came yesterday."""
    values = {"kind": "conversation_held", "by": WHEN["late"].isoformat(), "rung": "0"}
    return message(id, **{"to": to, "letter": "promise_overdue", "about": about, "due": MORNING - DAY, "values": values} | said)


async def test_all_that_is_late_due_and_awaited_comes_in_one_mail(office: Office9):
    first = await office.case("late", "today", "later")
    second = await office.case("partner late", "client soon", "soon")

    assert await office.sends() == {"sent": 1}

    (text,), digest = office.texts, await office.of()
    assert office.post.to == ["counsellor@office.example"]
    assert text.index(first.number) < text.index(second.number)
    assert (digest.overdue, digest.today, digest.soon, digest.waiting, digest.news) == (1, 1, 1, 2, 0)
    assert (digest.state, digest.message_id) == ("sent", office.post.mails[0]["Message-ID"])
    assert "Test Client" not in office.post.mails[0].as_string()


async def test_what_is_promised_is_called_as_the_programme_of_each_case_does(office: Office9):
    called = {"conversation_held": {"en": "a talk of ours"}}
    text = case_terms.Terms(programme=programme().model_copy(update={"called": called}), calendar=CALENDAR).text
    await terms.keep(office.pool, Terms(hash="ours", method="kina", programme="kina-example", version="1", body=text))
    own, usual = await office.case("late"), await office.case("late")
    await office.pool.execute("UPDATE cases SET terms = 'ours' WHERE id = $1", own.case_id)

    await office.sends()

    (said,) = office.texts
    assert f"{own.number}: a talk of ours" in said
    assert f"{usual.number}: a first conversation" in said


async def test_a_digest_with_nothing_to_say_is_not_sent(office: Office9):
    await office.case("later")

    assert await office.sends() == {}
    assert await digests.get(office.pool, "S-counsellor", TUESDAY) is None


async def test_t_15_a_second_firing_gives_nobody_a_second_digest(office: Office9):
    await office.case("late")

    assert await asyncio.gather(office.sends(), office.sends()) in ([{"sent": 1}, {"told before": 1}], [{"told before": 1}, {"sent": 1}])
    assert await office.sends() == {"told before": 1}
    assert len(office.post.mails) == 1


async def test_t_20_the_deputy_is_told_what_is_asked_of_who_is_away_and_who_is_away_hears_nothing(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    await staff.away(office.pool, "S-counsellor", TUESDAY)

    assert await office.sends() == {"sent": 1}
    assert office.post.to == ["deputy@office.example"]
    assert await office.fates(case) == {"m": ("sent", "digest", "S-deputy")}


async def test_t_20_while_nobody_is_there_nothing_is_said_and_what_waits_goes_on_waiting(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    for member in ("S-counsellor", "S-deputy", "S-lead"):
        await staff.away(office.pool, member, TUESDAY, TUESDAY)

    assert await office.sends() == {}
    assert await office.fates(case) == {"m": ("planned", "", "S-counsellor")}

    office.now += DAY
    assert await office.sends() == {"sent": 1}


async def test_t_19_what_a_case_asks_comes_to_whoever_holds_it_when_the_digest_is_made(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    await office.pool.execute("UPDATE cases SET counsellor = 'S-lead' WHERE id = $1", case.case_id)

    await office.sends()

    assert office.post.to == ["lead@office.example"]


async def test_a_case_that_nobody_holds_speaks_to_the_lead(office: Office9):
    case = await office.case("late", counsellor="")
    fact = {"kind": "opened", "counsellor": "S-counsellor"}
    await journal.keep(office.pool, handed(case, lines=[line(2, kind="opened", fact=fact)], counsellor="", agenda=[
        promise("conversation_held:i0", by=WHEN["late"])
    ]))  # fmt: skip

    await office.sends()

    assert office.post.to == ["lead@office.example"]


async def test_what_a_lead_or_a_deputy_is_told_of_the_case_of_another_is_a_line_of_its_own(office: Office9):
    case = await office.case("late", told=[reminder("d", to="deputy"), reminder("t", to="team"), reminder("c")])

    assert await office.sends() == {"sent": 3}
    said = dict(zip([mail["To"] for mail in office.post.mails], office.texts, strict=True))
    line_ = f"- {case.number}: late: a first conversation"
    assert {to: line_ in text for to, text in said.items()} == {
        "counsellor@office.example": False,  # it stands among what is late
        "deputy@office.example": True,
        "lead@office.example": True,
    }
    assert await office.fates(case) == {
        "d": ("sent", "digest", "S-deputy"), "t": ("sent", "digest", "S-lead"), "c": ("sent", "digest", "S-counsellor"),
    }  # fmt: skip


async def test_t_16_messages_are_sent_with_their_digest_and_not_before_the_server_took_it(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    office.post.answer = "451 later"

    with pytest.raises(ApplicationError, match="digests that wait for the mail server: 1"):
        await office.sends()
    put_off = await office.of()

    assert (put_off.state, put_off.sent_at, put_off.message_id) == ("planned", None, "")
    assert "it is tried again" in put_off.reason
    assert await office.fates(case) == {"m": ("planned", "", "S-counsellor")}
    assert [one.digests for one in await digests.waiting(office.pool)] == [1]

    office.post.answer = "250 taken"
    assert await office.sends() == {"sent": 1}
    assert (await office.of()).state == "sent"
    rows = await office.pool.fetch("SELECT state, channel, recipient FROM message_fates WHERE message = 'm'")
    assert [tuple(row) for row in rows] == [("sent", "digest", "S-counsellor")]


async def test_t_16_a_yes_that_never_arrived_is_asked_for_again_under_the_same_id(office: Office9):
    await office.case("late")
    office.post.cuts_after_data = True

    with pytest.raises(ApplicationError):
        await office.sends()
    office.post.cuts_after_data = False
    await office.sends()

    assert len({mail["Message-ID"] for mail in office.post.mails}) == 1


async def test_t_07_an_address_that_is_refused_fails_the_digest_and_lets_go_what_waited_for_it(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    office.post.answer = "550 unknown"

    assert await office.sends() == {"refused": 1}
    assert (await office.of()).state == "failed"
    assert await leaves_by_itself(office, case) == {"m": True}
    assert await office.sends() == {"told before": 1}


async def test_who_has_no_address_is_shown_it_and_what_waited_leaves_by_itself(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    await office.pool.execute("UPDATE staff SET email = '' WHERE id = 'S-counsellor'")

    assert await office.sends() == {"no address": 1}
    assert (await office.of()).reason == "no e-mail address is known: `itinerary digest` shows it"
    assert await leaves_by_itself(office, case) == {"m": True}


async def leaves_by_itself(office: Office9, case: Begun) -> dict[str, bool]:
    """Which messages wait for no digest (any more)."""
    rows = await office.pool.fetch(
        "SELECT m.id, goes_with_digest(m, c) AS waits FROM messages AS m JOIN cases AS c ON c.id = m.case_id WHERE c.id = $1", case.case_id
    )
    return {row["id"]: not row["waits"] for row in rows}


async def test_only_what_is_not_urgent_is_for_the_staff_and_lives_by_the_clock_waits_for_a_digest(office: Office9):
    slow = await office.case(told=[reminder("c"), reminder("d", to="deputy"), reminder("p", to="client"), reminder("u")])
    fast = await office.case(told=[reminder("f")], clock=Clock(real=MORNING, case=MORNING, pace=1000), pace=1000.0)
    await office.pool.execute("UPDATE messages SET urgent = true WHERE id = 'u'")

    assert await leaves_by_itself(office, slow) == {"c": False, "d": False, "p": True, "u": True}
    assert await leaves_by_itself(office, fast) == {"f": True}


async def test_t_11_what_was_met_is_in_no_digest_and_left_to_whoever_says_why(office: Office9):
    case = await office.case(
        "later", told=[reminder("met", about="conversation_held:i7"), reminder("old"), reminder("m", letter="case_given")]
    )
    await office.pool.execute("UPDATE messages SET useless_after = $1 WHERE id = 'old'", MORNING - timedelta(hours=1))

    await office.sends()

    assert await leaves_by_itself(office, case) == {"met": True, "old": True, "m": False}
    assert await office.fates(case) == {
        "met": ("planned", "", "S-counsellor"), "old": ("planned", "", "S-counsellor"), "m": ("sent", "digest", "S-counsellor"),
    }  # fmt: skip


async def test_word_of_the_end_goes_along_also_after_a_correction_as_it_would_by_itself(office: Office9):
    case = await office.case("later", told=[reminder("m", letter="case_closed")])
    end = {"ended": MORNING - DAY, "outcome": "work", "agenda": [promise("conversation_held:i0")]}
    await journal.keep(office.pool, handed(case, lines=[line(2, kind="fact_corrected")], **end))

    assert await office.sends() == {"sent": 1}
    assert await office.fates(case) == {"m": ("sent", "digest", "S-counsellor")}


async def test_what_no_digest_would_ever_tell_leaves_by_itself(office: Office9):
    case = await office.case(told=[reminder("m")])
    await office.pool.execute("UPDATE cases SET counsellor = 'S-gone' WHERE id = $1", case.case_id)

    await office.sends()

    assert await leaves_by_itself(office, case) == {"m": True}


async def test_what_is_not_yet_due_waits_for_the_digest_of_its_day(office: Office9):
    case = await office.case("later", told=[reminder("m", due=MORNING + timedelta(minutes=1))])

    assert await office.sends() == {}
    office.now += DAY
    assert await office.sends() == {"sent": 1}
    assert await office.fates(case) == {"m": ("sent", "digest", "S-counsellor")}


async def test_a_message_whose_task_may_be_lost_yet_waits_for_another_day(office: Office9):
    async def not_yet(_: object) -> bool:
        return False

    case = await office.case(told=[reminder("m")])
    await office.pool.execute("UPDATE messages SET run = 'r', task = 3, tried_at = $1", MORNING)
    office.activities.gone_past = not_yet

    assert await office.sends() == {}
    assert (await office.fates(case))["m"][0] == "planned"


async def test_days_are_those_of_the_case_by_its_own_clock(office: Office9):
    """A case whose clock is set a year back lives as fast as ours, on other days."""
    await office.case("late", "today", "soon", "later", clock=Clock(real=MORNING, case=MORNING.replace(year=2025), pace=1))

    await office.sends()

    digest = await office.of()
    assert (digest.overdue, digest.today, digest.soon) == (1, 1, 1)
    assert "Thursday 1 May, " in office.texts[0]


async def test_a_case_that_lives_faster_than_the_clock_or_has_ended_is_in_no_digest(office: Office9):
    await office.case("late", clock=Clock(real=MORNING, case=MORNING, pace=1000), pace=1000.0)
    await office.case("late", ended=MORNING - DAY, outcome="work")

    assert await office.sends() == {}


async def test_t_22_nothing_is_said_on_a_day_off_of_the_region_nor_before_or_after_hours(office: Office9):
    await office.case("late")

    for hour in (MORNING + 9 * DAY, MORNING + 4 * DAY, MORNING - timedelta(hours=1), MORNING + timedelta(hours=12)):
        office.now = hour
        assert await office.sends() == {}
    assert office.post.mails == []


async def test_t_01_what_no_server_took_all_day_is_said_by_the_digest_of_the_next(office: Office9):
    case = await office.case("late", told=[reminder("m")])
    office.post.answer = "451 later"
    with pytest.raises(ApplicationError):
        await office.sends()
    office.now, office.post.answer = MORNING + DAY, "250 taken"

    assert await office.sends() == {"sent": 1}

    assert (await office.of()).state == "expired"
    assert (await office.of(day=TUESDAY + DAY)).state == "sent"
    assert len(office.post.mails) == 1
    assert await office.fates(case) == {"m": ("sent", "digest", "S-counsellor")}


async def test_one_that_breaks_holds_up_no_other(office: Office9):
    await office.case("late", told=[reminder("m", to="deputy")])
    await office.pool.execute('UPDATE messages SET filled_in = \'{"kind": "conversation_held", "by": "no day"}\'')

    with pytest.raises(ApplicationError, match="wait for the mail server: 1"):
        await office.sends()

    assert office.post.to == ["counsellor@office.example"]


async def test_a_language_is_that_of_the_reader(office: Office9):
    await office.case("late")
    member = await staff.get(office.pool, "S-counsellor")
    assert isinstance(member, Member)
    await staff.add(office.pool, member.model_copy(update={"language": "da"}))

    await office.sends()

    assert "1 aftale er forsinket" in office.texts[0]
    assert office.post.mails[0]["Subject"] == "tirsdag den 5. maj 2026: 1 aftale er forsinket"


async def test_an_office_says_when_its_digests_go_out(pool: Pool):
    await offices.add(pool, Office(id="o", name="O", zone="Europe/Paris", country="FR", digest_at=time(9, 15)))

    kept = await offices.get(pool, "o")
    assert kept
    assert kept.digest_at == time(9, 15)


async def test_what_waits_for_a_digest_is_not_counted_as_late(office: Office9):
    await office.case(told=[reminder("m")])
    assert (await standing.at(office.pool, MORNING)).unsent.waiting == 0

    await office.pool.execute("UPDATE messages SET urgent = true")
    assert (await standing.at(office.pool, MORNING)).unsent.waiting == 1


@pytest.fixture
async def desk(pool: Pool) -> HandClock:
    """K-0001 of Test Client One, with a promise that is due now."""
    clock = await lived(pool)
    await pool.execute("UPDATE agenda SET due_by = now() WHERE key = (SELECT min(key) FROM agenda WHERE whose = 'counsellor')")
    return clock


def test_the_same_can_be_read_at_any_time(dsn: str, desk: HandClock, monkeypatch: pytest.MonkeyPatch):
    counter = Counter(dsn, desk, monkeypatch)

    shown, read = counter.type("digest", "S-ana").stdout, counter.read("digest")

    assert shown.startswith("Hello Test Counsellor One,\n")
    assert "- K-0001: " in shown
    assert "Test Client" not in shown
    assert read["member"] == "S-ana"
    assert sum(read["counts"].values()) > 0
    assert read["sent"] is None
    assert counter.type("digest", "S-eva").stdout.startswith("nothing is asked of Test Counsellor Two")
    assert counter.type("digest", "S-nobody").exit_code == Exit.NOT_FOUND
