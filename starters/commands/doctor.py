"""`itinerary doctor`: what is well, what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from starters.checkup import Finding

Json = Annotated[bool, typer.Option("--json", help="write the findings as JSON")]
NOT_WELL = 6
MARKS = {"good": ("✓", "green"), "mind": ("!", "yellow"), "wrong": ("✗", "red"), "not looked at": ("-", "dim")}


def doctor(json: Json = False) -> None:
    """Look at everything the product stands on; exit code 6 if something is wrong."""
    findings = asyncio.run(_examined(as_json=json))
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(NOT_WELL)


async def _examined(*, as_json: bool) -> list[Finding]:
    from starters.checkup import examine

    findings = []
    async for finding in examine():
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        _show_json(findings)
    return findings


def _show(finding: Finding) -> None:
    mark, style = MARKS[finding.state]
    typer.echo(f"{typer.style(mark, fg=style if style != 'dim' else None)} {finding.what}: {finding.says}")


def _show_json(findings: list[Finding]) -> None:
    import json

    well = all(finding.state != "wrong" for finding in findings)
    typer.echo(json.dumps({"well": well, "findings": [finding.model_dump() for finding in findings]}, ensure_ascii=False))
