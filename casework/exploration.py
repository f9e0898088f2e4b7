"""What can happen while we get to know how a person lives, and settle first what must be settled first."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.case import Case
from casework.fact import Fact, Person, Refused, Restricted, known

POOR = ("not really working on it", "no contact")


class ConversationHeld(Fact, frozen=True):
    """A first conversation (eerste gesprek) was held; there may be several (NL-02)."""

    counts_as: ClassVar[tuple[str, ...]] = ("contact_held:client",)
    of_the_whole: ClassVar[bool] = True
    kind: Literal["conversation_held"] = "conversation_held"
    appointment: str = ""

    def check(self, case: Case) -> None:
        if self.appointment:
            known(case.appointments, self.appointment, "appointment", "appointment")

    def happen(self, case: Case) -> None:
        case.put_away(case.appointments, self.appointment)
        case.tally.pop("unanswered:client", None)
        case.records["conversations"] = case.records.get("conversations", 0) + 1


class ProbeAnswered(Fact, frozen=True):
    """The person was asked about one side of their life; a problem begins a side problem (NL-03, NL-04)."""

    from_whom: ClassVar[str] = "counsellor"
    kind: Literal["probe_answered"] = "probe_answered"
    answer: Literal["no problem", "problem", "unknown", "declined"] = Field(json_schema_extra={"seen_by": "restricted"})
    barrier: str = ""
    severity: int = Field(default=2, ge=1, le=3, json_schema_extra={"seen_by": "restricted"})

    @property
    def begun(self) -> str:
        return self.barrier

    def check(self, case: Case) -> None:
        asked = case.programme.lists["probes"]
        if self.of not in asked:
            raise Refused(f"this programme asks about {', '.join(asked)}: name one with of=...")
        if self.answer == "problem":
            case.may_begin(BarrierFound(of=self.barrier, type=self.of))
        elif self.barrier:
            raise Refused("only a problem begins a side problem: leave barrier out")

    def happen(self, case: Case) -> None:
        case.probes[self.of] = "asked again" if self.answer == "unknown" else "answered"
        if self.answer == "problem":
            BarrierFound(of=self.barrier, type=self.of, severity=self.severity).happen(case)


class BarrierFound(Fact, frozen=True):
    """A side problem (randprobleem) came to light, of this type and severity from 1 to 3 (NL-04).

    Found in a later phase it says, as a relapse does, whether later work rests meanwhile (NL-13).
    """

    begins: ClassVar[str] = "b"
    kind: Literal["barrier_found"] = "barrier_found"
    type: Restricted
    severity: int = Field(default=2, ge=1, le=3, json_schema_extra={"seen_by": "restricted"})
    later_work: Literal["rests", "goes on"] = "goes on"

    def check(self, case: Case) -> None:
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.barriers, self, t.Barrier(opened=case.hour, by=case.speaker, severity=self.severity))


class SolutionTried(Fact, frozen=True):
    """Counsellor and person tried something against a side problem, and how it went (NL-05)."""

    kind: Literal["solution_tried"] = "solution_tried"
    what: Restricted
    result: Restricted = ""

    def check(self, case: Case) -> None:
        _open_barrier(case, self.of)

    def happen(self, case: Case) -> None:
        case.barriers[self.of].attempts += 1


class BarrierSettled(Fact, frozen=True):
    """In the counsellor's judgement a side problem is solved or back to normal proportions, and why (NL-12)."""

    kind: Literal["barrier_settled"] = "barrier_settled"
    result: Literal["solved", "reduced"]
    judgement: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        found, settled = (case.calendar.day_of(hour) for hour in (_open_barrier(case, self.of).opened, case.hour))
        if settled < found:
            raise Refused(f"side problem {self.of} is open since {found}, so it was not settled on {settled}: look at the day")

    def happen(self, case: Case) -> None:
        case.barriers[self.of].state = self.result
        for of in [of for of, referral in case.referrals.items() if referral.barrier == self.of]:
            case.put_away(case.referrals, of, "referrals")


class Relapsed(Fact, frozen=True):
    """A settled side problem is back; it is decided whether later work rests or goes on (NL-13)."""

    kind: Literal["relapsed"] = "relapsed"
    later_work: Literal["rests", "goes on"]
    severity: int = Field(default=2, ge=1, le=3, json_schema_extra={"seen_by": "restricted"})
    why: Restricted = ""

    def check(self, case: Case) -> None:
        if known(case.barriers, self.of, "side problem").state == "open":
            raise Refused(f"side problem {self.of} is still open: a relapse is told of one that was settled")

    def happen(self, case: Case) -> None:
        barrier = case.barriers[self.of]
        barrier.state, barrier.opened, barrier.severity = "open", case.hour, self.severity
        barrier.times += 1


class Referred(Fact, frozen=True):
    """Help was asked of another body, for a reason, with the person's consent (NL-06, ES-05, FR-15).

    Where a programme asks about side problems it is for one of them; elsewhere it may be for a service of the plan.
    """

    begins: ClassVar[str] = "r"
    kind: Literal["referred"] = "referred"
    barrier: str = ""
    service: Restricted = ""
    partner: Person = Field(min_length=1)
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})
    consent: bool

    def check(self, case: Case) -> None:
        if self.barrier or case.programme.lists.get("probes"):
            _open_barrier(case, self.barrier, "barrier")
        if not self.consent:
            raise Refused("a referral needs the person's consent: ask for it first, then tell consent=true")
        case.may_begin(self)

    def happen(self, case: Case) -> None:
        case.begin(case.referrals, self, t.Referral(barrier=self.barrier, partner=self.partner, made=case.hour))

    def words(self, case: Case) -> dict[str, str]:
        return {"referral": self.of, "partner": self.partner}


class CheckHeld(Fact, frozen=True):
    """The counsellor kept contact about a referral, and heard how it goes with the problem (NL-07, NL-08)."""

    kind: Literal["check_held"] = "check_held"
    result: Literal["working on it", "not really working on it", "no contact", "reduced to normal proportions", "solved", "worse"]

    def check(self, case: Case) -> None:
        known(case.referrals, self.of, "open referral")

    def happen(self, case: Case) -> None:
        referral = case.referrals[self.of]
        poor = self.result in POOR
        referral.poor = referral.poor + 1 if poor else 0
        referral.last_poor = case.hour if poor else None


class PersonSpokenTo(Fact, frozen=True):
    """After a poor check the counsellor took it up with the person (NL-09)."""

    kind: Literal["person_spoken_to"] = "person_spoken_to"

    def check(self, case: Case) -> None:
        if not known(case.referrals, self.of, "open referral").last_poor:
            raise Refused(f"the last check of {self.of} asks for nothing: tell the contact as contact_held")

    def happen(self, case: Case) -> None:
        case.referrals[self.of].last_poor = None


class GateOverridden(Fact, frozen=True):
    """Mapping begins although side problems are open, for a reason that reports will show (NL-14)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["gate_overridden"] = "gate_overridden"
    reason: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if "exploration" not in case.open:
            raise Refused("the gate stands at the end of exploration: this case has passed it")

    def happen(self, case: Case) -> None:
        case.tally["gate overridden"] = case.tally.get("gate overridden", 0) + 1


def _open_barrier(case: Case, of: str, field: str = "of") -> t.Barrier:
    barrier: t.Barrier = known(case.barriers, of, "side problem", field)
    if barrier.state != "open":
        raise Refused(f"side problem {of} is settled: tell relapsed first, if it is back")
    return barrier
