"""A mail server that delivers nothing: it keeps every mail as a file and shows them on a page, with texts and letters."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from runtime.embedded import mail_page
from runtime.embedded.ports import HOST


class MailCatcher:
    """Catches mails by SMTP on one port, and by HTTP on another shows them, takes texts, and shows the letters of the spool."""

    name = "mail"

    def __init__(self, folder: Path, port: int, page_port: int, spool: Path | None = None) -> None:
        self.folder, self.spool = folder, spool or folder.with_name("letters")
        self.smtp = f"{HOST}:{port}"
        self.url = f"http://{HOST}:{page_port}"
        self._port, self._page_port = port, page_port
        self._listeners: list[asyncio.Server] = []
        self._caught = 0

    async def start(self) -> None:
        """Listen on both ports."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._listeners = [
            await loop.create_server(lambda: SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=loop), HOST, self._port),
            await asyncio.start_server(
                lambda reader, writer: mail_page.answer(self.folder, self.spool, reader, writer), HOST, self._page_port
            ),
        ]

    def stop(self) -> None:
        """Listen no longer; the caught mails stay."""
        for listener in self._listeners:
            listener.close()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Keep one mail, whole, under a name that sorts by arrival."""
        self._caught += 1
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{self._caught:04}.eml"
        draft = self.folder / f".{name}"
        draft.write_bytes(envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode())
        draft.rename(self.folder / name)
        return "250 caught"
