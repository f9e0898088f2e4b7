"""What a demonstration shows while it runs: a table that moves in a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from starters.timeline import LOOKS, Entry, line_of

SHOWN: dict[str, str] = {"good": "green", "bad": "bold red", "": ""}


@dataclass
class Row:
    """One dossier under way."""

    title: str
    zone: str
    last: Entry | None = None
    phases: str = ""
    letters: int = 0
    end: str = ""
    verdict: str = ""


class Board:
    """Every dossier with where it stands, and the mail that arrives."""

    def __init__(self, out: Console, *, silent: bool = False) -> None:
        self.out, self.silent = out, silent
        self.rows: dict[str, Row] = {}
        self.caught, self.subject = 0, ""
        self._moves = out.is_terminal and not silent

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Move in a terminal for as long as this lasts; what was last shown stays."""
        if not self._moves:
            yield
            return
        with Live(get_renderable=self._table, console=self.out, refresh_per_second=4, transient=False):
            yield

    def say(self, sentence: str, style: str = "") -> None:
        """A line of its own."""
        if not self.silent:
            self.out.print(sentence, style=style, markup=False)

    def begin(self, name: str, title: str, zone: str) -> None:
        """A dossier is about to be played."""
        self.rows[name] = Row(title, zone)

    def show(self, name: str, entry: Entry) -> None:
        """Something happened in a dossier."""
        row = self.rows[name]
        row.last, row.letters = entry, row.letters + (entry.what == "letter")
        row.phases = ", ".join(entry.phases).replace("_", " ") or row.phases
        self._plain(f"{name:<34}  {line_of(entry, row.zone)}", LOOKS[entry.what])

    def end(self, name: str, said: str, *, well: bool) -> None:
        """A dossier was played to its end."""
        self.rows[name].end, self.rows[name].verdict = said, "good" if well else "bad"
        self._plain(f"{name:<34}  {said}", SHOWN[self.rows[name].verdict])

    def mail(self, caught: int, subject: str) -> None:
        """So many mails have arrived, the last with this subject."""
        self._plain(f"{'mail':<34}  {caught} caught, the last: {subject}", "magenta")
        self.caught, self.subject = caught, subject

    def _plain(self, line: str, style: str) -> None:
        if not self._moves:
            self.say(line, style)

    def _table(self) -> RenderableType:
        table = Table("dossier", "day", "phase", "letters", "now", box=None, pad_edge=False)
        for row in self.rows.values():
            table.add_row(*_cells(row))
        return Group(
            table,
            Text(f"\n{self.caught} mails caught, the last: {self.subject or '-'}", style="magenta", overflow="ellipsis", no_wrap=True),
        )


def _cells(row: Row) -> tuple[Text, ...]:
    last = row.last
    now = Text(row.end, style=SHOWN[row.verdict]) if row.end else Text(last.text if last else "", style=LOOKS[last.what] if last else "")
    now.no_wrap, now.overflow = True, "ellipsis"
    day = f"{last.hour.astimezone(ZoneInfo(row.zone)):%Y-%m-%d}" if last else ""
    return (
        Text(row.title, no_wrap=True, overflow="ellipsis"),
        Text(day, style="dim"),
        Text(row.phases, style="green"),
        Text(str(row.letters)),
        now,
    )
