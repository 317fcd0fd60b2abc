"""What becomes of a conversations' file that is damaged, foreign, newer, or not to be written."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.chat import database, search
from launcher.chat.schema import VERSION
from launcher.chat.store import Conversations
from launcher.chat.values import AnswerStats, Ending, Role, Sampling
from launcher.errors import ConversationsDamaged, ConversationsNotKept, NotSaved


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite3"


def fill(file: Path, count: int = 30) -> int:
    store = Conversations(file)
    talk = store.create("Once upon a time").id
    for number in range(count):
        store.append(talk, f"message {number} " * 50)
    store.close()
    return talk


def assert_begun_anew(file: Path) -> Path:
    store = Conversations(file)
    (notice,) = store.notices
    assert isinstance(notice, ConversationsDamaged)
    assert notice.path == str(file)
    assert store.list() == ()
    talk = store.create("anew").id
    store.append(talk, "hello")
    store.close()
    again = Conversations(file)
    assert again.notices == ()
    assert [message.text for message in again.messages(talk)] == ["hello"]
    again.close()
    return Path(notice.kept)


@pytest.mark.parametrize(
    "content",
    [b"x", b"<!doctype html><html>", b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 4096],
    ids=["one-byte", "html", "zeros", "only-the-magic"],
)
def test_a_file_that_is_no_database_is_kept_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    kept = assert_begun_anew(file)
    assert kept.name == "conversations.damaged-1.sqlite3"
    assert kept.read_bytes() == content


@pytest.mark.parametrize("share", [0.002, 0.3, 0.6, 0.95])
def test_a_truncated_database_is_kept_aside(file: Path, share: float) -> None:
    fill(file)
    content = file.read_bytes()
    cut = content[: int(len(content) * share)]
    file.write_bytes(cut)
    assert assert_begun_anew(file).read_bytes() == cut


def test_a_database_with_torn_pages_is_kept_aside(file: Path) -> None:
    fill(file)
    content = bytearray(file.read_bytes())
    for page in range(1, len(content) // 4096, 2):
        content[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    file.write_bytes(content)
    assert_begun_anew(file)


def test_the_log_is_kept_with_the_damaged_database(file: Path) -> None:
    file.write_bytes(b"no database")
    log = file.with_name(file.name + "-wal")
    log.write_bytes(b"the log")
    kept = assert_begun_anew(file)
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"the log"


def test_a_second_damaged_file_does_not_replace_the_first(file: Path) -> None:
    for number in (1, 2):
        file.write_bytes(b"broken %d" % number)
        kept = assert_begun_anew(file)
        assert kept.name == f"conversations.damaged-{number}.sqlite3"


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE recipe (name)", f"PRAGMA user_version = {VERSION}"],
    ids=["another-program's", "without-its-tables"],
)
def test_a_sound_database_that_is_not_ours_is_kept_aside(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
    assert_begun_anew(file)


def test_an_empty_file_is_a_new_database(file: Path) -> None:
    file.touch()
    store = Conversations(file)
    assert store.notices == ()
    store.create("hello")
    store.close()


def test_a_newer_programs_database_is_left_alone(file: Path) -> None:
    fill(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.commit()
    before = file.read_bytes()
    store = Conversations(file)
    (notice,) = store.notices
    assert isinstance(notice, ConversationsNotKept)
    assert "newer" in notice.reason
    store.append(store.create("for now").id, "hello")
    assert len(store.list("hello")) == 1
    store.close()
    assert file.read_bytes() == before


def test_where_nothing_can_be_written_the_program_works_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    store = Conversations(tmp_path / "data" / "conversations.sqlite3")
    (notice,) = store.notices
    assert isinstance(notice, ConversationsNotKept)
    talk = store.create("for now").id
    store.append(talk, "hello")
    assert len(store.messages(talk)) == 1
    store.close()


def test_a_locked_database_is_read_and_not_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = fill(file, 3)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        store = Conversations(file)
        (notice,) = store.notices
        assert isinstance(notice, ConversationsNotKept)
        assert len(store.messages(talk)) == 3
        store.append(talk, "only in memory")
        store.close()
    again = Conversations(file)
    assert len(again.messages(talk)) == 3
    again.close()


def test_a_write_the_disk_refuses_is_told_and_undone(file: Path) -> None:
    store = Conversations(file)
    talk = store.create("hello").id
    with store._reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(NotSaved) as caught:
        store.append(talk, "x" * 100_000)
    assert "full" in caught.value.reason
    assert caught.value.path == str(file)
    assert store.messages(talk) == ()
    store.append(talk, "short")
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be written over there")
def test_damage_that_shows_later_is_told_as_damage(file: Path) -> None:
    talk = fill(file, 200)
    store = Conversations(file)
    store.list()
    size = file.stat().st_size
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (size - 4096))
    with store._reading() as connection:
        connection.execute("PRAGMA shrink_memory")
    with pytest.raises(ConversationsDamaged):
        store.messages(talk)
    store.close()
    assert_begun_anew(file)


def test_rows_with_values_nobody_knows_are_still_shown(file: Path) -> None:
    talk = fill(file, 1)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "UPDATE message SET role = 'oracle', ending = 'fate', stats = 'x', text = x'c328'"
        )
        connection.execute('UPDATE conversation SET sampling = \'{"top_p": 0.5, "new": 1}\'')
        connection.commit()
    store = Conversations(file)
    (message,) = store.messages(talk)
    assert (message.role, message.ending, message.stats) == (
        Role.ASSISTANT,
        Ending.WRITING,
        None,
    )
    assert store.conversation(talk).sampling == Sampling(top_p=0.5)
    store.close()


def test_without_fts5_search_reads_the_text_and_the_index_catches_up_later(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(file, 2)
    with monkeypatch.context() as patch:
        missing = "CREATE VIRTUAL TABLE other USING no_such_module(text)"
        patch.setattr(search, "_TABLES", (missing,))
        store = Conversations(file)
        talk = store.create("q").id
        answer = store.begin_answer(talk, "tiny")
        store.write_answer(answer, "Photosynthesis")
        store.end_answer(answer, Ending.STOP, stats=AnswerStats())
        assert not store._indexed
        assert [one.id for one in store.list("synth")] == [talk]
        store.close()
    store = Conversations(file)
    assert [one.id for one in store.list("synth")] == [talk]
    assert store._indexed
    assert store.notices == ()
    store.close()


@given(
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=64))
    ),
    share=st.floats(0, 1),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_stops_the_program(
    tmp_path_factory: pytest.TempPathFactory,
    places: list[tuple[float, bytes]],
    share: float,
) -> None:
    file = tmp_path_factory.mktemp("damage") / "conversations.sqlite3"
    fill(file, 5)
    content = bytearray(file.read_bytes())
    for place, data in places:
        at = int(place * len(content))
        content[at : at + len(data)] = data
    file.write_bytes(content[: int(len(content) * share)])
    store = Conversations(file)
    store.notices  # noqa: B018  opening is what is tried
    try:
        store.list("once")
        store.append(store.create("hello").id, "hello")
    except (ConversationsDamaged, NotSaved):
        pass
    finally:
        store.close()
