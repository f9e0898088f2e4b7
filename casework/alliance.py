"""What can happen while coach and person agree how to work together, and while their alliance lasts: Supported Employment, step 1."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from casework import things as shared
from casework import things_supported_employment as t
from casework.case import Case
from casework.documents import in_force
from casework.fact import Fact, Refused, Restricted, known
from casework.steps import take_up_anew

AGREEMENT = "agreement"
SITUATIONS = "situations"
LOW_ALLIANCE = "low_alliance"


class StrategyAgreed(Fact, frozen=True):
    """What will be done if a situation arises, such as a sick day or a conflict; part of the agreement (SV-04, SV-05)."""

    begins: ClassVar[str] = "y"
    kind: Literal["strategy_agreed"] = "strategy_agreed"
    situation: Restricted
    response: Restricted = Field(min_length=3, max_length=500, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        case.may_begin(self)
        _situation(case, self.situation)

    def happen(self, case: Case) -> None:
        case.begin(case.strategies, self, t.Strategy(situation=self.situation, response=self.response))


class StrategyDropped(Fact, frozen=True):
    """A strategy counts no more, because another one does or the situation is gone (SV-05)."""

    kind: Literal["strategy_dropped"] = "strategy_dropped"
    why: Restricted = ""

    def check(self, case: Case) -> None:
        known(case.strategies, self.of, "strategy")

    def happen(self, case: Case) -> None:
        case.put_away(case.strategies, self.of, "strategies dropped")


class SituationLogged(Fact, frozen=True):
    """Such a situation arose: what was agreed for it is put before the coach at once (SV-05)."""

    begins: ClassVar[str] = "n"
    kind: Literal["situation_logged"] = "situation_logged"
    situation: Restricted

    def check(self, case: Case) -> None:
        case.may_begin(self)
        _situation(case, self.situation)

    def happen(self, case: Case) -> None:
        agreed = [of for of, strategy in case.strategies.items() if strategy.situation == self.situation]
        case.begin(case.situations, self, t.Situation(situation=self.situation, strategies=agreed, logged=case.hour))
        if agreed:
            case.write("counsellor", "strategy_offered", self.key, {"kind": "situation_settled", "strategies": ", ".join(agreed)})


class SituationSettled(Fact, frozen=True):
    """How a situation went: as agreed, or otherwise, which may ask for another strategy (SV-05)."""

    kind: Literal["situation_settled"] = "situation_settled"
    went: Literal["as agreed", "otherwise", "nothing was agreed"]
    learnt: Restricted = ""

    def check(self, case: Case) -> None:
        agreed = known(case.situations, self.of, "open situation").strategies
        if self.went == "as agreed" and not agreed:
            raise Refused("nothing was agreed for this situation: tell went='nothing was agreed', and strategy_agreed for the next time")

    def happen(self, case: Case) -> None:
        case.put_away(case.situations, self.of, f"situations {self.went}")


class ServiceChosen(Fact, frozen=True):
    """At the end of step 1 the person, well informed, chooses the service or not; a no closes the case without fault (SV-08)."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["service_chosen"] = "service_chosen"
    choice: Literal["yes", "no"]
    informed: bool

    def check(self, case: Case) -> None:
        if AGREEMENT not in case.open:
            raise Refused("the choice ends the first step: tell step_reopened of=agreement to make it anew")
        if not self.informed:
            raise Refused("a choice is an informed one: explain what the service does and what else there is, then tell informed=true")
        if self.choice == "yes" and not in_force(case, AGREEMENT):
            raise Refused("a yes rests on an agreement that both have accepted: draw it up and have it signed first")

    def happen(self, case: Case) -> None:
        case.decide("service_chosen", self.choice)
        take_up_anew(case, AGREEMENT)
        if self.choice == "no":
            case.outcome = case.ended = shared.Outcome(result="declined", on=case.hour, then="closure")
            case.write("client", "farewell", self.key)


class AllianceRated(Fact, frozen=True):
    """How much coach and person trust each other, from 1 to 5; asked again and again (SV-07)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["alliance_rated"] = "alliance_rated"
    rating: int = Field(ge=1, le=5, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        low = self.rating <= case.programme.counts[LOW_ALLIANCE].at_most
        case.alliance_low = (case.alliance_low or case.hour) if low else None


class AllianceTalkedOver(Fact, frozen=True):
    """Coach and supervisor talked over an alliance that was rated low, and what will be tried (SV-07)."""

    from_whom: ClassVar[str] = "team lead"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["alliance_talked_over"] = "alliance_talked_over"
    what: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "supervisor"})

    def check(self, case: Case) -> None:
        if case.alliance_low is None:
            raise Refused("no low rating of the alliance waits to be talked over: tell remark_made")

    def happen(self, case: Case) -> None:
        case.alliance_low = None


def offered(case: Case, of: str) -> list[str]:
    """What was agreed for a situation that is open, in the words of the agreement; for those cleared for sensitive data (SV-05)."""
    return [case.strategies[strategy].response for strategy in case.situations[of].strategies if strategy in case.strategies]


def _situation(case: Case, named: str) -> None:
    if named not in (there := case.programme.lists[SITUATIONS]):
        raise Refused(f"this programme's situations are {', '.join(there)}: name one with situation=...")
