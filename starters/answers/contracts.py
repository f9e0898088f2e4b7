"""What a case says of the contracts that run: when each ends, and under which rules that was reckoned."""

from __future__ import annotations

from casework.case import Case
from casework.contract_clock import end_of


def ends_of(case: Case) -> dict[str, str]:
    """Of every contract that runs, by its id, how its last day was found."""
    return {of: end_of(contract, case.programme.day_rule).explained for of, contract in case.running.items()}


def ends_said(ends: dict[str, str]) -> str:
    """One line a contract."""
    return "\n".join(f"contract {of} {said}" for of, said in ends.items())
