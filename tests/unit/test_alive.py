"""Whether a process is alive is asked where it shows its metrics."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workers.alive import NotAlive, ask


class Page(BaseHTTPRequestHandler):
    """Shows metrics, and nothing elsewhere."""

    def do_GET(self) -> None:
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not in tests."""


@pytest.fixture
def shown() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        server.status = 200  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_process_that_shows_its_metrics_is_alive(shown: ThreadingHTTPServer):
    ask(f"127.0.0.1:{shown.server_port}")
    ask(f"0.0.0.0:{shown.server_port}")


def test_another_page_is_no_sign_of_life(shown: ThreadingHTTPServer):
    shown.status = 404  # type: ignore[attr-defined]

    with pytest.raises(NotAlive, match="shows no metrics: see what else listens there"):
        ask(f"127.0.0.1:{shown.server_port}")


def test_silence_is_no_sign_of_life(shown: ThreadingHTTPServer):
    port = shown.server_port
    shown.server_close()

    with pytest.raises(NotAlive, match=r"nothing answers at 127\.0\.0\.1"):
        ask(f"127.0.0.1:{port}")


def test_without_an_address_nobody_can_be_asked():
    with pytest.raises(NotAlive, match="set ITINERARY_METRICS"):
        ask("")
