"""What is done to the tables, inside a transaction that somebody else began.

Everything that names a conversation or message which is not there raises ConversationGone.
"""

import sqlite3
import time
from typing import Any

from launcher.chat.rows import conversation_from
from launcher.chat.schema import CONVERSATION_COLUMNS
from launcher.chat.values import Conversation, Role
from launcher.errors import ConversationGone


def read_conversation(connection: sqlite3.Connection, number: int) -> Conversation:
    """The conversation without its messages."""
    row: tuple[Any, ...] | None = connection.execute(
        f"SELECT {CONVERSATION_COLUMNS} FROM conversation"  # noqa: S608  a constant
        " WHERE id = ? AND deleted IS NULL",
        (number,),
    ).fetchone()
    if row is None:
        raise ConversationGone(number)
    return conversation_from(row)


def touch(connection: sqlite3.Connection, number: int) -> None:
    """It has changed now."""
    change(connection, number, "changed", time.time())


def change(connection: sqlite3.Connection, number: int, column: str, value: object) -> None:
    """Set one of the conversation's columns."""
    changed = connection.execute(
        f"UPDATE conversation SET {column} = ? WHERE id = ? AND deleted IS NULL",  # noqa: S608
        (value, number),
    )
    if not changed.rowcount:
        raise ConversationGone(number)


def add(connection: sqlite3.Connection, number: int, role: Role, **columns: object) -> int:
    """A new message at the end; its number."""
    values = {"text": "", "conversation": number, "role": role, "created": time.time()} | columns
    marks = ", ".join("?" * len(values))
    made = connection.execute(
        f"INSERT INTO message ({', '.join(values)}) VALUES ({marks})",  # noqa: S608  our own names
        tuple(values.values()),
    )
    return made.lastrowid or 0


def supersede(connection: sqlite3.Connection, message: int) -> tuple[int, str]:
    """Take the message and all after it out of sight; its conversation and role."""
    row: tuple[int, str] | None = connection.execute(
        "SELECT conversation, role FROM message WHERE id = ? AND superseded IS NULL", (message,)
    ).fetchone()
    if row is None:
        raise ConversationGone(message)
    now = time.time()
    connection.execute(
        "UPDATE message SET superseded = ?"
        " WHERE conversation = ? AND id >= ? AND superseded IS NULL",
        (now, row[0], message),
    )
    connection.execute("UPDATE conversation SET changed = ? WHERE id = ?", (now, row[0]))
    return row


def undelete(connection: sqlite3.Connection, number: int) -> None:
    """A deleted conversation is seen again."""
    changed = connection.execute("UPDATE conversation SET deleted = NULL WHERE id = ?", (number,))
    if not changed.rowcount:
        raise ConversationGone(number)


def wipe(connection: sqlite3.Connection) -> None:
    """Erase what was deleted, so that it is on the disk no more."""
    connection.execute("DELETE FROM conversation WHERE deleted IS NOT NULL")
