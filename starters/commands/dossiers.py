"""Verbs about dossiers: simulate, play, and their schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from starters.console import Json, progress, run, tell

verbs = typer.Typer()
dossier = typer.Typer(no_args_is_help=True, help="Print the schema of dossiers, or check some.")

Files = Annotated[list[Path], typer.Argument(help="Dossiers, or folders of them.", show_default=False)]


@verbs.command()
def simulate(
    files: Files,
    programmes: Annotated[Path | None, typer.Option(help="A folder with other programmes than those that came with the product.")] = None,
    cohort: Annotated[int, typer.Option(help="Instead, forecast so many invented cases that live as these dossiers do.", min=0)] = 0,
    under: Annotated[str, typer.Option(help="With --cohort: the programme, or name@version.")] = "",
    first: Annotated[str, typer.Option("--from", help="With --cohort: the first day; left out: today.", metavar="DATE")] = "",
    years: Annotated[int, typer.Option(help="With --cohort: how many years.")] = 2,
    over: Annotated[int, typer.Option(help="With --cohort: over how many weeks the cases are opened.")] = 26,
    counsellors: Annotated[int, typer.Option(help="With --cohort: how many share the cases.")] = 1,
    late: Annotated[float, typer.Option(help="With --cohort: the share of promises that are kept late.")] = 0.2,
    late_by: Annotated[float, typer.Option(help="With --cohort: by how many days, on average.")] = 6,
    what_if: Annotated[list[str] | None, typer.Option(help="With --cohort: a rule changed, to compare; may be given again.")] = None,
    seed: Annotated[int, typer.Option(help="With --cohort: the same seed gives the same lives.")] = 1,
    csv: Annotated[Path | None, typer.Option(help="With --cohort: write every week to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="With --cohort: draw it to this file (.svg, .png, .pdf).")] = None,
    as_json: Json = False,
) -> None:
    """Play dossiers through the story alone, in milliseconds; exit code 1 on any difference. With --cohort: forecast a team's load."""
    if cohort:
        from starters.answers.forecasting import forecast_cohort
        from starters.answers.hours import day_meant, now

        habits = {"late": late, "late_by": late_by}
        begins = day_meant(first) if first else now().date()
        said = {"cases": cohort, "first": begins, "years": years, "arrive_within": over, "counsellors": counsellors, "seed": seed}
        answer = forecast_cohort(
            files, said | {"habits": habits}, under=under, shelf=programmes, what_if=what_if or (), to_csv=csv, to_picture=plot
        )
        tell(answer, as_json=as_json)
        return
    from starters.answers.dossiers import simulated

    tell(simulated(files, programmes), as_json=as_json)


@verbs.command()
def play(
    files: Files,
    pace: Annotated[
        float | None, typer.Option(help="How many times faster than real time; left out: each takes half a minute.", min=1)
    ] = None,
    as_json: Json = False,
) -> None:
    """Play dossiers on the running stack, and check the same; exit code 1 on any difference."""
    from starters.answers.dossiers import played

    run(played(files, pace, progress), as_json=as_json)


@dossier.command()
def schema(as_json: Json = False) -> None:
    """Print the JSON schema of a dossier."""
    from starters.answers.dossiers import printed_schema

    tell(printed_schema(), as_json=as_json)


@dossier.command()
def check(files: Files, as_json: Json = False) -> None:
    """Check that dossiers can be read."""
    from starters.answers.dossiers import checked

    tell(checked(files), as_json=as_json)
