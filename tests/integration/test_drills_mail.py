"""The drill of a mail server that is away for three days, and of one that hangs up: every letter that is still needed leaves once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from activities.letters import Letters
from records import journal, messages
from records.pool import Pool
from tests.faults.checks import letters_arrive_once
from tests.faults.post import Arrival
from tests.integration.post_office import Post
from tests.town import DAY, NOON, begun, handed, line, message, promise

pytest_plugins = ["tests.postgres", "tests.post"]

HOUR = timedelta(hours=1)
SOME_HOURS = range(1, 72, 3)


def arrived(post: Post) -> list[Arrival]:
    return [Arrival(datetime.now(UTC), mail["Message-ID"], mail["Subject"]) for mail in post.mails]


def ids(post: Post) -> list[str]:
    return [mail["Message-ID"].strip("<>").partition("@")[0] for mail in post.mails]


async def try_for_a_while(letters: Letters, now: datetime, seconds: int = 6) -> None:
    """As a worker does: what is due, a breath, what is due."""
    for second in range(seconds):
        while await letters.next_ones(now + timedelta(seconds=second)):
            pass


async def test_smtp_away_for_three_days_each_letter_still_needed_leaves_once_and_in_order(pool: Pool, post: Post):
    case = await begun(pool)
    hourly = [message(f"h{n:02}", 2, letter="case_opened", due=NOON + n * HOUR) for n in SOME_HOURS]
    met = message("met", letter="promise_due", about="plan", due=NOON + 2 * HOUR)
    await journal.keep(pool, handed(case, lines=[line(1, kind="hour_came")], messages=[met], agenda=[promise("plan")]))
    await journal.keep(pool, handed(case, lines=[line(2)], messages=hourly, agenda=[promise("plan")]))
    letters = Letters(pool, post.channels)

    await post.closes()
    for hour in range(0, 72, 2):
        if hour == 36:
            await journal.keep(pool, handed(case, lines=[line(3)], agenda=[]))
        await try_for_a_while(letters, NOON + hour * HOUR)
    waiting = await messages.of_case(pool, case.case_id, NOON)
    assert {one.state for one in waiting if one.id != "met"} == {"planned"}
    await post.opens()
    for minute in range(7):
        await try_for_a_while(letters, NOON + 3 * DAY + timedelta(minutes=minute))

    rows = await messages.of_case(pool, case.case_id, NOON)
    assert ids(post) == [f"h{n:02}" for n in SOME_HOURS]
    assert {one.state for one in rows if one.id != "met"} == {"sent"}
    assert [(one.state, one.reason) for one in rows if one.id == "met"] == [("suppressed", "met before it left")]
    assert list(letters_arrive_once(rows, arrived(post), arrived(post), kills=[])) == []


async def test_what_needs_no_mail_is_shown_while_the_mail_server_is_away(pool: Pool, post: Post):
    case = await begun(pool)
    await pool.execute("UPDATE staff SET email = '' WHERE id = 'S-deputy'")
    planned = [message("mail", letter="case_opened", due=NOON), message("shown", to="deputy", letter="case_opened", due=NOON + HOUR)]
    await journal.keep(pool, handed(case, lines=[line(1)], messages=planned))
    await post.closes()

    await try_for_a_while(Letters(pool, post.channels), NOON + 2 * HOUR)

    states = {one.id: (one.state, one.channel) for one in await messages.of_case(pool, case.case_id, NOON)}
    assert states == {"mail": ("planned", ""), "shown": ("sent", "worklist")}


@pytest.mark.parametrize("keyed", [True, False])
async def test_without_the_same_message_id_at_every_try_the_audit_finds_the_second_letter(
    pool: Pool, post: Post, monkeypatch: pytest.MonkeyPatch, keyed: bool
):
    """The control: a death explains the same letter once more, and never another one."""
    case = await begun(pool)
    await journal.keep(pool, handed(case, lines=[line(1)], messages=[message("cut", letter="case_opened", due=NOON)]))
    if not keyed:
        monkeypatch.setattr("notifications.mime.message_id", lambda message, domain: f"<{message}.{uuid4().hex}@{domain}>")
    letters = Letters(pool, post.channels)

    post.cuts_after_data = True
    await letters.next_ones(NOON + DAY)
    died = datetime.now(UTC)
    post.cuts_after_data = False
    await try_for_a_while(letters, NOON + DAY + HOUR)

    rows, mails = await messages.of_case(pool, case.case_id, NOON), arrived(post)
    assert (len(mails), [one.state for one in rows]) == (2, ["sent"])
    assert [finding.sort for finding in letters_arrive_once(rows, mails, mails, kills=[died])] == ([] if keyed else ["doubled"] * 2)


async def test_a_connection_cut_after_the_letter_was_taken_keeps_its_message_id_and_holds_up_no_other(pool: Pool, post: Post):
    case = await begun(pool)
    planned = [message(id, letter="case_opened", due=NOON + n * HOUR) for n, id in enumerate(("cut", "next"))]
    await journal.keep(pool, handed(case, lines=[line(1)], messages=planned))
    letters = Letters(pool, post.channels)

    post.cuts_after_data = True
    await letters.next_ones(NOON + DAY, 1)
    post.cuts_after_data = False
    await try_for_a_while(letters, NOON + DAY)
    await try_for_a_while(letters, NOON + DAY + HOUR)

    assert ids(post) == ["cut", "next", "cut"]
    assert {one.state for one in await messages.of_case(pool, case.case_id, NOON)} == {"sent"}
