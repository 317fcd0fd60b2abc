"""Whatever a header says, its estimate is a figure that can be, or a named error."""

import math
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import fit_now
from launcher.errors import BadModelFile, ChoiceError
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.models.facts import ModelFacts, Value
from launcher.models.gguf import HeaderParser, read_facts
from launcher.models.plausible import MOST
from launcher.models.wire import header_bytes
from launcher.models.write import ARCHITECTURES, write_model
from tests.fakes.machine_facts import machine_of

ABSURD = 1 << 60  # bytes
LIES: tuple[tuple[Value, str], ...] = (
    (0, "u32"),
    (1, "u32"),
    (3, "u32"),
    (511, "u32"),
    (513, "u32"),
    (65_535, "u32"),
    (2**24, "u32"),
    (2**31, "u32"),
    (2**32 - 1, "u32"),
    (2**63, "u64"),
    (2**64 - 1, "u64"),
    (-1, "i32"),
    (-(2**31), "i32"),
    (-(2**63), "i64"),
    (float("nan"), "f32"),
    (float("inf"), "f64"),
    (-2.5, "f32"),
    (True, "bool"),
    ("many", "str"),
    ((), "i32"),
    ((0, 0, 0, 0), "i32"),
    ((2, 0), "i32"),
    ((2, -2, 2, -2), "i32"),
    ((2**32 - 1,) * 4, "u32"),
    ((float("nan"), 1.0), "f32"),
    ((True, False), "bool"),
)


@cache
def honest(architecture: str) -> ModelFacts:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.gguf"
        write_model(path, architecture, layers=4)
        return read_facts(path)


def lying(architecture: str, source: random.Random) -> bytes:
    """The header with one to three of its architecture's numbers made something else."""
    facts = honest(architecture)
    metadata, kinds = dict(facts.metadata), dict(facts.kinds)
    metadata[f"{architecture}.vocab_size"] = facts.vocabulary
    own = sorted({key for key in metadata if key.startswith(architecture + ".")})
    keys = sorted({*own, *(f"{architecture}.{key}" for key in MOST)})
    for key in source.sample(keys, source.randint(1, 3)):
        metadata[key], kinds[key] = source.choice(LIES)
    return header_bytes(metadata, facts.tensors, kinds=kinds, alignment=facts.alignment)


def figures(found: Estimate) -> Iterator[float]:
    yield from (found.total, found.reserved, found.resident, found.layers, found.gpu_layers)
    yield from (found.context.asked, found.context.granted, found.context.trained)
    for share in found.devices:
        yield from (share.weights, share.repacked, share.kv, share.recurrent)
        yield from (share.compute, share.output, share.mmproj, share.sum)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@given(source=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_figures_of_a_lying_header_can_be_or_the_header_is_refused(
    architecture: str, source: random.Random
) -> None:
    parser = HeaderParser("lying.gguf")
    parser.feed(lying(architecture, source))
    choices = Choices(
        context=source.choice((256, 2048, 131_072)),
        kv_type_k=source.choice(("f16", "q8_0")),
        parallel=source.choice((1, 3)),
    )
    machine = machine_of(32, 16) if source.random() < 0.5 else machine_of(16)
    try:
        facts = parser.facts()
        found = estimate_now(facts, choices, machine, reserve=0)
        largest = fit_now(facts, choices, machine, reserve=0).largest
    except (BadModelFile, ChoiceError):
        return
    for figure in (*figures(found), largest):
        assert math.isfinite(figure)
        assert 0 <= figure < ABSURD


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_honest_header_is_believed(architecture: str) -> None:
    facts = honest(architecture)
    data = header_bytes(
        facts.metadata, facts.tensors, kinds=facts.kinds, alignment=facts.alignment
    )
    parser = HeaderParser("honest.gguf")
    parser.feed(data)
    assert parser.facts().layers == 4
