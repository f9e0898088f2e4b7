"""Where the reader of a message may answer it, or stop it: the addresses that go along with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from casework.ways import Channel, may_be_stopped
from notifications.links import links_for
from records.messages import Leaving

LinksOf: TypeAlias = Callable[[Leaving], Mapping[str, str]]
STOP = "link_stop"


def no_links(_: Leaving) -> Mapping[str, str]:
    """Where no receiver takes answers."""
    return {}


def carried(links: LinksOf, message: Leaving, way: Channel) -> Mapping[str, str]:
    """The addresses that go along this way: none on paper, from which nobody types a hundred and fifty signs."""
    return {} if way == "letter" else links(message)


def links_to(public_url: str, key: str) -> LinksOf:
    """Signed addresses under this one, as letters name them; none where no address or no key is set.

    A reminder may be stopped; what says where somebody has to be may not, for it would stop that too (RFC 8058 asks for the first alone).
    """

    def of(message: Leaving) -> Mapping[str, str]:
        links = {f"link_{name}": address for name, address in links_for(message, public_url, key).items()}
        if not may_be_stopped(message.to, reminds=message.rung is not None):
            links.pop(STOP, None)
        return links

    return of
