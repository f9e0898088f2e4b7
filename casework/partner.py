"""What a partner owes about a referral: an answer, a start, word of attendance. Pure: a child workflow keeps its time.

The counsellor's keep-contact is a promise of the case and stands in the story; this is only the partner's side.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, PrivateAttr

from casework.case import Line
from casework.door import Telling
from casework.fact import Fact
from casework.folding import that_count
from casework.referral import PartnerSilent, ReferralAnswered, ReferralAttended, ReferralDroppedOut, ReferralFinished, ReferralStarted
from casework.terms import Terms
from casework.vocabulary import remembered

Owes = Literal["answer", "start", "attendance", "nothing"]
RELAYED = (ReferralAnswered, ReferralStarted, ReferralAttended, ReferralDroppedOut, ReferralFinished)
CLOSED = "referral_closed"
MENDED = "referral_mended"
"""What the case thinks of a referral since a fact about it was corrected."""

OWED_IN: dict[str, Owes] = {"sent": "answer", "accepted": "start", "started": "attendance"}


class PartnerSide(BaseModel):
    """One referral as the partner sees it: what they owe, since when, and how often they were asked."""

    case: str
    referral: str
    owes: Owes = "answer"
    since: datetime
    asked: int = 0

    _terms: Terms = PrivateAttr()

    def under(self, terms: Terms) -> PartnerSide:
        """This referral, able to look up how long the programme gives a partner."""
        self._terms = terms
        return self

    @property
    def done(self) -> bool:
        return self.owes == "nothing"

    def hear(self, kind: str, fact: dict[str, object], happened: datetime) -> None:
        """Something was told to the case about this referral."""
        owes: dict[str, Owes] = {"referral_started": "attendance", "referral_attended": "attendance"}
        accepted = kind == "referral_answered" and fact.get("answer") == "accepted"
        mended = OWED_IN.get(str(fact.get("state")), "nothing") if kind == MENDED else "nothing"
        self.owes = "start" if accepted else owes.get(kind, mended)
        self.since, self.asked = max(happened, self.since), 0

    def next_due(self) -> datetime | None:
        """When the partner is asked (again), if something is owed: at the opening of a working day of the office."""
        if self.done:
            return None
        calendar, lasts = self._terms.calendar, self._terms.programme.spans[f"partner_{self.owes}"].lasts
        day = calendar.day_of(self.since)
        for _ in range(self.asked + 1):
            day = calendar.add(day, lasts)
        return calendar.speakable(calendar.opening(day))

    def strike(self, at: datetime) -> Telling:
        """The hour has come and nothing was heard: what the case is told."""
        self.asked += 1
        silent = PartnerSilent(of=self.referral, owes=self.owes) if self.owes != "nothing" else None
        fields = silent.model_dump(mode="json", exclude={"kind"}, exclude_defaults=True) if silent else {}
        return Telling(
            id=f"{self.case}.{self.referral}.{self.owes}.{self.asked}", by="clock", kind="partner_silent", fact=fields, happened=at
        )


def side_of(case: str, referral: str, made: datetime, lines: Iterable[Line]) -> PartnerSide:
    """The partner's side as a journal tells it: what was told of the referral, and how often they were asked again since.

    What was told wrongly counts as it was corrected.
    """
    side = PartnerSide(case=case, referral=referral, since=made)
    for line in that_count(list(lines)):
        fact = remembered(line.kind, line.fact)
        if fact.of != referral:
            continue
        if isinstance(fact, PartnerSilent):
            side.asked += fact.owes == side.owes
        elif concerns(fact):
            side.hear(fact.kind, fact.model_dump(mode="json"), line.happened)
    return side


def concerns(fact: Fact) -> bool:
    """True if the partner's side of a referral has to hear of this fact."""
    return isinstance(fact, RELAYED)
