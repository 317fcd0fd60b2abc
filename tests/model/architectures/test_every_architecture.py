"""Plan against allocation, and arithmetic against plan, for all the engine builds."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from launcher.errors import ChoiceError
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.kv_cache import check_kv_types
from launcher.units import MIB
from tests.model.architectures.compare import (
    SETTINGS,
    Case,
    Tally,
    case_of,
    hold,
    report,
    settings_for,
)
from tests.model.architectures.engine import Engine, Held
from tests.model.architectures.metadata import model_of
from tests.model.architectures.names import NAMES
from tests.model.architectures.variants import guessing_ahead, variants

LEAST_SETTINGS: Final = 6
# The engine builds no model of these from metadata alone, or no model at all.
LEFT_OUT: Final = {
    "clip": "the part that reads pictures, no model of its own",
    "gemma4-assistant": "asks for tensors without a shape; the room for tensors counts no layers",
    "gptj": "named and not implemented",
    "rwkv6qwen2": "an optional tensor must be absent, and every optional tensor is made",
}
# Settings that crash the engine itself, whoever asks. Source: ggml_can_repeat in ggml.c.
CRASHING: Final = {
    "kimi-linear": "a step that the conversations do not divide",
    "t5": "several conversations, each with its own stream",
}
# A real load reserves for one conversation too, a plan does not (llama.cpp src/llama-context.cpp,
# TAG_RESERVE_DIAG_DECAY); the planner asks for both, as the last test here does.
PLANS_LESS: Final = {"minimax-01": 2 * MIB}
SAMPLE: Final = (  # one of each way to keep memory
    "llama",
    "bert",
    "deepseek2",
    "deepseek32",
    "deepseek4",
    "dflash",
    "dots3note",
    "eagle3",
    "falcon-h1",
    "gemma3",
    "gemma3n",
    "gemma4",
    "glm-dsa",
    "glm5-next",
    "gpt-oss",
    "graniteswitch",
    "grok",
    "hy_v4",
    "jamba",
    "kimi-linear",
    "lfm2",
    "mamba2",
    "minimax-m3",
    "nemotron_h",
    "plm",
    "qwen35",
    "qwen4exp",
    "rwkv7",
    "smallthinker",
    "t5",
)
SEVERAL: Final = tuple(one for one in SETTINGS if one.parallel > 1)


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


@pytest.mark.parametrize("architecture", SAMPLE)
def test_plan_allocation_and_arithmetic_are_one(engine: Engine, architecture: str) -> None:
    tally, case = Tally(), case_of(architecture)
    hold(engine, case, settings_for(case.model), tally, real=True)
    assert tally.differences == []
    assert tally.settings >= LEAST_SETTINGS, report(tally)
    assert not tally.compute
    assert bool(tally.crashed) == (architecture in CRASHING), report(tally)


@pytest.mark.full
@pytest.mark.timeout(600)
def test_every_architecture_that_metadata_makes(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally()
    for architecture in NAMES:
        case = case_of(architecture)
        hold(engine, case, settings_for(case.model), tally, real=True)
    with capsys.disabled():
        reasons = "\n".join(f"  {name}: {why}" for name, why in (LEFT_OUT | CRASHING).items())
        sys.stdout.write(f"\n{report(tally)}\nwhy:\n{reasons}\n")
    assert tally.differences == []
    assert set(tally.left_out) == set(LEFT_OUT)
    assert len(tally.models) == len(NAMES) - len(LEFT_OUT) >= 149
    assert min(tally.tried[name] for name in tally.models) >= LEAST_SETTINGS
    assert {told.split(",")[0] for told in tally.crashed} == set(CRASHING)
    assert len(tally.compute) <= 0.005 * tally.settings
    for told, off in tally.compute.items():
        assert 0 <= off <= PLANS_LESS.get(told.split(",")[0], MIB), told


def test_every_shape_that_a_header_can_ask_for(engine: Engine) -> None:
    tally = Tally()
    for case in variants():
        hold(engine, case, settings_for(case.model, SETTINGS[:3]), tally, real=False)
    assert tally.differences == []
    assert not tally.left_out


@pytest.mark.full
@pytest.mark.timeout(600)
def test_every_shape_in_every_setting(engine: Engine) -> None:
    tally = Tally()
    for case in variants():
        hold(engine, case, settings_for(case.model), tally, real=True)
    assert tally.differences == []
    assert not tally.left_out


@pytest.mark.full
def test_layers_that_guess_ahead_are_counted_as_the_engine_does(engine: Engine) -> None:
    tally = Tally()
    for case in guessing_ahead():
        loaded = [replace(one, mtp=True) for one in settings_for(case.model)]
        hold(engine, case, loaded, tally, real=False)
    assert tally.differences == []
    assert [name.split()[0] for name in tally.left_out] == ["dots3note"]  # cannot be built so


def test_the_engine_refuses_what_we_refuse(engine: Engine) -> None:
    for name, kind_k, kind_v in (
        ("laguna", "q8_0", "f16"),  # heads of 80
        ("grok", "f16", "q8_0"),
        ("deepseek2", "q8_0", "f16"),
        ("deepseek4", "f16", "q8_0"),
    ):
        choices = Choices(context=512, kv_type_k=kind_k, kv_type_v=kind_v)
        with pytest.raises(ChoiceError):
            check_kv_types(anatomy_of(model_of(name)), choices)
        (answer,) = engine.ask(model_of(name), [choices]).dry
        assert isinstance(answer, str), name


def test_a_crash_costs_only_its_question() -> None:
    broken = Case(name="broken", model=model_of("t5"))
    crashing = Choices(context=1024, parallel=2, batch=512)
    with Engine() as engine:
        tally = Tally()
        hold(engine, broken, [crashing], tally, real=False)
        hold(engine, case_of("llama"), [Choices(context=512)], tally, real=False)
    assert "crashed" in tally.left_out["broken"]
    assert tally.models == ("llama",)
    assert engine.crashes == 2  # asked once with all settings, once for itself


@pytest.mark.parametrize("architecture", ["minimax-01", "kimi-linear"])
def test_the_plan_for_one_conversation_covers_what_several_leave_out(
    engine: Engine, architecture: str
) -> None:
    model = model_of(architecture)
    for choices in settings_for(model, SEVERAL):
        answer = engine.ask(model, [choices], real=True)
        if answer.refused:
            assert architecture in CRASHING
            continue
        (planned,), (real,) = answer.dry, answer.real
        assert isinstance(planned, Held)
        assert isinstance(real, Held)
        each = planned.granted if choices.unified else planned.granted // choices.parallel
        (alone,) = engine.ask(model, [replace(choices, context=each, parallel=1)]).dry
        assert isinstance(alone, Held)
        assert max(planned.compute, alone.compute) == real.compute
