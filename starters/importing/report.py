"""The report of a preview, with every row, or of a run, with those left out: where a row is wrong and why; for who runs it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from starters.answers.answer import WrongInput
from starters.importing.sheet import Wrong

HEADINGS = ("row", "state", "column", "reason")


class Report:
    """Written as the rows come; the first of those that ask for something are kept, to be shown too."""

    def __init__(self, into: TextIO | None, *, every: bool, most_shown: int = 20) -> None:
        self._writer = csv.writer(into) if into else None
        self._every, self._most, self.shown, self.lines = every, most_shown, list[tuple[int, str, str, str]](), 0
        if self._writer:
            self._writer.writerow(HEADINGS)

    def add(self, row: int, state: str, wrong: Sequence[Wrong], says: str = "") -> None:
        """A row with what is wrong, or what a colleague should know; one with neither is only written, and only where every row is."""
        for column, reason in wrong or [Wrong("", says)]:
            line = (row, state, column, reason)
            if reason:
                self.lines += 1
                self.shown += [line] if len(self.shown) < self._most else []
            if self._writer and (reason or self._every):
                self._writer.writerow(line)


@contextmanager
def report_to(path: str, *, every: bool = False) -> Iterator[Report]:
    """A report in a file that only its owner may read, or in none. Raises WrongInput."""
    if not path:
        yield Report(None, every=every)
        return
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")
    except OSError as wrong:
        raise WrongInput(f"the report cannot be written to {path} ({wrong.strerror}): choose another place") from None
    with file:
        yield Report(file, every=every)
