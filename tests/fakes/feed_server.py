"""A release feed on loopback: answers in turn, and what was asked of it."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self

from launcher.releases.feed import Feed

Answer = Callable[[BaseHTTPRequestHandler], None]


def says(
    body: bytes | dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Answer:
    """An answer that is all there at once."""
    whole = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(whole)), **(headers or {})}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(whole)

    return answer


def leads_to(address: str) -> Answer:
    """A redirect."""
    return says(b"", 302, {"Location": address})


class FeedServer:
    """Answers with the first of `answers` that is left; the last one stays."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.closing = Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                outer.headers.append({k.lower(): v for k, v in self.headers.items()})
                answer = outer.answers[0] if len(outer.answers) == 1 else outer.answers.pop(0)
                answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def origin(self) -> str:
        """http://127.0.0.1:port."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def feed(self) -> Feed:
        """What asks this server."""
        return Feed(address=f"{self.origin}/feed.json", plain_loopback=True)

    def stay_silent(self, _request: BaseHTTPRequestHandler) -> None:
        """An answer that does not come while the server is there."""
        self.closing.wait(30)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
