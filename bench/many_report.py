"""The table of many messages for one minute: how late, at what cost, what staff felt, and the floors beside."""

from __future__ import annotations

from collections.abc import Sequence

from bench.results import CLAIMED, HANDED_OVER, TOLD_ALONE, Measured, Run, one_minute

TITLE = "Messages for one minute, with as many cases open: lateness, cost and what staff felt, beside the floors"
HEADS = [
    "", "messages", "p50 s", "p99 s", "max s", "CPU-ms of dispatcher", "of server and worker", "of PostgreSQL", "staff's p99 ms",
    "load", "due: p99 under 60 s, staff's under 1 s",
]  # fmt: skip
MOST_LATE, MOST_FOR_STAFF, ASKED_OF = 60.0, 1_000.0, 10_000


def many_messages(runs: Sequence[Run]) -> tuple[str, list[str], list[list[str]]]:
    """Title, heads and rows."""
    return TITLE, HEADS, [row for run in runs for row in _rows(run)]


def _rows(run: Run) -> list[list[str]]:
    when = f"{run.began:%Y-%m-%d %H:%M} UTC"
    herds = [_herd(found, when, run.problems) for found in run.counted(one_minute("staff"), "P")]
    spread = [_in_turn(found) for found in run.counted(one_minute("clients"), "P")]
    alone = [_alone(found) for found in run.counted(TOLD_ALONE, "P")]
    return [*herds, *spread, *alone, *(_floor(found) for name in (CLAIMED, HANDED_OVER) for found in run.counted(name, "F"))]


def _herd(found: Measured, when: str, problems: Sequence[str]) -> list[str]:
    open_ones = (
        f", {found.numbers['really open']:.0f} of the cases with a workflow" if found.numbers.get("really open", found.n) < found.n else ""
    )
    return [
        f"to staff, urgent, {when}{open_ones}",
        str(found.n),
        *_late(found, ""),
        *_cost(found),
        _staff(found),
        _load(found),
        _due(found, problems),
    ]


def _in_turn(found: Measured) -> list[str]:
    """Spread over ten minutes: late is what leaves after its own hour."""
    return [
        "to clients, after the hour each had in turn",
        str(found.n),
        *_late(found, " in turn"),
        *_cost(found),
        _staff(found),
        _load(found),
        "",
    ]


def _alone(found: Measured) -> list[str]:
    return ["staff by themselves", "0", *[""] * 6, f"{found.numbers['p99 ms']:.0f}", _load(found), ""]


def _floor(found: Measured) -> list[str]:
    """All of them take so many seconds."""
    return [found.scenario, str(found.n), "", "", f"{found.numbers['seconds']:.1f}", *[""] * 4, _load(found), ""]


def _late(found: Measured, of: str) -> list[str]:
    return [f"{found.numbers[f'{name}{of}']:.1f}" for name in ("p50 s", "p99 s", "max s")]


def _cost(found: Measured) -> list[str]:
    parts = (("dispatcher",), ("server", "worker"), ("postgres",))
    return [f"{sum(found.cpu_ms.get(part, 0.0) for part in together):.2f}" for together in parts]


def _staff(found: Measured) -> str:
    return f"{found.numbers['staff p99 ms']:.0f}"


def _load(found: Measured) -> str:
    return f"{found.numbers['load']:.1f}"


def _due(found: Measured, problems: Sequence[str]) -> str:
    met = found.numbers["p99 s"] < MOST_LATE and found.numbers["staff p99 ms"] < MOST_FOR_STAFF
    asked = ("met" if met else "not met") if found.n <= ASKED_OF else f"asked of {ASKED_OF} only"
    return "; ".join([asked, *problems])
