"""What can happen while a person works: follow-up agreed or not, checks of readiness, absences, conflict, an early end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.case import Case
from casework.contract_clock import reckon
from casework.fact import Fact, Person, Refused, Restricted, known


class ContractFact(Fact, frozen=True):
    """Something told of a contract that runs; whatever moves its end is reckoned anew."""

    def check(self, case: Case) -> None:
        known(case.running, self.of, "running contract")


class FollowUpAnswered(ContractFact, frozen=True):
    """Whether a regular job is followed up: it is optional and hangs on the employer's attitude (NL-34)."""

    kind: Literal["follow_up_answered"] = "follow_up_answered"
    answer: Literal["agreed", "refused by employer", "refused by client", "not offered"]

    def check(self, case: Case) -> None:
        super().check(case)
        if case.contracts[self.of].type == "article_60":
            raise Refused("an art. 60 §7 contract is always followed up")

    def happen(self, case: Case) -> None:
        case.contracts[self.of].follow_up = self.answer


class ReadinessChecked(ContractFact, frozen=True):
    """How far the person is on the way to the regular labour market (NL-33)."""

    kind: Literal["readiness_checked"] = "readiness_checked"
    readiness: Literal["not yet", "on the way", "ready"]

    def happen(self, case: Case) -> None:
        case.decide(f"readiness:{self.of}", self.readiness)


class AbsenceBegan(ContractFact, frozen=True):
    """The person does not work for a while: sickness, leave or another reason (NL-35)."""

    kind: Literal["absence_began"] = "absence_began"
    reason: Literal["sickness", "holiday", "unpaid leave", "suspension", "other"] = Field(json_schema_extra={"seen_by": "restricted"})
    since: date

    def check(self, case: Case) -> None:
        super().check(case)
        contract = case.contracts[self.of]
        if _away(contract):
            raise Refused("an absence is open already: tell absence_ended first")
        if self.since > case.calendar.day_of(case.at):
            raise Refused("an absence is told when it has begun")
        if self.since < contract.starts:
            raise Refused(f"the contract starts on {contract.starts}: an absence begins later")

    def happen(self, case: Case) -> None:
        case.contracts[self.of].absences.append(t.Absence(reason=self.reason, since=self.since))


class AbsenceEnded(ContractFact, frozen=True):
    """Work goes on from this day; the end moves by the days the rule does not count (NL-30, NL-35)."""

    kind: Literal["absence_ended"] = "absence_ended"
    on: date

    def check(self, case: Case) -> None:
        super().check(case)
        away = _away(case.contracts[self.of])
        if away is None:
            raise Refused("no absence is open on this contract")
        if not away.since <= self.on <= case.calendar.day_of(case.at):
            raise Refused(f"the absence began on {away.since}: work went on on a day after that and not after today")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        away = _away(contract)
        if away:
            away.until = self.on
        reckon(contract, case.programme.day_rule)


class ConflictReported(ContractFact, frozen=True):
    """There is a conflict at work; the counsellor is told at once (NL-35)."""

    from_whom: ClassVar[str] = "employer"
    kind: Literal["conflict_reported"] = "conflict_reported"
    what: Restricted = ""


class HostChanged(ContractFact, frozen=True):
    """The person works at another host; the legal employer stays, guidance and agreement are made anew (NL-29, NL-35)."""

    kind: Literal["host_changed"] = "host_changed"
    host: Person = Field(min_length=1)

    def happen(self, case: Case) -> None:
        case.contracts[self.of].host = self.host
        for place in case.workplaces.values():
            if place.state == "taken" and case.contracts[self.of].type == "article_60":
                place.host, place.guidance, place.agreement = self.host, False, False


class HoursChanged(ContractFact, frozen=True):
    """Another part of full time from this day; the end is reckoned anew (NL-30, NL-35)."""

    kind: Literal["hours_changed"] = "hours_changed"
    fraction: float = Field(gt=0, le=1)
    since: date

    def check(self, case: Case) -> None:
        super().check(case)
        last = case.contracts[self.of].shares[-1].since
        if self.since <= last:
            raise Refused(f"the hours last changed on {last}: tell a later day")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.shares.append(t.Share(since=self.since, fraction=self.fraction))
        reckon(contract, case.programme.day_rule)


class DaysCounted(ContractFact, frozen=True):
    """The days of a month that count, paid and assimilated (sickness paid as work, leave by law), as payroll tells them (NL-30)."""

    kind: Literal["days_counted"] = "days_counted"
    month: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="a month, as 2026-05")
    days: float = Field(ge=0, le=31)
    assimilated: float = Field(default=0, ge=0, le=31)

    def check(self, case: Case) -> None:
        super().check(case)
        contract = case.contracts[self.of]
        if not f"{contract.starts:%Y-%m}" <= self.month <= f"{case.calendar.day_of(case.at):%Y-%m}":
            raise Refused(f"the contract starts on {contract.starts}: tell a month from then until now, as in 2026-03")
        if self.days + self.assimilated > (longest := monthrange(*map(int, self.month.split("-")))[1]):
            raise Refused(f"{self.month} has {longest} days: paid and assimilated ones together are not more")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.counted[self.month] = self.days + self.assimilated
        contract.assimilated.pop(self.month, None)
        if self.assimilated:
            contract.assimilated[self.month] = self.assimilated
        reckon(contract, case.programme.day_rule)


class ContractEnded(ContractFact, frozen=True):
    """A contract was ended before its time, by whom and why; that closes nothing (NL-35, NL-36)."""

    kind: Literal["contract_ended"] = "contract_ended"
    by: Literal["client", "employer", "host", "OCMW", "agreement"]
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def happen(self, case: Case) -> None:
        case.put_away(case.contracts, self.of, f"contracts ended early by {self.by}")
        leave_workplaces(case)


class ReturnDecided(Fact, frozen=True):
    """After an early end, where the path goes on: a person decides, nothing happens by itself (NL-36)."""

    of_the_whole: ClassVar[bool] = True
    kind: Literal["return_decided"] = "return_decided"
    to: Literal["exploration", "mapping", "placement"]
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        if "early_end" not in case.open:
            raise Refused("this is decided after a contract ended early: to go back for another reason tell phase_reopened")

    def happen(self, case: Case) -> None:
        case.decide("return_decided", self.to)


def leave_workplaces(case: Case) -> None:
    """The place that was worked at is not the next one."""
    for of in [of for of, place in case.workplaces.items() if place.state == "taken"]:
        case.put_away(case.workplaces, of, "workplaces left")


def _away(contract: t.Contract) -> t.Absence | None:
    return next((a for a in contract.absences if a.until is None), None)
