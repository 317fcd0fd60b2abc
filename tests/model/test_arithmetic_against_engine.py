"""The arithmetic against the engine's own dry run: caches and weights to the byte."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.estimate import Basis, Estimate, estimate
from launcher.memory.from_engine import estimate_from_engine
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.write import ARCHITECTURES, write_model
from launcher.runtime.planner import Planner
from launcher.units import GIB
from tests.fakes.model_facts import facts_of
from tests.fakes.mtp import GUESSING, guessing

SHAPES: dict[str, dict[str, Any]] = {
    "llama-8B": {},
    "llama-1B-tied": {
        "layers": 16,
        "embedding": 2048,
        "feed_forward": 8192,
        "head_size": 64,
        "tied": True,
    },
    "qwen3-0.6B": {
        "architecture": "qwen3",
        "layers": 28,
        "embedding": 1024,
        "feed_forward": 3072,
        "heads": 16,
        "vocabulary": 151936,
        "tied": True,
        "embedding_kind": "Q6_K",
    },
    "gemma3-12B": {
        "architecture": "gemma3",
        "layers": 48,
        "embedding": 3840,
        "feed_forward": 15360,
        "heads": 16,
        "head_size": 256,
        "vocabulary": 262144,
        "tied": True,
        "more": {"attention.sliding_window": 1024},
    },
    "qwen3moe-30B": {
        "architecture": "qwen3moe",
        "layers": 48,
        "embedding": 2048,
        "kv_heads": 4,
        "vocabulary": 151936,
        "experts": {"count": 128, "used": 8, "n_ff_expert": 768},
    },
}
CHOICES = {
    "8k": Choices(),
    "300": Choices(context=300),
    "32k q8_0": Choices(context=32768, kv_type_k="q8_0", kv_type_v="q8_0"),
    "no flash attention": Choices(flash_attention=FlashAttention.OFF),
    "small steps": Choices(micro_batch=128),
    "three at once": Choices(context=5000, parallel=3),
    "three in one cache": Choices(context=5000, parallel=3, unified=True),
    "windows in full": Choices(swa_full=True),
    "nothing rearranged": Choices(repack=False),
    "a short batch": Choices(batch=256),
    "caches left here": Choices(kv_on_gpu=False, kv_type_k="q8_0"),
}
MTP = {
    "without": Choices(),
    "with": Choices(mtp=True),
    "with, nothing rearranged": Choices(mtp=True, repack=False),
    "with, experts here": Choices(mtp=True, cpu_moe=3),
}
NEAR = 0.05  # of the whole, for dense, mixture and sliding-window models


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    one = Planner()
    yield one
    one.close()


@pytest.fixture(scope="module")
def machine(planner: Planner) -> Machine:
    """The machine as the engine sees it, so that both speak of the same devices."""
    hello = planner.hello()
    return Machine(
        cpu=Cpu(name="CPU", physical_cores=2, logical_cores=2, features=hello.features),
        memory=Memory(total=1024 * GIB, available=1024 * GIB),
        devices=tuple(
            Device(
                name=device.name,
                description=device.description,
                kind=DeviceKind(device.kind),
                total=device.total,
                free=device.free,
            )
            for device in hello.devices
        ),
    )


def both(
    facts: ModelFacts, slim: Path, choices: Choices, planner: Planner, machine: Machine
) -> tuple[Estimate, Estimate]:
    first = estimate(facts, choices, machine)
    told = engine_parameters(choices, gpu_layers=first.gpu_layers, machine=machine)
    answer = planner.plan(slim, told)
    return first, estimate_from_engine(answer, facts, choices, machine, first.gpu_layers)


@pytest.fixture(scope="module", params=SHAPES)
def shape(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ModelFacts, Path]:
    facts = facts_of(**SHAPES[request.param])
    slim = tmp_path_factory.mktemp("slim") / f"{request.param}.gguf"
    write_slim(facts, slim)
    return facts, slim


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_arithmetic_and_engine_agree(
    shape: tuple[ModelFacts, Path], choices: Choices, planner: Planner, machine: Machine
) -> None:
    ours, theirs = both(*shape, choices, planner, machine)
    assert theirs.basis.kv is Basis.ENGINE
    assert theirs.context == ours.context
    for our, their in zip(ours.devices, theirs.devices, strict=True):
        assert (our.name, our.kv, our.weights, our.repacked, our.output) == (
            their.name,
            their.kv,
            their.weights,
            their.repacked,
            their.output,
        )
    assert ours.total == pytest.approx(theirs.total, rel=NEAR)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_small_models_of_every_kind_agree_on_caches_and_weights(
    architecture: str, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    (path,) = write_model(tmp_path / "model.gguf", architecture, layers=4, quantization="F16")
    facts = read_facts(path)
    write_slim(facts, tmp_path / "slim.gguf")
    ours, theirs = both(facts, tmp_path / "slim.gguf", Choices(context=1024), planner, machine)
    cpu, engine = ours.devices[0], theirs.devices[0]
    assert (cpu.kv, cpu.recurrent) == (engine.kv, engine.recurrent)
    assert (cpu.weights, cpu.repacked) == (engine.weights, engine.repacked)


@pytest.mark.parametrize("choices", MTP.values(), ids=MTP)
@pytest.mark.parametrize("architecture", GUESSING)
def test_layers_that_guess_ahead_agree(
    architecture: str, choices: Choices, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    facts = guessing(architecture)
    write_slim(facts, tmp_path / "slim.gguf")
    ours, theirs = both(facts, tmp_path / "slim.gguf", choices, planner, machine)
    cpu, engine = ours.devices[0], theirs.devices[0]
    assert (cpu.weights, cpu.repacked, cpu.kv) == (engine.weights, engine.repacked, engine.kv)
    assert ours.total == pytest.approx(theirs.total, rel=NEAR)
