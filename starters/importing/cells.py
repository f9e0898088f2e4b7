"""The cells of one row, by the names a mapping gives them."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Cells
from typing import TypeVar

from runtime.sentences import Sentence
from starters.importing.mapping import Item, Mapping
from starters.importing.sheet import Wrong

Found = TypeVar("Found")


class InRow:
    """The cells of one row as the mapping names them, and what was found wrong so far."""

    def __init__(self, mapping: Mapping, cells: Cells[str, str]) -> None:
        self.mapping, self.cells = mapping, cells
        self.wrong: list[Wrong] = []

    def heading(self, item: Item) -> str:
        """The column, or the columns, of this."""
        return " + ".join(self.mapping.columns.get(item, (item,)))

    def text(self, item: Item) -> str:
        """What stands there, in our words; the same for all where the row is silent."""
        found = " ".join(filter(None, (self.cells.get(column.casefold(), "") for column in self.mapping.columns.get(item, ()))))
        if not found and item != "counsellor":
            return self.mapping.constant.get(item, "")
        return self.mapping.words.get(item, {}).get(found, found)

    def get(self, item: Item, read: Callable[[str], Found], *, needed: str = "") -> Found | None:
        """What it means; nothing where nothing stands, or it is wrong."""
        return self._read(item, self.text(item), read, needed)

    def constant(self, item: Item, read: Callable[[str], Found]) -> Found | None:
        """What is the same for all."""
        return self._read(item, self.mapping.constant.get(item, ""), read, "")

    def _read(self, item: Item, text: str, read: Callable[[str], Found], needed: str) -> Found | None:
        if not text:
            self.wrong += [Wrong(self.heading(item), needed)] if needed else []
            return None
        try:
            return read(text)
        except Sentence as wrong:
            self.wrong.append(Wrong(self.heading(item), str(wrong)))
            return None
