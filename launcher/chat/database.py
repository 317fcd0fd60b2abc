"""The conversations' database file: opened, checked, put aside when damaged.

The program starts whatever is in the file. A damaged one is kept aside and a new
one begun; one that cannot be written is read into memory, and the person is told.
"""

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import quote

from launcher.chat.schema import VERSION, is_ours, migrate, version_of
from launcher.chat.search import prepare_search
from launcher.chat.statements import wipe
from launcher.errors import ConversationsDamaged, ConversationsNotKept, SnugError
from launcher.kept import put_aside

CHECK_SECONDS: Final = 0.25  # checks about 500 MB; what is not reached is trusted
BUSY_SECONDS: Final = 2.0  # how long another program may hold the file
MAGIC: Final = b"SQLite format 3\0"
COMPANIONS: Final = ("-wal", "-shm", "-journal")
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_database(file: Path) -> tuple[sqlite3.Connection, bool, tuple[SnugError, ...]]:
    """A connection any thread may use, whether text can be searched fast, and what to tell."""
    notices: tuple[SnugError, ...] = ()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not _is_sound(file):
            kept = put_aside(file, *COMPANIONS)
            notices = (ConversationsDamaged(str(file), str(kept)),)
        connection = _open(file)
    except _NewerVersionError:
        reason = "a newer version of the program wrote it"
        connection, notices = _in_memory(), (ConversationsNotKept(str(file), reason),)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        connection = _copy_in_memory(file)
        notices = (*notices, ConversationsNotKept(str(file), reason))
    indexed = prepare_search(connection)
    with suppress(sqlite3.Error):  # the file may be locked; the next start tries again
        wipe(connection)
    return connection, indexed, notices


def address_of(file: PurePath, mode: str) -> str:
    """The file as an address for SQLite, opened to read ('ro') or also made ('rwc').

    Path.as_uri would name a share's computer, and SQLite takes none there (sqlite.org/uri.html).
    """
    path = file.as_posix()
    told = quote(os.fsencode(path if path.startswith("/") else f"/{path}"), safe="/:")
    return f"file://{told}?mode={mode}"


def tells_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says with this error that the file makes no sense."""
    code = getattr(error, "sqlite_errorcode", 0)  # absent where Python itself raised it
    return (code & 0xFF) in _DAMAGED


class _NewerVersionError(Exception):
    """The file's schema is of a version we do not know."""


def _is_sound(file: Path) -> bool:
    """Whether the file can be used, as far as can be told quickly.

    Opened read-only, so that a damaged file and its log are put aside as they were.
    """
    if not file.exists() or not (start := _start_of(file)):
        return True  # SQLite makes a database of an empty file
    if not start.startswith(MAGIC):
        return False
    with closing(_connect(address_of(file.absolute(), "ro"))) as connection:
        try:
            return is_ours(connection) and _passes_check(connection)
        except sqlite3.Error as error:
            if tells_damage(error):
                return False
            raise


def _start_of(file: Path) -> bytes:
    """SQLite itself would write over a file of a few bytes that is something else."""
    with file.open("rb") as stream:
        return stream.read(len(MAGIC))


def _passes_check(connection: sqlite3.Connection) -> bool:
    end = time.monotonic() + CHECK_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return True
    finally:
        connection.set_progress_handler(None, 0)


def _open(file: Path) -> sqlite3.Connection:
    connection = _connect(address_of(file.absolute(), "rwc"))
    try:
        if version_of(connection) > VERSION:
            raise _NewerVersionError
        connection.execute("PRAGMA journal_mode = WAL")  # the text is safe from kill -9
        connection.execute("PRAGMA synchronous = NORMAL")  # and writing costs no wait
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what a person deletes is gone
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _in_memory() -> sqlite3.Connection:
    connection = _connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    return connection


def _copy_in_memory(file: Path) -> sqlite3.Connection:
    """What the file holds, if it can be read at all."""
    with suppress(sqlite3.Error), closing(_connect(address_of(file.absolute(), "ro"))) as old:
        connection = _connect(":memory:")
        try:
            old.backup(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection
    return _in_memory()


def _connect(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address,
        uri=True,
        isolation_level=None,  # transactions are begun where they are meant
        check_same_thread=False,
        timeout=BUSY_SECONDS,
    )
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection
