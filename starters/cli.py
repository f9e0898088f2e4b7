"""The command line: `itinerary VERB`. The verbs are in starters/commands; here they are put together."""

from __future__ import annotations

import typer

from starters.commands import (
    caseload,
    cases,
    correcting,
    directories,
    dossiers,
    importing,
    places,
    programme,
    reviving,
    running,
    staff,
    survey,
    telling,
    worklist,
)  # fmt: skip
from starters.commands.digest import digest
from starters.commands.doctor import doctor
from starters.commands.release import release
from starters.commands.report import report
from starters.commands.up import up
from starters.console import Front

app = typer.Typer(
    cls=Front,
    name="itinerary",
    help="Keeps the itineraries of people towards work, and never forgets a promise.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(up)
app.command()(doctor)
app.command()(release)
app.command()(report)
app.command()(digest)
for theme in (cases, telling, correcting, dossiers, running, reviving):
    app.add_typer(theme.verbs)
app.add_typer(worklist.verbs, name="worklist")
app.add_typer(caseload.verbs, name="caseload")
app.add_typer(dossiers.dossier, name="dossier")
app.add_typer(programme.verbs, name="programme")
app.add_typer(importing.verbs, name="import")
app.add_typer(staff.verbs, name="staff")
app.add_typer(survey.verbs, name="survey")
app.add_typer(places.person, name="person")
app.add_typer(places.office, name="office")
app.add_typer(directories.organisation, name="organisation")
app.add_typer(directories.vacancy, name="vacancy")
app.add_typer(places.team, name="team")

if __name__ == "__main__":
    app()
