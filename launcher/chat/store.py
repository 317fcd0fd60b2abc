"""Conversations on the disk: an SQLite database that survives kill -9 and loses nothing.

Any thread may call; one lock serves them in turn, and every call takes a few
milliseconds at most. The file is opened at the first call.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from launcher.chat.database import open_database, tells_damage
from launcher.chat.rows import (
    clean,
    conversation_from,
    message_from,
    one_line,
    title_of,
    to_json,
)
from launcher.chat.schema import CONVERSATION_COLUMNS, MESSAGE_COLUMNS
from launcher.chat.search import matching
from launcher.chat.statements import (
    add,
    change,
    read_conversation,
    supersede,
    touch,
    undelete,
    wipe,
)
from launcher.chat.values import AnswerStats, Conversation, Ending, Message, Role, Sampling
from launcher.errors import ConversationsDamaged, NotSaved, SnugError


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedConversation:
    """What `restore` needs to bring a conversation back, until the file is closed."""

    id: int
    title: str


class Conversations:
    """All conversations. Every call raises NotSaved when the disk refuses."""

    def __init__(self, file: Path) -> None:
        """Nothing is opened yet."""
        self._file = file
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._indexed = False
        self._notices: tuple[SnugError, ...] = ()

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """What to tell about the file: ConversationsDamaged, ConversationsNotKept."""
        with self._lock:
            self._open()
            return self._notices

    def close(self) -> None:
        """Erase what was deleted and let go of the file. A later call opens it again."""
        with self._lock:
            if self._connection is not None:
                with suppress(sqlite3.Error):  # the next start tries again
                    wipe(self._connection)
                self._connection.close()
                self._connection = None

    # --- conversations --------------------------------------------------------------------------

    def create(
        self, first: str = "", *, system: str = "", sampling: Sampling | None = None
    ) -> Conversation:
        """A new conversation, named after its first message (which is appended by itself)."""
        now = time.time()
        with self._writing() as connection:
            made = connection.execute(
                "INSERT INTO conversation (title, system, sampling, created, changed)"
                " VALUES (?, ?, ?, ?, ?)",
                (title_of(first), clean(system), to_json(sampling or Sampling()), now, now),
            )
            return read_conversation(connection, made.lastrowid or 0)

    def list(self, query: str = "") -> tuple[Conversation, ...]:
        """The conversations in whose title or messages every word of the query occurs.

        The one that changed last comes first.
        """
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {CONVERSATION_COLUMNS} FROM conversation"  # noqa: S608  a constant
                " WHERE deleted IS NULL ORDER BY changed DESC, id DESC"
            ).fetchall()
            found = matching(connection, clean(query), indexed=self._indexed)
        return tuple(conversation_from(row) for row in rows if found is None or row[0] in found)

    def conversation(self, number: int) -> Conversation:
        """One conversation. Raises ConversationGone."""
        with self._reading() as connection:
            return read_conversation(connection, number)

    def rename(self, number: int, title: str) -> None:
        """Give it another title. Raises ConversationGone."""
        self._set(number, "title", one_line(title))

    def set_system(self, number: int, system: str) -> None:
        """Give it another system prompt. Raises ConversationGone."""
        self._set(number, "system", clean(system))

    def set_sampling(self, number: int, sampling: Sampling) -> None:
        """Draw tokens otherwise from now on. Raises ConversationGone."""
        self._set(number, "sampling", to_json(sampling) or "")

    def delete(self, number: int) -> DeletedConversation:
        """Take it out of sight; `restore` undoes that. Raises ConversationGone.

        It is erased from the disk when the file is closed, or at the next start.
        """
        with self._writing() as connection:
            talk = read_conversation(connection, number)
            change(connection, number, "deleted", time.time())
        return DeletedConversation(id=number, title=talk.title)

    def restore(self, deleted: DeletedConversation) -> int:
        """Bring it back as it was; its number. Raises ConversationGone once it is erased."""
        with self._writing() as connection:
            undelete(connection, deleted.id)
        return deleted.id

    # --- messages -------------------------------------------------------------------------------

    def messages(self, number: int) -> tuple[Message, ...]:
        """What a person sees of a conversation, in order; empty where there is none."""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM message"  # noqa: S608  a constant
                " WHERE conversation = ? AND superseded IS NULL ORDER BY id",
                (number,),
            ).fetchall()
        return tuple(message_from(row) for row in rows)

    def append(self, number: int, text: str, *, role: Role = Role.USER) -> int:
        """Add a message; its number. Raises ConversationGone."""
        with self._writing() as connection:
            touch(connection, number)
            connection.execute(
                "UPDATE conversation SET title = ? WHERE id = ? AND title = ''",
                (title_of(text), number),
            )
            return add(connection, number, role, text=clean(text))

    def begin_answer(self, number: int, model: str) -> int:
        """Add an empty answer that is being written; its number. Raises ConversationGone."""
        with self._writing() as connection:
            touch(connection, number)
            return add(
                connection, number, Role.ASSISTANT, ending=Ending.WRITING, model=clean(model)
            )

    def write_answer(self, message: int, text: str) -> None:
        """Keep what has been written so far, all of it. Does nothing if the answer was deleted."""
        with self._writing() as connection:
            connection.execute("UPDATE message SET text = ? WHERE id = ?", (clean(text), message))

    def end_answer(
        self,
        message: int,
        ending: Ending,
        *,
        stats: AnswerStats | None = None,
        failure: str | None = None,
    ) -> None:
        """The answer is complete, or will never be. Does nothing if it was deleted."""
        reason = None if failure is None else clean(failure)
        with self._writing() as connection:
            connection.execute(
                "UPDATE message SET ending = ?, stats = ?, failure = ? WHERE id = ?",
                (ending, to_json(stats), reason, message),
            )
            connection.execute(
                "UPDATE conversation SET changed = ?"
                " WHERE id = (SELECT conversation FROM message WHERE id = ?)",
                (time.time(), message),
            )

    def edit(self, message: int, text: str) -> int:
        """Replace a message; it and all that followed are kept as superseded. The new number.

        Raises ConversationGone where there is no such message to be seen.
        """
        with self._writing() as connection:
            number, role = supersede(connection, message)
            return add(connection, number, Role(role), text=clean(text), replaces=message)

    def supersede(self, message: int) -> None:
        """Take a message and all that followed out of sight, as for another try at an answer.

        Raises ConversationGone where there is no such message to be seen.
        """
        with self._writing() as connection:
            supersede(connection, message)

    # --- the file -------------------------------------------------------------------------------

    def _set(self, number: int, column: str, value: str) -> None:
        with self._writing() as connection:
            change(connection, number, column, value)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection, self._indexed, notices = open_database(self._file)
            self._notices = (*self._notices, *notices)
        return self._connection

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._open()
            except sqlite3.Error as error:
                raise self._translated(error) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or nothing."""
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def _translated(self, error: sqlite3.Error) -> SnugError:
        if tells_damage(error):  # it is put aside at the next start
            return ConversationsDamaged(str(self._file), str(self._file))
        return NotSaved(str(self._file), str(error))
