"""A file read row by row, never whole: CSV in the encodings and with the delimiters that offices use; workbooks become CSV first."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from starters.answers.answer import WrongInput, did_you_mean
from starters.importing.mapping import Mapping
from starters.importing.workbook import as_csv

BLOCK = 1 << 20
WORKBOOKS = {".xlsx", ".xlsm", ".ods"}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF8, WINDOWS = "utf-8-sig", "cp1252"
AS_WINDOWS = "it is not in UTF-8: it was read as Windows-1252; look whether letters with accents came out right"


class Row(NamedTuple):
    """A row under its number in the sheet, by the headings, and how much of the file was read by then."""

    number: int
    cells: dict[str, str]
    read: float


class Wrong(NamedTuple):
    """What is wrong with a row, and where."""

    column: str
    reason: str


class Sheet(NamedTuple):
    """The rows that hold something, and what there is to say of how the file was read."""

    rows: Iterator[Row]
    notes: list[str]


@contextmanager
def opened(path: Path, mapping: Mapping) -> Iterator[Sheet]:
    """A file, for as long as it is read. Raises WrongInput where it cannot be read at all, or a column is missing."""
    if not path.is_file():
        raise WrongInput(f"there is no file {path}")
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        with as_csv(path, mapping.sheet) as converted, _text(converted, mapping, UTF8, ",") as sheet:
            yield sheet
    elif kind in {".csv", ".txt", ".tsv"}:
        encoding, notes = _encoding(path, mapping.encoding)
        delimiter = {"tab": "\t"}.get(mapping.delimiter, mapping.delimiter)
        with _text(path, mapping, encoding, delimiter) as sheet:
            yield sheet._replace(notes=[*notes, *sheet.notes])
    else:
        raise WrongInput(f"{path.name} is no file of this sort: save it as CSV, XLSX or ODS")


@contextmanager
def _text(path: Path, mapping: Mapping, encoding: str, delimiter: str) -> Iterator[Sheet]:
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        notes: list[str] = []
        if not delimiter:
            delimiter = _delimiter(path, encoding, mapping.heading_row)
            notes = [f"its columns are divided by {DELIMITERS[delimiter]}"]
        numbered = _numbered(csv.reader(text, delimiter=delimiter), path.name)
        headings = _headings(numbered, mapping, path.name)
        yield Sheet((Row(number, _by_heading(headings, cells), raw.tell() / size) for number, cells in numbered if any(cells)), notes)


def _numbered(records: Iterator[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(records, start=1):
            yield number, [cell.strip() for cell in cells]
    except csv.Error as wrong:
        raise WrongInput(f'{name}, row {number + 1}: this cannot be read ({wrong}): look for a " that is opened and not closed') from None
    except UnicodeError as wrong:
        how = f"its letters are not {getattr(wrong, 'encoding', 'as expected')}"
        raise WrongInput(f"{name}, after row {number}: {how}: say encoding = in the mapping, or save the file as UTF-8") from None


def _headings(numbered: Iterator[tuple[int, list[str]]], mapping: Mapping, name: str) -> list[str]:
    """The headings; raises WrongInput when one that is read is missing or stands there twice."""
    found = next((cells for number, cells in numbered if number == mapping.heading_row), [])
    folded = [heading.casefold() for heading in found]
    missing = [column for column in mapping.headings() if column.casefold() not in folded]
    if missing:
        there = ", ".join(filter(None, found)) or "nothing"
        raise WrongInput(
            f"{name} has no column {' and no column '.join(missing)} in row {mapping.heading_row}: there is {there}"
            f"{did_you_mean(missing[0], found)}"
        )
    if double := [column for column in mapping.headings() if folded.count(column.casefold()) > 1]:
        raise WrongInput(f"{name} has more than one column {double[0]}: give each a heading of its own")
    return folded


def _by_heading(headings: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(headings, cells, strict=False))


def _delimiter(path: Path, encoding: str, heading_row: int) -> str:
    """The one that divides the headings."""
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        lines = [text.readline() for _ in range(heading_row)]
    return max(DELIMITERS, key=lines[-1].count)


def _encoding(path: Path, told: str) -> tuple[str, list[str]]:
    """How the letters are written: as the mapping says, or UTF-8 if the whole file is that, or else Windows-1252."""
    with path.open("rb") as raw:
        first = raw.read(4)
        if first.startswith(b"PK\x03\x04"):
            raise WrongInput(f"{path.name} is a workbook and no CSV: give it its own ending, .xlsx or .ods")
        if told:
            return _known(told), []
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", []
        raw.seek(0)
        return (UTF8, []) if _is_utf8(raw) else (WINDOWS, [AS_WINDOWS])


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise WrongInput(f"there is no encoding {encoding}: write utf-8, windows-1252 or iso-8859-1, or leave it out") from None


def _is_utf8(raw: io.BufferedReader) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := raw.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
