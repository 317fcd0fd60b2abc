import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.models.names import DecodedName, decode_name, notes, plain_sentence, visible

RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "model-names.json"
NAMES = [entry["name"] for entry in json.loads(RECORDED.read_text(encoding="utf-8"))]
SEPARATORS = set("-_./\\: ")
KINDS = {
    *("maker", "base", "version", "date", "size", "finetune", "quantization", "dynamic", "qat"),
    *("imatrix", "shard", "split", "role", "folder", "ending", "unknown"),
}
PIECES = [
    *("Q4_K_M", "UD-", "8x7B", "A3B", "17B-16E", "Qwen3", "v0.3", "2507", "12-2024", "1_5b"),
    *("-", "_", ".", "/", ":", "\\", " ", ".gguf", "gguf", ".part1of2", "-00001-of-00002"),
    *("hf.co/", "mmproj", "i1", "E4B", "gemma", "google_", "openai.", ".gguf.a", "_-_", "1B-7B"),
    *("😀", "\u202e", "\u0663", "²", "ſ", "\u212a", "ß", "İ", "\ud800", "\x00", "\n"),
]
LONG = 10_000  # characters
AT_ONCE = 1.0  # seconds of the processor, where a few hundredths are usual


def require_whole(name: DecodedName) -> None:
    """The parts are the text's own, in order, and only separators lie between them."""
    at = 0
    for part in name.parts:
        assert at <= part.start < part.end
        assert name.text[part.start : part.end] == part.text
        assert set(name.text[at : part.start]) <= SEPARATORS
        assert part.kind in KINDS
        assert part.meaning.endswith(".")
        at = part.end
    assert set(name.text[at:]) <= SEPARATORS


@pytest.mark.parametrize("text", NAMES)
def test_the_parts_of_a_name_are_the_whole_name(text: str) -> None:
    require_whole(decode_name(text))


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_pieces_make_a_name_its_parts_are_the_whole_of_it(text: str) -> None:
    name = decode_name(text)
    require_whole(name)
    assert plain_sentence(name).endswith(".")
    assert all(note.endswith(".") for note in notes(name))


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_decoded(text: str) -> None:
    require_whole(decode_name(text, repo=text))


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "1", "-", "/", "a-", "1_", "1.", "8x", "Q4_", "Q4_K_M-", "7B-", "A1B-", "UD-"),
        *("a/", "hf.co/", ".part1of2", "gemma-4-31b-assist", "00001-of-00002-", "Qwen3-"),
        *("google_", "😀", "\u202e", "v1.", "12-2024-", "1b-a1b-", "i1-", "IQ1_S_"),
    ],
)
def test_ten_thousand_characters_are_decoded_at_once(piece: str) -> None:
    began = process_time()
    require_whole(decode_name(piece * (LONG // len(piece))))
    assert process_time() - began < AT_ONCE


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "bartowski/google_gemma-3-12b-it-qat-GGUF:Q4_K_M",
            "maker maker base version size finetune qat ending quantization",
        ),
        (
            "UD-Q4_K_XL/Qwen3-30B-A3B-Instruct-2507-UD-Q4_K_XL-00001-of-00002.gguf",
            "folder base version size finetune date dynamic quantization shard ending",
        ),
        ("X-7B.i1-Q6_K.gguf.part1of2", "base size imatrix quantization ending split"),
        ("mmproj-model-f16.gguf", "role unknown quantization ending"),
        ("mtp-gemma-4-E4B-it.gguf", "role base version size finetune ending"),
        (
            "grok-1-IQ3_XS-split-00001-of-00009.gguf",
            "base version quantization split shard ending",
        ),
        ("Meta-Llama-3-8B.gguf", "maker base version size ending"),
        ("hf.co/u/x-Q8_0-GGUF", "folder maker base quantization ending"),
        ("x-Q4_K_M-V2.gguf", "base quantization unknown ending"),
        ("C:\\models\\x-7B-Q4_K_M.gguf", "folder folder base size quantization ending"),
    ],
)
def test_every_part_has_its_kind(text: str, kinds: str) -> None:
    assert " ".join(part.kind for part in decode_name(text).parts) == kinds


@pytest.mark.parametrize("text", ["", "-", "///", "  ", ".:_-"])
def test_nothing_but_separators_has_no_parts_and_tells_nothing(text: str) -> None:
    name = decode_name(text)
    assert name.parts == ()
    assert (name.base, name.quantization, name.size_label) == (None, None, None)
    assert plain_sentence(name) == "The name does not tell what this is."
    assert notes(name) == ("There is no name in this: only separators, or nothing.",)


def test_an_author_is_no_type_and_a_type_no_author() -> None:
    assert decode_name("q5_bae-7B.gguf").author_prefix is None
    assert decode_name("openchat_3.5.Q2_K.gguf").author_prefix is None
    assert decode_name("gemma_2_9b_it-Q4_K_M.gguf").params_total_b == 9
    assert decode_name("dots.ocr-f16.gguf").author_prefix is None


def test_what_turns_the_direction_of_reading_is_written_out() -> None:
    assert visible("a\u202eb\u200bc") == "a\\u202eb\\u200bc"
    assert visible("\x1b[31m\ud800") == "\\x1b[31m\\ud800"
    assert visible("Qwen3-通义-é") == "Qwen3-通义-é"
