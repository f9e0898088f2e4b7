"""The page on which caught mails are read."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5"><title>Caught mail</title>
<style>body{{font:1rem/1.5 system-ui;margin:2rem auto;max-width:60rem}}td,th{{text-align:left;padding:.2rem 1rem .2rem 0}}</style>
<h1>Caught mail</h1><p>Nothing is delivered: {count} caught so far, the newest first.</p>
<table><thead><tr><th>Subject<th>To<th>Date</thead><tbody>{rows}</tbody></table></html>"""
_ROW = '<tr><td><a href="/{name}">{subject}</a><td>{to}<td>{date}'


def caught(folder: Path) -> list[tuple[str, EmailMessage]]:
    """Every mail with the name of its file, the oldest first."""
    return [(file.name, message_from_bytes(file.read_bytes(), EmailMessage, policy=default)) for file in _files(folder)]


async def answer(folder: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request, one answer: the list, or the text of one mail."""
    try:
        asked = (await asyncio.wait_for(reader.readline(), 5)).split()
        path = unquote(urlsplit(asked[1].decode("latin-1")).path).lstrip("/") if len(asked) > 1 else ""
        writer.write(_page_of(folder, path))
        await writer.drain()
    except (TimeoutError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


def _page_of(folder: Path, path: str) -> bytes:
    if not path:
        return _response(HTTPStatus.OK, "text/html", _list(folder))
    file = next((file for file in _files(folder) if file.name == path), None)
    if file is None:
        return _response(HTTPStatus.NOT_FOUND, "text/plain", "no such mail")
    return _response(HTTPStatus.OK, "text/plain", _text(message_from_bytes(file.read_bytes(), EmailMessage, policy=default)))


def _list(folder: Path) -> str:
    mails = caught(folder)[::-1]
    rows = (
        _ROW.format(name=name, **{word: escape(str(mail[word] or "-")) for word in ("subject", "to", "date")}) for name, mail in mails[:500]
    )
    return _PAGE.format(count=len(mails), rows="\n".join(rows))


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    head = "\n".join(f"{word}: {mail[word]}" for word in ("Date", "From", "To", "Subject", "Message-ID") if mail[word])
    return f"{head}\n\n{body.get_content() if body else ''}"


def _response(status: HTTPStatus, kind: str, text: str) -> bytes:
    body = text.encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.eml") if not file.name.startswith("."))
