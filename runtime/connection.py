"""How the product reaches Temporal."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client, Plugin
from temporalio.runtime import Runtime
from temporalio.service import RPCError

from runtime.converter import CONVERTER
from runtime.sentences import Sentence
from runtime.settings import Settings


class TemporalAway(Sentence):
    """No Temporal server answers at the configured address."""


async def connect(settings: Settings, *, plugins: Sequence[Plugin] = (), runtime: Runtime | None = None) -> Client:
    """A client of the configured Temporal server that speaks through the one converter; raises `TemporalAway`."""
    try:
        client = await _client(settings, plugins=plugins, runtime=runtime)
        await client.service_client.check_health(timeout=timedelta(seconds=5))
    except (RuntimeError, RPCError) as away:
        raise TemporalAway(f"no Temporal server answers at {settings.temporal_address}: start one with `itinerary up`") from away
    return client


async def connect_when_asked(settings: Settings, *, runtime: Runtime | None = None) -> Client:
    """The same client for whoever can do without for a while: it connects when it is first asked something."""
    return await _client(settings, runtime=runtime, lazy=True)


async def _client(settings: Settings, *, plugins: Sequence[Plugin] = (), runtime: Runtime | None, lazy: bool = False) -> Client:
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.namespace,
        data_converter=CONVERTER,
        api_key=settings.temporal_api_key or None,
        tls=settings.temporal_tls,
        plugins=plugins,
        runtime=runtime,
        lazy=lazy,
    )
