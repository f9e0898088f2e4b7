"""`itinerary doctor`: what is well, what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from starters.console import Json, data
from starters.exit_codes import Exit

if TYPE_CHECKING:
    from starters.findings import Finding

MARKS = {"good": ("✓", typer.colors.GREEN), "mind": ("!", typer.colors.YELLOW), "wrong": ("✗", typer.colors.RED)}


def doctor(
    all_cases: Annotated[bool, typer.Option("--all-cases", help="Compare every case with its journal, not only some.")] = False,
    json: Json = False,
) -> None:
    """Look at everything the product stands on; exit code 6 if something is wrong."""
    findings = asyncio.run(_examined(all_cases=all_cases, as_json=json))
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(Exit.AWAY)


async def _examined(*, all_cases: bool, as_json: bool) -> list[Finding]:
    from starters.checkup import examine

    findings = []
    async for finding in examine(all_cases=all_cases):
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        data({"well": all(finding.state != "wrong" for finding in findings), "findings": findings})
    return findings


def _show(finding: Finding) -> None:
    mark, colour = MARKS.get(finding.state, ("-", typer.colors.BRIGHT_BLACK))
    typer.echo(f"{typer.style(mark, fg=colour)} {finding.what}: {finding.says}")
