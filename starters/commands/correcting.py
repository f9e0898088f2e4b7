"""Verbs of correcting: withdraw what was told by mistake, correct what was told wrongly; both show first what follows."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from starters.commands.cases import Case
from starters.console import As, Json, run, show

if TYPE_CHECKING:
    from starters.answers.correcting import Asked

verbs = typer.Typer()

LineNumber = Annotated[int, typer.Argument(help="The line that is wrong: see `itinerary journal`.", show_default=False, min=1)]
Why = Annotated[str, typer.Option(help="Why: it stays in the journal.", show_default=False)]
Preview = Annotated[bool, typer.Option("--preview", help="Show what would follow, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Id = Annotated[str, typer.Option(help="An id of your own: again under the same id changes nothing.")]


@verbs.command()
def withdraw(
    case: Case, line: LineNumber, why: Why, preview: Preview = False, yes: Yes = False, id: Id = "", as_who: As = "", as_json: Json = False
) -> None:
    """Take back a fact that was told by mistake, or of the wrong client; the case goes on as if it had never been told."""
    from starters.answers.correcting import Asked

    _do(Asked(case, line, why, None, "", id, as_who), preview=preview, yes=yes, as_json=as_json)


@verbs.command()
def correct(
    case: Case,
    line: LineNumber,
    why: Why,
    fields: Annotated[list[str] | None, typer.Argument(help="What it should say, as name=value.", show_default=False)] = None,
    on: Annotated[str, typer.Option(help="When it happened, if that was wrong: 2026-05-04 or 2026-05-04T14:30.", metavar="DATE")] = "",
    preview: Preview = False,
    yes: Yes = False,
    id: Id = "",
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Put right a fact that was told wrongly; the case goes on as if it had been told this way."""
    from starters.answers.correcting import Asked

    _do(Asked(case, line, why, fields or [], on, id, as_who), preview=preview, yes=yes, as_json=as_json)


def _do(asked: Asked, *, preview: bool, yes: bool, as_json: bool) -> None:
    from starters.answers import correcting

    if preview:
        run(correcting.preview(asked), as_json=as_json)
        return
    if not yes:
        asked = _confirmed(asked, as_json=as_json)
    run(correcting.correct(asked), as_json=as_json)


def _confirmed(asked: Asked, *, as_json: bool) -> Asked:
    """Show what follows and ask; whatever has changed until it is told is shown again."""
    from starters.answers import correcting
    from starters.answers.answer import WrongInput

    if as_json or not sys.stdin.isatty():
        raise WrongInput("nobody is here to be asked: look at what follows with --preview, then say --yes")
    answer = asyncio.run(correcting.preview(asked))
    show(answer.looks)
    typer.confirm("Is this right?", abort=True)
    return asked._replace(seen=answer.value)
