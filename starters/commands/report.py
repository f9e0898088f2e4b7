"""`itinerary report`: what came of the cases of a period, in counts that give nobody away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from starters.console import Json, run

First = Annotated[str, typer.Option("--from", help="The first day of the period.", metavar="DATE", show_default=False)]
Last = Annotated[str, typer.Option("--until", help="Its last day.", metavar="DATE", show_default=False)]
Office = Annotated[str | None, typer.Option(help="Only cases of this office.")]
Programme = Annotated[str | None, typer.Option(help="Only cases under this programme, in any version.")]
Method = Annotated[str | None, typer.Option(help="Only cases of this method.")]
AtLeast = Annotated[int, typer.Option(help="Counts of fewer people than this are not shown, nor what would tell them.", min=1)]
Within = Annotated[int, typer.Option(help="For delays: count cases that are so many days old, and follow each for as long.", min=1)]
KeptAfter = Annotated[
    list[int] | None, typer.Option(help="Who is in work so many days after a job began; may be given again. Left out: 91 and 182.", min=1)
]
ByCounsellor = Annotated[bool, typer.Option("--by-counsellor", help="Name counsellors: their load, and the overrides they told.")]
Csv = Annotated[Path | None, typer.Option(help="Write each part as a file into this folder.", metavar="FOLDER")]
Plot = Annotated[Path | None, typer.Option(help="Draw it to this file (.svg, .png, .pdf).", metavar="FILE")]


def report(
    first: First,
    last: Last,
    office: Office = None,
    programme: Programme = None,
    method: Method = None,
    at_least: AtLeast = 5,
    within: Within = 180,
    kept_after: KeptAfter = None,
    by_counsellor: ByCounsellor = False,
    csv: Csv = None,
    plot: Plot = None,
    as_json: Json = False,
) -> None:
    """Report on a period: find, get and keep; delays; overrides; quotas; what is overdue and how load lies now."""
    from records.reports import Chosen
    from starters.answers import reporting
    from starters.answers.hours import day_meant
    from starters.reporting.counted import Period

    period = Period(day_meant(first), day_meant(last), within, tuple(sorted(set(kept_after or (91, 182)))))
    chosen = Chosen(office=office, programme=programme, method=method)
    run(reporting.report(reporting.Asked(period, chosen, at_least, by_counsellor, csv, plot)), as_json=as_json)
