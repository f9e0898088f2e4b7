"""How verbs speak: data on standard output, progress and errors on standard error, JSON when asked, and never a trace."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer._click.exceptions import ClickException
from typer.core import TyperGroup

from starters.exit_codes import Exit, code_of, sentence_of
from starters.plain_text import plain

if TYPE_CHECKING:
    from rich.console import RenderableType

    from starters.answers.answer import Answer

WIDE = 160
GONE_READER = 1
"""How typer and rich end when nobody reads on at the other side of a pipe: they had enough, which is no error."""

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON on standard output, errors too.")]
As = Annotated[str, typer.Option("--as", help="Who speaks: a staff id or e-mail address. Left out: ITINERARY_AS_WHO.")]


class Front(TyperGroup):
    """The one place where whatever went wrong becomes a sentence and an exit code."""

    def main(self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        words = list(sys.argv[1:] if args is None else args)
        code = self._code(words, **extra)
        if args is None:
            _leave(code)
        sys.exit(code)

    def _code(self, words: list[str], **extra: Any) -> int:
        as_json = "--json" in words
        try:
            code = super().main(words, standalone_mode=False, **extra)
        except ClickException as wrong:
            return _misused(wrong, as_json=as_json)
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) and ended.code != GONE_READER else Exit.OK
        except typer.Abort:
            return Exit.STOPPED
        except Exception as error:  # noqa: BLE001 - the outermost border: nobody is shown a trace
            return _failed(error, as_json=as_json)
        return code if isinstance(code, int) else Exit.OK


def _leave(code: int) -> NoReturn:
    """End at once: a Python that tears itself down while threads of the Temporal client still run is now and then aborted by them."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def run(work: Coroutine[Any, Any, Answer], *, as_json: bool) -> None:
    """Do the work of a verb and print its answer."""
    import asyncio

    tell(asyncio.run(work), as_json=as_json)


def tell(answer: Answer, *, as_json: bool) -> None:
    """Print an answer and end with its exit code."""
    if as_json:
        data(answer.value)
    else:
        show(answer.looks)
    if answer.code:
        raise typer.Exit(answer.code)


def data(value: object) -> None:
    """One JSON document on standard output."""
    from pydantic import TypeAdapter

    sys.stdout.write(TypeAdapter(Any).dump_json(value, indent=2).decode() + "\n")
    sys.stdout.flush()


def show(looks: RenderableType) -> None:
    """Something for eyes on standard output; wide where no terminal says how wide it is."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, emoji=False, width=WIDE)
    console.print(plain(looks) if isinstance(looks, str) else looks, soft_wrap=isinstance(looks, str))


def progress(sentence: str) -> None:
    """What goes on, for whoever waits."""
    sys.stderr.write(f"{plain(sentence)}\n")


def _misused(wrong: ClickException, *, as_json: bool) -> int:
    if type(wrong).__name__ == "NoArgsIsHelpError":
        progress(wrong.format_message())
        return Exit.WRONG_USAGE
    context = getattr(wrong, "ctx", None)
    said, verb = wrong.format_message().rstrip("."), context.command_path if context else "itinerary"
    return _complain(f"{said[:1].lower()}{said[1:]}: see `{verb} --help`", Exit.WRONG_USAGE, as_json=as_json)


def _failed(error: Exception, *, as_json: bool) -> int:
    code = code_of(error)
    if code is None:
        from starters.trace import keep

        return _complain(f"this is a fault of ours, nothing of yours: its trace is in {keep(error)}", Exit.BROKEN, as_json=as_json)
    return _complain(sentence_of(error), code, as_json=as_json)


def _complain(sentence: str, code: Exit, *, as_json: bool) -> int:
    progress(sentence)
    if as_json:
        sys.stdout.write(json.dumps({"error": sentence, "code": int(code)}, ensure_ascii=False) + "\n")
    return code
