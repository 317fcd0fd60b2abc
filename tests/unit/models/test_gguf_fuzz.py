import random
import tracemalloc
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.errors import BadModelFile
from launcher.models.facts import ModelFacts, Tensor
from launcher.models.gguf import HeaderParser
from launcher.models.slim import facts_from_slim, slim_bytes
from launcher.models.wire import header_bytes, placed
from launcher.units import MIB

INTERESTING = (
    0,
    1,
    7,
    8,
    9,
    12,
    31,
    32,
    255,
    256,
    65_535,
    2**24,
    2**31,
    2**32 - 1,
    2**63,
    2**64 - 1,
)


@cache
def valid() -> bytes:
    tokens = tuple(f"t{n}" for n in range(300))
    metadata = {
        "general.architecture": "llama",
        "general.name": "Fuzzed",
        "llama.block_count": 2,
        "llama.context_length": 512,
        "llama.attention.head_count_kv": (2, 0),
        "llama.flags": (True, False),
        "llama.names": ("a", "b"),
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": tuple(float(n) for n in range(300)),
        "tokenizer.chat_template": "{{ messages }}",
    }
    kinds = [("Q4_K", (256, 8), 1152), ("F32", (256,), 1024), ("Q8_0", (32, 4, 2), 272)]
    tensors = placed(
        (
            Tensor(name=f"blk.{n}.{kind}", shape=shape, type=kind, offset=0, size=size)
            for n in range(2)
            for kind, shape, size in kinds
        ),
        32,
    )
    return header_bytes(metadata, tensors)


def fate(data: bytes, pieces: int = 1) -> ModelFacts | BadModelFile:
    """What the parser makes of it; anything but facts or a named error fails the test."""
    parser = HeaderParser("fuzz")
    step = max(1, len(data) // pieces)
    try:
        for start in range(0, len(data), step):
            if parser.feed(data[start : start + step]):
                break
        parser.close()
        return parser.facts()
    except BadModelFile as error:
        return error


def mutated(data: bytes, source: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(result))
        match source.randrange(5):
            case 0:
                result[at] = source.randrange(256)
            case 1:
                size = source.choice((1, 4, 8))
                value = source.choice(INTERESTING) % (1 << 8 * size)
                result[at : at + size] = value.to_bytes(size, "little")
            case 2:
                del result[at : at + source.randint(1, 40)]
            case 3:
                result[at:at] = source.randbytes(source.randint(1, 40))
            case _:
                result[at : at + 16] = result[: len(result[at : at + 16])]
        result = result or bytearray(b"GGUF")
    return bytes(result)


def test_the_unharmed_header_is_fine() -> None:
    facts = fate(valid())
    assert isinstance(facts, ModelFacts)
    assert len(facts.tensors) == 6


@given(st.randoms(use_true_random=False), st.sampled_from([1, 3, 50]))
@settings(max_examples=300)
def test_a_harmed_header_gives_facts_or_a_named_error(source: random.Random, pieces: int) -> None:
    fate(mutated(valid(), source), pieces)


@given(st.binary(max_size=400))
def test_noise_behind_the_magic_gives_a_named_error(noise: bytes) -> None:
    fate(b"GGUF\x03\0\0\0" + noise)


@given(st.randoms(use_true_random=False), st.integers(1, 60))
@settings(max_examples=100)
def test_how_the_bytes_arrive_changes_nothing(source: random.Random, pieces: int) -> None:
    data = mutated(valid(), source)
    at_once, later = fate(data), fate(data, pieces)
    assert repr(at_once) == repr(later)  # repr: a damaged number may be NaN


@given(st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_whatever_was_read_survives_the_slim_form(source: random.Random) -> None:
    facts = fate(mutated(valid(), source))
    if isinstance(facts, ModelFacts):
        assert repr(facts_from_slim(slim_bytes(facts))) == repr(facts)


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_a_hundred_thousand_harmed_headers_neither_crash_nor_fill_memory() -> None:
    source = random.Random(20_260_101)  # noqa: S311
    damaged = 0
    tracemalloc.start()
    try:
        for _ in range(100_000):
            damaged += isinstance(fate(mutated(valid(), source)), BadModelFile)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 50_000 < damaged < 100_000
    assert peak < 8 * MIB
