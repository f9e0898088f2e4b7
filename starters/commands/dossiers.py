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
    as_json: Json = False,
) -> None:
    """Play dossiers through the story alone, in milliseconds; exit code 1 on any difference."""
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
