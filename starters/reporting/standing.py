"""How things stand now, for a report: what is late, and how many cases each counsellor has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from casework.glossary import awaited
from records.reports import Load, Overdue
from starters.reporting.part import Part, Row
from starters.reporting.small import alone, few, protected


def overdue(found: Sequence[Overdue], at_least: int) -> Part:
    """Cases with something late now, by phase and by what is late."""
    rows: list[Row] = [("all", "", alone(sum(one.cases for one in found if one.by == "all"), at_least))]
    for by in ("phase", "awaited"):
        some = {one.name: one.cases for one in found if one.by == by}
        rows += [(by, _said(by, name), cell) for name, cell in sorted(protected(some, at_least).items())]
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
    """The same, counsellor by counsellor, by their ids."""
    rows: list[Row] = []
    for programme, some in sorted(_by_programme(found).items()):
        rows += [(programme, who or "nobody", cell) for who, cell in sorted(protected(some, at_least).items())]
    rule = "open cases now"
    return Part("load-by-counsellor", "Portfolio load by counsellor", rule, ("programme", "counsellor", "open cases"), rows)


def _by_programme(found: Sequence[Load]) -> dict[str, dict[str, int]]:
    by_programme: dict[str, dict[str, int]] = defaultdict(dict)
    for one in found:
        by_programme[one.programme][one.counsellor] = one.cases
    return by_programme


def _load(programme: str, some: Mapping[str, int], at_least: int, agreed: int | None) -> Row:
    loads = sorted(cases for who, cases in some.items() if who)
    three = (loads[0], median(loads), loads[-1]) if loads else ()
    cells = [few(at_least) if cases < at_least else round(cases) for cases in three] or ["", "", ""]
    nobody = protected({"": some.get("", 0), "has one": sum(loads)}, at_least)[""] if "" in some else 0
    over = sum(cases > agreed for cases in loads) if agreed else ""
    return programme, alone(sum(some.values()), at_least), nobody, len(loads), *cells, agreed or "", over
