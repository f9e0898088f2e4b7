"""Log lines that say where and what kind, and never whom: only known words pass, and errors are told without their messages."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from runtime.settings import Settings

_OF_A_LINE = {"event", "level", "logger", "timestamp", "broke"}
_OF_A_CASE = {"case", "line", "kind", "letter", "message", "method", "phase", "programme", "office", "staff"}
_OF_THE_WORK = {"activity", "attempt", "workflow", "count", "seconds", "part", "port", "build_id", "task_queue", "setting"}
SAYABLE = frozenset(_OF_A_LINE | _OF_A_CASE | _OF_THE_WORK)
"""What a log line may carry: ids, kinds and counts."""

_CHATTY = {
    "mail.log": "ERROR", "asyncio": "ERROR", "aiosmtplib": "ERROR", "temporalio.worker": "WARNING",
    "httpx2": "WARNING", "httpcore2": "WARNING",
}  # fmt: skip


def configure(settings: Settings) -> None:
    """Send every log line of this process, ours and the libraries', to standard error in the configured form."""
    for_eyes = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else for_eyes
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
        only_sayable,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    finish = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=finish))
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name, level in _CHATTY.items():
        logging.getLogger(name).setLevel(level)


def where_it_broke(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error as its kinds and places; its message may name a person, so it stays out."""
    told = line.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        line["broke"] = " < ".join(_place(cause) for cause in _causes(error))
    return line


def only_sayable(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The line without any word that is not known to be harmless."""
    for word in [word for word in line if word not in SAYABLE and not word.startswith("_")]:
        del line[word]
    return line


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    name = type(error).__name__
    return f"{name} at {Path(frames[-1].filename).stem}.{frames[-1].name}:{frames[-1].lineno}" if frames else name
