"""What a case needs of a Temporal that is not ours: a namespace that keeps what has ended, and search attributes of the right types."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    CountWorkflowExecutionsRequest,
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from runtime.connection import TemporalAway
from runtime.search_attributes import ALL, TYPES
from runtime.sentences import Sentence

PATIENCE = timedelta(seconds=10)
SPREADS = timedelta(seconds=90)
"""How long a server may need until all of it knows what was made."""

NUMBERS = {key.name: IndexedValueType.ValueType(key.indexed_value_type.value) for key in ALL}
"""The name of each search attribute, and its type as Temporal numbers it."""

_AWAY = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
_FORBIDDEN = {RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.UNIMPLEMENTED}


class NotAllowed(Sentence):
    """Temporal lets somebody else do this, not us."""


class NotMade(Sentence):
    """Temporal would not make something as it is needed; the message says what to change."""


class OtherType(NotMade):
    """A search attribute is there under our name with a type that is not ours."""


async def kept_for(client: Client, namespace: str) -> timedelta | None:
    """How long it keeps what has ended; None when there is no such namespace. Raises NotAllowed, TemporalAway."""
    try:
        with _asked(f"look at the namespace {namespace}"):
            found = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace), timeout=PATIENCE)
    except _Missing:
        return None
    return timedelta(seconds=found.config.workflow_execution_retention_ttl.seconds)


async def make(client: Client, namespace: str, keep: timedelta) -> None:
    """Make the namespace, and wait until it can be used. Raises NotAllowed, NotMade, TemporalAway."""
    request = RegisterNamespaceRequest(namespace=namespace, description="itineraries of people towards work")
    request.workflow_execution_retention_period.FromTimedelta(keep)
    with suppress(_There), _asked(f"make the namespace {namespace}"):
        await client.workflow_service.register_namespace(request, timeout=PATIENCE)
    await _until(lambda: _usable(client, namespace), f"the namespace {namespace}")


async def keep_for(client: Client, namespace: str, keep: timedelta) -> None:
    """Change how long it keeps what has ended. Raises NotAllowed, NotMade, TemporalAway."""
    config = NamespaceConfig()
    config.workflow_execution_retention_ttl.FromTimedelta(keep)
    with _asked(f"change how long the namespace {namespace} keeps what has ended"):
        await client.workflow_service.update_namespace(UpdateNamespaceRequest(namespace=namespace, config=config), timeout=PATIENCE)


async def unregistered(client: Client, namespace: str) -> list[str]:
    """The search attributes that it does not know yet. Raises OtherType, NotAllowed, TemporalAway."""
    known = await _registered(client, namespace)
    other = {name: IndexedValueType.Name(known[name]) for name, number in NUMBERS.items() if known.get(name, number) != number}
    if other:
        told = ", ".join(f"{name} as {kind.removeprefix('INDEXED_VALUE_TYPE_')} instead of {TYPES[name]}" for name, kind in other.items())
        raise OtherType(f"the namespace {namespace} has {told}: nothing was changed; set ITINERARY_NAMESPACE to one of its own")
    return sorted(NUMBERS.keys() - known.keys())


async def register(client: Client, namespace: str, names: Collection[str]) -> None:
    """Add search attributes, and wait until they are known. Raises NotAllowed, NotMade, TemporalAway."""
    wanted = {name: NUMBERS[name] for name in sorted(names)}
    request = AddSearchAttributesRequest(namespace=namespace, search_attributes=wanted)
    with suppress(_There), _asked(f"add search attributes to the namespace {namespace}"):
        await client.operator_service.add_search_attributes(request, timeout=PATIENCE)

    await _until(lambda: _searchable(client, namespace, names), "the search attributes")


class _Missing(Exception):
    """There is none."""


class _There(Exception):
    """Somebody was quicker."""


async def _registered(client: Client, namespace: str) -> dict[str, IndexedValueType.ValueType]:
    with _asked(f"look at the search attributes of the namespace {namespace}"):
        request = ListSearchAttributesRequest(namespace=namespace)
        return dict((await client.operator_service.list_search_attributes(request, timeout=PATIENCE)).custom_attributes)


async def _usable(client: Client, namespace: str) -> bool:
    try:
        await _registered(client, namespace)
    except _Missing:
        return False
    return True


async def _searchable(client: Client, namespace: str, names: Collection[str]) -> bool:
    """A server lists what was added before all of it knows; a search that names it is refused until then."""
    request = CountWorkflowExecutionsRequest(namespace=namespace, query=" AND ".join(f"{name} IS NULL" for name in sorted(names)))
    try:
        with _asked(f"search in the namespace {namespace}"):
            await client.workflow_service.count_workflow_executions(request, timeout=PATIENCE)
    except NotMade:
        return False
    return True


async def _until(true: Callable[[], Awaitable[bool]], what: str) -> None:
    give_up = time.monotonic() + SPREADS.total_seconds()
    while not await true():
        if time.monotonic() > give_up:
            raise NotMade(f"{what} was made, but Temporal does not know it after {SPREADS.seconds} seconds: run this again")
        await asyncio.sleep(0.2)


@contextmanager
def _asked(to: str) -> Iterator[None]:
    """Turn what Temporal answers into a sentence."""
    try:
        yield
    except RPCError as answer:
        if answer.status is RPCStatusCode.NOT_FOUND:
            raise _Missing from answer
        if answer.status is RPCStatusCode.ALREADY_EXISTS:
            raise _There from answer
        if answer.status in _AWAY:
            raise TemporalAway(f"Temporal does not answer ({answer.status.name}): see whether it is well, and run this again") from answer
        if answer.status in _FORBIDDEN:
            who = "ask whoever may, or set ITINERARY_TEMPORAL_API_KEY to a key that may, and run this again"
            raise NotAllowed(f"Temporal does not let us {to}: {who}") from answer
        raise NotMade(f"Temporal would not {to} ({answer.message}): put that right, and run this again") from answer
