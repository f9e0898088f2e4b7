"""When a contract ends: reckoned from the calendar, the working-time fraction, the days told and the days not worked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from casework.programme import DayRule
from casework.things import Contract

A_DAY = timedelta(days=1)
LONGEST = 366 * 12


class End(NamedTuple):
    """The last day of a contract, and how it was found."""

    on: date | None
    explained: str


def reckon(contract: Contract, rule: DayRule | None) -> None:
    """Write the end into the contract, after anything it hangs on has changed."""
    contract.ends = end_of(contract, rule).on


def end_of(contract: Contract, rule: DayRule | None) -> End:
    """The end that was agreed, moved by days not worked; or, in art. 60 §7, the day on which the days of the rule are reached."""
    if contract.agreed_end or contract.type == "regular" or rule is None:
        return _agreed(contract)
    needed = rule.for_age(contract.age)
    end = _reached(contract, rule, needed.days)
    if contract.age is not None and (older := rule.for_age(contract.age + _full_years(contract.starts, end))) != needed:
        needed, end = older, _reached(contract, rule, older.days)
    return End(end, _explained(contract, rule, needed.days, needed.months, end))


def _agreed(contract: Contract) -> End:
    if contract.agreed_end is None:
        return End(None, "no end agreed")
    if contract.type == "regular":
        return End(contract.agreed_end, f"ends {contract.agreed_end:%d %B %Y}, as agreed")
    lost = sum(_days_absent(contract, "").values())
    return End(contract.agreed_end + timedelta(days=lost), f"agreed until {contract.agreed_end:%d %B %Y}, moved by {lost} days not worked")


def _reached(contract: Contract, rule: DayRule, needed: int) -> date:
    """Walk the calendar until the days are reached; a month that was told counts as told, not as reckoned."""
    days, day, absent = sum(contract.counted.values()), contract.starts, _days_absent(contract, rule.counts_while_absent)
    last = day
    for _ in range(LONGEST):
        if days >= needed:
            break
        if f"{day:%Y-%m}" not in contract.counted and day.weekday() < rule.days_in_full_week and day not in absent:
            days += _fraction(contract, day)
        last, day = day, day + A_DAY
    return last


def _fraction(contract: Contract, day: date) -> float:
    return next(share.fraction for share in reversed(contract.shares) if share.since <= day or share is contract.shares[0])


def _days_absent(contract: Contract, but_for: list[str] | str) -> dict[date, int]:
    """Every day not worked for a reason that does not count as worked; one that is not over yet counts from when it is."""
    days: dict[date, int] = {}
    for absence in contract.absences:
        if absence.until and absence.reason not in but_for:
            days |= {absence.since + n * A_DAY: 1 for n in range((absence.until - absence.since).days)}
    return days


def _full_years(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _explained(contract: Contract, rule: DayRule, needed: int, months: int, end: date) -> str:
    told = sum(contract.counted.values())
    absent = len(_days_absent(contract, rule.counts_while_absent))
    window = "" if _months(contract.starts, end) <= months else f"; that is longer than the {months} months the rule looks at"
    return f"ends {end:%d %B %Y}: {needed} days, {told:g} told, {absent} days not worked, {rule.says}{window}"


def _months(start: date, end: date) -> float:
    return (end - start).days / 30.4375
