"""What a partner can tell, or leave untold, about a referral."""

from __future__ import annotations

from typing import ClassVar, Literal

from casework.case import Case
from casework.fact import Fact, Refused, Restricted, known


class PartnerFact(Fact, frozen=True):
    """Something told of a referral that is open."""

    from_whom: ClassVar[str] = "partner"
    after: ClassVar[tuple[str, ...]]

    def check(self, case: Case) -> None:
        state = known(case.referrals, self.of, "open referral").state
        if state not in self.after:
            raise Refused(f"referral {self.of} is {state}: this is told of one that is {' or '.join(self.after)}")


class ReferralAnswered(PartnerFact, frozen=True):
    """The partner takes the person, or does not."""

    after: ClassVar = ("sent",)
    kind: Literal["referral_answered"] = "referral_answered"
    answer: Literal["accepted", "refused"]

    def happen(self, case: Case) -> None:
        case.referrals[self.of].state = self.answer


class ReferralStarted(PartnerFact, frozen=True):
    """The person has begun at the partner's."""

    after: ClassVar = ("sent", "accepted")
    kind: Literal["referral_started"] = "referral_started"

    def happen(self, case: Case) -> None:
        case.referrals[self.of].state = "started"


class ReferralAttended(PartnerFact, frozen=True):
    """The partner says the person came."""

    after: ClassVar = ("started",)
    kind: Literal["referral_attended"] = "referral_attended"


class ReferralDroppedOut(PartnerFact, frozen=True):
    """The person stopped going; our part does not end with it (NL-07)."""

    after: ClassVar = ("accepted", "started")
    kind: Literal["referral_dropped_out"] = "referral_dropped_out"
    feedback: Restricted = ""

    def happen(self, case: Case) -> None:
        case.referrals[self.of].state = "dropped out"


class ReferralFinished(PartnerFact, frozen=True):
    """The partner's help is done, with what they tell of it."""

    after: ClassVar = ("accepted", "started")
    kind: Literal["referral_finished"] = "referral_finished"
    feedback: Restricted = ""

    def happen(self, case: Case) -> None:
        case.referrals[self.of].state = "finished"
        if not case.referrals[self.of].barrier:  # a side problem is followed until it is settled; a service that is done is done
            case.put_away(case.referrals, self.of, "referrals")


class PartnerSilent(Fact, frozen=True):
    """The partner did not give in time what they owe; they are asked again (X-06)."""

    from_whom: ClassVar[str] = "clock"
    kind: Literal["partner_silent"] = "partner_silent"
    owes: Literal["answer", "start", "attendance"]

    def check(self, case: Case) -> None:
        known(case.referrals, self.of, "open referral")

    def still_fits(self, case: Case) -> bool:
        return self.of in case.referrals

    def happen(self, case: Case) -> None:
        case.referrals[self.of].silent += 1

    def words(self, case: Case) -> dict[str, str]:
        return {"referral": self.of, "partner": case.referrals[self.of].partner, "owes": self.owes}
