"""Letters leave: each is written for whom it reaches today, sent once, and what became of it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework import glossary
from notifications import dates, letters
from notifications.email import Bounced, SmtpSettings, TryLater, send
from records import messages
from records.messages import Addressed, Claim
from records.pool import Pool


class Letters:
    """Knows the database and the mail server; one a worker."""

    def __init__(self, pool: Pool, smtp: SmtpSettings) -> None:
        self.pool, self.smtp = pool, smtp

    async def one_leaves(self, now: datetime) -> bool:
        """Let the letter that waits longest leave; false when none waits."""
        async with messages.claimed(self.pool, now, 1) as claim:
            for message in claim.messages:
                await self._leave(claim, message, now)
            return bool(claim.messages)

    async def _leave(self, claim: Claim, message: Addressed, now: datetime) -> None:
        if not message.still_open:
            await messages.suppressed(claim.connection, message.id, "met before it left")
            return
        if not message.email:
            await messages.sent(claim.connection, message.id, channel="worklist", recipient=message.recipient, at=now)
            return
        try:
            fate = await send(self.smtp, message.id, message.email, letters.render(message.letter, message.language, _values(message)))
        except TryLater as away:
            await messages.postponed(claim.connection, message.id, now + timedelta(seconds=10), str(away))
            return
        if isinstance(fate, Bounced):
            await messages.failed(claim.connection, message.id, f"the mail server refused this address ({fate.code})")
            return
        await messages.sent(claim.connection, message.id, channel="email", recipient=message.recipient, at=now, message_id=fate.message_id)


def _values(message: Addressed) -> dict[str, str]:
    said = message.values
    by = datetime.fromisoformat(said["by"]) if said.get("by") else message.due
    at = datetime.fromisoformat(said["at"]) if said.get("at") else message.due
    return {
        "name": message.name,
        "case_number": message.number,
        "role": message.to,
        "promise": glossary.awaited(said.get("kind", ""), message.language),
        "due": dates.day(by, message.language),
        "when": dates.hour(at, "Europe/Brussels", message.language),
    }
