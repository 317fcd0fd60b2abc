"""One connection that another thread may cut at any moment, also while nothing arrives.

Closing a client does not wake a thread that waits for bytes; shutting its
socket down does, within a millisecond. The sockets are known by the trace that
httpcore2 gives of each connection it opens.
"""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, Final

import httpx2

from launcher.hub.broken import Broken
from launcher.hub.halt import Halt
from launcher.hub.patience import Patience
from launcher.hub.translate import plain, wait_asked

OPENED: Final = ("connect_tcp.complete", "start_tls.complete")


class Answer:
    """What came back. `headers` have lower-case names."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    @property
    def first_headers(self) -> dict[str, str]:
        """What the first server said, before it sent us elsewhere; lower-case names."""
        history = self._response.history
        if not history:
            return self.headers
        return {name.lower(): value for name, value in history[0].headers.items()}

    @property
    def response(self) -> httpx2.Response:
        """The library's own object, for its error types."""
        return self._response

    @property
    def wait_asked(self) -> float | None:
        """Seconds the server wants us to wait; None where it does not say."""
        return wait_asked(self.headers)

    def pieces(self) -> Iterator[bytes]:
        """The body as it arrives, not decoded, in pieces of at most 64 KiB. Raises Broken."""
        with _broken():
            yield from self._response.iter_raw()


class Line:
    """A client of its own with its sockets in reach. Raises Broken where the network fails."""

    def __init__(self, trust: ssl.SSLContext, patience: Patience, halt: Halt) -> None:
        self._client = httpx2.Client(
            verify=trust,
            timeout=httpx2.Timeout(patience.silence, connect=patience.connect),
            limits=httpx2.Limits(max_connections=4, max_keepalive_connections=2),
        )
        self._halt = halt
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False
        halt.on_halt(self.cut)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cut(self) -> None:
        """End what is under way. Whoever waits on it hears at once that it is broken."""
        with self._lock:
            self._is_cut = True
            sockets, self._sockets = self._sockets, []
        for each in sockets:
            _shut(each)

    def close(self) -> None:
        """Done with it."""
        self._halt.forget(self.cut)
        self._client.close()

    def head(self, address: str, headers: Mapping[str, str]) -> Answer:
        """A HEAD, redirects not followed."""
        with _broken():
            return Answer(
                self._client.head(
                    address, headers={**headers, "Accept-Encoding": "identity"}, **self._traced()
                )
            )

    @contextlib.contextmanager
    def get(
        self,
        address: str,
        headers: Mapping[str, str],
        *,
        start: int | None = None,
        stop: int | None = None,
    ) -> Iterator[Answer]:
        """A GET, from byte `start` up to but without `stop` where they are given.

        Redirects are followed; a token is not taken along to another origin.
        """
        asked = {**headers, "Accept-Encoding": "identity"}
        if start is not None:
            asked["Range"] = f"bytes={start}-{'' if stop is None else stop - 1}"
        with _broken():
            request = self._client.build_request("GET", address, headers=asked, **self._traced())
            response = self._client.send(request, stream=True, follow_redirects=True)
        try:  # outside of the above: what the caller does with the bytes is no broken connection
            yield Answer(response)
        finally:
            response.close()

    def _traced(self) -> dict[str, Any]:
        if self._is_cut:
            raise Broken("stopped")
        return {"extensions": {"trace": self._on_trace}}

    def _on_trace(self, name: str, info: Mapping[str, Any]) -> None:
        if not name.endswith(OPENED):
            return
        opened = info["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets = [each for each in self._sockets if each.fileno() >= 0]
            self._sockets.append(opened)
            too_late = self._is_cut
        if too_late:
            _shut(opened)


@contextlib.contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as error:
        raise Broken(plain(error)) from None
    except (OSError, ValueError) as error:  # a socket cut in the middle of its handshake
        raise Broken(plain(error)) from None


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        one.shutdown(socket.SHUT_RDWR)
