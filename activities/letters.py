"""Letters leave: each is written for whom it reaches today, sent once, and what became of it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog

from activities import interviews, reminders
from activities.fates import Fates
from activities.gone_past import GonePast, TemporalSilent, taken_at_its_word
from activities.wording import words
from notifications import letters
from notifications.email import Bounced, Sent, ServerAway, SmtpSettings, TryLater, send
from notifications.letters import Incomplete, NoSuchLetter
from records import messages
from records.messages import Claim, Leaving
from records.pool import Connection, Pool

AT_ONCE, SOONEST, LATEST = timedelta(seconds=0.5), timedelta(seconds=5), timedelta(minutes=5)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
WAITS = "the mail server does not answer: it is tried again"
TOO_NEW = "its case has not gone on from where it was written: it is tried again"
SILENT = "Temporal does not answer, and it was written last: it is tried again"
OUTSIDERS = frozenset({"client", "employer", "partner"})


class Wait(NamedTuple):
    """Until when a message has to wait, and why."""

    until: datetime
    why: str


class Letters:
    """Knows the database, the mail server and whom to ask whether a case has gone past what it wrote; one a dispatcher."""

    def __init__(self, pool: Pool, smtp: SmtpSettings, fates: Fates | None = None, gone_past: GonePast = taken_at_its_word) -> None:
        self.pool, self.smtp, self.fates, self.gone_past = pool, smtp, fates or Fates(), gone_past
        self._away_until = self._silent_until = LONG_AGO

    async def next_one(self, now: datetime) -> bool:
        """Deal with the message that waits longest; false when none waits, or it has to wait on."""
        async with messages.claimed(self.pool, now, 1) as claim:
            return any([await self._deal_with(claim, message, now) for message in claim.messages])

    async def _deal_with(self, claim: Claim, message: Leaving, now: datetime) -> bool:
        if wait := await self._until_it_counts(message, now):
            return await messages.postponed(claim.connection, message.id, wait.until, wait.why)
        if reason := reminders.needless(message):
            return await self.fates.needless(claim.connection, message, reason)
        if not message.email:
            return await self._show(claim.connection, message, now)
        if now < self._away_until:  # it waits behind the one that was tried, so that all leave in order
            return await self.fates.put_off(claim.connection, message, self._away_until, WAITS)
        try:
            return await self._mail(claim.connection, message, now)
        except ServerAway as away:
            self._away_until = _again(message, now)
            return await self._put_off(claim.connection, message, now, str(away))
        except TryLater as away:
            return await self._put_off(claim.connection, message, now, str(away))
        except (NoSuchLetter, Incomplete) as unwritten:
            return await self.fates.failed(claim.connection, message, str(unwritten))
        except Exception:  # noqa: BLE001 - one letter that breaks must not hold up the others
            structlog.get_logger().exception("a letter broke", message=message.id, letter=message.letter)
            return await self._put_off(claim.connection, message, now, "something broke while it was sent")

    async def _until_it_counts(self, message: Leaving, now: datetime) -> Wait | None:
        """How long it waits for its case, if the last task that handed over wrote it: that one may be lost yet, and say something else."""
        if message.run is None:
            return None
        if now < self._silent_until:
            return Wait(self._silent_until, SILENT)
        try:
            counts = await self.gone_past(message)
        except TemporalSilent:
            self._silent_until = now + SOONEST
            return Wait(self._silent_until, SILENT)
        return None if counts else Wait(now + min(max(now - message.tried_at, AT_ONCE), LATEST), TOO_NEW)

    async def _mail(self, connection: Connection, message: Leaving, now: datetime) -> bool:
        fate = await self._sent(connection, message)
        if isinstance(fate, Bounced):
            return await self.fates.failed(connection, message, f"the mail server refused it for this address (code {fate.code})")
        return await self.fates.sent(connection, message, now, fate.message_id)

    async def _sent(self, connection: Connection, message: Leaving) -> Sent | Bounced:
        letter = letters.render(message.letter, message.language, await words(connection, message))
        invitation = interviews.invitation_of(message, self.smtp.sender)
        return await send(self.smtp, message.id, message.email, letter, invitation=invitation)

    async def _show(self, connection: Connection, message: Leaving, now: datetime) -> bool:
        """Without an address it can only be seen: on the worklist of whom it is for, or of a colleague who can pass it on."""
        if message.to in OUTSIDERS:
            seen_by, reason = message.stands_in, f"we have no e-mail address of this {message.to}: pass it on yourself"
        else:
            seen_by, reason = message.recipient, ""
        if not seen_by:
            return await self.fates.failed(connection, message, "nobody is responsible for this case: assign a counsellor")
        if not (reason or message.name):
            return await self.fates.failed(connection, message, "it is for somebody we do not know: tell them yourself")
        return await self.fates.shown(connection, message, now, seen_by, reason)

    async def _put_off(self, connection: Connection, message: Leaving, now: datetime, reason: str) -> bool:
        """Try again after as long as it has waited already, neither at once nor never; false, since others may wait a moment too."""
        await self.fates.put_off(connection, message, _again(message, now), f"{reason}: it is tried again")
        return False


def _again(message: Leaving, now: datetime) -> datetime:
    return now + min(max(now - message.waits_since, SOONEST), LATEST)
