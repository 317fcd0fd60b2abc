import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.chat.rows import TITLE_LENGTH, clean, title_of
from launcher.chat.store import Conversations
from launcher.chat.values import AnswerStats, Ending, Message, Role, Sampling
from launcher.errors import ConversationGone

STATS = AnswerStats(prompt_tokens=12, answer_tokens=34, first_token=0.25, answer_speed=47.5)
SAMPLING = Sampling(temperature=0.1, max_tokens=64, seed=7)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite3"


@pytest.fixture
def store(file: Path) -> Iterator[Conversations]:
    conversations = Conversations(file)
    yield conversations
    conversations.close()


def texts(store: Conversations, talk: int) -> list[str]:
    return [message.text for message in store.messages(talk)]


def asked_and_answered(store: Conversations, *pairs: tuple[str, str]) -> int:
    talk = store.create(pairs[0][0]).id
    for question, answer in pairs:
        store.append(talk, question)
        message = store.begin_answer(talk, "tiny")
        store.write_answer(message, answer)
        store.end_answer(message, Ending.STOP, stats=STATS)
    return talk


def test_nothing_is_opened_until_it_is_needed(file: Path) -> None:
    Conversations(file).close()
    assert not file.exists()


def test_a_conversation_is_there_after_a_restart(file: Path, store: Conversations) -> None:
    talk = store.create("Hello there", system="Be brief.", sampling=SAMPLING)
    store.append(talk.id, "Hello there")
    answer = store.begin_answer(talk.id, "tiny-Q4_K_M")
    store.write_answer(answer, "Hel")
    store.write_answer(answer, "Hello.")
    store.end_answer(answer, Ending.LENGTH, stats=STATS)
    store.close()
    again = Conversations(file)
    (found,) = again.list()
    assert found == again.conversation(talk.id)
    assert (found.title, found.system, found.sampling) == ("Hello there", "Be brief.", SAMPLING)
    assert found.changed >= found.created == talk.created
    question, reply = again.messages(talk.id)
    assert (question.role, question.text, question.ending) == (Role.USER, "Hello there", None)
    assert reply == Message(
        id=answer,
        role=Role.ASSISTANT,
        text="Hello.",
        ending=Ending.LENGTH,
        stats=STATS,
        model="tiny-Q4_K_M",
    )
    again.close()


def test_an_answer_is_being_written_until_it_ends(store: Conversations) -> None:
    talk = store.create("Hi").id
    answer = store.begin_answer(talk, "tiny")
    assert store.messages(talk)[0].ending is Ending.WRITING
    store.end_answer(answer, Ending.FAILED, failure="The engine crashed.")
    failed = store.messages(talk)[0]
    assert (failed.ending, failed.failure) == (Ending.FAILED, "The engine crashed.")


def test_the_newest_conversation_comes_first(store: Conversations) -> None:
    first, second = store.create("first").id, store.create("second").id
    assert [one.id for one in store.list()] == [second, first]
    store.append(first, "again")
    assert [one.id for one in store.list()] == [first, second]


def test_an_edited_message_and_what_followed_are_out_of_sight_and_not_lost(
    store: Conversations, file: Path
) -> None:
    talk = asked_and_answered(store, ("one", "1"), ("two", "2"), ("three", "3"))
    second = store.messages(talk)[2]
    fresh = store.edit(second.id, "two, but better")
    assert texts(store, talk) == ["one", "1", "two, but better"]
    assert store.messages(talk)[2].id == fresh
    assert store.messages(talk)[2].role is Role.USER
    assert rows(store) == 7


def test_an_answer_asked_for_again_is_superseded(store: Conversations) -> None:
    talk = asked_and_answered(store, ("one", "1"))
    store.supersede(store.messages(talk)[1].id)
    assert texts(store, talk) == ["one"]
    store.begin_answer(talk, "other")
    assert [message.model for message in store.messages(talk)] == [None, "other"]
    assert rows(store) == 3


def rows(store: Conversations) -> int:
    with store._reading() as connection:
        count: int = connection.execute("SELECT count(*) FROM message").fetchone()[0]
    return count


def test_a_deleted_conversation_comes_back_whole(store: Conversations) -> None:
    talk = asked_and_answered(store, ("one", "1"), ("two", "2"))
    store.edit(store.messages(talk)[2].id, "two!")
    before = store.conversation(talk), store.messages(talk)
    deleted = store.delete(talk)
    assert store.list() == ()
    assert store.list("two") == ()
    with pytest.raises(ConversationGone):
        store.conversation(talk)
    assert store.restore(deleted) == talk
    assert (store.conversation(talk), store.messages(talk)) == before
    assert [one.id for one in store.list("two")] == [talk]


def test_what_was_deleted_is_erased_from_the_disk_when_the_file_is_closed(
    store: Conversations, file: Path
) -> None:
    talk = asked_and_answered(store, ("the secret of Rapunzel", "it is her hair"))
    asked_and_answered(store, ("another", "one"))
    deleted = store.delete(talk)
    store.close()
    on_disk = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert b"Rapunzel" not in on_disk
    assert b"her hair" not in on_disk
    with pytest.raises(ConversationGone):
        store.restore(deleted)
    assert len(store.list()) == 1


def test_an_answer_may_end_after_its_conversation_was_deleted(store: Conversations) -> None:
    talk = store.create("Hi").id
    answer = store.begin_answer(talk, "tiny")
    deleted = store.delete(talk)
    store.write_answer(answer, "still writing")
    store.end_answer(answer, Ending.CANCELLED)
    store.restore(deleted)
    assert texts(store, talk) == ["still writing"]


def test_what_is_not_there_is_said_to_be_gone(store: Conversations) -> None:
    for call in (
        lambda: store.conversation(9),
        lambda: store.append(9, "x"),
        lambda: store.begin_answer(9, "x"),
        lambda: store.rename(9, "x"),
        lambda: store.delete(9),
        lambda: store.edit(9, "x"),
        lambda: store.supersede(9),
    ):
        with pytest.raises(ConversationGone):
            call()
    assert store.messages(9) == ()
    assert rows(store) == 0


def test_title_system_prompt_and_sampling_can_be_changed(store: Conversations) -> None:
    talk = store.create("Hi").id
    store.rename(talk, "  A better\n name ")
    store.set_system(talk, "Rhyme.")
    store.set_sampling(talk, SAMPLING)
    found = store.conversation(talk)
    assert (found.title, found.system, found.sampling) == ("A better name", "Rhyme.", SAMPLING)


def test_a_conversation_without_a_name_is_named_after_its_first_message(
    store: Conversations,
) -> None:
    talk = store.create().id
    store.append(talk, "\n\n  What is a   quine?\nIn short.")
    assert store.conversation(talk).title == "What is a quine?"
    store.append(talk, "Another")
    assert store.conversation(talk).title == "What is a quine?"


def test_a_long_title_is_cut_at_a_words_end() -> None:
    title = title_of("Explain the difference between attention and recurrence in some detail")
    assert title == "Explain the difference between attention and recurrence in…"
    assert title_of("x" * 80) == "x" * 59 + "…"


@given(st.text(st.characters(), max_size=300))
def test_any_text_gives_a_title_of_one_line(text: str) -> None:
    title = title_of(text)
    assert len(title) <= TITLE_LENGTH
    assert len(title.splitlines()) <= 1
    title.encode()


def test_halves_of_characters_are_joined_or_replaced(store: Conversations) -> None:
    talk = store.create("a \ud83d\ude00").id
    store.append(talk, "joined \ud83d\ude00, alone \ud83d, zero \0 after")
    answer = store.begin_answer(talk, "m\udcff")
    store.write_answer(answer, "\udc00")
    assert texts(store, talk) == ["joined 😀, alone \ufffd, zero \0 after", "\ufffd"]
    assert store.conversation(talk).title == "a 😀"
    store.list("\ud83d")


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_always_be_stored(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


def test_search_finds_titles_and_messages_by_parts_of_words(store: Conversations) -> None:
    bread = asked_and_answered(store, ("How do I bake bread?", "Knead the dough, then wait."))
    tokyo = asked_and_answered(store, ("東京の天気は", "Der Straßenbahnfahrer sagt: heiter."))
    store.rename(tokyo, "Weather")

    def found(query: str) -> set[int]:
        return {talk.id for talk in store.list(query)}

    assert found("") == found("   ") == {bread, tokyo}
    assert found("nead") == {bread}
    assert found("DOUGH bake") == {bread}
    assert found("dough weather") == set()
    assert found("weath") == {tokyo}
    assert found("京の") == {tokyo}
    assert found("天気は") == {tokyo}
    assert found("bahnfahrer") == {tokyo}
    assert found("wait.") == {bread}
    assert found("doughy") == set()
    assert found("ough, t") == {bread}


@pytest.mark.parametrize(
    "query", ['"', '"""', "a OR b", "NEAR(", "*", "-", "%", "_", "\0abc", "'"]
)
def test_any_query_is_only_words(store: Conversations, query: str) -> None:
    talk = asked_and_answered(store, (f"it says {query} here", "yes"))
    asked_and_answered(store, ("other", "words"))
    assert talk in {one.id for one in store.list(query)}


def test_search_forgets_what_is_out_of_sight(store: Conversations) -> None:
    talk = asked_and_answered(store, ("first question", "wrong answer"))
    store.supersede(store.messages(talk)[1].id)
    assert store.list("wrong") == ()
    store.edit(store.messages(talk)[0].id, "second question")
    store.rename(talk, "t")
    assert store.list("first") == ()
    assert len(store.list("second")) == 1


def test_search_finds_an_answer_that_is_still_being_written(store: Conversations) -> None:
    talk = store.create("q").id
    answer = store.begin_answer(talk, "tiny")
    store.write_answer(answer, "photosynthesis")
    assert len(store.list("synth")) == 1
    store.end_answer(answer, Ending.STOP)
    assert len(store.list("synth")) == 1
    store.end_answer(answer, Ending.STOP)
    store.write_answer(answer, "something else")
    assert store.list("synth") == ()
    assert len(store.list("something")) == 1


def test_threads_share_the_store_and_lose_nothing(store: Conversations) -> None:
    talk = store.create("q").id
    failures: list[BaseException] = []

    def stream() -> None:
        try:
            for number in range(20):
                answer = store.begin_answer(talk, "tiny")
                for length in range(10):
                    store.write_answer(answer, f"{number} " * length)
                store.end_answer(answer, Ending.STOP, stats=STATS)
        except BaseException as error:
            failures.append(error)
            raise

    def read_and_write() -> None:
        try:
            for number in range(50):
                store.append(talk, f"question {number}")
                store.messages(talk)
                store.list("question")
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work) for work in (stream, read_and_write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = store.messages(talk)
    assert [m.text for m in found if m.role is Role.USER] == [f"question {n}" for n in range(50)]
    assert [m.text for m in found if m.role is Role.ASSISTANT] == [f"{n} " * 9 for n in range(20)]


def test_two_programs_may_use_the_file_at_once(file: Path, store: Conversations) -> None:
    other = Conversations(file)
    talk = store.create("mine").id
    other.append(talk, "yours")
    store.append(talk, "mine again")
    assert texts(other, talk) == ["yours", "mine again"]
    other.close()
    assert store.notices == other.notices == ()


def test_two_thousand_messages_are_read_in_order(store: Conversations) -> None:
    talk = store.create("long").id
    for number in range(1000):
        store.append(talk, f"question {number}")
        store.end_answer(store.begin_answer(talk, "tiny"), Ending.STOP, stats=STATS)
    found = store.messages(talk)
    assert len(found) == 2000
    assert [message.id for message in found] == sorted(message.id for message in found)
