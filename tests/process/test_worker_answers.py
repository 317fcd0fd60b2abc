from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.errors import ContextOverflow, EngineBusy, NoModelLoaded, OutOfRange, TemplateFailed
from launcher.protocol.messages import Delta, DrawParameters, Progress, Turn
from launcher.runtime.session import Session
from tests.process.asking import GREEDY, QUESTION, parameters, said
from tests.process.conftest import MakeModel

STORY = ", there was a little girl named Lily. She loved to play outside in the park."


@pytest.fixture(scope="module")
def storyteller(test_data: Path) -> Iterator[Session]:
    made = Session()
    made.load(test_data / "stories260K-chat.gguf", parameters())
    yield made
    made.close()


def test_the_answer_is_coherent_english(storyteller: Session) -> None:
    assert said(storyteller).startswith(STORY)


def test_the_same_seed_draws_the_same_words(storyteller: Session) -> None:
    first = said(storyteller, temperature=0.9, seed=7)
    assert said(storyteller, temperature=0.9, seed=7) == first
    assert said(storyteller, temperature=0.9, seed=8) != first


def test_counts_and_times_are_told(storyteller: Session) -> None:
    told: list[Progress] = []
    done = storyteller.generate(QUESTION, GREEDY, None, told.append)
    assert (done.reason, done.answer_tokens) == ("length", 48)
    assert done.prompt_tokens == storyteller.count(QUESTION) == told[-1].total == told[-1].done
    assert done.context_used == done.prompt_tokens + 47
    assert done.context_granted == 512
    assert done.first_token > 0
    assert done.answer_seconds > 0


def test_a_second_question_reads_only_what_is_new(session: Session, tiny: MakeModel) -> None:
    session.load(tiny("qwen3"), parameters())
    pieces: list[str] = []
    first = session.generate(QUESTION, GREEDY, lambda delta: pieces.append(delta.text))
    talk = (
        *QUESTION,
        Turn(role="assistant", text="".join(pieces)),
        Turn(role="user", text="and then"),
    )
    second = session.generate(talk, GREEDY)
    assert second.reused_tokens >= first.prompt_tokens
    assert second.reused_tokens < second.prompt_tokens


def test_asking_again_reads_one_token_again(storyteller: Session) -> None:
    said(storyteller)
    done = storyteller.generate(QUESTION, GREEDY)
    assert done.reused_tokens == done.prompt_tokens - 1


@pytest.mark.parametrize("architecture", ["llama", "gemma3", "mamba", "granitehybrid", "lfm2"])
def test_what_is_kept_gives_the_same_text_as_reading_anew(
    session: Session, tiny: MakeModel, architecture: str
) -> None:
    path = tiny(architecture, layers=4, seed=3)
    session.load(path, parameters(context=1024))
    long = Turn(role="user", text="the sky and the moon " * 60)
    short = said(session, (long, Turn(role="user", text="why")))
    other = said(session, (long, Turn(role="user", text="under the tree")))
    again = said(session, (long, Turn(role="user", text="why")))
    session.load(path, parameters(context=1024))
    assert said(session, (long, Turn(role="user", text="under the tree"))) == other
    assert again == short


def test_a_stop_word_ends_the_answer_and_is_not_shown(storyteller: Session) -> None:
    pieces: list[str] = []
    done = storyteller.generate(
        QUESTION, GREEDY, lambda delta: pieces.append(delta.text), stop=(" Lily",)
    )
    assert done.reason == "stop"
    assert "".join(pieces) == ", there was a little girl named"


def test_a_full_context_ends_the_answer_and_keeps_it(storyteller: Session) -> None:
    pieces: list[str] = []
    done = storyteller.generate(
        (Turn(role="user", text="Lily and Tom went to the park. " * 40),),
        DrawParameters(temperature=0),
        lambda delta: pieces.append(delta.text),
    )
    assert done.reason in ("context", "stop")
    if done.reason == "context":
        assert done.context_used == done.context_granted
    assert "".join(pieces)


def test_a_conversation_too_long_says_by_how_much(storyteller: Session) -> None:
    long = (Turn(role="user", text="Lily and Tom went to the park. " * 200),)
    with pytest.raises(ContextOverflow) as caught:
        storyteller.generate(long, GREEDY)
    assert caught.value.tokens == storyteller.count(long)
    assert caught.value.granted == 512


def test_pieces_come_at_most_forty_times_a_second(storyteller: Session) -> None:
    pieces: list[Delta] = []
    done = storyteller.generate(
        QUESTION, DrawParameters(temperature=0, max_tokens=300), pieces.append
    )
    seconds = done.answer_seconds
    assert len(pieces) <= seconds * 40 + 2
    assert pieces[0].tokens == 1


def test_impossible_draws_are_refused(storyteller: Session) -> None:
    with pytest.raises(OutOfRange):
        storyteller.generate(QUESTION, DrawParameters(max_tokens=-1))


def test_two_answers_at_once_are_refused(storyteller: Session) -> None:
    def ask_again(_delta: Delta) -> None:
        with pytest.raises(EngineBusy):
            storyteller.count(QUESTION)
        with pytest.raises(EngineBusy):
            storyteller.generate(QUESTION, GREEDY)

    assert storyteller.generate(QUESTION, GREEDY, ask_again).reason == "length"


def test_a_callback_that_fails_leaves_the_worker_usable(storyteller: Session) -> None:
    def fail(_delta: Delta) -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        storyteller.generate(QUESTION, DrawParameters(temperature=0), fail)
    assert said(storyteller).startswith(STORY)


def test_without_a_model_there_is_no_answer(own_session: Session) -> None:
    with pytest.raises(NoModelLoaded):
        own_session.generate(QUESTION, GREEDY)


def test_a_model_without_a_template_talks_in_chatml(session: Session, tiny: MakeModel) -> None:
    loaded = session.load(tiny("llama", chat_template=None), parameters())
    assert (loaded.template, loaded.template_note) == ("chatml", "")
    assert session.generate(QUESTION, GREEDY).answer_tokens > 0


def test_a_model_with_a_broken_template_loads_and_says_so_when_asked(
    session: Session, tiny: MakeModel
) -> None:
    loaded = session.load(tiny("llama", chat_template="{% for %}"), parameters())
    assert loaded.template == "model"
    assert "TemplateSyntaxError" in loaded.template_note
    with pytest.raises(TemplateFailed) as caught:
        session.generate(QUESTION, GREEDY)
    assert "TemplateSyntaxError" in caught.value.detail


def test_unloading_gives_the_model_back(session: Session, tiny: MakeModel) -> None:
    session.load(tiny("llama"), parameters())
    session.unload()
    assert session.loaded is None
    with pytest.raises(NoModelLoaded):
        session.generate(QUESTION, GREEDY)
