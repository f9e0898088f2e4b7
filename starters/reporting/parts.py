"""What was counted, put into parts in which no small count of people or cases is shown; each part says which of the two it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median, quantiles

from casework.glossary import label
from starters.reporting import counted as c
from starters.reporting.counted import Counted
from starters.reporting.life import Delay
from starters.reporting.measures import Quota
from starters.reporting.part import Part, Row
from starters.reporting.small import Cell, alone, part_of, protected

ALL_PERCENT = 100


def parts(counted: Counted, at_least: int, *, by_counsellor: bool = False) -> list[Part]:
    """All that follows from the journals."""
    return [
        _cases(counted, at_least),
        _outcomes(counted, at_least),
        _find_get_keep(counted, at_least),
        _kept(counted, at_least),
        _delays(counted, at_least),
        _overrides(counted, at_least, by_counsellor=by_counsellor),
        _quotas(counted, at_least),
    ]


def _programmes(counted: Counted) -> list[str]:
    return sorted(counted.methods)


def _cases(counted: Counted, at_least: int) -> Part:
    rows = [
        (programme, *(alone(counted.cases[programme, what], at_least) for what in (c.OPEN, c.OPENED, c.ENDED)))
        for programme in _programmes(counted)
    ]
    head = ("programme", "open in the period", "opened in it", "ended in it")
    return Part("cases", "Cases", "cases, not people: a case is open in the period if it was open on some day of it", head, rows)


def _outcomes(counted: Counted, at_least: int) -> Part:
    rows: list[Row] = []
    for programme in _programmes(counted):
        ended = {outcome: n for (of, outcome), n in counted.outcomes.items() if of == programme}
        rows += [(programme, outcome, cell) for outcome, cell in sorted(protected(ended, at_least, listed_from=1).items())]
    return Part("outcomes", "How cases ended", "cases that ended in the period, by their outcome", ("programme", "outcome", "cases"), rows)


def _find_get_keep(counted: Counted, at_least: int) -> Part:
    rows: list[Row] = []
    for programme in _programmes(counted):
        whole = counted.people[programme, c.OPEN]
        shares = [part_of(counted.people[programme, what], whole, at_least) for what in (c.FOUND, c.GOT, c.ON_THE_WAY, c.SAID_TO_LAST)]
        rows.append((programme, alone(whole, at_least), *(cell for share in shares for cell in share)))
    head = (
        "programme",
        "people",
        "found",
        "found %",
        "got",
        "got %",
        "on the way",
        "on the way %",
        "recorded as kept",
        "recorded as kept %",
    )
    rule = (
        "of the people with a case open in the period. found: an employer wanted to go on (an interview, an offer, a workplace, a "
        "contract); "
        "got: a paid job on the open labour market began, after time without one; on the way: another contract began, "
        "as under art. 60 §7 or a placement; recorded as kept: somebody told that the job lasts"
    )
    return Part("find-get-keep", "Find, get, keep", rule, head, rows)


def _kept(counted: Counted, at_least: int) -> Part:
    rows: list[Row] = []
    for programme in _programmes(counted):
        rows += [(programme, days, *_still_in_work(counted, programme, days, at_least)) for days in counted.period.kept_after]
    head = ("programme", "after days", "people", "in work", "not in work", "not known", "in work %", "left out")
    rule = (
        "of the people whose job became so many days old in the period: in work on that day, in this job or another; a job counts as kept "
        "until its end is told or agreed; not known: the case ended before, in work. The percentage is of those of whom it is known. "
        "Left out: whose job is not yet so old on the last day"
    )
    return Part("kept", "In work so many days after the beginning", rule, head, rows)


def _still_in_work(counted: Counted, programme: str, days: int, at_least: int) -> Row:
    """That of nobody it is not known says something of files, not of people: it may be shown."""
    kept, lost, unknown, young = (counted.jobs[programme, days, how] for how in (c.KEPT, c.NOT_KEPT, c.NOT_KNOWN, c.TOO_YOUNG))
    some = {c.KEPT: kept, c.NOT_KEPT: lost} | ({c.NOT_KNOWN: unknown} if unknown else {})
    cells = {c.NOT_KNOWN: 0} | protected(some, at_least)
    percent = f"{100 * kept / (kept + lost):.0f} %" if kept + lost and _shown(cells[c.KEPT], cells[c.NOT_KEPT]) else ""
    whole = alone(kept + lost + unknown, at_least)
    return whole, cells[c.KEPT], cells[c.NOT_KEPT], cells[c.NOT_KNOWN], percent, alone(young, at_least)


def _delays(counted: Counted, at_least: int) -> Part:
    rows: list[Row] = []
    for programme in _programmes(counted):
        looked_at, young = (counted.opened[programme, which] for which in (c.LOOKED_AT, c.TOO_YOUNG))
        for phase in _phases(counted, programme):
            delays = counted.delays.get((programme, phase), [])
            cell, percent = part_of(len(delays), looked_at, at_least)
            days = _quartiles(delays, at_least) if delays and len(delays) >= at_least else ("", "", "", "")
            whole = (alone(looked_at, at_least), cell, percent)
            rows.append((programme, phase.replace("_", " "), *whole, *days, alone(young, at_least)))
    share = ("cases", "entered it", "entered it %")
    head = ("programme", "phase", *share, "a quarter by day", "half", "three quarters", "half since phase before", "left out")
    within = counted.period.within
    rule = (
        f"days from the opening to the first entry of a phase, of the cases that became {within} days old in the period, each followed for "
        f"just these {within} days; the days are of those that entered it. Left out: cases opened less than {within} days before the last "
        "day; of them only the quick ones can be seen yet, and they would make every delay look short"
    )
    return Part("delays", "Delays between phases", rule, head, rows)


def _phases(counted: Counted, programme: str) -> list[str]:
    """In the order of the guide, those that nobody entered too."""
    from workflows.methods import STORIES

    story = STORIES.get(counted.methods[programme])
    known = list(dict.fromkeys(story.phases.values())) if story else []
    return known + sorted({phase for of, phase in counted.delays if of == programme} - set(known))


def _quartiles(delays: Sequence[Delay], at_least: int) -> Row:
    """The quartiles since the opening, and the median since the phase before if enough people had one."""
    days, between = [d.since_opening for d in delays], [d.since_phase_before for d in delays if d.since_phase_before is not None]
    low, half, high = (round(day) for day in quantiles(days, n=4, method="inclusive")) if len(days) > 1 else days * 3
    return low, half, high, round(median(between)) if between and len(between) >= at_least else ""


def _overrides(counted: Counted, at_least: int, *, by_counsellor: bool) -> Part:
    rows: list[Row] = [("all", "", alone(counted.overridden["all", ""], at_least))]
    for by in ("kind", "office", *(("told by",) if by_counsellor else ())):
        some = {name: n for (sort, name), n in counted.overridden.items() if sort == by}
        rows += [
            (by, label(name) if by == "kind" else name, cell) for name, cell in sorted(protected(some, at_least, listed_from=1).items())
        ]
    rule = "cases in which a gate was overridden or a phase skipped in the period (NL-14); the reasons stand in their journals"
    return Part("overrides", "Overrides of the method", rule, ("by", "which", "cases"), rows)


def _quotas(counted: Counted, at_least: int) -> Part:
    rows = [row for programme in _programmes(counted) for row in _quotas_of(counted, programme, at_least)]
    shares = ("exempted", "exempted %", "at most %", "held", "held %", "at least %", "held, not exempted", "not exempted %")
    head = ("programme", "quota", "people", *shares)
    rule = (
        "over all people under a version of the programme that promises it, never a rule for one of them. exempted: on some day of the "
        "period; held: at least once in the period; not exempted %: of those who were not exempted, how many it was held with (DA-04)"
    )
    return Part("quotas", "Quotas", rule, head, rows)


def _quotas_of(counted: Counted, programme: str, at_least: int) -> Iterator[Row]:
    there: list[Quota] = list(dict.fromkeys(quota for of, quota, *_ in counted.quotas if of == programme))
    for quota in sorted(there):
        square = {
            (exempted, held): counted.quotas[programme, quota, exempted, held] for exempted in (True, False) for held in (True, False)
        }
        whole = sum(square.values())
        exempted = part_of(square[True, True] + square[True, False], whole, at_least)
        held = part_of(square[True, True] + square[False, True], whole, at_least)
        *_, least = (percent for of, percent in counted.promised.items() if (of.programme, of.quota) == (programme, quota.name))
        owed = _not_exempted(square, at_least)
        yield programme, quota.name, alone(whole, at_least), *exempted, ALL_PERCENT - least, *held, least, *owed


def _not_exempted(square: Mapping[tuple[bool, bool], int], at_least: int) -> tuple[Cell, str]:
    """Crossing two shares tells of each corner: only where no corner is small."""
    cells = protected({f"{exempted} {held}": n for (exempted, held), n in square.items()}, at_least)
    if not _shown(*cells.values()):
        return "", ""
    return part_of(square[False, True], square[False, True] + square[False, False], at_least)


def _shown(*cells: Cell) -> bool:
    return all(isinstance(cell, int) for cell in cells)
