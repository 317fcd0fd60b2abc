"""HTTP on loopback as the hub's two origins speak it: answering, ranges, faults in the middle."""

import json
import socket
import struct
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from tests.fakes.hub_store import Fault, StoredFile

if TYPE_CHECKING:
    from tests.fakes.hub import FakeHub

PIECE = 64 << 10
SEND_BUFFER = 64 << 10  # small, so that what was sent is nearly what was received


@dataclass(kw_only=True)
class Seen:
    """One request and what was sent for it; `over` once the answer has ended."""

    origin: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 0
    sent: int = 0  # bytes of the body
    over: Event = field(default_factory=Event)

    @property
    def range(self) -> str | None:
        """The Range header."""
        return self.headers.get("range")


class Listener(ThreadingHTTPServer):
    """One origin. Closing it ends every connection and waits for their threads."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, hub: "FakeHub", handler: type[BaseHTTPRequestHandler], name: str) -> None:
        self.hub = hub
        self.name = name
        self.closing = Event()
        self._lock = Lock()
        self._sockets: set[socket.socket] = set()
        self._handlers: list[Thread] = []
        super().__init__(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self.serve_forever, args=(0.02,), name=f"hub-{name}")
        self._thread.start()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        thread = Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name=f"hub-{self.name}-connection",
            daemon=True,
        )
        with self._lock:
            self._sockets.add(request)
            self._handlers.append(thread)
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is nothing to print."""

    def end(self) -> None:
        """Close everything."""
        self.closing.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            sockets, threads = list(self._sockets), list(self._handlers)
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in threads:
            thread.join(10)
        self.server_close()


class Answering(BaseHTTPRequestHandler):
    """What both origins can do."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener
    seen: Seen

    @property
    def hub(self) -> "FakeHub":
        return self.server.hub

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
        """Nothing is printed; the hub keeps records."""

    def do_GET(self) -> None:
        self._record()

    def do_HEAD(self) -> None:
        self._record()

    def do_POST(self) -> None:
        self._record()

    def answer(self, url: SplitResult) -> None:
        """One request."""
        raise NotImplementedError

    def body(self) -> bytes:
        """What the client sent along."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def give(
        self, status: int, body: object = None, headers: Mapping[str, str | None] | None = None
    ) -> None:
        """An answer whole: JSON for objects, bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if body is None:
            data = b""
        self.begin(status, len(data), headers)
        if self.command != "HEAD":
            self.push(data)

    def begin(
        self, status: int, length: int, headers: Mapping[str, str | None] | None = None
    ) -> None:
        """Status line and headers."""
        self.seen.status = status
        self.send_response(status)
        given = {name.lower() for name, value in (headers or {}).items() if value is not None}
        for name, value in (headers or {}).items():
            if value is not None:
                self.send_header(name, value)
        if "content-length" not in given:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def push(self, data: bytes) -> None:
        """Bytes of the body, counted."""
        self.wfile.write(data)
        self.seen.sent += len(data)

    def _record(self) -> None:
        url = urlsplit(self.path)
        self.seen = Seen(
            origin=self.server.name,
            method=self.command,
            path=url.path,
            query=parse_qs(url.query),
            headers={name.lower(): value for name, value in self.headers.items()},
        )
        self.hub.seen.append(self.seen)
        try:
            self.answer(url)
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self.seen.over.set()

    def refuse(self, fault: Fault) -> None:
        """An error of the server's."""
        assert fault.status is not None
        self.give(fault.status, {"error": "not now"}, {"Retry-After": fault.retry_after})

    # --- a file's bytes -------------------------------------------------------------------------

    def send_file(self, file: StoredFile, headers: Mapping[str, str]) -> None:
        """200 or 206 with the bytes asked for, and with what is to go wrong."""
        start, stop = asked_range(self.headers.get("Range"), file.size)
        ranged = self.headers.get("Range") is not None
        if ranged and (start >= file.size or start >= stop):
            self.give(416, None, {"Content-Range": f"bytes */{file.size}"})
            return
        fault = self.hub.fault_for(file, at=self.server.name, start=start) or Fault(times=0)
        if fault.expire:
            file.link += 1
            self.give(403, b"<Error>expired</Error>")
        elif fault.status is not None:
            self.refuse(fault)
        elif fault.page is not None:
            self.give(200, fault.page, {"Content-Type": "text/html"})
        elif ranged and not fault.ignore_range:
            told = start + 1 if fault.wrong_start else start
            self.begin(
                206,
                stop - start,
                {**headers, "Content-Range": f"bytes {told}-{stop - 1}/{file.size}"},
            )
            self._stream(file, start, stop, fault)
        else:
            self.begin(200, file.size, headers)
            self._stream(file, 0, file.size, fault)

    def _stream(self, file: StoredFile, start: int, stop: int, fault: Fault) -> None:
        if self.command == "HEAD":
            return
        position, began = start, time.monotonic()
        while position < stop:
            room = min(PIECE, stop - position, self._until_fault(fault))
            if room <= 0:
                self._break_off(fault)
                return
            piece = bytearray(file.read(position, room))
            if fault.wrong_byte is not None and 0 <= fault.wrong_byte - position < room:
                piece[fault.wrong_byte - position] ^= 0xFF
            self.push(bytes(piece))
            position += room
            if fault.throttle:
                due = began + (position - start) / fault.throttle - time.monotonic()
                if due > 0 and self.server.closing.wait(due):
                    raise ConnectionAbortedError

    def _until_fault(self, fault: Fault) -> int:
        limits = (fault.reset_after, fault.cut_after, fault.stall_after)
        return min(
            (limit - self.seen.sent for limit in limits if limit is not None), default=PIECE
        )

    def _break_off(self, fault: Fault) -> None:
        self.close_connection = True
        if fault.stall_after is not None:
            self.hub.stalled.set()
            self._wait_for_client()
        elif fault.reset_after is not None:
            linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.wfile.flush()
            self.connection.close()

    def _wait_for_client(self) -> None:
        """Say nothing until the client has gone or the hub closes (which shuts the socket)."""
        try:
            self.connection.settimeout(60)
            self.connection.recv(1)
        except OSError:
            return


def asked_range(header: str | None, size: int) -> tuple[int, int]:
    """The first byte wanted and the one after the last."""
    if header is None:
        return 0, size
    first, _, last = header.removeprefix("bytes=").partition("-")
    return int(first), min(size, int(last) + 1 if last else size)


def pieces_of(url: SplitResult) -> list[str]:
    """A path's parts, unquoted."""
    return [unquote(piece) for piece in url.path.split("/") if piece]
