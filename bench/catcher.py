"""`python -m bench.catcher PORT FILE`: a mail server that takes every mail at once, and notes when and under which Message-ID it came."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path
from typing import TextIO

from aiosmtpd.smtp import SMTP, Envelope, Session

from runtime.embedded.ports import HOST

READY = "catcher ready"
MESSAGE_ID = re.compile(rb"^Message-ID: <([^@>]+)", re.MULTILINE | re.IGNORECASE)


class Catcher:
    """Knows the file of arrivals; a line each."""

    def __init__(self, arrivals: TextIO) -> None:
        self._arrivals = arrivals

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Note it before the answer is given."""
        found = MESSAGE_ID.search(envelope.original_content or b"")
        self._arrivals.write(f"{time.time():.6f} {found[1].decode() if found else ''}\n")
        return "250 taken"


def arrivals(file: Path) -> dict[str, list[float]]:
    """When each came, by the left side of its Message-ID; more than one hour if it came more than once."""
    came: dict[str, list[float]] = {}
    for line in file.read_text().splitlines():
        hour, _, id = line.partition(" ")
        came.setdefault(id, []).append(float(hour))
    return came


def _line(catcher: Catcher, loop: asyncio.AbstractEventLoop) -> asyncio.Protocol:
    line: asyncio.Protocol = SMTP(catcher, hostname="catcher", loop=loop)
    return line


def how_many(file: Path) -> int:
    """Mails that came so far."""
    return file.read_bytes().count(b"\n")


async def main(port: int, file: Path) -> None:
    """Take mails until ended."""
    with file.open("w", buffering=1) as noted:
        catcher, loop = Catcher(noted), asyncio.get_running_loop()
        server = await loop.create_server(lambda: _line(catcher, loop), HOST, port)
        print(READY, flush=True)  # noqa: T201
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
