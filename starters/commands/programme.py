"""Verbs about programmes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from starters.console import Json, tell

verbs = typer.Typer(no_args_is_help=True, help="List, show, check and compare programmes.")

Folder = Annotated[Path | None, typer.Option(help="A folder with other programmes than those that came with the product.")]


@verbs.command("list")
def list_(folder: Folder = None, as_json: Json = False) -> None:
    """List every programme in every version."""
    from starters.answers.programmes import list_programmes

    tell(list_programmes(folder), as_json=as_json)


@verbs.command()
def show(
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
