"""A part of a report: rows under headings, with the rule by which they were counted; as a table and as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from starters.answers.answer import WrongInput
from starters.reporting.small import Cell

Row = tuple[Cell, ...]


class Part(NamedTuple):
    """Nothing in it is too small to be shown."""

    name: str
    title: str
    rule: str
    head: tuple[str, ...]
    rows: Sequence[Row]

    def as_data(self) -> dict[str, object]:
        return {"title": self.title, "rule": self.rule, "rows": [dict(zip(self.head, row, strict=True)) for row in self.rows]}


def write_csv(parts: Iterable[Part], folder: Path) -> None:
    """A file for each part, in a folder that is made if it is not there. Raises WrongInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            with (folder / f"{part.name}.csv").open("w", encoding="utf-8", newline="") as writing:
                csv.writer(writing).writerows([part.head, *part.rows])
    except OSError as wrong:
        raise WrongInput(f"{folder} cannot be written ({wrong.strerror})") from None
