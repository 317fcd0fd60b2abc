import struct
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter

from launcher.actions.made import made_files
from launcher.actions.measuring.known import content_of
from launcher.actions.measuring.making import (
    QUANTIZATIONS,
    known_quantization,
    made_name,
    needs_imatrix,
    order_of,
)
from launcher.actions.measuring.matrix_file import checked_matrix
from launcher.actions.parts import Parts
from launcher.errors import AlreadyQuantized, BadImatrix, NoSuchFile, NotGguf, UnknownChoice
from launcher.models.facts import ModelFacts, Tensor
from launcher.models.gguf import read_facts
from launcher.models.write import write_model


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    write_model(tmp_path / "tiny-f16.gguf", "llama", quantization="F16", name="Tiny")
    return tmp_path / "tiny-f16.gguf"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tiny-f16.gguf", "tiny-Q4_K_M.gguf"),
        ("Tiny.F16.gguf", "Tiny.Q4_K_M.gguf"),
        ("tiny.gguf", "tiny-Q4_K_M.gguf"),
        ("tiny-BF16-f16.gguf", "tiny-BF16-Q4_K_M.gguf"),
        ("tinyf16x.gguf", "tinyf16x-Q4_K_M.gguf"),
        ("tiny-F16-00001-of-00002.gguf", "tiny-Q4_K_M.gguf"),
    ],
)
def test_a_made_file_is_called_as_its_source_with_the_new_type(
    whole: Path, name: str, expected: str
) -> None:
    assert made_name(Path(name), read_facts(whole), "Q4_K_M") == expected


def test_a_type_may_be_written_small_and_short() -> None:
    assert known_quantization(" q4_k ") == "Q4_K_M"
    assert known_quantization("iq4_xs") == "IQ4_XS"
    assert known_quantization("MXFP4") == "MXFP4_MOE"
    with pytest.raises(UnknownChoice) as caught:
        known_quantization("Q4_K_XXL")
    assert caught.value.allowed == QUANTIZATIONS


def header(*tensors: tuple[str, str]) -> ModelFacts:
    made = [
        Tensor(name=name, shape=(256, 4), type=kind, offset=0, size=0) for name, kind in tensors
    ]
    return ModelFacts(architecture="llama", name=None, tensors=tuple(made))


def test_a_matrix_is_needed_where_the_engine_needs_one() -> None:
    assert needs_imatrix(header(("blk.0.ffn_up.weight", "IQ2_XS")), "IQ2_XS")
    assert needs_imatrix(header(("blk.0.ffn_up.weight", "Q2_K")), "Q2_K_S")
    assert not needs_imatrix(header(("blk.0.ffn_up.weight", "Q2_K")), "Q2_K")
    assert not needs_imatrix(header(("token_embd.weight", "IQ2_XS")), "IQ2_XS")
    assert not needs_imatrix(header(("blk.0.ffn_up.weight", "IQ4_NL")), "IQ2_XS")


def test_what_has_lost_too_much_is_no_source(parts: Parts, tmp_path: Path) -> None:
    write_model(tmp_path / "tiny-Q4_0.gguf", "llama", quantization="Q4_0")
    with pytest.raises(AlreadyQuantized) as caught:
        order_of(parts, tmp_path / "tiny-Q4_0.gguf", "Q3_K_M")
    assert caught.value.quantization == "Q4_0"
    with pytest.raises(NoSuchFile):
        order_of(parts, tmp_path / "gone.gguf", "Q3_K_M")
    (tmp_path / "page.gguf").write_text("<html>", "utf-8")
    with pytest.raises(NotGguf):
        order_of(parts, tmp_path / "page.gguf", "Q3_K_M")


def test_another_checkpoint_of_the_same_size_is_another_file(tmp_path: Path, whole: Path) -> None:
    other, copy = tmp_path / "other.gguf", tmp_path / "copy.gguf"
    write_model(other, "llama", quantization="F16", name="Tiny", seed=1)
    copy.write_bytes(whole.read_bytes())
    assert other.stat().st_size == whole.stat().st_size
    assert content_of(other, read_facts(other)) != content_of(whole, read_facts(whole))
    assert content_of(copy, read_facts(copy)) == content_of(whole, read_facts(whole))


def test_nothing_was_made_yet(parts: Parts) -> None:
    assert made_files(parts) == ()


def entry(name: bytes, *, values: int, asked: int = 4) -> bytes:
    """The older format: one entry, with its numbers."""
    head = struct.pack("<ii", 1, len(name)) + name
    return head + struct.pack("<ii", asked, values) + b"\0\0\x80?" * values


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no matrix",
        b"GGUF and nothing else",
        struct.pack("<ii", 0, 0),
        entry(b"blk.0.ffn_up.weight", values=256)[:200],
        entry(b"\xff\xfe", values=4),
    ],
    ids=["empty", "words", "damaged", "no entries", "cut", "no name"],
)
def test_what_is_no_importance_matrix_is_refused_before_anything_is_begun(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "some.dat"
    path.write_bytes(content)
    with pytest.raises(BadImatrix):
        checked_matrix(path)


def test_a_model_is_no_importance_matrix_and_one_of_either_format_is(
    parts: Parts, whole: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadImatrix) as caught:
        order_of(parts, whole, "Q4_K_M", imatrix=whole)
    assert caught.value.reason == "it is a GGUF file of another kind"
    plain = tmp_path / "plain.dat"
    plain.write_bytes(entry(b"blk.0.ffn_up.weight", values=256))
    assert checked_matrix(plain) == plain
    writer = GGUFWriter(tmp_path / "some.gguf", "")
    writer.add_string("general.type", "imatrix")
    for end in ("in_sum2", "counts"):
        writer.add_tensor(f"blk.0.ffn_up.weight.{end}", np.ones((1, 256), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert checked_matrix(tmp_path / "some.gguf") == tmp_path / "some.gguf"
