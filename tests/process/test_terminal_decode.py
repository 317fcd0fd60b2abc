"""`snug decode`: a name taken apart, in a process of its own."""

from pathlib import Path

import pytest

from launcher.models.write import write_model
from tests.process.terminal import NUMBER, TEXT, TRUTH, WHOLE, Maybe, misfits, snug

DECODED = {
    "base": Maybe(TEXT),
    "version": Maybe(TEXT),
    "size_label": Maybe(TEXT),
    "params_total_b": Maybe(NUMBER),
    "params_active_b": Maybe(NUMBER),
    "params_effective_b": Maybe(NUMBER),
    "experts": Maybe(WHOLE),
    "finetune": [TEXT],
    "quant": Maybe(TEXT),
    "dynamic": TRUTH,
    "qat": TRUTH,
    "imatrix": Maybe(TRUTH),
    "shard": Maybe([Maybe(WHOLE)]),
    "split": TEXT,
    "role": TEXT,
    "parts": [{"text": TEXT, "start": WHOLE, "end": WHOLE, "meaning": TEXT}],
}
NAME = "UD-Q4_K_XL/gemma-4-26B-A4B-it-qat-UD-Q4_K_XL-00001-of-00002.gguf"
HEADER = {
    "name": Maybe(TEXT),
    "basename": Maybe(TEXT),
    "size_label": Maybe(TEXT),
    "finetune": Maybe(TEXT),
    "version": Maybe(TEXT),
    "file_type": Maybe(TEXT),
    "quantized_by": Maybe(TEXT),
    "imatrix": Maybe(TRUTH),
    "role": TEXT,
    "weights": Maybe(WHOLE),
}


@pytest.mark.parametrize("name", [NAME, "mmproj-F16.gguf", "", "x.gguf.a", "hf.co/u/y-8x7B-GGUF"])
def test_the_answer_has_the_keys_of_the_contract(name: str) -> None:
    call = snug("decode", name, "--json")
    assert (call.status, misfits(call.answer, DECODED)) == (0, [])


def test_a_name_is_taken_apart() -> None:
    answer = snug("decode", NAME, "--json").answer
    assert answer.pop("parts")[2] == {
        "text": "4",
        "start": 17,
        "end": 18,
        "meaning": "Version 4.",
    }
    assert answer == {
        "base": "gemma",
        "version": "4",
        "size_label": "26B-A4B",
        "params_total_b": 26,
        "params_active_b": 4,
        "params_effective_b": None,
        "experts": None,
        "finetune": ["it"],
        "quant": "Q4_K_XL",
        "dynamic": True,
        "qat": True,
        "imatrix": None,
        "shard": [1, 2],
        "split": "gguf-split",
        "role": "model",
    }


def test_the_repository_may_tell_what_the_file_does_not() -> None:
    words = ("decode", "gemma-3-4b-it-q4_0.gguf", "--json")
    assert snug(*words).answer["qat"] is False
    assert snug(*words, "--repo", "google/gemma-3-4b-it-qat-q4_0-gguf").answer["qat"] is True


def test_words_are_for_people_and_warnings_stand_below() -> None:
    call = snug("decode", "gemma-3-27B-it-qat-iq4_ks.gguf.part1of2")
    assert call.status == 0
    assert "Tuned to follow instructions." in call.out
    assert "Note: IQ4_KS: only the fork ik_llama.cpp loads this" in call.out
    assert "Note: A piece of a file" in call.out


def test_a_terminal_is_not_written_on_by_a_name() -> None:
    call = snug("decode", "x\u202e\x1b[31m-Q4_0.gguf")
    assert call.status == 0
    assert "\x1b" not in call.out
    assert "\u202e" not in call.out
    assert "\\u202e\\x1b[31m" in call.out


def test_the_header_outranks_the_name(tmp_path: Path) -> None:
    path = tmp_path / "x-7B-F16.gguf"
    write_model(path, "llama", quantization="Q8_0", name="Tiny")
    call = snug("decode", path.name, "--header", path, "--json")
    assert misfits(call.answer, DECODED | {"header": HEADER, "contradictions": [TEXT]}) == []
    assert call.answer["header"]["name"] == "Tiny"
    assert call.answer["header"]["file_type"] == "Q8_0"
    kind, size = call.answer["contradictions"]
    assert kind.startswith("Named F16, but ")
    assert kind.endswith(" % of its weights are Q8_0.")
    assert size.startswith("Named 7B, but it holds ")
    assert "Note: Named F16" in snug("decode", path.name, "--header", path).out


def test_a_header_that_is_not_there_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    call = snug("decode", "x.gguf", "--header", tmp_path / "none.gguf", "--json")
    assert (call.status, call.out) == (1, "")
    assert call.err.strip()
