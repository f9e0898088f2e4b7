"""A report as a picture: who found, got and kept work, how long the phases took, and how many cases a counsellor has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starters.forecast.plot import SORTS
from starters.reporting.part import Part

__all__ = ["SORTS", "draw"]
RESULTS = ("found", "got", "on the way", "recorded as kept")
QUARTILES = ("a quarter by day", "half", "three quarters")
LOADS = ("least", "half", "most")


def draw(parts: Sequence[Part], to: Path, *, title: str) -> None:
    """Write the picture; its sort is the ending of the file. What is not shown in the tables is not drawn either."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    there = {part.name: [dict(zip(part.head, row, strict=True)) for row in part.rows] for part in parts}
    figure, (results, delays, loads) = pyplot.subplots(3, 1, figsize=(9, 10), layout="constrained")
    _results(results, there["find-get-keep"])
    _spans(delays, there["delays"], ("programme", "phase"), QUARTILES, "days from the opening: quarter, half, three quarters")
    _spans(loads, there["load"], ("programme",), LOADS, "open cases of a counsellor now: least, half, most")
    figure.suptitle(title)
    figure.savefig(to)
    pyplot.close(figure)


def _results(place: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bars in percent of the cases open in the period."""
    bars = [
        (f"{row['programme']}: {what}", float(row[f"{what} %"].removesuffix(" %"))) for row in rows for what in RESULTS if row[f"{what} %"]
    ]
    if not bars:
        _nothing(place)
    place.barh([name for name, _ in bars], [percent for _, percent in bars])
    place.invert_yaxis()
    place.set_xlim(0, 100)
    place.set_xlabel("percent of the cases open in the period")


def _spans(place: Any, rows: Sequence[Mapping[str, Any]], names: Sequence[str], three: Sequence[str], what: str) -> None:
    """From the first to the last of three numbers, with a dot on the middle one."""
    shown = [row for row in rows if all(isinstance(row[one], int) for one in three)]
    if not shown:
        _nothing(place)
    for row in shown:
        low, half, high = (row[one] for one in three)
        name = ", ".join(str(row[one]) for one in names)
        place.plot([low, high], [name, name], linewidth=6, alpha=0.4, color="tab:blue")
        place.plot([half], [name], marker="o", color="tab:blue")
    place.invert_yaxis()
    place.set_xlim(left=0)
    place.set_xlabel(what)
    place.grid(visible=True, axis="x", alpha=0.3)


def _nothing(place: Any) -> None:
    """Said instead of an empty frame with numbers that mean nothing."""
    place.text(0.5, 0.5, "nothing, or too few people to show it", ha="center", va="center", transform=place.transAxes)
    place.set_yticks([])
