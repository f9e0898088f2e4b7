"""Text messages: what a gateway is asked, and the two ways to have one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from notifications.outcomes import Bounced, ProviderAway, Sent, TryLater

_REMEMBERED = 10_000


class SmsGateway(Protocol):
    """Whoever brings text messages to telephones."""

    async def send(self, id: str, to: str, text: str) -> Sent | Bounced:
        """Bring a text to a number in E.164, once under this id; raises TryLater when nobody knows, ProviderAway when surely not."""
        ...


class OneAfterTheOther:
    """A second provider for when the first is away.

    Two providers know nothing of each other's ids, so a message goes to the next one only after an answer that says it was surely not
    taken. After silence or a broken answer it waits for the very provider that may have it, and is late rather than twice. That is
    remembered in this process only: if it is killed at that moment, and the first provider is away when it is tried again, the
    message may come twice.
    """

    def __init__(self, gateways: Sequence[SmsGateway]) -> None:
        self.gateways = gateways
        self._may_have_it: OrderedDict[str, SmsGateway] = OrderedDict()

    async def send(self, id: str, to: str, text: str) -> Sent | Bounced:
        """By the first that is not away, or by the one that may have it already."""
        may_have_it = self._may_have_it.get(id)
        away: ProviderAway | None = None
        for gateway in [may_have_it] if may_have_it else self.gateways:
            try:
                outcome = await gateway.send(id, to, text)
            except ProviderAway as this_one:
                away = away or this_one
            except TryLater:
                self._remember(id, gateway)
                raise
            else:
                self._may_have_it.pop(id, None)
                return outcome
        raise (TryLater(str(away), away.after if away else None) if may_have_it else away or ProviderAway("no provider is set"))

    def _remember(self, id: str, gateway: SmsGateway) -> None:
        self._may_have_it[id] = gateway
        while len(self._may_have_it) > _REMEMBERED:
            self._may_have_it.popitem(last=False)
