"""Verbs of a bulk start: how columns are read, what a file would do, and doing it."""

from __future__ import annotations

from typing import Annotated

import typer

from starters.console import As, Json, run

verbs = typer.Typer(no_args_is_help=True, help="Bring the people of a file in, and open their cases.")
mapping = typer.Typer(no_args_is_help=True, help="Keep how the columns of an organisation's files are read.")
verbs.add_typer(mapping, name="mapping")

File = Annotated[str, typer.Argument(help="A CSV, XLSX or ODS file.", show_default=False)]
By = Annotated[str, typer.Option("--mapping", help="How its columns are read: a mapping's name, or a TOML file.", show_default=False)]
Into = Annotated[str, typer.Option("--report", help="Write to this CSV file what there is to say of each row, and why.", metavar="PATH")]


@verbs.command()
def preview(file: File, by: By, report: Into = "", as_json: Json = False) -> None:
    """Say how each row of a file stands, and change nothing; exit code 1 if some have errors."""
    from starters.answers.importing import Asked
    from starters.answers.importing import preview as look

    run(look(Asked(file, by, report)), as_json=as_json)


@verbs.command("run")
def run_(file: File, by: By, report: Into = "", as_who: As = "", as_json: Json = False) -> None:
    """Bring in every row that can be; stopped, it goes on where it was; the same file again changes nothing."""
    from starters.answers.importing import Asked
    from starters.answers.importing import run as bring

    run(bring(Asked(file, by, report, as_who)), as_json=as_json)


@mapping.command()
def keep(
    file: Annotated[str, typer.Argument(help="A TOML file; see docs/import.md.", show_default=False)],
    as_who: As = "",
    as_json: Json = False,
) -> None:
    """Keep a mapping under its name and organisation, new or changed."""
    from starters.answers import mappings

    run(mappings.keep(file, as_who), as_json=as_json)


@mapping.command()
def show(name: Annotated[str, typer.Argument(help="Its name, or organisation/name.", show_default=False)], as_json: Json = False) -> None:
    """Show a mapping as it was written."""
    from starters.answers import mappings

    run(mappings.show(name), as_json=as_json)


@mapping.command("list")
def list_(as_json: Json = False) -> None:
    """List the mappings that are kept."""
    from starters.answers import mappings

    run(mappings.list_(), as_json=as_json)
