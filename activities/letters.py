"""Letters leave: each is decided for whom it reaches today, sent once, and what became of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

import structlog

from activities import interviews, reminders
from activities.answering import STOP, LinksOf, carried, no_links
from activities.confirming import Confirming
from activities.fates import Fates
from activities.gone_past import GonePast, taken_at_its_word
from activities.house import Houses
from activities.own_words import KnownWords
from activities.wording import words
from casework.leaving import NEWS_OF_APPOINTMENTS, Drop, Wait
from casework.ways import OUTSIDERS, WORKLIST, Channel
from notifications import dates, letters
from notifications.channels import Channels, Outgoing
from notifications.letters import Incomplete, NoSuchLetter
from notifications.outcomes import UNFIT, Bounced, ProviderAway, Sent, TryLater
from notifications.paper import Letterhead
from records import arrivals, messages, organisations
from records.messages import Leaving
from records.organisations import CameBack
from records.pool import Connection, Pool

A_BATCH, AT_ONCE = 60, 4
SOONEST, LATEST = timedelta(seconds=5), timedelta(minutes=5)
OF_AN_ADDRESS = frozenset({550, 551})
TOO_LONG = "it does not fit into a text message"
REFUSED_BY: dict[Channel, str] = {
    "email": "the mail server refused it", "sms": "the gateway for text messages refused it", "letter": "it could not be put on paper"
}  # fmt: skip


class Going(NamedTuple):
    """A message that leaves now by the first of these ways, and should it come back, by the others."""

    message: Leaving
    ways: tuple[Channel, ...]


class Away(NamedTuple):
    """Until when a provider is left alone, and what it said."""

    until: datetime
    why: str


class TakenBack(Exception):
    """It is not to be sent any more, or not by us."""


class Turn:
    """Whose letter may be taken now; it lasts until that is noted."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock, self._has_come = lock, False

    async def comes(self) -> None:
        """Wait for it."""
        if not self._has_come:
            await self._lock.acquire()
            self._has_come = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._has_come:
            self._lock.release()


class Letters:
    """Knows the database, the mail server and whom to ask whether a case has gone past what it wrote; one a dispatcher.

    Many letters are written and announced at once, but only one at a time is between the server that takes it and the note that it
    did: whoever is killed there sends one letter twice, under the same Message-ID, and never more.
    """

    def __init__(
        self,
        pool: Pool,
        channels: Channels,
        fates: Fates | None = None,
        gone_past: GonePast = taken_at_its_word,
        links: LinksOf = no_links,
    ) -> None:
        self.pool, self.channels, self.fates, self.links = pool, channels, fates or Fates(), links
        self.confirming, self.houses, self.own_words = Confirming(pool, gone_past), Houses(), KnownWords()
        self._away: dict[Channel, Away] = {}
        self._last_step = asyncio.Lock()

    @property
    def away(self) -> list[str]:
        """Which providers take nothing now."""
        return sorted({away.why for away in self._away.values()})

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
        going, together = [], dict.fromkeys((message.recipient for message in certain), 0)
        for message in certain:
            decision = reminders.decided(message, self.houses, self.channels.there, together[message.recipient])
            if isinstance(decision, Wait):
                await messages.postponed(connection, message.id, reminders.real_hour(message, decision.until, now), decision.why)
            elif isinstance(decision, Drop):
                await self.fates.dropped(connection, message, decision)
            elif decision.way == WORKLIST:
                await self._show(connection, message, now, decision.why)
            else:
                together[message.recipient] += message.letter not in NEWS_OF_APPOINTMENTS
                going.append(Going(message, (decision.way, *decision.others)))
        return going

    async def _show(self, connection: Connection, message: Leaving, now: datetime, why: str) -> None:
        """Without a way it can only be seen: on the worklist of whom it is for, or of a colleague who can pass it on."""
        if message.bounced and message.to in OUTSIDERS:
            await self.fates.bounced(connection, message, message.bounced[-1], why, again=False)
        else:
            await self.fates.shown(connection, message, now, message.stands_in if message.to in OUTSIDERS else message.recipient, why)

    async def _let_leave(self, going: Sequence[Going], now: datetime, stop: Callable[[], bool]) -> None:
        """Several people at once; to each of them in order."""
        people: dict[str, list[Going]] = {}
        for one in going:
            people.setdefault(one.message.recipient, []).append(one)
        places = asyncio.Semaphore(AT_ONCE)
        each = (self._to_one_person(places, theirs, now, stop) for theirs in people.values())
        ended = await asyncio.gather(*each, return_exceptions=True)
        for broken in (one for one in ended if one):
            raise broken

    async def _to_one_person(self, places: asyncio.Semaphore, theirs: Sequence[Going], now: datetime, stop: Callable[[], bool]) -> None:
        async with places:
            for nth, one in enumerate(theirs):
                if stop():
                    await messages.let_go(self.pool, [left.message for left in theirs[nth:]])
                    return
                await self._send(one, now)

    async def _send(self, one: Going, now: datetime) -> None:
        """Try one; whatever becomes of it is its own fate and nobody else's (T-16)."""
        message, way = one.message, one.ways[0]
        if (away := self._away.get(way)) and now < away.until:  # it waits behind the one that was tried, so that all leave in order
            await self.fates.put_off(self.pool, message, away.until, f"{away.why}: it is tried again", tried=False)
            return
        try:
            await self._by(one, now)
        except TakenBack:
            await messages.let_go(self.pool, [message])
        except ProviderAway as gone:
            self._away[way] = Away(_again(message, now, gone), str(gone))
            await self.fates.put_off(self.pool, message, self._away[way].until, f"{gone}: it is tried again")
        except TryLater as later:
            await self.fates.put_off(self.pool, message, _again(message, now, later), f"{later}: it is tried again")
        except (NoSuchLetter, Incomplete) as unwritten:
            await self.fates.dropped(self.pool, message, Drop("failed", str(unwritten)))
        except Exception:  # noqa: BLE001 - one letter that breaks must not hold up the others
            structlog.get_logger().exception("a letter broke", message=message.id, letter=message.letter)
            await self.fates.put_off(self.pool, message, _again(message, now), "something broke while it was sent: it is tried again")

    async def _by(self, one: Going, now: datetime) -> None:
        """Send it by its first way, and note it before anything else can happen."""
        message, way = one.message, one.ways[0]
        outgoing = await self._outgoing(message, way)
        async with Turn(self._last_step) as turn, self.pool.acquire() as connection, connection.transaction():
            outcome = await self.channels.send(way, outgoing, partial(self._its_turn, turn, connection, message))
            if isinstance(outcome, Sent):
                await self.fates.sent(connection, message, now, way, outcome.message_id)
        self._away.pop(way, None)
        if isinstance(outcome, Bounced):
            await self._refused(one, outcome, now)
        else:
            self.fates.counted("sent", noted=True)

    async def _its_turn(self, turn: Turn, connection: Connection, message: Leaving) -> None:
        """Its last step, and it is still wanted: asked as late as whoever takes it can be left without it (T-11)."""
        await turn.comes()
        if not await messages.still_mine(connection, message):
            raise TakenBack

    async def _outgoing(self, message: Leaving, way: Channel) -> Outgoing:
        """What is sent: the letter, and what this way needs besides."""
        message = reminders.as_first_word(message)
        rules, links = self.houses.of(message.office), carried(self.links, message, way)
        said = await words(self.pool, message, await self.own_words.of(self.pool, message.terms))
        reached = {"office_phone": rules.phone} if message.to in OUTSIDERS else {}
        letter = letters.render(message.letter, message.language, {**said, **reached, **links})
        return Outgoing(
            message.id, reminders.address_of(message, way, rules.country), letter, name=message.name, language=message.language,
            short=letter.short or "", invitation=interviews.invitation_of(message, self._organiser) if way == "email" else None,
            day=dates.day(message.hour.astimezone(ZoneInfo(message.zone)).date(), message.language), reference=message.number,
            head=Letterhead(rules.name, rules.address, rules.country), unsubscribe=links.get(STOP, ""),
        )  # fmt: skip

    @property
    def _organiser(self) -> str:
        return self.channels.mailer.smtp.sender if self.channels.mailer else ""

    async def _refused(self, one: Going, refused: Bounced, now: datetime) -> None:
        """An address that reaches nobody asks for another way (T-07); a letter refused for what it is asks for a person."""
        way, others = one.ways[0], one.ways[1:]
        if refused.asks_for_another_way or refused.code in OF_AN_ADDRESS:
            why = TOO_LONG if refused.code == UNFIT else f"{REFUSED_BY[way]} for this address (code {refused.code})"
            async with self.pool.acquire() as connection, connection.transaction():
                await self.fates.bounced(connection, one.message, way, why, again=bool(others))
                if refused.unknown:
                    await _remember(connection, one.message, way, now)
        else:
            await self.fates.dropped(self.pool, one.message, Drop("failed", f"{REFUSED_BY[way]} for good (code {refused.code})"))


async def _remember(connection: Connection, message: Leaving, way: Channel, now: datetime) -> None:
    """No other message goes to that address: of a client their case is told so, of an organisation it is known in every case (T-07)."""
    if message.to == "client":
        await arrivals.keep(connection, arrivals.came_back(message.case_id, message.id, way, "door"))
    elif message.to in OUTSIDERS:
        await organisations.came_back(connection, CameBack(message.recipient, way, message.case_id, message.id, now))


def _again(message: Leaving, now: datetime, later: TryLater | None = None) -> datetime:
    """After as long as it has waited already, neither at once nor never; later where the provider asks for it."""
    wait = min(max(now - message.waits_since, SOONEST), LATEST)
    return now + max(wait, (later and later.after) or wait)
