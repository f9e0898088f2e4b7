"""What a dossier showed, hour by hour, when it was played: for a terminal, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from casework.case import CLOCK, Line, Message
from casework.glossary import awaited, label

What = Literal["fact", "hour", "letter", "refusal", "difference"]
LOOKS: dict[What, str] = {"fact": "bold", "hour": "dim", "letter": "cyan", "refusal": "yellow", "difference": "bold red"}


class Entry(BaseModel, frozen=True):
    """Something that was told, came, was written, was refused, or was not as expected; the hour is in case time."""

    hour: datetime
    what: What
    text: str
    by: str = ""
    phases: list[str] = []


class Played(BaseModel):
    """A dossier that was played: what happened in its order, and what was not as expected."""

    title: str
    story: str
    programme: str
    version: str
    zone: str
    timeline: list[Entry] = []
    differences: list[str] = []

    def add(self, entry: Entry) -> Entry:
        """One more entry at the end; a difference is counted."""
        self.timeline.append(entry)
        if entry.what == "difference":
            self.differences.append(f"{self._day(entry)}: {entry.text}")
        return entry

    def _day(self, entry: Entry) -> str:
        return f"{entry.hour.astimezone(ZoneInfo(self.zone)):%Y-%m-%d}"


def entries(lines: Sequence[Line], letters: Sequence[Message], phases: list[str]) -> Iterator[Entry]:
    """Lines of the journal with the letters they caused, and between them the planned rungs that have gone, each at its hour.

    `letters` has no rung that an earlier call showed; `phases` are those after the last line.
    """
    after = [line.phases for line in lines[1:]] + [phases]
    rungs = sorted((letter for letter in letters if letter.waits), key=lambda rung: (rung.due, rung.id))
    for line, then in zip(lines, after, strict=False):
        gone = [rung for rung in rungs if rung.due < line.told or (rung.due == line.told and line.by != CLOCK)]
        rungs = rungs[len(gone) :]
        yield from (letter_of(rung, rung.due) for rung in gone)
        yield entry_of(line, then)
        yield from (letter_of(letter, line.told) for letter in letters if letter.line == line.number and not letter.waits)
    yield from (letter_of(rung, rung.due) for rung in rungs)


def entry_of(line: Line, phases: list[str]) -> Entry:
    """A line of the journal; the phases are those after it."""
    about, hour = str(line.fact.get("of", "")), line.kind == "hour_came"
    kind, _, of = about.partition(":") if hour else (line.kind, "", about)
    return Entry(hour=line.told, what="hour" if hour else "fact", text=_named(kind, of, promised=hour), by=line.by, phases=phases)


def letter_of(message: Message, hour: datetime) -> Entry:
    """A letter that was written."""
    kind, _, of = message.about.partition(":")
    about = f" about {_named(kind, of, promised=True)}" if message.about else ""
    return Entry(hour=hour, what="letter", text=f"{message.letter.replace('_', ' ')} to the {message.to}{about}")


def as_json(played: Played) -> dict[str, Any]:
    """A played dossier for another program."""
    return played.model_dump(mode="json")


def render(played: Played) -> RenderableType:
    """A played dossier for a terminal."""
    heading = Text.assemble((played.title, "bold"), f"\n{played.story}\n", (f"{played.programme} {played.version}\n", "dim"))
    table = Table("day", "hour", "", "", "phases", box=None, pad_edge=False)
    day, phases = "", ""
    for entry in played.timeline:
        local, now = entry.hour.astimezone(ZoneInfo(played.zone)), ", ".join(entry.phases)
        table.add_row(*_cells(entry, local, day, "" if now == phases else now))
        day, phases = f"{local:%Y-%m-%d}", now or phases
    return Group(heading, table, _verdict(played))


def line_of(entry: Entry, zone: str) -> str:
    """One entry on a line of its own, for somebody who watches."""
    return f"{entry.hour.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}  {entry.what:<10}  {entry.text}"


def _cells(entry: Entry, local: datetime, day_before: str, phases: str) -> tuple[Text, ...]:
    day, looks = f"{local:%Y-%m-%d}", LOOKS[entry.what]
    return (
        Text("" if day == day_before else day),
        Text(f"{local:%H:%M}", style="dim"),
        Text(entry.what, style=looks),
        Text(entry.text, style=looks),
        Text(phases, style="green"),
    )


def _verdict(played: Played) -> Text:
    if not played.differences:
        return Text("\neverything was as the dossier expects", style="green")
    return Text("\n".join(["", f"{len(played.differences)} not as the dossier expects:", *played.differences]), style="bold red")


def _named(kind: str, of: str, *, promised: bool = False) -> str:
    name = awaited(kind) if promised else label(kind)
    return f"{name} ({of})" if of else name
