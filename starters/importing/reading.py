"""What a row says of a person and of the case to be opened, or what is wrong with it and in which column."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from casework.programme import Programme
from notifications.phones import dialled
from records.offices import Office
from records.staff import Member
from runtime.identity import Hasher
from runtime.sentences import Sentence
from starters.alike import plain, words_of
from starters.answers.answer import did_you_mean
from starters.answers.hours import NOON
from starters.answers.shelf import programme_named
from starters.identity_numbers import identity_hash
from starters.importing.cells import InRow
from starters.importing.mapping import Mapping
from starters.importing.rehearsal import Facts, ToBeTold, facts_of
from starters.importing.sheet import Row, Wrong

Found = TypeVar("Found")
MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
OLDEST = 120
NUL = "\0"
MOST_SHOWN = 40
"""Of what stands in a cell, so many letters are repeated in a sentence."""


class Rejected(NamedTuple):
    """A row that cannot be brought in, and all that is wrong with it."""

    number: int
    wrong: list[Wrong]


class Read(NamedTuple):
    """A row that was read: whom it is about, what is known of them, and which case is wanted.

    `key`: the same in every file; `bearer`: of the person alone; `seen`: of all that the row says. All three are hashes.
    """

    number: int
    key: str
    bearer: str
    seen: str
    identity: str
    known: dict[str, str]
    born: date | None
    programme: Programme
    office: Office | None
    counsellor: Member | None
    otherwise: Member | None
    """The counsellor of whoever had none before."""

    opened: datetime | None
    facts: Facts


class Places(NamedTuple):
    """The offices, staff and programmes that rows may name."""

    offices: list[Office]
    staff: list[Member]
    programmes: list[Programme]
    today: date


class Reader:
    """Reads rows as one mapping says."""

    def __init__(self, mapping: Mapping, places: Places, hasher: Hasher) -> None:
        self.mapping, self.places, self.hasher = mapping, places, hasher
        self.formats = mapping.date_formats
        self.to_be_told = [ToBeTold.of(fact) for fact in mapping.tell]
        self._offices = _by_name({o.id: o for o in places.offices}, [(o.name, o) for o in places.offices])
        named = [*((m.name, m) for m in places.staff), *((m.email, m) for m in places.staff)]
        self._staff = _by_name({m.id: m for m in places.staff}, named)
        self._programmes: dict[tuple[str, date], Programme] = {}
        self._zones = {o.id: ZoneInfo(o.zone) for o in places.offices}

    def read(self, row: Row) -> Read | Rejected:
        """What a row says; what is wrong with it is listed, all of it."""
        if any(NUL in text for text in row.cells.values()):
            return Rejected(row.number, [Wrong("", "a text holds a sign that cannot be kept (NUL): type it again")])
        cells = InRow(self.mapping, row.cells)
        name = cells.get("name", lambda words: words, needed="the name is missing")
        known = {"name": name or "", **{item: text for item, text in self._contact(cells).items() if text}}
        born = cells.get("born", self._born)
        identity = cells.get("identity", self._identity) or ""
        office, counsellor = cells.get("office", self._office), cells.get("counsellor", self._member)
        otherwise = cells.constant("counsellor", self._member)
        opened = cells.get("opened", self._past_day)
        programme = cells.get("programme", lambda name: self._programme(name, opened), needed="the programme is missing")
        facts = facts_of(self.to_be_told, row.cells, office.zone if office else "UTC", cells.wrong) if self.to_be_told else ()
        bearer = self._bearer(cells, identity, known["name"], born)
        if cells.wrong or not programme:
            return Rejected(row.number, cells.wrong)
        days = (programme.name, str(opened or ""))
        return Read(
            row.number, self.hasher.hashed("row", bearer, *days), bearer, self.hasher.hashed("seen", *self._said(row)), identity, known,
            born, programme, office, counsellor, otherwise, self._hour(opened, office), facts,
        )  # fmt: skip

    def _contact(self, cells: InRow) -> dict[str, str | None]:
        return {
            "email": cells.get("email", _email), "phone": cells.get("phone", self._phone), "language": cells.get("language", _language),
            "address": cells.get("address", lambda words: words),
        }  # fmt: skip

    def _bearer(self, cells: InRow, identity: str, name: str, born: date | None) -> str:
        """By what the person of a row is known again: the file's own reference, the identity number, or name and day of birth."""
        if reference := cells.text("reference"):
            return self.hasher.hashed("reference", reference)
        if identity:
            return identity
        if born and name:
            return self.hasher.hashed("name", *words_of(name), str(born))
        if not cells.wrong:
            item = next(item for item in ("reference", "identity", "born") if item in self.mapping.columns)
            cells.wrong.append(Wrong(cells.heading(item), f"this row cannot be known again: give it its {item}"))
        return ""

    def _hour(self, opened: date | None, office: Office | None) -> datetime | None:
        """A day gone by is taken at its noon; today is now."""
        if opened is None or opened >= self.places.today:
            return None
        return datetime.combine(opened, NOON, tzinfo=self._zones[office.id] if office else ZoneInfo("UTC"))

    def _said(self, row: Row) -> list[str]:
        return [row.cells.get(heading.casefold(), "") for heading in self.mapping.headings()]

    def _identity(self, number: str) -> str:
        return identity_hash(self.hasher, self.mapping.identity, number)

    def _day(self, text: str) -> date:
        for written in self.formats:
            try:
                return datetime.strptime(text.partition(" ")[0] if " " not in written else text, written).date()  # noqa: DTZ007
            except ValueError:
                continue
        raise Sentence(f"there is no day {_shown(text)}: this file writes days as {' or '.join(self.mapping.dates)}")

    def _past_day(self, text: str) -> date:
        if (day := self._day(text)) > self.places.today:
            raise Sentence(f"{day} is still to come: look at the date")
        return day

    def _born(self, text: str) -> date:
        if (day := self._past_day(text)).year < self.places.today.year - OLDEST:
            raise Sentence(f"{day} is more than {OLDEST} years ago: look at the date")
        return day

    def _phone(self, text: str) -> str:
        country = self.mapping.country
        if not (number := dialled(text, country)):
            where = f" of {country}" if country else ", and the mapping names no country for those without a prefix"
            raise Sentence(f"{_shown(text)} is no telephone number{where}: write it as in +32 470 12 34 56")
        return number

    def _office(self, text: str) -> Office:
        return _named(self._offices, text, "there is no office", "`itinerary office list`")

    def _member(self, text: str) -> Member:
        return _named(self._staff, text, "nobody of the staff is known as", "`itinerary staff list`")

    def _programme(self, name: str, on: date | None) -> Programme:
        day = on or self.places.today
        if (name, day) not in self._programmes:
            self._programmes[name, day] = programme_named(name, day, self.places.programmes)
        return self._programmes[name, day]


def _email(text: str) -> str:
    if not MAILBOX.fullmatch(text):
        raise Sentence(f"there is no address {_shown(text)}: write one as in one@home.example")
    return text


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise Sentence(f"{_shown(text)} is no language code such as nl: say under [words.language] what it stands for")
    return text


def _by_name(known: dict[str, Found], named: list[tuple[str, Found]]) -> dict[str, Found]:
    """By id, and by a name that only one has."""
    plainly = [(plain(name), one) for name, one in named]
    counted: dict[str, int] = {}
    for name, _ in plainly:
        counted[name] = counted.get(name, 0) + 1
    return {name: one for name, one in plainly if counted[name] == 1} | known


def _named(known: dict[str, Found], text: str, nobody: str, look: str) -> Found:
    found = known.get(text) or known.get(plain(text))
    if found is None:
        raise Sentence(f"{nobody} {_shown(text)}: see {look}, or say under [words] what it stands for{did_you_mean(text, known)}")
    return found


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
