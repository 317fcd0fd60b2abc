"""How conversations lie in the database, and how an older database becomes today's.

Nothing that was said is overwritten: an edited message and what followed it,
or an answer that was asked for again, stay as superseded rows.
"""

import sqlite3
from typing import Final

VERSION: Final = 1

_MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (  # to version 1
        """CREATE TABLE conversation (
             id INTEGER PRIMARY KEY AUTOINCREMENT,  -- numbers are never used twice
             title TEXT NOT NULL,
             system TEXT NOT NULL,
             sampling TEXT NOT NULL,                -- JSON
             created REAL NOT NULL,                 -- seconds since 1970, UTC
             changed REAL NOT NULL,
             deleted REAL)                          -- when; wiped when the program ends""",
        """CREATE TABLE message (
             id INTEGER PRIMARY KEY AUTOINCREMENT,
             conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
             role TEXT NOT NULL,
             text TEXT NOT NULL,
             ending TEXT,
             failure TEXT,
             stats TEXT,                            -- JSON
             model TEXT,
             created REAL NOT NULL,
             superseded REAL,                       -- when; NULL: it is what the person sees
             replaces INTEGER)                      -- the message this one was edited from""",
        "CREATE INDEX message_by_conversation ON message (conversation, id)",
        "CREATE INDEX message_being_written ON message (id) WHERE ending = 'writing'",
    ),
)
CONVERSATION_COLUMNS: Final = "id, title, system, sampling, created, changed"
MESSAGE_COLUMNS: Final = "id, role, text, ending, failure, stats, model"
_NEEDED: Final = {
    "conversation": {*CONVERSATION_COLUMNS.split(", "), "deleted"},
    "message": {*MESSAGE_COLUMNS.split(", "), "conversation", "created", "superseded", "replaces"},
}


def version_of(connection: sqlite3.Connection) -> int:
    """The schema's version as the file has it; 0 for a new one."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there that the version promises. Raises sqlite3.Error."""
    version = version_of(connection)
    if version == 0:
        return connection.execute("SELECT name FROM sqlite_master").fetchone() is None
    if version > VERSION:
        return True
    for table, names in _NEEDED.items():
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if not there.issuperset(names):
            return False
    return True


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date, all or nothing. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in _MIGRATIONS[version_of(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
