"""The model that ships with the program, in a terminal: a fresh home, no network."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from launcher.models.guide import required_guide
from tests.process.terminal import Call, snug

DEAD_HUB = {"SNUG_HUB_ENDPOINT": "http://127.0.0.1:9"}


def answer(call: Call) -> dict[str, Any]:
    assert (call.status, call.err) == (0, ""), call
    return call.answer


def test_it_answers_at_once_and_the_same_every_time() -> None:
    words = ("chat", "guide", "--prompt", "what is a kv cache", "--json")
    first, second = (answer(snug(*words, **DEAD_HUB)) for _ in range(2))
    assert first["reason"] == "stop"
    assert first["context"]["granted"] == 1024
    assert "keys and values" in first["text"] or "working memory" in first["text"]
    assert first["text"] == second["text"]


def test_it_is_listed_first_with_its_true_size() -> None:
    listed = answer(snug("list", "--json"))["models"][0]
    path = required_guide()
    assert (listed["path"], listed["size"]) == (str(path), path.stat().st_size)
    assert (listed["origin"], listed["verified"]) == ("built-in", True)
    assert listed["quantization"] == "F16"
    assert "snug chat guide" in snug("list").out


def test_it_is_not_deleted_and_hiding_is_offered() -> None:
    for words in (("guide",), (required_guide(),)):
        call = snug("delete", *words, "--yes")
        assert (call.status, call.out) == (1, "")
        assert "part of the program" in call.err
        assert "Hide it" in call.err
    assert required_guide().is_file()


def test_it_stands_wherever_a_file_is_asked_for() -> None:
    told = answer(snug("inspect", "guide", "--json"))
    assert (told["name"], told["context_length"]) == ("Snug's little guide", 1024)
    assert told["size"] == required_guide().stat().st_size
    planned = answer(snug("estimate", "guide", "--json"))
    assert planned["context"] == {"asked": 1024, "granted": 1024, "trained": 1024}
    assert answer(snug("fit", "guide", "--json"))["largest_context"] == 1024
    assert answer(snug("import", "guide", "--json"))["models"][0]["origin"] == "built-in"


def test_another_quantization_of_it_is_made_where_one_asks_and_is_greedy_too(
    tmp_path: Path,
) -> None:
    made = tmp_path / "small.gguf"
    assert snug("quantize", "guide", "Q8_0", "--output", made).status == 0
    words = ("--prompt", "What is a KV cache?", "--json")
    first, second = (answer(snug("chat", made, *words))["text"] for _ in range(2))
    assert first == second
    assert "keys and values" in first or "working memory" in first


@pytest.mark.parametrize("name", ["guide", "little.gguf"])
def test_a_file_of_ones_own_is_meant_by_its_path(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("not a model")
    call = snug("inspect", tmp_path / name)
    assert call.status == 1
    assert "not a model" in call.err


def test_hidden_it_is_not_listed_and_still_answers_by_its_name(snug_home: Path) -> None:
    settings = snug_home / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"guide_hidden": true}', "utf-8")
    assert answer(snug("list", "--json"))["models"] == []
    assert answer(snug("inspect", "guide", "--json"))["name"] == "Snug's little guide"


def test_the_self_test_asks_it_a_question_and_checks_the_answer() -> None:
    checks = {check["name"]: check for check in answer(snug("self-test", "--json"))["checks"]}
    assert checks["model"]["detail"].startswith("Snug's little guide, ")
    assert checks["answer"]["ok"]
    assert "What is a KV cache?" in checks["answer"]["detail"]


def test_a_context_it_was_not_trained_for_is_given_with_a_word_of_warning() -> None:
    call = snug("chat", "guide", "--context", 2048, "--prompt", "Hello", "--json")
    assert call.status == 0
    assert call.answer["context"]["granted"] == 2048
    assert "2,048 tokens" in call.err
    assert "trained for 1,024" in call.err


def test_a_conversation_longer_than_its_context_is_refused_with_what_helps() -> None:
    call = snug("chat", "guide", "--prompt", "What is a KV cache? " * 300)
    assert (call.status, call.out) == (1, "")
    assert "the context holds 1,024" in call.err
    assert "a model with a longer context" in call.err


def test_line_by_line_a_conversation_too_long_is_begun_anew_in_the_same_session() -> None:
    long, hopeless = "What is a KV cache? " * 40, "What is a KV cache? " * 300
    lines = [long] * 6 + [hopeless, "What is a KV cache?"]
    call = snug("chat", "guide", "--json", stdin="\n".join(lines))
    assert call.status == 0, call.err
    assert len(call.events) == len(lines) - 1
    assert "A new conversation begins with this message." in call.err
    assert call.err.count("too long for one message") == 1
    prompts = [event["tokens"]["prompt"] for event in call.events]
    assert any(later <= before for before, later in itertools.pairwise(prompts))
    assert prompts[-1] < min(prompts[:-1])


def test_adding_it_says_that_it_is_built_in_and_a_hidden_one_can_be_taken_off_again(
    snug_home: Path,
) -> None:
    assert snug("import", "guide").out.startswith("Built in")
    settings = snug_home / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"guide_hidden": true}', "utf-8")
    assert snug("import", "guide").out.startswith("Added")
    assert answer(snug("list", "--json"))["models"][0]["origin"] == "imported"
    assert "stays where it is" in snug("delete", "guide", "--yes").out
    assert answer(snug("list", "--json"))["models"] == []
    assert required_guide().is_file()
