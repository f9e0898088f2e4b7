"""What can happen to the length of a contract that runs: it is suspended and resumed, and its prolongation asked and decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from casework import things as t
from casework.agenda import Awaited, missing
from casework.case import Case
from casework.contract_clock import A_DAY, days_suspended, reckon
from casework.fact import Refused, Restricted, known
from casework.in_work_support import ContractFact
from casework.rules import Prolonging, Suspending


class SuspensionGranted(ContractFact, frozen=True):
    """A contract stands still from one day until another, both counted, for a reason the programme knows; its end moves (NL-30, T-23)."""

    kind: Literal["suspension_granted"] = "suspension_granted"
    reason: Restricted
    since: date
    until: date

    def check(self, case: Case) -> None:
        super().check(case)
        if not case.programme.suspensions:
            raise Refused("this programme knows no suspension of a contract: tell absence_began for days not worked")
        rule = known(case.programme.suspensions, self.reason, "reason to suspend called")
        self._check_its_days(case, rule)
        times = sum(s.reason == self.reason for s in case.contracts[self.of].suspensions)
        if rule.at_most and times >= rule.at_most:
            raise Refused(f"a contract is suspended for this reason at most {rule.at_most} times, and was {times} times")

    def _check_its_days(self, case: Case, rule: Suspending) -> None:
        contract, today = case.contracts[self.of], case.calendar.day_of(case.at)
        if self.until < self.since:
            raise Refused("a suspension ends on its last day, which is not before its first: look at the two dates")
        if self.since < contract.starts or (contract.ends and self.since > contract.ends):
            last = f" and ends on {contract.ends}" if contract.ends else ""
            raise Refused(f"the contract starts on {contract.starts}{last}: a suspension begins in between")
        if self.since < (earliest := case.calendar.add(today, -rule.back_dated)):
            raise Refused(f"a suspension is told at most {rule.back_dated} after it began: from {earliest} on")
        if self.until > (latest := case.calendar.add(self.since, rule.longest) - A_DAY):
            raise Refused(f"a suspension for this reason lasts at most {rule.longest}: until {latest}")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.suspensions.append(t.Suspension(reason=self.reason, since=self.since, until=self.until))
        reckon(contract, case.programme.day_rule)


class SuspensionEnded(ContractFact, frozen=True):
    """Work goes on from this day, before the suspension was over, and whatever followed on it without a break is over too (T-23)."""

    kind: Literal["suspension_ended"] = "suspension_ended"
    on: date

    def check(self, case: Case) -> None:
        super().check(case)
        suspended = days_suspended(case.contracts[self.of])
        if not {self.on - A_DAY, self.on} <= suspended:
            raise Refused(f"the contract is not suspended on {self.on} and the day before: a suspension that never was is withdrawn")
        if self.on > case.calendar.day_of(case.at):
            raise Refused("that work goes on is told when it does")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        contract.suspensions = list(_cut(contract, self.on))
        reckon(contract, case.programme.day_rule)


class ProlongationAsked(ContractFact, frozen=True):
    """So many days more are asked for a contract, for a reason the programme knows; now somebody has to decide (T-24)."""

    kind: Literal["prolongation_asked"] = "prolongation_asked"
    reason: Restricted
    days: int = Field(ge=1)

    def check(self, case: Case) -> None:
        super().check(case)
        contract = case.contracts[self.of]
        if not case.programme.prolongations:
            raise Refused("this programme knows no prolongation of a contract")
        rule = known(case.programme.prolongations, self.reason, "reason to prolong called")
        if contract.asked:
            raise Refused("a prolongation is asked already: it is decided first, tell prolongation_decided")
        if contract.ends is None:
            raise Refused("this contract has no last day yet: there is nothing to prolong")
        self._check_window(case, contract.ends, rule)
        if case.calendar.day_of(case.hour) in days_suspended(contract):
            raise Refused("a contract is not prolonged while it is suspended: tell suspension_ended first, or ask when work goes on")
        self._check_caps(case, contract, contract.ends, rule)

    def _check_window(self, case: Case, ends: date, rule: Prolonging) -> None:
        today = case.calendar.day_of(case.hour)
        opens, closes = case.calendar.add(ends, -rule.window_before), case.calendar.add(ends, rule.window_after)
        if today < opens:
            raise Refused(f"a prolongation is asked at the earliest {rule.window_before} before the end: from {opens} on")
        if today > closes:
            raise Refused(f"a prolongation is asked at the latest {rule.window_after} after the end: until {closes}, which has gone by")

    def _check_caps(self, case: Case, contract: t.Contract, ends: date, rule: Prolonging) -> None:
        before = sum(p.days for p in contract.prolongations if p.reason == self.reason)
        first_end = ends - before * A_DAY
        most = (case.calendar.add(ends, rule.each_at_most) - ends).days
        if self.days > most:
            raise Refused(f"a prolongation for this reason lasts at most {rule.each_at_most}: {most} days")
        if rule.total_at_most:
            left = (case.calendar.add(first_end, rule.total_at_most) - first_end).days - before
            if self.days > left:
                raise Refused(f"prolongations for this reason last at most {rule.total_at_most} together: {max(left, 0)} days are left")

    def happen(self, case: Case) -> None:
        case.contracts[self.of].asked = t.Asking(reason=self.reason, days=self.days, on=case.hour)


class ProlongationDecided(ContractFact, frozen=True):
    """The prolongation that was asked is granted, perhaps shorter, or refused, also after the contract's last day (T-24)."""

    from_whom: ClassVar[str] = "team"
    kind: Literal["prolongation_decided"] = "prolongation_decided"
    decision: Literal["granted", "refused"]
    days: int | None = Field(default=None, ge=1)
    why: Restricted = Field(min_length=3, json_schema_extra={"seen_by": "restricted"})

    def check(self, case: Case) -> None:
        super().check(case)
        asked = case.contracts[self.of].asked
        if asked is None:
            raise Refused("no prolongation is asked for this contract: tell prolongation_asked first")
        if self.days and self.decision == "refused":
            raise Refused("what is refused lasts no days: leave days out")
        if self.days and self.days > asked.days:
            raise Refused(f"{asked.days} days are asked: grant at most so many")

    def happen(self, case: Case) -> None:
        contract = case.contracts[self.of]
        asked, contract.asked = contract.asked, None
        if asked and self.decision == "granted":
            contract.prolongations.append(t.Prolongation(reason=asked.reason, days=self.days or asked.days))
        reckon(contract, case.programme.day_rule)


def prolongations_decided(case: Case) -> Iterator[Awaited]:
    """Whatever prolongation is asked gets a decision, and who has to decide is reminded (T-24)."""
    for of, contract in case.running.items():
        if contract.asked:
            yield missing(ProlongationDecided, of, since=contract.asked.on)


def _cut(contract: t.Contract, on: date) -> Iterator[t.Suspension]:
    """What is left of the suspensions when work goes on from a day: the days without a break around it end there."""
    suspended, last = days_suspended(contract), on
    while last + A_DAY in suspended:
        last += timedelta(days=1)
    for suspension in contract.suspensions:
        if suspension.until < on or suspension.since > last:
            yield suspension
        elif suspension.since < on:
            yield suspension.model_copy(update={"until": on - A_DAY})
