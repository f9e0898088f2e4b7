"""`python -m bench.cohort`: a forecast as it is typed: so many invented lives over two years, and how many a second."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from bench.circumstances import machine, server, versions
from bench.results import COHORT, LIVED, RESULTS, Measured, Run, now, say
from casework.programme_files import in_force, load_all
from starters.answers.shelf import FOLDER
from starters.dossier_file import load_all as all_dossiers
from starters.forecast.cohort import Plan, forecast

DOSSIERS = Path(__file__).parents[1] / "dossiers" / "kina"
FIRST, COUNSELLORS = date(2026, 6, 1), 100


def main(cases: int) -> Path:
    """A run of nothing else."""
    run = Run(began=now(), quick=False, server=server(), machine=machine(), versions=versions())
    live(run, cases)
    say(run.measured[-1])
    return run.keep(RESULTS, called=COHORT)


def live(run: Run, cases: int) -> None:
    """One cohort on the Kina path, on all cores."""
    programme = in_force(load_all(FOLDER), "kina-example", FIRST)
    plan = Plan(dossiers=list(all_dossiers(DOSSIERS).values()), programme=programme, cases=cases, first=FIRST, counsellors=COUNSELLORS)
    found = Measured(scenario=LIVED, contender="P", n=cases)
    lived = forecast(plan)
    found.stop()
    found.numbers = {"cases a second": round(cases / found.seconds, 1), "tellings": lived.told, "refused": lived.given_up}
    run.measured.append(found)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m bench.cohort", description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000, help="how many cases are lived")
    return asked.parse_args()


if __name__ == "__main__":
    print(main(arguments().cases))  # noqa: T201
