"""What the dispatcher asks for, round after round, and what it is told afterwards: numbers and words, nobody's name."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import BaseModel

DELIVER = "deliver"
A_ROUND = 120.0
"""How many seconds a round lasts, unless something happens that operators should see sooner."""


class Round(BaseModel):
    """So long messages leave before the dispatcher hears of it."""

    seconds: float = A_ROUND


class Report(BaseModel):
    """How many messages wait past their hour, since when the oldest is due, what became of others, and which server is away."""

    waiting: int = 0
    oldest: datetime | None = None
    became: dict[str, int] = {}
    away: list[str] = []

    def in_words(self) -> str:
        """As operators read it beside the workflow."""
        return "\n\n".join([self._backlog(), self._last_round(), *(f"**{what}**: what needs it waits" for what in self.away)])

    def _backlog(self) -> str:
        if not self.waiting or not self.oldest:
            return "No message waits past its hour."
        return f"{self.waiting} messages wait past their hour, the oldest since {self.oldest.astimezone(UTC):%Y-%m-%d %H:%M} UTC."

    def _last_round(self) -> str:
        told = ", ".join(f"{many} {fate.replace('_', ' ')}" for fate, many in sorted(self.became.items()) if many)
        return f"In the last round: {told}." if told else "Nothing left in the last round."
