"""Signed requests: a provider that knows our shared secret signs the hour and the body, as it was sent, of what it tells us."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

HOUR, SIGNATURE = "Itinerary-Timestamp", "Itinerary-Signature"
TOLERANCE = timedelta(minutes=5)


def signed(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that go along: the hour in seconds since 1970, and HMAC-SHA256 of `hour.body` in hexadecimal."""
    hour = str(int(now.timestamp()))
    return {HOUR: hour, SIGNATURE: _signature(secret, hour, body)}


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether somebody who knows the secret sent this, in the five minutes around now."""
    hour, signature = headers.get(HOUR, ""), headers.get(SIGNATURE, "")
    genuine = hmac.compare_digest(_signature(secret, hour, body).encode(), signature.encode())
    return genuine and abs(datetime.fromtimestamp(int(hour), UTC) - now) <= TOLERANCE


def _signature(secret: str, hour: str, body: bytes) -> str:
    return hmac.new(secret.encode(), hour.encode() + b"." + body, sha256).hexdigest()
