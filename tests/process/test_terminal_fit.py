"""`snug fit` in a process of its own, with the engine's dry run behind it."""

from pathlib import Path
from typing import Any

import pytest

from launcher.models.write import write_model
from tests.fakes.hub import FakeHub
from tests.process.terminal import NUMBER, TEXT, TRUTH, WHOLE, Call, Maybe, misfits, snug

FIT = {
    "context": {"asked": WHOLE, "granted": WHOLE, "trained": Maybe(WHOLE)},
    "largest_context": Maybe(WHOLE),
    "plan": {
        "context": WHOLE,
        "gpu_layers": WHOLE,
        "kv_type_k": TEXT,
        "kv_type_v": TEXT,
        "flash_attention": TEXT,
        "batch": WHOLE,
        "micro_batch": WHOLE,
        "parallel": WHOLE,
        "cpu_moe": WHOLE,
        "load": TEXT,
        "split": [NUMBER],
        "main_gpu": Maybe(WHOLE),
        "unified": TRUTH,
        "kv_on_gpu": TRUTH,
        "repack": TRUTH,
        "swa_full": TRUTH,
        "mtp": TRUTH,
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


def test_what_fits_here_is_the_engines_own(test_data: Path) -> None:
    answer = answered(snug("fit", test_data / "stories260K.gguf", "--json"))
    assert answer["basis"] == "engine"
    assert answer["context"]["trained"] == answer["largest_context"] == 512
    assert (answer["plan"]["fit"], answer["plan"]["context"]) == ("fits", 512)
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
    assert (answer["largest_context"], answer["plan"]["context"]) == (2048, 10_000)
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
    assert "Longest context that fits: 2,048 tokens, what it was trained for" in call.out
    assert "It does not fit." in call.out
    assert "missing" in call.out
    assert "KV cache in q8_0" in call.out


def test_an_impossible_choice_is_a_sentence_and_status_two(model: Path) -> None:
    call = snug("fit", model, "--context", "1", "--json")
    assert (call.status, call.out) == (2, "")
    assert call.err.count("\n") == 1
