"""The command line."""

from __future__ import annotations

import typer

from starters.commands.doctor import doctor
from starters.commands.up import up
from starters.console import Front

app = typer.Typer(cls=Front, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(up)
app.command()(doctor)
