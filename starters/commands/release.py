"""`itinerary release`: a build is made current, and every open case is asked to go on with it."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from starters.console import Json, run

BuildId = Annotated[
    str, typer.Argument(help="The build that is to be current; left out: only say how the builds stand.", show_default=False)
]
Rate = Annotated[float, typer.Option("--rate", min=0.1, max=1000, help="How many cases are asked for their next page in a second.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only say what would be done.")]


def release(build: BuildId = "", rate: Rate = 20, preview: Preview = False, as_json: Json = False) -> None:
    """Make a build current, nudge open cases to it, and say what is left on which build; again is harmless."""
    from starters.answers import release as releasing

    if not re.fullmatch(r"[A-Za-z0-9._-]{0,80}", build):
        raise typer.BadParameter("a build id is letters, digits, dots, hyphens and underscores, as 2026-11-22.1")
    if not build:
        run(releasing.report(), as_json=as_json)
    else:
        run(releasing.preview(build, rate) if preview else releasing.release(build, rate), as_json=as_json)
