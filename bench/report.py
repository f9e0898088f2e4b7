"""`python -m bench.report`: the tables of docs/costs.md, made from the run that is kept; a test compares them."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.many_report import many_messages
from bench.results import AGAIN, BROUGHT, COHORT, ELSEWHERE, IMPORT, LIVED, LOOKED, MESSAGES, PEERS, RESULTS, Measured, Run, one_minute
from bench.yardstick import apart

PAGE = Path(__file__).parents[1] / "docs" / "costs.md"
BEGINS, ENDS = "<!-- from the run: python -m bench.report -->", "<!-- end of what the run says -->"
NAMES = {"D": "DBOS", "R": "Restate"}
VOID = "**Before and after differ by more than a tenth: the machine was not ours, and by our own rule this run proves nothing.**"
DRAWS, SURE = 2_000, 0.95
SIDE_BY_SIDE = ("openings", "facts", "reminders")
PARTS = (("worker", ("worker", "bare worker")), ("server", ("server",)), ("PostgreSQL", ("postgres",)), ("driver", ("driver",)))


class Ratio(NamedTuple):
    """The middle of the ratios of blocks that ran one after the other, and between which it lies with some certainty."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f} to {self.most:.2f})"


class Runs(NamedTuple):
    """What the page is made of: the run kept last, and if there were such, one beside other engines and one with the real Temporal.

    What is done with many at once is taken from whichever run did it last, a whole one or one of nothing else.
    """

    here: Run
    peers: Run | None
    elsewhere: Run | None
    import_: Run | None
    cohort: Run | None
    messages: tuple[Run, ...] = ()
    """Of each number of messages for one minute the run that had it last, the fewest first."""


def newest(folder: Path = RESULTS) -> Runs:
    """The runs that were kept last."""
    kept = {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}
    ours = {name: run for name, run in kept.items() if not name.endswith((PEERS, ELSEWHERE)) and not run.quick}
    here = [run for name, run in ours.items() if not name.endswith((IMPORT, COHORT, MESSAGES))]
    peers, elsewhere = (_last(run for name, run in kept.items() if name.endswith(called)) for called in (PEERS, ELSEWHERE))
    brought, lived = (_last(run for run in ours.values() if run.counted(scenario, "P")) for scenario in (BROUGHT, LIVED))
    return Runs(here[-1], peers, elsewhere, brought, lived, _each_number(ours.values()))


def _last(runs: Iterable[Run]) -> Run | None:
    return next(iter([*runs][-1:]), None)


def _each_number(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Of each number of messages for one minute the run that had it last, of that only what belongs to it."""
    last = {
        many: run.model_copy(update={"measured": [found for found in run.measured if found.n == many]})
        for run in runs
        for many in {found.n for found in run.counted(one_minute("staff"), "P")}
    }
    return tuple(last[many] for many in sorted(last))


def _read(path: Path) -> Run:
    return Run.model_validate_json(path.read_text())


def ratio(ours: Sequence[Measured], theirs: Sequence[Measured]) -> Ratio:
    """CPU of worker, server and PostgreSQL for one operation, in pairs of blocks; the interval is drawn anew from the pairs."""
    pairs = [p.engine_ms / t.engine_ms for p, t in zip(ours, theirs, strict=False)]
    chance = random.Random(len(pairs))  # noqa: S311 - the same table from the same run
    drawn = sorted(statistics.median(chance.choices(pairs, k=len(pairs))) for _ in range(DRAWS))
    beyond = int(DRAWS * (1 - SURE) / 2)
    return Ratio(statistics.median(pairs), drawn[beyond], drawn[-beyond - 1])


def tables(runs: Runs) -> str:
    """All that the page says of these runs."""
    run, peers, elsewhere = runs.here, runs.peers, runs.elsewhere
    parts = [
        _about(run),
        _side_by_side(run),
        _each_part(run),
        _herds(run),
        _sizes(run),
        _growth(run),
        _coming_back(run),
        _import(runs.import_) if runs.import_ else "",
        _cohort(runs.cohort) if runs.cohort else "",
        *([_table(*many_messages(runs.messages))] if runs.messages else []),
        *([_peers(peers)] if peers else []),
        *([_about(elsewhere), _side_by_side(elsewhere), _each_part(elsewhere)] if elsewhere else []),
    ]
    return "\n\n".join([BEGINS, *filter(None, parts), ENDS])


def _about(run: Run) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    again, dirty = sum(m.again for m in run.measured), sum(not m.clean and not m.again for m in run.measured)
    yard = "; ".join(f"{what} a second {before:.0f} before, {after:.0f} after" for what, (before, after) in run.yardstick.items())
    void = run.yardstick and apart(*({what: pair[at] for what, pair in run.yardstick.items()} for at in (0, 1)))
    return "\n".join([
        f"Measured {run.began:%Y-%m-%d %H:%M} UTC{', the quick way' if run.quick else ''}, on {run.machine},",
        f"with the {run.server} of Temporal",
        f"({versions}). Yardstick: {yard}.",
        *([VOID] if void else []),
        f"Blocks measured again because the machine was not ours: {again}; counted although it was not: {dirty}.",
        f"What the audit of the rows found: {'; '.join(run.problems) or 'nothing lost, nothing doubled'}.",
        f"Not measured for want of time: {', '.join(run.skipped) or 'nothing'}.",
    ])  # fmt: skip


def _side_by_side(run: Run) -> str:
    rows = []
    for scenario in SIDE_BY_SIDE:
        p, t, f = (run.counted(scenario, who) for who in "PTF")
        if p and t:
            rows.append(
                [scenario, *(_middle(m.engine_ms for m in block) for block in (p, t, f)), str(ratio(p, t)), _due(ratio(p, t), 1.25)]
            )
    return _table("CPU milliseconds of worker, server and PostgreSQL for one", ["", "P", "T", "F", "P to T", "due 1.25"], rows)


def _each_part(run: Run) -> str:
    rows = []
    for scenario in SIDE_BY_SIDE:
        for who in "PTF":
            block = run.counted(scenario, who)
            if block:
                cpu = [_middle(sum(m.cpu_ms.get(part, 0) for part in parts) for m in block) for _, parts in PARTS]
                rows.append([f"{scenario} {who}", *cpu, *(_number(block, name) for name in _speeds(scenario))])
    return _table(
        "By part, and how fast", ["", *(name for name, _ in PARTS), "a second, or p50 s", "p50 ms, or p99 s", "p99 ms, or max s"], rows
    )


def _speeds(scenario: str) -> tuple[str, str, str]:
    return ("p50 s", "p99 s", "max s") if scenario == "reminders" else ("per second", "p50 ms", "p99 ms")


def _herds(run: Run) -> str:
    herds = [m for m in run.measured if m.scenario.startswith("herd")]
    rows = [
        [f"{m.scenario} {m.contender}", *(f"{m.numbers[name]:.2f}" for name in _speeds("reminders")), f"{m.engine_ms:.1f}"] for m in herds
    ]
    return _table("Promises for one instant: lateness in seconds", ["", "p50", "p99", "max", "CPU-ms each"], rows)


def _sizes(run: Run) -> str:
    sizes = [m for m in run.measured if m.scenario.startswith("KiB")]
    names = [name for m in sizes[:1] for name in m.numbers]
    rows = [[f"{m.scenario} {m.contender}", *(f"{m.numbers[name]:.1f}" for name in names)] for m in sizes]
    return _table("KiB that one more open case adds", ["", *names], rows)


def _growth(run: Run) -> str:
    names = sorted({m.scenario for m in run.measured if " with " in m.scenario}, key=lambda name: int(name.rpartition(" ")[2]))
    rows = []
    for what in SIDE_BY_SIDE:
        few, *_, many = [run.counted(name, "P") for name in names if name.startswith(what)] or [[], []]
        if few and many:
            times = statistics.median(m.engine_ms for m in many) / statistics.median(m.engine_ms for m in few)
            due = "met" if times <= 1.3 else "not met"
            rows.append([what, _middle(m.engine_ms for m in few), _middle(m.engine_ms for m in many), f"{times:.2f}", due])
    few_many = [name.rpartition(" ")[2] for name in (names[:1] + names[-1:])]
    return _table("CPU milliseconds for one, with so many other cases open", ["", *few_many, "times", "due 1.3"], rows)


def _coming_back(run: Run) -> str:
    found = [m for m in run.measured if m.scenario.startswith(("first answer", "worker CPU", "replay"))]
    rows = [[f"{m.scenario} {m.contender}", str(m.n), ", ".join(f"{name} {value:g}" for name, value in m.numbers.items())] for m in found]
    return _table("Coming back", ["", "times, cases or events", ""], rows)


def _import(run: Run) -> str:
    found = [m for scenario in (LOOKED, BROUGHT, AGAIN) for m in run.counted(scenario, "P")]
    rows = [
        [m.scenario, str(m.n), f"{m.cpu_ms['driver']:.2f}", f"{m.engine_ms:.2f}", f"{m.numbers['a second']:.1f}",
         f"{m.numbers['MiB']:.0f}", "yes" if m.clean else "no"]
        for m in found
    ]  # fmt: skip
    heads = [
        "",
        "rows",
        "CPU-ms of the verb",
        "CPU-ms of worker, server and PostgreSQL",
        "rows a second",
        "MiB of the verb at most",
        "ours",
    ]
    wrong = f"\n\n{'; '.join(run.problems)}" if run.problems else ""
    return _table(f"A bulk start, {_hour(run)}: for one row, and whether the machine was ours", heads, rows) + wrong


def _cohort(run: Run) -> str:
    rows = [
        [m.scenario, str(m.n), f"{m.seconds:.0f}", f"{m.numbers['cases a second']:.1f}", f"{m.numbers['tellings']:.0f}",
         f"{m.numbers['refused']:.0f}"]
        for m in run.counted(LIVED, "P")
    ]  # fmt: skip
    return _table(f"A forecast, {_hour(run)}", ["", "cases", "seconds", "cases a second", "tellings", "of them refused"], rows)


def _hour(run: Run) -> str:
    return f"{run.began:%Y-%m-%d %H:%M} UTC"


def _peers(run: Run) -> str:
    rows = []
    for letter in sorted({m.contender for m in run.measured} - {"P"}):
        for scenario in SIDE_BY_SIDE:
            theirs = run.counted(scenario, letter)
            ours = _beside(run, scenario, letter)
            speeds = [_number(theirs, name) for name in _speeds(scenario)]
            cpu = [_middle(m.engine_ms for m in block) for block in (ours, theirs)]
            rows.append([f"{scenario} {NAMES[letter]}", *cpu, f"{ratio(ours, theirs)}", *speeds])
    title = f"Beside other engines, {_hour(run)}: CPU milliseconds for one, P and the other, and how fast the other is"
    wrong = f"\n\n{'; '.join(run.problems + run.skipped)}" if run.problems or run.skipped else ""
    return _table(title, ["", "P", "other", "P to other", "a second, or p50 s", "p50 ms, or p99 s", "p99 ms, or max s"], rows) + wrong


def _beside(run: Run, scenario: str, letter: str) -> list[Measured]:
    """The blocks of P in the turns with this engine: every engine had servers of its own, and as many turns."""
    ours, letters = run.counted(scenario, "P"), list(dict.fromkeys(m.contender for m in run.measured if m.contender != "P"))
    each, nth = len(ours) // len(letters), letters.index(letter)
    return ours[nth * each : (nth + 1) * each]


def _due(found: Ratio, most: float) -> str:
    return "met" if found.middle <= most else "not met"


def _middle(values: Iterable[float]) -> str:
    known = list(values)
    return f"{statistics.median(known):.2f}" if known else ""


def _number(block: list[Measured], name: str) -> str:
    return _middle(m.numbers[name] for m in block if name in m.numbers)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    lines = [heads, ["---"] * len(heads), *rows]
    return f"**{title}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(text: str, runs: Runs) -> str:
    """The page with the tables of these runs in their place."""
    return text[: text.index(BEGINS)] + tables(runs) + text[text.index(ENDS) + len(ENDS) :]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(), newest()))
