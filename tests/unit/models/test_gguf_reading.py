import math
import struct
import tracemalloc
from pathlib import Path

import pytest

from launcher.errors import DamagedHeader
from launcher.models.facts import Tensor
from launcher.models.gguf import CHUNK, HeaderParser, read_facts
from launcher.models.wire import header_bytes, placed
from launcher.models.write import ARCHITECTURES, CHAT_TEMPLATE, write_model
from launcher.units import MIB


def tensors_of(count: int = 3) -> tuple[Tensor, ...]:
    return placed(
        (
            Tensor(name=f"blk.{n}.attn_q.weight", shape=(64, 2), type="Q8_0", offset=0, size=136)
            for n in range(count)
        ),
        32,
    )


def parsed(data: bytes) -> HeaderParser:
    parser = HeaderParser("a file")
    parser.feed(data)
    return parser


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_written_model_is_read_as_it_was_meant(tmp_path: Path, architecture: str) -> None:
    path = tmp_path / "model.gguf"
    write_model(path, architecture, layers=4, context=1024, name="A name")
    facts = read_facts(path)
    assert facts.architecture == architecture
    assert facts.name == "A name"
    assert facts.layers == 4
    assert facts.trained_context == 1024
    assert facts.chat_template == CHAT_TEMPLATE
    assert facts.vocabulary > 500
    assert facts.vocabulary == facts.key("vocab_size")
    assert facts.file_size == path.stat().st_size
    padding = facts.file_size - facts.header_size - facts.weight_bytes
    assert 0 <= padding < 32 * len(facts.tensors)
    assert facts.bits_per_weight == 32.0
    assert facts.kinds == {}


def test_the_trained_test_model_is_read(test_data: Path) -> None:
    facts = read_facts(test_data / "stories260K.gguf")
    assert (facts.parameters, facts.layers, facts.vocabulary) == (260_032, 5, 512)
    assert facts.chat_template is None
    assert read_facts(test_data / "stories260K-chat.gguf").chat_template


def test_bytes_may_arrive_one_by_one() -> None:
    metadata = {"general.architecture": "llama", "tokenizer.ggml.tokens": ("a", "", "ccc")}
    data = header_bytes(metadata, tensors_of())
    slow = HeaderParser()
    done = [slow.feed(data[n : n + 1]) for n in range(len(data))]
    assert slow.facts() == parsed(data).facts()
    assert done == sorted(done)


def test_reading_ends_with_the_last_tensor_entry() -> None:
    data = header_bytes({"general.architecture": "llama"}, tensors_of())
    offset_of_last = 8
    end = data.rindex(b"blk.2.attn_q.weight") + 19 + 4 + 16 + 4 + offset_of_last
    parser = HeaderParser()
    assert not parser.feed(data[: end - 1])
    assert parser.needed == end
    assert parser.feed(data[end - 1 : end])
    assert parser.feed(b"what follows is ignored")
    assert parser.header.header_size == len(data)


def test_lists_of_the_tokenizer_are_counted_and_not_kept() -> None:
    metadata = {
        "general.architecture": "llama",
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": ("<unk>", "a", "b"),
        "tokenizer.ggml.scores": (0.0, -1.0, -2.0),
        "tokenizer.ggml.token_type": (2, 1, 1),
        "tokenizer.ggml.merges": ("a b",),
        "tokenizer.ggml.bos_token_id": 1,
    }
    facts = parsed(header_bytes(metadata, tensors_of())).facts()
    assert facts.vocabulary == 3
    assert set(facts.metadata) == {
        "general.architecture",
        "tokenizer.ggml.model",
        "tokenizer.ggml.bos_token_id",
    }


def test_a_large_vocabulary_takes_no_memory() -> None:
    tokens = tuple(f"token{n}" for n in range(40_000))
    metadata = {"general.architecture": "llama", "tokenizer.ggml.tokens": tokens}
    metadata["tokenizer.ggml.merges"] = tokens
    data = header_bytes(metadata, tensors_of())
    pieces = [data[n : n + CHUNK] for n in range(0, len(data), CHUNK)]
    parser = HeaderParser()
    tracemalloc.start()
    try:
        assert any(map(parser.feed, pieces))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert parser.header.tokens == 40_000
    assert peak < 2 * MIB < 2 * len(data)


@pytest.mark.parametrize(("count", "kept"), [(4_096, True), (4_097, False)])
def test_lists_per_layer_are_kept_and_long_ones_are_not(count: int, kept: bool) -> None:
    metadata = {"general.architecture": "x", "x.attention.head_count_kv": (3,) * count}
    facts = parsed(header_bytes(metadata, ())).facts()
    assert (facts.key("attention.head_count_kv") == (3,) * count) is kept


def test_unusual_number_types_are_remembered() -> None:
    metadata = {"a": 1, "b": -1, "c": 1.5, "d": True, "e": "text", "f": (1, 2), "g": (0.5,)}
    metadata |= {"h": 7, "i": 0.1, "j": (9,), "k": ()}
    kinds = {"h": "u64", "i": "f64", "j": "u8", "k": "bool"}
    header = parsed(header_bytes(metadata, (), kinds=kinds)).header
    assert header.metadata == metadata
    assert header.kinds == kinds


@pytest.mark.parametrize("kind", ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64"])
def test_every_whole_number_type_is_read(kind: str) -> None:
    header = parsed(header_bytes({"n": 100}, (), kinds={"n": kind})).header
    assert header.metadata["n"] == 100


def test_numbers_that_are_none_are_still_read() -> None:
    header = parsed(header_bytes({"n": math.nan, "m": math.inf}, ())).header
    assert header.metadata["m"] == math.inf


def test_a_vocabulary_without_a_list_comes_from_the_architecture() -> None:
    metadata = {"general.architecture": "rwkv7", "rwkv7.vocab_size": 65_536}
    assert parsed(header_bytes(metadata, ())).facts().vocabulary == 65_536


def test_the_second_version_of_the_format_is_read() -> None:
    data = bytearray(header_bytes({"general.architecture": "llama"}, tensors_of()))
    data[4:8] = struct.pack("<I", 2)
    assert len(parsed(bytes(data)).facts().tensors) == 3


def test_an_alignment_of_its_own_moves_the_data() -> None:
    metadata = {"general.architecture": "llama", "general.alignment": 256}
    tensors = placed(tensors_of(), 256)
    data = header_bytes(metadata, tensors, alignment=256)
    facts = parsed(data).facts()
    assert facts.alignment == 256
    assert facts.header_size == len(data)
    assert [t.offset for t in facts.tensors] == [0, 256, 512]


def test_text_that_is_not_utf8_is_shown_as_well_as_possible() -> None:
    data = header_bytes({"general.name": "xyz"}, ()).replace(b"xyz", b"x\xffz")
    assert parsed(data).facts().name == "x\N{REPLACEMENT CHARACTER}z"


def test_a_failed_parser_keeps_saying_why() -> None:
    parser = HeaderParser()
    data = b"GGUF" + struct.pack("<IQQ", 9, 0, 0)
    for _ in range(2):
        with pytest.raises(DamagedHeader, match="version 9"):
            parser.feed(data)
