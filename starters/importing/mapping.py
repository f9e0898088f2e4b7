"""How the columns of an organisation's files are read: a mapping, written once in TOML and kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from casework.fact import kind_of
from casework.mistakes import CORRECTIONS
from runtime.sentences import Sentence
from starters.answers.answer import did_you_mean
from starters.answers.fields import kind_named, names_of
from starters.identity_numbers import SORTS

Item = Literal[
    "name", "email", "phone", "language", "address", "born", "identity", "reference", "office", "counsellor", "programme", "opened"
]  # fmt: skip
ITEMS: tuple[Item, ...] = get_args(Item)
DATE_PARTS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}
NO_KEY = "a row is known again by its identity number, its reference or the day of birth: give one of these three a column"


class BadMapping(Sentence):
    """A mapping that cannot be used; each line says where and what was expected."""


def _several(told: object) -> object:
    return (told,) if isinstance(told, str) else told


Columns = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
"""One column, or several whose words belong together: first name, last name."""


class ToTell(BaseModel, frozen=True, extra="forbid"):
    """A fact to be told to each case once it is open: what it says is constant, or stands in columns."""

    kind: str
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    """How the file says what the fact says otherwise, for each field."""

    @model_validator(mode="after")
    def _can_be_told(self) -> ToTell:
        fact = kind_named(self.kind)
        if fact.from_whom == "clock" or kind_of(fact) in {"opened", "telling_refused", *CORRECTIONS}:
            raise ValueError(f"{self.kind} is not told by people: see `itinerary facts`")
        for name in (*self.fields, *self.columns):
            if name not in names_of(fact):
                raise ValueError(f"{self.kind} has no field {name}: it has {', '.join(names_of(fact))}")
        return self


class Mapping(BaseModel, frozen=True, extra="forbid"):
    """Which column says what, what is the same for every row, and how the file writes days and words."""

    organisation: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    columns: dict[Item, Columns]
    constant: dict[Item, str] = {}
    words: dict[Item, dict[str, str]] = {}
    tell: tuple[ToTell, ...] = ()
    dates: tuple[str, ...] = ("YYYY-MM-DD",)
    country: str = Field("", pattern=r"^([A-Z]{2})?$")
    identity: str = ""
    sheet: str = ""
    heading_row: int = Field(1, ge=1)
    delimiter: Literal["", ",", ";", "tab"] = ""
    encoding: str = ""

    @property
    def called(self) -> str:
        """The name by which it is known among those of every organisation."""
        return f"{self.organisation}/{self.name}"

    @property
    def date_formats(self) -> list[str]:
        """The ways in which days are written, as Python reads them; the one of workbooks too."""
        return [*dict.fromkeys([*map(_date_format, self.dates), "%Y-%m-%d"])]

    def headings(self) -> list[str]:
        """Every column that is read."""
        told = [column for fact in self.tell for column in fact.columns.values()]
        return list(dict.fromkeys([*(column for columns in self.columns.values() for column in columns), *told]))

    @model_validator(mode="after")
    def _fits(self) -> Mapping:
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        if "name" not in self.columns:
            yield 'the name of the person needs a column: name = "..." under [columns]'
        if not {"identity", "reference", "born"} & self.columns.keys():
            yield NO_KEY
        if "identity" in self.columns and self.identity not in SORTS:
            yield f'say which identity number it is: identity = one of {", ".join(SORTS)}, found "{self.identity}"'
        if "programme" not in {*self.columns, *self.constant}:
            yield "the programme needs a column, or one for all under [constant]"
        for item in ("name", "born", "identity", "reference"):
            if item in self.constant:
                yield f"{item} is not the same for everybody: give it a column"
        for written in self.dates:
            if any(part not in _date_format(written) for part in ("%d", "%m")) or not {"%Y", "%y"} & set(_parts(written)):
                yield f"dates: {written} has no day, month and year: write it as DD/MM/YYYY"


def mapping_from(text: str, where: str = "") -> Mapping:
    """A mapping as it is written in TOML. Raises BadMapping."""
    place = f"{where}: " if where else ""
    try:
        return Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise BadMapping(f"{place}not a TOML file as expected: {wrong}") from None
    except ValidationError as wrong:
        raise BadMapping("\n".join(f"{place}{_sentence(error)}" for error in wrong.errors())) from None
    except Sentence as wrong:
        raise BadMapping(f"{place}tell: {wrong}") from None


def _sentence(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"] if part != "[key]")
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] == "literal_error" and "[key]" in error["loc"]:
        return f"{where}: there is nothing called that: it is one of {', '.join(ITEMS)}{did_you_mean(str(error['loc'][-2]), ITEMS)}"
    if error["type"] == "extra_forbidden":
        return f"{where}: nothing of this name is known here{did_you_mean(where, Mapping.model_fields)}"
    return f"{f'{where}: ' if where else ''}{said[:1].lower()}{said[1:]}"


def _date_format(written: str) -> str:
    for part, meant in DATE_PARTS.items():
        written = written.replace(part, meant)
    return written


def _parts(written: str) -> list[str]:
    made = _date_format(written)
    return [made[place : place + 2] for place, letter in enumerate(made) if letter == "%"]
