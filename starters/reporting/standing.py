"""How things stand now, for a report: what is late, and how many cases each counsellor has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from casework.glossary import awaited
from records.reports import Load, Overdue
from starters.reporting.part import Part, Row
from starters.reporting.small import Cell, alone, few, protected


def overdue(found: Sequence[Overdue], at_least: int) -> Part:
    """Cases with something late now, by phase and by what is late."""
    rows: list[Row] = [("all", "", alone(sum(one.cases for one in found if one.by == "all"), at_least))]
    for by in ("phase", "awaited"):
        some = {one.name: one.cases for one in found if one.by == by}
        rows += [(by, _said(by, name), cell) for name, cell in sorted(protected(some, at_least, listed_from=1).items())]
    rule = "cases that are open now with a promise past its day; one that waits for several things counts under each"
    return Part("overdue", "Overdue now", rule, ("by", "which", "cases"), rows)


def _said(by: str, name: str) -> str:
    return awaited(name) if by == "awaited" else ", ".join(name.replace("_", " ").split("+"))


def load(found: Sequence[Load], at_least: int, agreed: Mapping[str, int]) -> Part:
    """How many open cases a counsellor has; `agreed` is the most that a programme wants one to have."""
    rows = [_load(programme, some, at_least, agreed.get(programme)) for programme, some in sorted(_by_programme(found).items())]
    head = ("programme", "open cases", "without counsellor", "counsellors", "least", "half", "most", "agreed", "over it")
    rule = "open cases now for each counsellor who has any; agreed: the most of its cases that the programme wants one to have"
    return Part("load", "Portfolio load", rule, head, rows)


def load_by_counsellor(found: Sequence[Load], at_least: int) -> Part:
    """The same, counsellor by counsellor, by their ids; shown as far as the distribution is."""
    rows: list[Row] = []
    for programme, some in sorted(_by_programme(found).items()):
        rows += [(programme, who or "nobody", cell) for who, cell in sorted(protected(some, at_least, listed_from=1).items())]
    rule = "open cases now"
    return Part("load-by-counsellor", "Portfolio load by counsellor", rule, ("programme", "counsellor", "open cases"), rows)


def _by_programme(found: Sequence[Load]) -> dict[str, dict[str, int]]:
    by_programme: dict[str, dict[str, int]] = defaultdict(dict)
    for one in found:
        by_programme[one.programme][one.counsellor] = one.cases
    return by_programme


def _load(programme: str, some: Mapping[str, int], at_least: int, agreed: int | None) -> Row:
    """What the three numbers would tell of a counsellor with few cases is hidden as in the list of all."""
    cells = dict.fromkeys(some, few(at_least)) | protected(some, at_least, listed_from=1)
    loads = sorted((cases, cells[who]) for who, cases in some.items() if who)
    half = loads[(len(loads) - 1) // 2 : len(loads) // 2 + 1]
    three = [_middle(one) if one else "" for one in (loads[:1], half, loads[-1:])]
    over = sum(cases > agreed for cases, _ in loads) if agreed else ""
    return programme, alone(sum(some.values()), at_least), cells.get("", 0), len(loads), *three, agreed or "", over


def _middle(loads: Sequence[tuple[int, Cell]]) -> Cell:
    """What lies in the middle of these, if each may be shown."""
    hidden = [cell for _, cell in loads if not isinstance(cell, int)]
    return hidden[0] if hidden else round(median(cases for cases, _ in loads))
