"""Whose actions they are, month by month: how far responsibility has passed to the applicant (ES-11)."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from casework.case import Line
from casework.folding import that_count


class Owned(BaseModel):
    """Whose actions they were that were agreed on, or handed over, in a month."""

    month: str
    professional: int = 0
    shared: int = 0
    applicant: int = 0

    @property
    def share(self) -> float:
        """The part of them that was the applicant's own."""
        return self.applicant / (self.professional + self.shared + self.applicant)


OWNERS = {"counsellor": "professional", "shared": "shared", "client": "applicant"}


def trend(lines: Iterable[Line]) -> list[Owned]:
    """Month by month, from the journal as it counts: an action counts once a month, for whoever owned it last."""
    owners: dict[tuple[str, str], str] = {}
    for line in that_count(list(lines)):
        if line.kind in ("action_agreed", "action_handed_over"):
            owners[f"{line.happened:%Y-%m}", line.fact["of"]] = OWNERS[line.fact.get("owner", "shared")]
    months = {month: Owned(month=month) for month, _ in sorted(owners)}
    for (month, _), owner in owners.items():
        setattr(months[month], owner, getattr(months[month], owner) + 1)
    return list(months.values())


def trend_said(months: Iterable[Owned]) -> str:
    """The trend in one line, as in `2026-05: 1 of 4, 2026-06: 3 of 4`; nothing if no action was agreed on (ES-11)."""
    shares = [f"{m.month}: {m.applicant} of {m.professional + m.shared + m.applicant}" for m in months]
    return f"actions that are the client's own: {', '.join(shares)}" if shares else ""
