"""When a contract ends: reckoned from the calendar, the working-time fraction, the days told and the days not worked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from casework.rules import DayRule
from casework.things import Contract

A_DAY = timedelta(days=1)
LONGEST = 366 * 12
A_LITTLE = 1e-6


class End(NamedTuple):
    """The last day of a contract, and how it was found."""

    on: date | None
    explained: str


def reckon(contract: Contract, rule: DayRule | None) -> None:
    """Write the end into the contract, after anything it hangs on has changed."""
    contract.ends = end_of(contract, rule).on


def end_of(contract: Contract, rule: DayRule | None) -> End:
    """The end that was agreed, moved by days not worked; or, in art. 60 §7, the day on which the days of the rule are reached."""
    if contract.agreed_end or contract.type != "article_60" or rule is None:
        return _agreed(contract, rule)
    needed = rule.for_age(contract.age)
    end = _reached(contract, rule, needed.days)
    if end and contract.age is not None and (older := rule.for_age(contract.age + _birthdays(contract.starts, end))) != needed:
        needed, end = older, _reached(contract, rule, older.days)
    if end is None:
        return End(None, f"{needed.days} days are not reached within twelve years: look at the hours, {rule.says}")
    end = _prolonged(contract, end)
    return End(end, _explained(contract, rule, needed.days, needed.months, end))


def days_suspended(contract: Contract) -> set[date]:
    """Every day on which the contract stands still; suspensions that overlap or follow on each other count each day once."""
    return {day for s in contract.suspensions for day in _days(s.since, s.until + A_DAY)}


def _agreed(contract: Contract, rule: DayRule | None) -> End:
    if contract.agreed_end is None:
        return End(None, "no end agreed")
    if contract.type != "article_60":
        end = _prolonged(contract, contract.agreed_end + len(days_suspended(contract)) * A_DAY)
        return End(end, f"ends {end:%d %B %Y}, as agreed{_changes(contract)}")
    absent, suspended = _days_absent(contract, rule.counts_while_absent if rule else []), days_suspended(contract)
    absent -= suspended
    end = _prolonged(contract, contract.agreed_end + len(absent | suspended) * A_DAY)
    moved, says = f"moved by {len(absent)} days not worked{_changes(contract)}", f", under {rule.says}" if rule else ""
    return End(end, f"ends {end:%d %B %Y}: agreed until {contract.agreed_end:%d %B %Y}, {moved}{says}")


def _prolonged(contract: Contract, end: date) -> date:
    """The end, later by the days granted; those on which the contract stands still are not among them."""
    left, suspended = sum(p.days for p in contract.prolongations), days_suspended(contract) if contract.prolongations else set()
    while left:
        end += A_DAY
        left -= end not in suspended
    return end


def _reached(contract: Contract, rule: DayRule, needed: int) -> date | None:
    """Walk the calendar until the days are reached; a month that was told counts as told, not as reckoned."""
    days, absent = 0.0, _days_absent(contract, rule.counts_while_absent) | days_suspended(contract)
    worth = {month: told / _weekdays(contract, rule, month) for month, told in contract.counted.items()}
    for nth in range(LONGEST):
        day = contract.starts + nth * A_DAY
        if day.weekday() < rule.days_in_full_week and (f"{day:%Y-%m}" in worth or day not in absent):
            days += worth.get(f"{day:%Y-%m}", _fraction(contract, day))
        if days >= needed - A_LITTLE:
            return day
    return None


def _weekdays(contract: Contract, rule: DayRule, month: str) -> int:
    """Over how many days the days told of a month are spread: all that a full week has, from the start of the contract."""
    first = max(contract.starts, date.fromisoformat(f"{month}-01"))
    days = (first + nth * A_DAY for nth in range(31))
    return sum(f"{day:%Y-%m}" == month and day.weekday() < rule.days_in_full_week for day in days) or 1


def _fraction(contract: Contract, day: date) -> float:
    return next(share.fraction for share in reversed(contract.shares) if share.since <= day or share is contract.shares[0])


def _days_absent(contract: Contract, but_for: list[str]) -> set[date]:
    """Every day not worked for a reason that does not count as worked; one that is not over yet counts from when it is."""
    days: set[date] = set()
    for absence in contract.absences:
        if absence.until and absence.reason not in but_for:
            days |= _days(absence.since, absence.until)
    return days


def _days(since: date, until: date) -> set[date]:
    """All days from one until the day before another."""
    return {since + n * A_DAY for n in range((until - since).days)}


def _birthdays(start: date, end: date) -> int:
    """How many birthdays most likely lie between; the day of birth is not known here, only the age in full years."""
    return round((end - start).days / 365.25)


def _explained(contract: Contract, rule: DayRule, needed: int, months: int, end: date) -> str:
    told = sum(contract.counted.values())
    absent = len(_days_absent(contract, rule.counts_while_absent) - days_suspended(contract))
    window = "" if _months(contract.starts, end) <= months else f"; that is longer than the {months} months the rule looks at"
    assimilated = sum(contract.assimilated.values())
    among = f" ({assimilated:g} of them assimilated)" if assimilated else ""
    return f"ends {end:%d %B %Y}: {needed} days, {told:g} told{among}, {absent} days not worked{_changes(contract)}, {rule.says}{window}"


def _changes(contract: Contract) -> str:
    """Of a contract that was suspended or prolonged, by how many days."""
    suspended, prolonged = len(days_suspended(contract)), sum(p.days for p in contract.prolongations)
    return (f", {suspended} suspended" if suspended else "") + (f", {prolonged} prolonged" if prolonged else "")


def _months(start: date, end: date) -> float:
    return (end - start).days / 30.4375
