"""The page of the command line: every verb with its options, and every exit code; `python -m starters.command_page` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from starters.cli import app
from starters.exit_codes import MEANING

TOP = """# The command line

Made by `python -m starters.command_page`.

Data goes to standard output, progress and errors to standard error. With `--json` the answer is one JSON document on standard
output; so is an error, as `{"error": "...", "code": 3}`. Nothing ever asks a question back. Who speaks is said with `--as`, or
kept in `ITINERARY_AS_WHO`; it stands with each fact. A case is named by its number (`K-0007`, `k7`, `7`), by its client's
name, or by its id; when more than one could be meant, they are listed and nothing is done.

A fact is told as `itinerary tell K-0007 barrier_settled of=b1 result=solved judgement="it went well" --on 2026-05-04`: text as it
is (quoted where it has spaces), yes or no, days as `2026-05-04`, hours as `2026-05-04T14:30` in the local time of the office,
lists with commas, what has parts part by part, as in `sections.goals="to weld"`. What begins a thing gets the next free id when
none is given. A day gone by is taken at its noon."""


def page() -> str:
    """All of it, as Markdown."""
    return "\n".join([TOP, "", *_codes(), *_verbs()]) + "\n"


def _codes() -> Iterator[str]:
    yield from ("## Exit codes", "", "| code | meaning |", "|---|---|")
    yield from (f"| {int(code)} | {meaning} |" for code, meaning in MEANING.items())


def _verbs() -> Iterator[str]:
    for words, command in sorted(verbs()):
        usage = " ".join(["itinerary", words, *(_typed(p) for p in command.params if p.param_type_name == "argument")])
        yield from ("", f"## {words}", "", (command.help or "").strip(), "", f"`{usage}`", "")
        yield from (f"- {_option(parameter)}" for parameter in command.params if getattr(parameter, "help", None))


def verbs(group: Any = None, before: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every verb with its command, as it is typed."""
    top: Any = group or get_command(app)
    for name, command in top.commands.items():
        if hasattr(command, "commands"):
            yield from verbs(command, (*before, name))
        if not hasattr(command, "commands") or command.invoke_without_command:
            yield " ".join((*before, name)), command


def _typed(argument: Any) -> str:
    word = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return word if argument.required else f"[{word}]"


def _option(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in parameter.opts if parameter.param_type_name == "option") or f"`{parameter.name}`"
    return f"{names}: {parameter.help.strip()}"


if __name__ == "__main__":
    sys.stdout.write(page())
