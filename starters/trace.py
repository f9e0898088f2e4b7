"""Where the trace of a fault goes: a file for whoever mends it, with places and kinds, and no words that may name a person."""

from __future__ import annotations

import os
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from runtime.settings import nearest_data_folder


def keep(error: BaseException) -> Path:
    """Add the trace to the log of the data folder, or to a file of its own when there is none; for its owner's eyes only."""
    file, where = _opened()
    with os.fdopen(file, "a", encoding="utf-8") as log:
        log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n{text_of(error)}\n")
    return where


def text_of(error: BaseException) -> str:
    """Every cause with its places; messages are left out, for they may quote what was told."""
    told: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(told) < 20:
        told.append("".join([*traceback.format_tb(cause.__traceback__), type(cause).__name__]))
        cause = cause.__cause__ or cause.__context__
    return "\nbecause of\n".join(told)


def _opened() -> tuple[int, Path]:
    folder = Path(os.environ.get("ITINERARY_DATA") or nearest_data_folder())
    try:
        logs = folder / "logs"
        if folder.is_dir():
            logs.mkdir(mode=0o700, exist_ok=True)
            return os.open(logs / "itinerary.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), logs / "itinerary.log"
    except OSError:
        pass
    file, name = tempfile.mkstemp(prefix="itinerary-", suffix=".log")
    return file, Path(name)
