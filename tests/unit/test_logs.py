"""A log says where and what kind, and never whom."""

import logging

import pytest
import structlog

from runtime import logs
from runtime.settings import Settings


@pytest.fixture(autouse=True)
def restored():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def test_only_words_known_to_be_harmless_pass(capsys: pytest.CaptureFixture[str]):
    logs.configure(Settings(log_format="json"))

    structlog.get_logger("journal").info("kept", case="c-1", line=4, name="Test Client One")

    told = capsys.readouterr().err
    assert '"case": "c-1"' in told
    assert "Test Client One" not in told


def test_an_error_is_told_by_its_kinds_and_places_without_its_message(capsys: pytest.CaptureFixture[str]):
    logs.configure(Settings(log_format="json"))

    try:
        int("Test Client One")
    except ValueError:
        logging.getLogger("somebody.else").exception("failed", extra={"person": "Test Client One"})

    told = capsys.readouterr().err
    assert "ValueError at test_logs.test_an_error_is_told" in told
    assert "Test Client One" not in told
