import pytest

from launcher.actions.ask import answer
from launcher.actions.load import load
from launcher.actions.machine import look
from launcher.actions.self_test import self_test_checks
from launcher.chat.values import Ending, Role, Sampling
from launcher.errors import NoModelLoaded
from launcher.memory.choices import Choices
from launcher.models.write import write_model


def nothing(_: object) -> None:
    """Hears and does nothing."""


@pytest.fixture
def loaded(parts, tmp_path):
    """The program with a small model in memory."""
    path = tmp_path / "small.gguf"
    write_model(path, "llama")
    choices = Choices(context=512, gpu_layers=0, threads=1)
    load(parts, path, choices, look(parts), nothing)
    return parts


def test_an_answer_is_kept_as_it_was_streamed(loaded):
    talk = loaded.conversations.create(
        "Hello", sampling=Sampling(temperature=0.0, max_tokens=12, seed=1)
    )
    loaded.conversations.append(talk.id, "Hello")
    heard: list[str] = []
    stats = answer(
        loaded, talk.id, model="small", on_begin=nothing, on_text=heard.append, on_progress=nothing
    )
    last = loaded.conversations.messages(talk.id)[-1]
    assert last.role is Role.ASSISTANT
    assert last.text == "".join(heard)
    assert last.ending is Ending.LENGTH
    assert last.stats == stats
    assert stats.answer_tokens == 12
    assert stats.context_granted >= 512


def test_a_failure_is_kept_with_its_sentence(parts):
    talk = parts.conversations.create("Hello")
    parts.conversations.append(talk.id, "Hello")
    with pytest.raises(NoModelLoaded):
        answer(
            parts, talk.id, model="none", on_begin=nothing, on_text=nothing, on_progress=nothing
        )
    last = parts.conversations.messages(talk.id)[-1]
    assert last.ending is Ending.FAILED
    assert last.failure


def test_the_self_test_passes_here(parts):
    checks = list(self_test_checks(parts))
    assert [check.name for check in checks] == [
        "package",
        "imports",
        "resources",
        "folders",
        "worker",
        "engine modules",
        "model",
        "dry run",
        "answer",
    ]
    assert all(check.ok for check in checks), checks


def test_a_failing_check_does_not_keep_the_others_from_running(parts, monkeypatch):
    monkeypatch.setattr("launcher.actions.self_test.MODULES", ("no_such_module_at_all",))
    checks = list(self_test_checks(parts))
    assert [check.name for check in checks if not check.ok] == ["imports"]
    assert "no_such_module_at_all" in checks[1].detail
    assert checks[-1].name == "answer"
