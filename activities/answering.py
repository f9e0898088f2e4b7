"""Where the reader of a message may answer it or stop it, and what their case hears of an address that reaches nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TypeAlias

from casework.door import TELLING
from casework.fact import kind_of
from casework.reaching import AddressFailed
from casework.ways import Channel, may_be_stopped
from notifications.links import links_for
from records.arrivals import Arriving
from records.messages import Leaving

LinksOf: TypeAlias = Callable[[Leaving], Mapping[str, str]]
STOP = "link_stop"


def came_back(message: Leaving, way: Channel) -> Arriving:
    """What the case is told, once, where a provider knows no such address: nothing goes there until it is mended (T-07)."""
    said = f"{message.id}.{way}.door"
    id = said if TELLING.match(said) else sha256(said.encode()).hexdigest()
    fact = {"channel": way, "message": message.id}
    return Arriving(id=id, case_id=message.case_id, message=message.id, kind=kind_of(AddressFailed), fact=fact, teller="receiver")


def no_links(_: Leaving) -> Mapping[str, str]:
    """Where no receiver takes answers."""
    return {}


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
