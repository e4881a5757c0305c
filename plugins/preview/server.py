"""Serve the output folder on this machine, each page with its link to the preview."""

from __future__ import annotations

import json
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from plugins.preview.inject import EMPTY, EVENTS, injected

HEARTBEAT = 10.0  # seconds between signs of life, by which a closed page is noticed


class State:
    """What pages are told: how many builds there were, and why the last one failed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.version = 0
        self.failure = ""

    def set(self, failure: str) -> None:
        """Note that a build has ended."""
        with self._changed:
            self.version += 1
            self.failure = failure
            self._changed.notify_all()

    def wait(self, seen: int) -> str:
        """Return the state as JSON once it is not `seen`, or the empty string after a while."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.version != seen, HEARTBEAT):
                return ""
            return json.dumps({"version": self.version, "failure": self.failure})


class Handler(SimpleHTTPRequestHandler):
    """Serves files as they are now."""

    protocol_version = "HTTP/1.1"  # connections stay open for the next file

    def __init__(self, *arguments: Any, state: State, **named: Any) -> None:
        self.state = state
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        """Serve a page, another file, or the events."""
        if self.path == EVENTS:
            self.send_events()
            return
        found = Path(self.translate_path(self.path))
        if found.is_dir() and not self.path.split("?")[0].endswith("/"):
            super().do_GET()  # redirects to the address with a slash
            return
        page = found / "index.html" if found.is_dir() else found
        if page.suffix == ".html" or not page.is_file():
            self.send_page(page)
        else:
            super().do_GET()

    def send_page(self, page: Path) -> None:
        """Send a page, or the site's own for one that does not exist."""
        status = HTTPStatus.OK if page.is_file() else HTTPStatus.NOT_FOUND
        shown = page if page.is_file() else Path(self.directory, "404.html")
        data = injected(shown.read_bytes() if shown.is_file() else EMPTY)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def send_events(self) -> None:
        """Send the state now and at each change, until the page is closed."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")  # the events have no end that could be announced
        self.end_headers()
        seen = -1
        try:
            while True:
                message = self.state.wait(seen)
                if message:
                    seen = json.loads(message)["version"]
                self.wfile.write(f"data: {message}\n\n".encode() if message else b": still here\n\n")
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return

    def end_headers(self) -> None:
        """Keep nothing: the next request must see the next build."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal belongs to the builds."""


class Server(ThreadingHTTPServer):
    """One thread a request; they end with the process."""

    daemon_threads = True
    request_queue_size = 128  # a page asks for many files at once; the default of 5 resets some

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a page that was closed while it loaded."""


def start(folder: Path, port: int, state: State) -> Server:
    """Serve `folder` from a thread; raises OSError if the port is taken."""
    server = Server(("127.0.0.1", port), partial(Handler, directory=str(folder), state=state))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
