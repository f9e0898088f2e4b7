"""The world that takes messages: servers that are away, addresses that reach nobody, and what arrived, under which id."""

from __future__ import annotations

from collections import Counter
from typing import Literal

Mode = Literal["takes all", "refuses this one", "later"]
Dies = Literal["", "before it is taken", "after it is taken"]


class Killed(Exception):
    """The dispatcher died here."""


class Away(Exception):
    """No server answers: whatever is next would meet the same."""


class Later(Exception):
    """This one is taken later."""


class Providers:
    """By each way at most one server; `arrived` counts how often a message id reached somebody by a way."""

    def __init__(self) -> None:
        self.mode: Mode = "takes all"
        self.away: set[str] = set()
        self.dead: set[tuple[str, str]] = set()
        self.dies: Dies = ""
        self.arrived: Counter[tuple[str, str, str]] = Counter()
        self.kills: Counter[str] = Counter()

    def take(self, id: str, whom: str, way: str) -> str:
        """Take a message, or say why not: "sent", "bounced" or "refused". Raises Away, Later, Killed."""
        dies, self.dies = self.dies, ""
        if dies == "before it is taken":
            raise Killed
        if way in self.away:
            raise Away
        if self.mode == "later":
            self.mode = "takes all"
            raise Later
        if self.mode == "refuses this one":
            self.mode = "takes all"
            return "refused"
        if (whom, way) in self.dead:
            return "bounced"
        self.arrived[id, whom, way] += 1
        if dies:
            self.kills[id] += 1
            raise Killed
        return "sent"
