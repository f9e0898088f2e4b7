"""A workbook becomes CSV in a process of its own, whose memory is bounded: a huge or broken one harms nothing else."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

from python_calamine import CalamineError, CalamineSheet, PasswordError, WorksheetNotFound, load_workbook

from starters.answers.answer import WrongInput

MOST = 300 * 1024 * 1024
WRONG = 3
MIDNIGHT = time()
Cell = int | float | str | bool | time | date | datetime | timedelta


@contextmanager
def as_csv(path: Path, sheet: str) -> Iterator[Path]:
    """A workbook as CSV, in a file that goes when it was read. Raises WrongInput."""
    with tempfile.TemporaryDirectory(prefix="itinerary-import-") as folder:
        made = Path(folder) / "sheet.csv"
        command = [sys.executable, "-m", "starters.importing.workbook", str(path.absolute()), str(made), sheet]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == WRONG:
            raise WrongInput(done.stderr.strip())
        if done.returncode:
            raise WrongInput(f"{path.name} needs more than {MOST >> 20} MiB to be read, or is broken: save it as CSV")
        yield made


def main(path: Path, into: Path, sheet: str) -> int:
    """Write the sheet as CSV; what is wrong is a sentence on standard error."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST, MOST))
    try:
        with into.open("w", encoding="utf-8", newline="") as made:
            _write(_sheet(path, sheet), made)
    except PasswordError:
        return _wrong(f"{path.name} is closed by a password: save it without one")
    except CalamineError as wrong:
        return _wrong(f"{path.name} cannot be read as a workbook ({type(wrong).__name__}): open it and save it anew, or save it as CSV")
    except WrongInput as wrong:
        return _wrong(str(wrong))
    return 0


def _sheet(path: Path, name: str) -> CalamineSheet:
    book = load_workbook(path)
    try:
        return book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
    except WorksheetNotFound:
        raise WrongInput(f"{path.name} has no sheet {name}: it has {', '.join(book.sheet_names)}") from None


def _write(sheet: CalamineSheet, into: TextIO) -> None:
    """Row for row, so that each keeps its number; columns left empty at the left are not given, rows at the top are."""
    writer = csv.writer(into)
    if sheet.start is None:
        return
    _, left = sheet.start
    for row in sheet.iter_rows():
        writer.writerow([""] * left + [_said(cell) for cell in row])


def _said(cell: Cell) -> str:
    """A cell as it would be typed: a whole number without a point, a day without its midnight."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == MIDNIGHT else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _wrong(sentence: str) -> int:
    sys.stderr.write(sentence)
    return WRONG


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
