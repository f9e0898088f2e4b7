"""The page on which caught mails, texts and letters are read, and where texts are handed in."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from runtime.embedded import texts

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Caught mail</title>
<style>body{{font:1rem/1.5 system-ui;margin:2rem auto;max-width:60rem}}td,th{{text-align:left;padding:.2rem 1rem .2rem 0}}</style>
<h1>Caught mail</h1><p>Nothing is delivered: {count} mails and text messages caught so far, the newest first.</p>
<table><thead><tr><th>Subject<th>To<th>Date</thead><tbody>{rows}</tbody></table></html>"""
_ROW = '<tr><td><a href="/{name}">{subject}</a><td>{to}<td>{date}'


class _Asked(NamedTuple):
    """A request: what is wanted, and what comes with it."""

    verb: str
    path: str
    kind: str
    body: bytes


def caught(folder: Path) -> list[tuple[str, EmailMessage]]:
    """Every mail and text with the name of its file, the oldest first."""
    return [(file.name, _read(file)) for file in _files(folder)]


async def answer(folder: Path, spool: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request, one answer: the list, or what one message says; or a text is handed in."""
    try:
        asked = await asyncio.wait_for(_asked(reader), 5)
        handed_in = (asked.verb, asked.path) == ("POST", texts.PATH)
        writer.write(_text_taken(folder, asked) if handed_in else _page_of(folder, spool, asked.path))
        await writer.drain()
    except (TimeoutError, ConnectionError, ValueError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _asked(reader: asyncio.StreamReader) -> _Asked:
    words = (await reader.readline()).decode("latin-1").split()
    verb, path = (words[0], unquote(urlsplit(words[1]).path).lstrip("/")) if len(words) > 1 else ("GET", "")
    if verb != "POST":
        return _Asked(verb, path, "", b"")
    headers = {}
    while line := (await reader.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    size = min(int(headers.get("content-length", "0")), texts.MOST_BYTES)
    return _Asked(verb, path, headers.get("content-type", ""), await reader.readexactly(size))


def _text_taken(folder: Path, asked: _Asked) -> bytes:
    told = texts.catch(folder, asked.kind, asked.body)
    return _response(told.status, "application/json", told.body)


def _page_of(folder: Path, spool: Path, path: str) -> bytes:
    if not path:
        return _response(HTTPStatus.OK, "text/html", _list(folder, spool))
    if letter := next((file for file in spool.glob("*.pdf") if file.name == path), None):
        return _response(HTTPStatus.OK, "application/pdf", letter.read_bytes())
    file = next((file for file in _files(folder) if file.name == path), None)
    if file is None:
        return _response(HTTPStatus.NOT_FOUND, "text/plain", "no such mail")
    return _response(HTTPStatus.OK, "text/plain", _text(_read(file)))


def _read(file: Path) -> EmailMessage:
    return texts.shown(file) if file.suffix == ".text" else message_from_bytes(file.read_bytes(), EmailMessage, policy=default)


def _list(folder: Path, spool: Path) -> str:
    mails = caught(folder)[::-1]
    rows = (
        _ROW.format(name=name, **{word: escape(str(mail[word] or "-")) for word in ("subject", "to", "date")}) for name, mail in mails[:500]
    )
    return _PAGE.format(count=len(mails), rows="\n".join((*_letters(spool), *rows)))


def _letters(spool: Path) -> Iterator[str]:
    """The letters that lie in the spool, by what stands on their envelopes."""
    for file in sorted(spool.glob("[!.]*.json"), key=lambda file: file.stat().st_mtime, reverse=True)[:500]:
        envelope = json.loads(file.read_bytes())
        put = format_datetime(datetime.fromtimestamp(file.stat().st_mtime, UTC))
        yield _ROW.format(name=escape(envelope["pdf"]), subject="A letter on paper", to=escape(envelope["name"]), date=put)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    head = "\n".join(f"{word}: {mail[word]}" for word in ("Date", "From", "To", "Subject", "Message-ID") if mail[word])
    return f"{head}\n\n{body.get_content() if body else ''}"


def _response(status: HTTPStatus, kind: str, said: str | bytes) -> bytes:
    body = said.encode() if isinstance(said, str) else said
    charset = "; charset=utf-8" if isinstance(said, str) else ""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}{charset}\r\nContent-Length: {len(body)}\r\n"
        "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.*") if file.suffix in {".eml", ".text"} and not file.name.startswith("."))
