"""Digests of a working day: one for each of an office's staff who has anything to hear, sent once, with the messages that waited for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.digest_words import Page, page_of
from activities.gone_past import GonePast, taken_at_its_word
from activities.own_words import KnownWords
from casework.working_time import Calendar
from notifications.email import send
from notifications.outcomes import Bounced, TryLater
from notifications.smtp_connections import SmtpSettings
from records import digests, offices, staff
from records.digests import Digest
from records.offices import Office
from records.pool import Connection, Pool
from records.staff import Member

Fate = Literal["sent", "told before", "nothing to say", "away", "no address", "refused", "put off"]

COMPOSE = "compose_digests"
IDLE = "a digest would say nothing new with it: it leaves by itself, or not at all"
UNREACHED = "no digest reaches its reader: it leaves by itself"
OVERTAKEN = "no mail server took it that day: the digest of a later day says what still counts"
NO_ADDRESS = "no e-mail address is known: `itinerary digest` shows it"


def present() -> datetime:
    """The present hour, in UTC."""
    return datetime.now(UTC)


class DigestActivities:
    """Knows the database, the mail server and whom to ask whether a case has gone past what it wrote; one a worker."""

    def __init__(
        self, pool: Pool, smtp: SmtpSettings, gone_past: GonePast = taken_at_its_word, now: Callable[[], datetime] = present
    ) -> None:
        self.pool, self.smtp, self.gone_past, self.now, self.own_words = pool, smtp, gone_past, now, KnownWords()

    @activity.defn(name=COMPOSE)
    async def compose(self, office: str) -> dict[Fate, int]:
        """Give everybody of an office who has anything to hear the digest of today; say how many became what.

        A second time gives nobody a second one (T-15). Raises an error that is tried again while the mail server does not take some.
        """
        place, now = await offices.get(self.pool, office), self.now()
        if place is None or not is_time(place, now):
            return {}
        calendar = place.calendar(now.date())
        await self._tidy_up(place.id, calendar.day_of(now), now)
        fates = Counter([await self._given(member, calendar, now) for member in await staff.list_(self.pool, place.id)])
        structlog.get_logger().info("digests composed", office=place.id, **{fate.replace(" ", "_"): n for fate, n in fates.items()})
        if fates["put off"]:
            waits = f"digests that wait for the mail server: {fates['put off']}"
            raise ApplicationError(waits, type="DigestsWait", category=ApplicationErrorCategory.BENIGN)
        return dict(fates)

    async def _tidy_up(self, office: str, day: date, now: datetime) -> None:
        """What was not said on an earlier day is said by today's; what no digest would tell leaves by itself."""
        await digests.give_up(self.pool, office, day, OVERTAKEN)
        if ids := await digests.nobodys(self.pool, office, now, day):
            await digests.leave_alone(self.pool, ids, UNREACHED)

    async def _given(self, member: Member, calendar: Calendar, now: datetime) -> Fate:
        """The digest of one of the staff; whoever is away hears nothing, their deputy does. One that breaks holds up no other."""
        if activity.in_activity():
            activity.heartbeat()
        if is_away(member, calendar.day_of(now)):
            return "away"
        try:
            return await self._of(member, calendar, now)
        except Exception:  # noqa: BLE001 - it is tried again, after all others
            structlog.get_logger().exception("a digest broke", member=member.id)
            return "put off"

    async def _of(self, member: Member, calendar: Calendar, now: datetime) -> Fate:
        async with self.pool.acquire() as connection, connection.transaction():
            page = await page_of(connection, member, calendar, now, self.own_words, self.gone_past)
            await digests.leave_alone(connection, page.idle, IDLE)
            if page.empty:
                return "nothing to say"
            digest = await digests.begin(connection, member.id, calendar.day_of(now), page.counts)
            return await self._leaves(connection, member, digest, page) if digest else "told before"

    async def _leaves(self, connection: Connection, member: Member, digest: Digest, page: Page) -> Fate:
        """Send it, and note what became of it and of the messages that went along; put off, it stays planned."""
        if not member.email:
            return await self._unreached(connection, digest, page, "no address")
        try:
            fate = await send(self.smtp, id_of(digest), member.email, page.rendered(member, digest.day))
        except TryLater as away:
            await digests.end(connection, digest, "planned", reason=f"{away}: it is tried again")
            return "put off"
        if isinstance(fate, Bounced):
            return await self._unreached(connection, digest, page, "refused", code=fate.code)
        at = self.now()
        await digests.end(connection, digest, "sent", message_id=fate.message_id, at=at)
        await digests.went_along(connection, page.told, member.id, at, fate.message_id)
        return "sent"

    async def _unreached(self, connection: Connection, digest: Digest, page: Page, fate: Fate, *, code: int = 0) -> Fate:
        """Nobody gets it by mail; what waited for it is shown or refused one by one, where people look for that."""
        reason = f"the mail server refused it for this address (code {code})" if code else NO_ADDRESS
        await digests.end(connection, digest, "failed" if code else "suppressed", reason=reason)
        await digests.leave_alone(connection, page.told, UNREACHED)
        return fate


def is_time(place: Office, now: datetime) -> bool:
    """Whether a digest is welcome: on a working day of this office, from its hour on and not after quiet hours begin."""
    calendar = place.calendar(now.date())
    day = calendar.day_of(now)
    quiet = place.quiet_from if place.digest_at < place.quiet_from else None
    return calendar.is_working(day) and calendar.at(day, place.digest_at) <= now and (quiet is None or now < calendar.at(day, quiet))


def is_away(member: Member, day: date) -> bool:
    """As the records have it: away on both days and those between."""
    return member.away_from is not None and member.away_from <= day and (member.away_until is None or day <= member.away_until)


def id_of(digest: Digest) -> str:
    """Under which id it is sent, however often it is tried."""
    return f"digest.{digest.member}.{digest.day}"
