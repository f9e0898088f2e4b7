"""Verbs about surveys: what came back, and what it says."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.commands.programme import Folder
from starters.console import Json, run

verbs = typer.Typer(no_args_is_help=True, help="Keep what surveys bring back, without a name, and show what they say.")

Programme = Annotated[str, typer.Argument(help="The programme whose survey it is.", show_default=False)]


@verbs.command()
def answer(
    programme: Programme,
    point: Annotated[str, typer.Argument(help="After what it was asked, as action_plan_reviewed.", show_default=False)],
    marks: Annotated[list[str] | None, typer.Argument(help="Marks from 1 to 5, as usefulness=4.", show_default=False)] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Keep the marks of one survey that came back; neither case nor person is kept with them."""
    from starters.answers.surveying import keep_answers

    run(keep_answers(programme, point, marks or [], folder), as_json=as_json)


@verbs.command()
def results(
    programme: Programme,
    since: Annotated[str, typer.Option(help="From the month of this day on.", metavar="DATE")] = "",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Show what the surveys say, question by question; where few have answered, only how many."""
    from starters.answers.surveying import show_results

    run(show_results(programme, since, folder), as_json=as_json)
