"""Verbs about programmes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starters.console import As, Json, run, show, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starters.answers.migrating import Asked, Shown

verbs = typer.Typer(no_args_is_help=True, help="List, show, check and compare programmes; move running cases to another one.")

Folder = Annotated[Path | None, typer.Option(help="A folder with other programmes than those that came with the product.")]


@verbs.command("list")
def list_(folder: Folder = None, as_json: Json = False) -> None:
    """List every programme in every version."""
    from starters.answers.programmes import list_programmes

    tell(list_programmes(folder), as_json=as_json)


@verbs.command("show")
def show_one(
    programme: Annotated[str, typer.Argument(help="Its name, or name@version.", show_default=False)],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Show what a programme promises, rule by rule with its source."""
    from starters.answers.programmes import show_programme

    tell(show_programme(programme, folder), as_json=as_json)


@verbs.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Programme files; left out: those that came with the product.")] = None,
    as_json: Json = False,
) -> None:
    """Check that files load and that every name in them is known; exit code 1 if not."""
    from starters.answers.programmes import check_programme

    tell(check_programme(files or []), as_json=as_json)


@verbs.command()
def diff(
    old: Annotated[str, typer.Argument(help="name@version, or a file.", show_default=False)],
    new: Annotated[str, typer.Argument(help="name@version, or a file.", show_default=False)],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Say what one version says otherwise than another."""
    from starters.answers.programmes import diff_programmes

    tell(diff_programmes(old, new, folder), as_json=as_json)


@verbs.command()
def migrate(
    to: Annotated[str, typer.Option(help="The programme to live under: its name, or name@version.", show_default=False)],
    cases: Annotated[list[str] | None, typer.Argument(help="Cases: their numbers, clients or ids.", show_default=False)] = None,
    office: Annotated[str | None, typer.Option(help="Every open case of this office.")] = None,
    programme: Annotated[str | None, typer.Option(help="Every open case that lives under this programme.")] = None,
    version: Annotated[str | None, typer.Option(help="Every open case that lives under this version.")] = None,
    counsellor: Annotated[str | None, typer.Option(help="Every open case of this counsellor: a staff id.")] = None,
    why: Annotated[str, typer.Option(help="Why: it stays in the journal of each case.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show what would move, appear and vanish, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    report: Annotated[Path | None, typer.Option(help="A CSV file for what becomes of each case and promise.")] = None,
    rate: Annotated[float, typer.Option(help="At most so many cases a second.", min=0.01, max=1000)] = 5,
    folder: Folder = None,
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Move running cases to other rules: shows what moves first, then moves exactly that; again goes on where it broke off."""
    from records.cases import Under
    from starters.answers import migrating

    under = Under(office=office, counsellor=counsellor, programme=programme, version=version)
    asked = migrating.Asked(to, cases or [], under, why, rate, report, folder, as_who)
    if preview:
        tell(asyncio.run(migrating.preview(asked))[0], as_json=as_json)
        return
    migrating.must_say_why(asked)
    run(migrating.migrate(asked, () if yes else _confirmed(asked, as_json=as_json)), as_json=as_json)


def _confirmed(asked: Asked, *, as_json: bool) -> Sequence[Shown]:
    """Show what moves and ask; just this is done then."""
    from starters.answers import migrating
    from starters.answers.answer import WrongInput

    if as_json or not sys.stdin.isatty():
        raise WrongInput("nobody is here to be asked: look at what would move with --preview, then say --yes")
    answer, shown = asyncio.run(migrating.preview(asked._replace(report=None)))
    show(answer.looks)
    typer.confirm("Is this right?", abort=True)
    return shown
