"""Verbs about dossiers: simulate, forecast, play, and their schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from starters.console import Json, progress, run, tell

verbs = typer.Typer()
dossier = typer.Typer(no_args_is_help=True, help="Print the schema of dossiers, or check some.")

Files = Annotated[list[Path], typer.Argument(help="Dossiers, or folders of them.", show_default=False)]
Programmes = Annotated[Path | None, typer.Option(help="A folder with other programmes than those that came with the product.")]
Under = Annotated[str, typer.Option(help="Forecast: under this programme, or name@version.")]
First = Annotated[str, typer.Option("--from", help="Forecast: the first day; left out: today.", metavar="DATE")]
Years = Annotated[int, typer.Option(help="Forecast: how many years.")]
Over = Annotated[int, typer.Option(help="Forecast: over how many weeks the cases are opened.")]
Counsellors = Annotated[int, typer.Option(help="Forecast: how many share the cases.")]
Late = Annotated[float, typer.Option(help="Forecast: the share of promises that are kept late.")]
LateBy = Annotated[float, typer.Option(help="Forecast: by how many days, on average.")]
WhatIf = Annotated[list[str] | None, typer.Option(help="Forecast: a rule changed, to compare; may be given again.")]
Seed = Annotated[int, typer.Option(help="Forecast: the same seed gives the same lives.")]
Csv = Annotated[Path | None, typer.Option(help="Forecast: write every week to this file.")]
Plot = Annotated[Path | None, typer.Option(help="Forecast: draw it to this file (.svg, .png, .pdf).")]


@verbs.command()
def simulate(
    files: Files,
    programmes: Programmes = None,
    cohort: Annotated[int, typer.Option(help="Instead, forecast so many invented cases: see `itinerary forecast`.", min=0)] = 0,
    under: Under = "",
    first: First = "",
    years: Years = 2,
    over: Over = 26,
    counsellors: Counsellors = 1,
    late: Late = 0.2,
    late_by: LateBy = 6,
    what_if: WhatIf = None,
    seed: Seed = 1,
    csv: Csv = None,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """Play dossiers through the story alone, in milliseconds; exit code 1 on any difference. Most options belong to --cohort."""
    if cohort:
        forecast(files, cohort, programmes, under, first, years, over, counsellors, late, late_by, what_if, seed, csv, plot, as_json)
        return
    from starters.answers.dossiers import simulated

    tell(simulated(files, programmes), as_json=as_json)


@verbs.command()
def forecast(
    files: Files,
    cases: Annotated[int, typer.Option(help="How many invented cases live as these dossiers do.", min=1)] = 1_000,
    programmes: Programmes = None,
    under: Under = "",
    first: First = "",
    years: Years = 2,
    over: Over = 26,
    counsellors: Counsellors = 1,
    late: Late = 0.2,
    late_by: LateBy = 6,
    what_if: WhatIf = None,
    seed: Seed = 1,
    csv: Csv = None,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """Say what a programme would ask of a team: contacts and reminders week by week, before anything is promised."""
    from starters.answers.forecasting import forecast_cohort
    from starters.answers.hours import day_meant, now

    habits = {"late": late, "late_by": late_by}
    begins = day_meant(first) if first else now().date()
    said = {"cases": cases, "first": begins, "years": years, "arrive_within": over, "counsellors": counsellors, "seed": seed}
    answer = forecast_cohort(
        files, said | {"habits": habits}, under=under, shelf=programmes, what_if=what_if or (), to_csv=csv, to_picture=plot
    )
    tell(answer, as_json=as_json)


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
