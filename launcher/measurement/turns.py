"""One process at a time: a lock that the system drops however its holder ends.

The lock is on a file of its own beside the one it guards, for that one is replaced
as a whole, and Windows lets nobody touch locked bytes. It is given back in so many words:
Windows frees a closed file's locks only when it finds the time.
"""

import errno
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from launcher.errors import NotSaved

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE: Final = 2.0  # seconds; a turn takes some milliseconds
LOOK_AGAIN: Final = 0.005
IN_USE: Final = "it is in use"
TAKEN: Final = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


@contextmanager
def alone_with(file: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Nobody else reads or writes `file` meanwhile, in this process or another.

    Raises NotSaved where there is no place for the lock, or it is held for too long.
    """
    lock = file.with_name(file.name + ".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        stream = lock.open("ab")
    except OSError as error:
        raise NotSaved(str(file), error.strerror or str(error)) from error
    with stream:
        _wait_for(stream, file, patience)
        try:
            yield
        finally:
            with suppress(OSError):  # there was none
                _give_back(stream)


def _wait_for(stream: BinaryIO, file: Path, patience: float) -> None:
    over = time.monotonic() + patience
    while True:
        try:
            _take(stream)
            return
        except OSError as error:
            if error.errno not in TAKEN:  # a network file system without locks
                return
            if time.monotonic() > over:
                raise NotSaved(str(file), IN_USE) from error
        time.sleep(LOOK_AGAIN)


if sys.platform == "win32":

    def _take(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

    def _give_back(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:

    def _take(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
