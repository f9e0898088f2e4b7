"""Text messages that the embedded stack catches: taken as a gateway would, kept beside the mails, and brought to nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field, ValidationError

PATH = "texts"
MOST_BYTES = 10_000
_SHOWN = 60


class Asked(BaseModel):
    """What a gateway is asked: to bring this text to this number, once under this id."""

    id: str = Field(min_length=1)
    to: str = Field(pattern=r"^\+[1-9]\d{6,14}$")
    text: str = Field(min_length=1)


class Answer(NamedTuple):
    """What it answers."""

    status: HTTPStatus
    body: str


def catch(folder: Path, kind: str, body: bytes) -> Answer:
    """Keep a text; the same id again is the same text. Only JSON is taken, as no page of somebody else's can send that here."""
    if kind.partition(";")[0].strip().lower() != "application/json":
        return Answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "{}")
    try:
        asked = Asked.model_validate_json(body)
    except ValidationError:
        return Answer(HTTPStatus.BAD_REQUEST, "{}")
    receipt = sha256(asked.id.encode()).hexdigest()[:16]
    if not any(folder.glob(f"*-{receipt}.text")):
        _keep(folder, receipt, asked)
    return Answer(HTTPStatus.ACCEPTED, json.dumps({"id": asked.id, "receipt": receipt}))


def shown(file: Path) -> EmailMessage:
    """A caught text as the page shows mails."""
    kept: Mapping[str, str] = json.loads(file.read_bytes())
    looks = EmailMessage()
    looks["Subject"] = f"SMS: {' '.join(kept['text'].split())[:_SHOWN]}"
    looks["To"] = kept["to"]
    looks["Date"] = kept["date"]
    looks.set_content(kept["text"])
    return looks


def _keep(folder: Path, receipt: str, asked: Asked) -> None:
    now = datetime.now(UTC)
    kept = {"id": asked.id, "to": asked.to, "text": asked.text, "date": format_datetime(now)}
    name = f"{now:%Y%m%dT%H%M%S%f}-{receipt}.text"
    draft = folder / f".{name}"
    draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder / name)
