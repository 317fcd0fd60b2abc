"""`snug fit` in a process of its own, with the engine's dry run behind it."""

from pathlib import Path
from typing import Any

import pytest

from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.wire import header_bytes
from launcher.models.write import write_model
from tests.fakes.hub import FakeHub
from tests.fakes.mmproj import pictures
from tests.process.terminal import CHOICES, NUMBER, TEXT, WHOLE, Call, Maybe, misfits, snug

FIT = {
    "context": {"asked": WHOLE, "granted": WHOLE, "trained": Maybe(WHOLE)},
    "largest_context": Maybe(WHOLE),
    "plan": {
        **CHOICES,
        "threads": Maybe(WHOLE),
        "fit": TEXT,
        "steps": [{"what": TEXT, "why": TEXT}],
    },
    "concessions": [
        {
            "what": TEXT,
            "gains_tokens": WHOLE,
            "largest_context": WHOLE,
            "quality": Maybe(TEXT),
            "speed": Maybe(TEXT),
            "speed_share": Maybe(NUMBER),
            "basis": TEXT,
        }
    ],
    "basis": TEXT,
    "notes": [TEXT],
    "imagined": Maybe(TEXT),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "tiny-Q8_0.gguf"
    write_model(path, "qwen3moe", quantization="Q8_0", layers=4)
    return path


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch: pytest.MonkeyPatch, snug_home: Path) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "passive")
    (snug_home / "settings").mkdir()
    (snug_home / "settings" / "settings.json").write_text('{"threads": 1}')


def answered(call: Call) -> dict[str, Any]:
    assert (call.status, call.err) == (0, ""), call
    assert misfits(call.answer, FIT) == []
    return call.answer


def test_what_fits_here_is_the_engines_own() -> None:
    answer = answered(snug("fit", "guide", "--json"))
    assert answer["basis"] == "engine"
    assert answer["context"]["trained"] == answer["largest_context"] == 1024
    assert (answer["plan"]["fit"], answer["plan"]["context"]) == ("fits", 1024)
    assert answer["concessions"] == []


def test_a_generated_model_is_told_the_same_here_and_before_the_download(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeHub() as hub:
        hub.add_repo("someone/tiny-GGUF", {model.name: model})
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
        here = answered(snug("fit", model, "--json"))
        there = answered(snug("fit", f"hf:someone/tiny-GGUF/{model.name}", "--json"))
    assert here["basis"] == there["basis"] == "engine"
    assert here["largest_context"] == there["largest_context"] == 2048
    assert here["plan"]["gpu_layers"] == there["plan"]["gpu_layers"]


def test_a_context_beyond_the_trained_one_may_be_asked_and_is_not_shortened(model: Path) -> None:
    answer = answered(snug("fit", model, "--context", "10000", "--json"))
    assert answer["context"] == {"asked": 10_000, "granted": 10_240, "trained": 2048}
    assert answer["plan"]["context"] == 10_000
    assert answer["largest_context"] > 10_240  # as far as memory reaches, once more was asked
    assert "trained to 2,048" in answer["plan"]["steps"][0]["what"]


def test_an_imagined_machine_has_a_plan_by_arithmetic(model: Path) -> None:
    answer = answered(snug("fit", model, "--ram", 16, "--gpu", "RTX 4070", "--json"))
    assert (answer["basis"], answer["plan"]["fit"]) == ("arithmetic", "fits")
    assert answer["plan"]["gpu_layers"] == 5
    assert "RTX 4070" in answer["plan"]["steps"][0]["what"]


def test_a_longer_context_than_memory_has_prices(model: Path) -> None:
    words = ("--ram", "2", "--context", "4M", "--json")
    answer = answered(snug("fit", model, *words))
    assert answer["plan"]["fit"] == "too_big"
    assert answer["plan"]["context"] == 4 << 20
    assert [one["what"] for one in answer["concessions"]][:1] == ["KV cache in q8_0"]
    assert all(one["gains_tokens"] > 0 for one in answer["concessions"])


def test_people_read_lengths_steps_and_prices(model: Path) -> None:
    call = snug("fit", model, "--ram", "2", "--context", "4M")
    assert (call.status, call.err) == (0, ""), call
    assert "Longest context that fits: 522,496 tokens (asked 4,194,304" in call.out
    assert "It does not fit." in call.out
    assert "missing" in call.out
    assert "KV cache in q8_0" in call.out


def test_an_impossible_choice_is_a_sentence_and_status_two(model: Path) -> None:
    call = snug("fit", model, "--context", "1", "--json")
    assert (call.status, call.out) == (2, "")
    assert call.err.count("\n") == 1


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound header without a number that the engine cannot do without."""
    path = tmp_path_factory.mktemp("models") / "no-epsilon.gguf"
    write_model(path, "llama")
    facts = read_facts(path)
    kept = {key: value for key, value in facts.metadata.items() if "epsilon" not in key}
    data = header_bytes(kept, facts.tensors, kinds=facts.kinds, alignment=facts.alignment)
    path.write_bytes(data + bytes(facts.weight_bytes + 4096))
    return path


@pytest.mark.parametrize("command", ["fit", "estimate"])
def test_arithmetic_in_the_engines_place_says_why_and_names_the_persons_file(
    damaged: Path, command: str
) -> None:
    (note,) = snug(command, damaged, "--json").answer["notes"]
    assert "no-epsilon.gguf could not be loaded: key not found in model: llama." in note
    assert note in snug(command, damaged).out


def test_a_refused_file_is_called_as_the_person_calls_it(tmp_path: Path) -> None:
    path = tmp_path / "eyes.gguf"
    write_slim(pictures(layers=3), path)
    for command in ("fit", "estimate"):
        call = snug(command, path)
        assert (call.status, call.out) == (1, "")
        assert "plans" not in call.err
        assert "/eyes.gguf lets a model see pictures" in call.err.replace("\\", "/")


@pytest.mark.parametrize("command", ["fit", "estimate"])
def test_a_model_trained_for_less_than_a_context_can_be_is_given_the_least(
    tmp_path: Path, command: str
) -> None:
    path = tmp_path / "short.gguf"
    write_model(path, "llama", context=128)
    answer = snug(command, path, "--json").answer
    assert answer["context"] == {"asked": 256, "granted": 256, "trained": 128}
    assert answer.get("largest_context", 256) == 256
    refused = snug(command, path, "--context", "100")
    assert (refused.status, refused.out) == (2, "")


def test_chat_takes_any_part_of_a_split_model(tmp_path: Path) -> None:
    first, second, _third = write_model(
        tmp_path / "parts.gguf", "llama", layers=4, shards=3, context=128
    )
    words = ("--prompt", "hi", "--max-tokens", "2", "--seed", "1", "--temperature", "0", "--json")
    said = [snug("chat", part, *words).answer["text"] for part in (first, second)]
    assert said[0] == said[1]
