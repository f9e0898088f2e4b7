"""Named statements, read from records/queries: a name, what its rows are, a sentence, one statement.

Where two statements end alike, their end stands once, as a part (`-- part:`) that each of them names (`-- ends:`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

KEYS = {"gives", "ends"}


class Query(NamedTuple):
    """One statement, and the name of the model that its rows fill (empty when it gives none)."""

    name: str
    gives: str
    sentence: str
    sql: str


def load(table: str) -> dict[str, Query]:
    """The statements of one file, by name."""
    text = files("records").joinpath("queries", f"{table}.sql").read_text(encoding="utf-8")
    named, *parts = text.split("-- part: ")
    ends = {name: sql for name, _, _, sql in (_read(part, {}) for part in parts)}
    return {query.name: query for query in (_read(part, ends) for part in named.split("-- name: ")[1:])}


def tables() -> list[str]:
    """The files of statements there are."""
    return sorted(file.name.removesuffix(".sql") for file in files("records").joinpath("queries").iterdir() if file.name.endswith(".sql"))


def _read(part: str, ends: Mapping[str, str]) -> Query:
    name, *lines = part.strip().splitlines()
    words = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
    said = {key: value for key, _, value in (word.partition(": ") for word in words) if key in KEYS}
    sentence = " ".join(word for word in words if word.partition(": ")[0] not in KEYS)
    sql = "\n".join(line for line in lines if not line.startswith("-- "))
    end = f"\n{ends[said['ends']]}" if "ends" in said else ""
    return Query(name.strip(), said.get("gives", ""), sentence, re.sub(r";\s*$", "", sql.strip() + end))
