"""Finding conversations by what was said in them.

Every word of the query must occur, anywhere, in any writing system: FTS5's
trigram index finds parts of words, also where words have no spaces between
them. Words shorter than three characters, and systems without FTS5, are served
by reading through the text. An answer enters the index when it is complete.
"""

import sqlite3
from typing import Final

SHORTEST: Final = 3  # characters a trigram index can look for

_TABLES: Final = (
    """CREATE VIEW IF NOT EXISTS message_searchable AS
         SELECT id, text FROM message WHERE ending IS NOT 'writing'""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS message_search USING fts5(
         text, content='message_searchable', content_rowid='id',
         tokenize='trigram', detail=none)""",
)
_FORGET: Final = (
    "INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.id, old.text)"
)
_LEARN: Final = "INSERT INTO message_search (rowid, text) VALUES (new.id, new.text)"
_TRIGGERS: Final = {
    "message_said": (
        f"AFTER INSERT ON message WHEN new.ending IS NOT 'writing' BEGIN {_LEARN}; END"
    ),
    "message_unsaid": (
        f"AFTER DELETE ON message WHEN old.ending IS NOT 'writing' BEGIN {_FORGET}; END"
    ),
    "message_ended": (
        "AFTER UPDATE OF text, ending ON message "
        "WHEN old.ending IS 'writing' AND new.ending IS NOT 'writing' "
        f"BEGIN {_LEARN}; END"
    ),
    "message_changed": (
        "AFTER UPDATE OF text, ending ON message "
        "WHEN old.ending IS NOT 'writing' AND new.ending IS NOT 'writing' "
        f"BEGIN {_FORGET}; {_LEARN}; END"
    ),
    "message_reopened": (
        "AFTER UPDATE OF text, ending ON message "
        "WHEN old.ending IS NOT 'writing' AND new.ending IS 'writing' "
        f"BEGIN {_FORGET}; END"
    ),
}


def prepare_search(connection: sqlite3.Connection) -> bool:
    """Whether an index is there and kept up to date from now on."""
    connection.create_function("folded", 1, _folded, deterministic=True)
    try:
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute("SELECT rowid FROM message_search LIMIT 0")
        _keep_up(connection)
    except sqlite3.Error:  # no FTS5, no trigrams, a damaged index, a file locked or read-only
        _let_go(connection)
        return False
    return True


def matching(connection: sqlite3.Connection, query: str, *, indexed: bool) -> set[int] | None:
    """Numbers of the conversations in which every word occurs; None for a query without words."""
    found: set[int] | None = None
    for word in query.replace("\0", " ").split():
        hits = _with_word(connection, word, indexed=indexed)
        found = hits if found is None else found & hits
    return found


def _with_word(connection: sqlite3.Connection, word: str, *, indexed: bool) -> set[int]:
    folded = word.casefold()
    statements: list[tuple[str, tuple[str, ...]]] = [
        ("SELECT id FROM conversation WHERE instr(folded(title), ?)", (folded,))
    ]
    seen = "SELECT conversation FROM message WHERE superseded IS NULL AND "
    if indexed and len(word) >= SHORTEST:
        near = "id IN (SELECT rowid FROM message_search WHERE message_search MATCH ?) AND "
        statements.append((seen + near + "instr(folded(text), ?)", (_trigrams(word), folded)))
        statements.append((seen + "ending = 'writing' AND instr(folded(text), ?)", (folded,)))
    else:
        statements.append((seen + "instr(folded(text), ?)", (folded,)))
    return {row[0] for sql, values in statements for row in connection.execute(sql, values)}


def _trigrams(word: str) -> str:
    """A query for texts with every three characters of the word, in whatever order."""
    pieces = {word[at : at + SHORTEST] for at in range(len(word) - SHORTEST + 1)}
    return " ".join('"' + piece.replace('"', '""') + '"' for piece in sorted(pieces))


def _keep_up(connection: sqlite3.Connection) -> None:
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    there = {row[0] for row in connection.execute(names)}
    if there.issuperset(_TRIGGERS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name, body in _TRIGGERS.items():
            connection.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")
        connection.execute("INSERT INTO message_search (message_search) VALUES ('rebuild')")
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _let_go(connection: sqlite3.Connection) -> None:
    """Without the module, a trigger that writes to the index would fail every write."""
    for name in _TRIGGERS:
        try:
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        except sqlite3.Error:
            return


def _folded(text: object) -> str:
    return str(text).casefold()
