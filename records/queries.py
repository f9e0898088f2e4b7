"""Named statements, read from records/queries: a name, what its rows are, a sentence, one statement."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import NamedTuple


class Query(NamedTuple):
    """One statement, and the name of the model that its rows fill (empty when it gives none)."""

    name: str
    gives: str
    sentence: str
    sql: str


def load(table: str) -> dict[str, Query]:
    """The statements of one file, by name."""
    text = files("records").joinpath("queries", f"{table}.sql").read_text(encoding="utf-8")
    return {query.name: query for query in map(_read, text.split("-- name: ")[1:])}


def tables() -> list[str]:
    """The files of statements there are."""
    return sorted(file.name.removesuffix(".sql") for file in files("records").joinpath("queries").iterdir() if file.name.endswith(".sql"))


def _read(part: str) -> Query:
    name, *lines = part.strip().splitlines()
    words = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
    gives = "".join(word.removeprefix("gives: ") for word in words if word.startswith("gives: "))
    sentence = " ".join(word for word in words if not word.startswith("gives: "))
    sql = "\n".join(line for line in lines if not line.startswith("-- "))
    return Query(name.strip(), gives, sentence, re.sub(r";\s*$", "", sql.strip()))
