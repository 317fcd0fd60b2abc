"""The longest context by the real engine, for models of real size from their headers alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.actions.estimate import estimate_exactly
from launcher.actions.fit import fit_exactly
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts, assemble
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.memory.fit import Fit, judge
from launcher.models.facts import ModelFacts
from launcher.paths import places
from launcher.units import GIB
from tests.benchmarks.headers import dense_8b, hybrid_48
from tests.fakes.model_facts import facts_of


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    made = assemble(places())
    yield made
    made.close()


def with_ram(parts: Parts, size: float) -> Machine:
    """This machine without its GPUs and with so much RAM (GiB), as far as plans can tell."""
    machine = look_with_engine(parts)
    memory = replace(machine.memory, total=int(size * GIB), available=int(size * GIB), limit=None)
    cpu = [device for device in machine.devices if device.kind is DeviceKind.CPU]
    return replace(machine, memory=memory, devices=tuple(cpu))


def mixture() -> ModelFacts:
    return facts_of(
        architecture="qwen3moe",
        layers=48,
        embedding=2048,
        feed_forward=6144,
        heads=32,
        kv_heads=4,
        vocabulary=151936,
        trained=262144,
        experts={"count": 128, "used": 8, "n_ff_expert": 768},
    )


def sliding() -> ModelFacts:
    return facts_of(
        architecture="gemma3",
        layers=26,
        embedding=1536,
        feed_forward=6144,
        heads=4,
        kv_heads=1,
        head_size=256,
        vocabulary=262144,
        tied=True,
        more={"attention.sliding_window": 512},
    )


@pytest.mark.parametrize(
    ("made", "ram", "choices"),
    [
        (dense_8b, 9, Choices(threads=1)),
        (dense_8b, 12, Choices(kv_type_k="q8_0", kv_type_v="q8_0", micro_batch=128, threads=1)),
        (dense_8b, 14, Choices(parallel=3, threads=1)),
        (mixture, 23, Choices(threads=1)),
        (sliding, 2.2, Choices(threads=1)),
        (hybrid_48, 51, Choices(threads=1)),
    ],
)
def test_the_engine_takes_the_longest_context_and_not_256_tokens_more(
    parts: Parts, made: Callable[[], ModelFacts], ram: float, choices: Choices
) -> None:
    facts, machine = made(), with_ram(parts, ram)
    found = fit_exactly(parts, facts, choices, machine)
    assert found.basis is Basis.ENGINE
    assert 0 < found.largest < facts.trained_context

    def judged(context: int) -> Fit:
        answer = estimate_exactly(parts, facts, replace(choices, context=context), machine)
        assert answer.basis.compute is Basis.ENGINE
        return judge(answer, reserve=parts.settings.settings.reserve)

    assert judged(found.largest) is Fit.FITS
    assert judged(found.largest + 256) is Fit.TIGHT
    assert found.plan.estimate.basis.kv is Basis.ENGINE
