"""One request and one answer between two starts of the program, over what the system has.

POSIX: a socket in a folder of the person's own, held by a lock that the kernel takes back
when the holder dies, so that a socket left by a killed process blocks nobody. Windows: a named
pipe, which goes with its process. Both from Python itself: Qt's QLocalServer does the same, but
reading QtCore and QtNetwork takes a second start 86 ms instead of 2, and the latter needs the
system's Kerberos.
"""

# ruff: noqa: PLC0415  each system reads its own
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import socket
    from multiprocessing.connection import Connection, Listener

MOST: Final = 1 << 20  # bytes of a request or an answer
_WAITING: Final = 16  # callers in the queue


class Call(Protocol):
    """Somebody who called, or whom we called: one line in, one line out."""

    def read(self, seconds: float) -> bytes:
        """The line. Raises OSError where none comes in time, or the other side is gone."""

    def write(self, line: bytes) -> None:
        """Answer. Raises OSError where nobody listens any more."""

    def close(self) -> None:
        """Hang up."""


class Line(Protocol):
    """The one place at which this address is answered."""

    def accept(self) -> Call:
        """The next caller. Raises OSError once it is closed."""

    def close(self) -> None:
        """Answer nobody any more; the address is free again."""


def listen(address: str) -> Line | None:
    """Answer at this address; None where somebody does already. Raises OSError."""
    if sys.platform == "win32":
        return _listen_pipe(address)
    return _SocketLine.take(address)


def call(address: str, seconds: float) -> Call:
    """Call whoever answers there. Raises OSError where nobody does."""
    if sys.platform == "win32":
        from multiprocessing.connection import Client

        return _PipeCall(Client(address, family="AF_PIPE"))
    import socket

    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        end.settimeout(seconds)
        end.connect(address)
    except BaseException:
        end.close()
        raise
    return _SocketCall(end)


class _SocketCall:
    def __init__(self, end: "socket.socket") -> None:
        self._end = end

    def read(self, seconds: float) -> bytes:
        self._end.settimeout(seconds)
        got = b""
        while not got.endswith(b"\n"):
            piece = self._end.recv(65536)
            if not piece or len(got) > MOST:
                raise ConnectionError("no whole line came")
            got += piece
        return got

    def write(self, line: bytes) -> None:
        self._end.sendall(line)

    def close(self) -> None:
        self._end.close()


class _SocketLine:
    """A listening socket, and the lock that says whose it is."""

    def __init__(self, address: str, lock: int, end: "socket.socket") -> None:
        self._address = address
        self._lock = lock
        self._end = end

    @classmethod
    def take(cls, address: str) -> "_SocketLine | None":
        import fcntl
        import socket

        lock = os.open(f"{address}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                end.close()
                os.close(lock)
                return None
            with suppress(FileNotFoundError):
                os.unlink(address)  # noqa: PTH108  whoever left it is dead: the lock was free
            end.bind(address)
            end.listen(_WAITING)
        except BaseException:
            end.close()
            os.close(lock)
            raise
        return cls(address, lock, end)

    def accept(self) -> Call:
        return _SocketCall(self._end.accept()[0])

    def close(self) -> None:
        with suppress(OSError):
            os.unlink(self._address)  # noqa: PTH108  a name, as it was given
        self._end.close()
        os.close(self._lock)


class _PipeCall:
    def __init__(self, end: "Connection[bytes, bytes]") -> None:
        self._end = end

    def read(self, seconds: float) -> bytes:
        try:
            if not self._end.poll(seconds):
                raise TimeoutError("nothing was said")
            return self._end.recv_bytes(MOST)
        except EOFError as error:
            raise ConnectionError("the other side is gone") from error

    def write(self, line: bytes) -> None:
        self._end.send_bytes(line)

    def close(self) -> None:
        self._end.close()


class _PipeLine:
    def __init__(self, listener: "Listener") -> None:
        self._listener = listener

    def accept(self) -> Call:
        return _PipeCall(self._listener.accept())

    def close(self) -> None:
        self._listener.close()


def _listen_pipe(address: str) -> _PipeLine | None:
    from multiprocessing.connection import Listener

    try:
        return _PipeLine(Listener(address, family="AF_PIPE"))
    except PermissionError:  # FILE_FLAG_FIRST_PIPE_INSTANCE: another process has it
        return None
