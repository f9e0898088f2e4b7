"""A gateway for text messages by HTTP: a small API of our own, described in docs/operate.md, which an office puts before its provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx2
from pydantic import BaseModel, Field, SecretStr, ValidationError

from notifications.outcomes import Bounced, ProviderAway, Sent, TryLater

_THE_MESSAGE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY})
_UNDECIDED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})
_NOT_NOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_LONGEST = timedelta(hours=1)


class _Receipt(BaseModel):
    """What a gateway answers that took a message: our id, and its own by which it reports later."""

    id: str
    receipt: str = Field(min_length=1, max_length=200)


class _Refusal(BaseModel):
    """What a gateway answers that refuses one, and whether the number reaches nobody."""

    unknown: bool = False


class HttpGateway:
    """One provider at one address, used as `async with HttpGateway(...) as gateway`.

    The id goes along as Idempotency-Key, so that the same message is brought once.
    """

    def __init__(self, url: str, token: SecretStr, seconds: float = 15) -> None:
        self.url = url
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token.get_secret_value() else {}
        self._client = httpx2.AsyncClient(headers=headers, timeout=httpx2.Timeout(seconds, connect=min(seconds, 5)))

    async def send(self, id: str, to: str, text: str) -> Sent | Bounced:
        """Ask for it once; what it answers decides whether it is tried again, and by whom."""
        try:
            answer = await self._client.post(self.url, json={"id": id, "to": to, "text": text}, headers={"Idempotency-Key": id})
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise ProviderAway(f"the gateway for text messages does not answer ({type(error).__name__})") from None
        except httpx2.HTTPError as error:
            raise TryLater(f"the gateway for text messages did not say whether it took one ({type(error).__name__})") from None
        return _taken(id, answer) if answer.is_success else _not_taken(answer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.aclose()


def _taken(id: str, answer: httpx2.Response) -> Sent:
    try:
        told = _Receipt.model_validate_json(answer.content)
    except ValidationError:
        told = None
    if told is None or told.id != id:
        raise TryLater("the gateway for text messages gave a receipt that is none of this message")
    return Sent(told.receipt)


def _not_taken(answer: httpx2.Response) -> Bounced:
    said = f"the gateway for text messages answers {answer.status_code}"
    if answer.status_code in _THE_MESSAGE:
        return Bounced(answer.status_code, unknown=_reaches_nobody(answer))
    if answer.status_code in _NOT_NOW:
        raise ProviderAway(said, _asked_to_wait(answer))
    if answer.status_code in _UNDECIDED or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryLater(said, _asked_to_wait(answer))
    raise ProviderAway(f"{said}: look at its address and its token")


def _reaches_nobody(answer: httpx2.Response) -> bool:
    try:
        return _Refusal.model_validate_json(answer.content).unknown
    except ValidationError:
        return False


def _asked_to_wait(answer: httpx2.Response) -> timedelta | None:
    """Retry-After in seconds or as a date, an hour at most."""
    said = answer.headers.get("Retry-After", "")
    try:
        wait = timedelta(seconds=int(said)) if said.isdigit() else parsedate_to_datetime(said) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), _LONGEST)
