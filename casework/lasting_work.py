"""What becomes of work: a placement turns into a job or ends, a job is kept, extended or lost, and support stops by agreement."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from casework import things as shared
from casework import things_supported_employment as t
from casework.case import Case
from casework.contract_clock import reckon
from casework.fact import Fact, Person, Refused, Restricted
from casework.in_work_support import ContractFact
from casework.results import PAID, reach
from casework.steps import take_up_anew
from casework.workplace_support import support_of

FOLLOW_UP = "follow_up_support"


class PlacementConverted(ContractFact, frozen=True):
    """A placement becomes a job at the same workplace; what was agreed for it stays (SV-26)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["placement_converted"] = "placement_converted"
    type: Literal["regular", "wage_subsidy"]
    legal_employer: Person
    starts: date
    ends: date | None = None

    def check(self, case: Case) -> None:
        super().check(case)
        _is_placement(case, self.of)
        if self.starts < case.contracts[self.of].starts or (self.ends and self.ends <= self.starts):
            raise Refused("a job begins after its placement did, and ends after it began: look at the dates")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.type, contract.legal_employer, contract.starts = self.type, self.legal_employer, self.starts
        contract.agreed_end = self.ends
        reckon(contract, case.programme.day_rule)
        if self.of in case.supports:
            case.supports[self.of].begun = None


class PlacementEnded(ContractFact, frozen=True):
    """A placement is over and did not become a job there; the search goes on with what was learnt (SV-13, SV-26)."""

    kind: Literal["placement_ended"] = "placement_ended"
    ended: Literal["as planned", "early by client", "early by employer", "never began"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        super().check(case)
        _is_placement(case, self.of)

    def happen(self, case: Case) -> None:
        leave(case, self.of, "placements ended")


class WorkExtended(ContractFact, frozen=True):
    """A placement or job goes on beyond its last day: until another day, or without an end (SV-26)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["work_extended"] = "work_extended"
    ends: date | None = None

    def check(self, case: Case) -> None:
        super().check(case)
        before = case.contracts[self.of].agreed_end
        if before is None:
            raise Refused(f"{self.of} has no last day that could be moved")
        if self.ends and self.ends <= before:
            raise Refused(f"{self.of} ends on {before}: an extension ends later, or leaves ends out")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.agreed_end = self.ends
        reckon(contract, case.programme.day_rule)


class JobKept(ContractFact, frozen=True):
    """The person still has the job, and it lasts; asked again and again (SV-01)."""

    kind: Literal["job_kept"] = "job_kept"
    suits: Literal["well", "partly", "not"] = "well"

    def check(self, case: Case) -> None:
        super().check(case)
        begun = support_of(case, self.of).begun
        if begun is None or case.contracts[self.of].type not in PAID:
            raise Refused("only a paid job that has begun is kept: tell work_begun, or placement_converted before that")
        lasting = case.calendar.add(case.calendar.day_of(begun), case.programme.gap("job_kept", "").at_most)
        if case.calendar.day_of(case.at) < case.calendar.last_working(lasting):
            raise Refused(f"this job has not lasted long enough to be called kept: tell it from {lasting} on")

    def happen(self, case: Case) -> None:
        reach(case, "keep")


class JobLost(ContractFact, frozen=True):
    """A job was lost or left: contact comes soon, then profile and search begin anew (SV-29)."""

    kind: Literal["job_lost"] = "job_lost"
    by: Literal["client", "employer", "agreement", "end of the contract", "never began"]
    why: Restricted = ""

    def check(self, case: Case) -> None:
        super().check(case)
        if case.contracts[self.of].type not in PAID:
            raise Refused(f"{self.of} is a placement: tell placement_ended")

    def happen(self, case: Case) -> None:
        leave(case, self.of, f"jobs lost by {self.by}")


class SupportStopped(Fact, frozen=True):
    """The person agrees that no more support is needed, and the employer knows; nothing else ends it (SV-28)."""

    from_whom: ClassVar[str] = "client"
    of_the_whole: ClassVar[bool] = True
    kind: Literal["support_stopped"] = "support_stopped"
    person_agrees: bool
    employer_informed: bool
    early_because: Restricted = ""

    def check(self, case: Case) -> None:
        jobs = {of: contract for of, contract in case.running.items() if contract.type in PAID and support_of(case, of).begun}
        if not jobs:
            raise Refused("support stops around a job that has begun: to end the path without one tell case_closed")
        if not self.person_agrees:
            raise Refused("support goes on as long as the person wants it: it stops when they agree")
        if not self.employer_informed:
            raise Refused("tell the employer first that support stops")
        lasts = max(case.calendar.add(contract.starts, case.programme.spans[FOLLOW_UP].lasts) for contract in jobs.values())
        if case.calendar.day_of(case.at) < lasts and not self.early_because:
            raise Refused(f"follow-up lasts until {lasts} at least: say why it stops before that, early_because=...")

    def happen(self, case: Case) -> None:
        take_up_anew(case, "support")
        case.outcome = shared.Outcome(result="work", on=case.hour, then="closure")


def leave(case: Case, of: str, counted_as: str) -> None:
    """Work is over: its employer's dialogue and its support with it; profile and search are taken up anew (SV-13, SV-29)."""
    employers = {case.contracts[of].host, case.contracts[of].legal_employer}
    for over in [e for e, dialogue in case.dialogues.items() if dialogue.employer in employers and dialogue.result == "offer"]:
        case.put_away(case.dialogues, over)
    case.put_away(case.supports, of)
    case.put_away(case.contracts, of, counted_as)
    for step in ("vocational_profile", "job_seeking"):
        take_up_anew(case, step)
    if not case.running:
        case.steps["support"] = t.Step(reopened=True, since=case.line)


def _is_placement(case: Case, of: str) -> None:
    if case.contracts[of].type != "placement":
        raise Refused(f"{of} is a job, not a placement: tell job_lost, job_kept or work_extended")
