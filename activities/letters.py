"""Letters leave: each is decided for whom it reaches today, sent once, and what became of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from activities import interviews
from activities.confirming import Confirming
from activities.fates import Fates
from activities.gone_past import GonePast, taken_at_its_word
from activities.house import Houses
from activities.reminders import decided
from activities.wording import words
from casework.leaving import NEWS_OF_APPOINTMENTS, OUTSIDERS, WORKLIST, Drop, Leave, Wait
from notifications import letters
from notifications.email import Mailer, SmtpSettings
from notifications.letters import Incomplete, NoSuchLetter
from notifications.outcomes import Bounced, ProviderAway, Sent, TryLater
from records import messages
from records.messages import Leaving
from records.pool import Connection, Pool

A_BATCH, AT_ONCE = 60, 4
SOONEST, LATEST = timedelta(seconds=5), timedelta(minutes=5)
WAITS = "the mail server does not answer: it is tried again"
OF_AN_ADDRESS = frozenset({550, 551, 553})


class Going(NamedTuple):
    """A message that leaves now, and how."""

    message: Leaving
    leave: Leave


class TakenBack(Exception):
    """It is not to be sent any more, or not by us."""


class Letters:
    """Knows the database, the mail server and whom to ask whether a case has gone past what it wrote; one a dispatcher.

    Many letters are written and announced at once, but only one at a time is between the server that takes it and the note that it
    did: whoever is killed there sends one letter twice, under the same Message-ID, and never more.
    """

    def __init__(self, pool: Pool, smtp: SmtpSettings, fates: Fates | None = None, gone_past: GonePast = taken_at_its_word) -> None:
        self.pool, self.smtp, self.fates = pool, smtp, fates or Fates()
        self.confirming, self.houses = Confirming(pool, gone_past), Houses()
        self.away = ""
        self._away_until: datetime | None = None
        self._last_step = asyncio.Lock()

    async def next_ones(self, now: datetime, most: int = A_BATCH, stop: Callable[[], bool] = lambda: False) -> int:
        """Deal with the messages that wait longest; give how many, none when nobody waits or all have to wait on.

        The check and the claim are one transaction, and a message in doubt is asked after before anything is decided about it.
        """
        await self.houses.look(self.pool)
        async with messages.claimed(self.pool, now, most, not_counted=NEWS_OF_APPOINTMENTS) as claim:
            certain = [message for message in claim.messages if message.run is None]
            going = await self._decided(claim.connection, certain, now)
        await self.confirming.look_at([message for message in claim.messages if message.run is not None], now)
        await self._let_leave(going, now, stop)
        return len(claim.messages)

    async def _decided(self, connection: Connection, certain: Sequence[Leaving], now: datetime) -> list[Going]:
        """Note what waits, never leaves or is only shown; give what is to be sent, in order."""
        going, today = [], dict.fromkeys((message.recipient for message in certain), 0)
        for message in certain:
            decision = decided(message, self.houses.of(message.office), today[message.recipient])
            if isinstance(decision, Wait):
                await messages.postponed(connection, message.id, _real(message, decision.until, now), decision.why)
            elif isinstance(decision, Drop):
                await self.fates.dropped(connection, message, decision)
            elif decision.way == WORKLIST:
                await self._show(connection, message, now, decision.why)
            else:
                today[message.recipient] += message.letter not in NEWS_OF_APPOINTMENTS
                going.append(Going(message, decision))
        return going

    async def _show(self, connection: Connection, message: Leaving, now: datetime, why: str) -> None:
        """Without a way it can only be seen: on the worklist of whom it is for, or of a colleague who can pass it on."""
        if message.bounced and message.to in OUTSIDERS:
            await self.fates.bounced(connection, message, message.bounced[-1], why, again=False)
        else:
            await self.fates.shown(connection, message, now, message.stands_in if message.to in OUTSIDERS else message.recipient, why)

    async def _let_leave(self, going: Sequence[Going], now: datetime, stop: Callable[[], bool]) -> None:
        """Several people at once; to each of them in order."""
        if not going:
            return
        people: dict[str, list[Going]] = {}
        for one in going:
            people.setdefault(one.message.recipient, []).append(one)
        places = asyncio.Semaphore(AT_ONCE)
        async with Mailer(self.smtp) as mailer:
            each = (self._to_one_person(mailer, places, theirs, now, stop) for theirs in people.values())
            ended = await asyncio.gather(*each, return_exceptions=True)
        for broken in (one for one in ended if one):
            raise broken

    async def _to_one_person(
        self, mailer: Mailer, places: asyncio.Semaphore, theirs: Sequence[Going], now: datetime, stop: Callable[[], bool]
    ) -> None:
        async with places:
            for nth, one in enumerate(theirs):
                if stop():
                    await messages.let_go(self.pool, [left.message for left in theirs[nth:]])
                    return
                await self._send(mailer, one, now)

    async def _send(self, mailer: Mailer, one: Going, now: datetime) -> None:
        """Try one; whatever becomes of it is its own fate and nobody else's (T-16)."""
        message = one.message
        if self._away_until and now < self._away_until:  # it waits behind the one that was tried, so that all leave in order
            await self.fates.put_off(self.pool, message, self._away_until, WAITS, tried=False)
            return
        try:
            await self._mail(mailer, one, now)
        except TakenBack:
            return
        except ProviderAway as away:
            self.away, self._away_until = str(away), _again(message, now, away)
            await self.fates.put_off(self.pool, message, self._away_until, f"{away}: it is tried again")
        except TryLater as later:
            await self.fates.put_off(self.pool, message, _again(message, now, later), f"{later}: it is tried again")
        except (NoSuchLetter, Incomplete) as unwritten:
            await self.fates.dropped(self.pool, message, Drop("failed", str(unwritten)))
        except Exception:  # noqa: BLE001 - one letter that breaks must not hold up the others
            structlog.get_logger().exception("a letter broke", message=message.id, letter=message.letter)
            await self.fates.put_off(self.pool, message, _again(message, now), "something broke while it was sent: it is tried again")

    async def _mail(self, mailer: Mailer, one: Going, now: datetime) -> None:
        message = one.message
        letter = letters.render(message.letter, message.language, await words(self.pool, message))
        invitation = interviews.invitation_of(message, self.smtp.sender)
        async with self._held(message) as connection:
            outcome = await mailer.send(message.id, message.email, letter, invitation=invitation)
            if isinstance(outcome, Sent):
                await self.fates.sent(connection, message, now, one.leave.way, outcome.message_id)
        self.away, self._away_until = "", None
        if isinstance(outcome, Bounced):
            await self._refused(one, outcome)
        else:
            self.fates.counted("sent", noted=True)

    @asynccontextmanager
    async def _held(self, message: Leaving) -> AsyncIterator[Connection]:
        """Nobody changes this message until it is known what became of it. Raises TakenBack."""
        async with self._last_step, self.pool.acquire() as connection, connection.transaction():
            if not await messages.still_mine(connection, message):
                raise TakenBack
            yield connection

    async def _refused(self, one: Going, refused: Bounced) -> None:
        """An address that reaches nobody asks for another way; a letter that is refused for itself is for a person to look at."""
        if refused.unknown or refused.code in OF_AN_ADDRESS:
            why = f"the mail server refused it for this address (code {refused.code})"
            await self.fates.bounced(self.pool, one.message, one.leave.way, why, again=bool(one.leave.others))
        else:
            await self.fates.dropped(self.pool, one.message, Drop("failed", f"the mail server refused it for good (code {refused.code})"))


def _again(message: Leaving, now: datetime, later: TryLater | None = None) -> datetime:
    """After as long as it has waited already, neither at once nor never; later where the provider asks for it."""
    wait = min(max(now - message.waits_since, SOONEST), LATEST)
    return now + max(wait, (later and later.after) or wait)


def _real(message: Leaving, until: datetime, now: datetime) -> datetime:
    """The real hour at which its case's clock says this."""
    return now + (until - message.hour) / message.pace
