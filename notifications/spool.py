"""A folder from which letters are printed and posted: a PDF, and beside it what stands on the envelope."""

from __future__ import annotations

import asyncio
import json
import os
from hashlib import sha256
from pathlib import Path

from notifications.letters import Rendered
from notifications.outcomes import NO_ADDRESS, UNFIT, Bounced, ProviderAway, Sent
from notifications.paper import Page, Press, Printed, Unprintable, lines_of


class Spool:
    """What has its envelope (`.json`) is whole: the PDF is put there first, and each appears at once or not at all."""

    def __init__(self, folder: Path, press: Press) -> None:
        self.folder, self._press = folder, press

    async def send(self, id: str, letter: Rendered, page: Page) -> Sent | Bounced:
        """Put a letter there to be posted, once under this id; raises ProviderAway when the folder takes nothing.

        The same letter again is the same file. One that was printed and taken out in the meantime would be there again, under
        the same name and id: whoever prints can tell.
        """
        if not lines_of(page.address):
            return Bounced(NO_ADDRESS, unknown=True)
        name = sha256(f"letter {id}".encode()).hexdigest()[:24]
        try:
            printed = await self._press.printed(letter, page)
            await asyncio.to_thread(self._put, name, id, printed, page)
        except Unprintable:
            return Bounced(UNFIT)
        except OSError as error:
            raise ProviderAway(f"the folder for letters takes none ({error.strerror})") from None
        return Sent(name)

    def _put(self, name: str, id: str, printed: Printed, page: Page) -> None:
        self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        envelope = {
            "letter": id, "pdf": f"{name}.pdf", "pages": printed.pages, "name": page.name, "address": lines_of(page.address),
            "country": page.head.country, "language": page.language,
        }  # fmt: skip
        _replace(self.folder / f"{name}.pdf", printed.pdf)
        _replace(self.folder / f"{name}.json", json.dumps(envelope, ensure_ascii=False, indent=2).encode())


def _replace(file: Path, content: bytes) -> None:
    """The whole file or nothing, and still there after a power cut."""
    draft = file.with_name(f".{file.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
