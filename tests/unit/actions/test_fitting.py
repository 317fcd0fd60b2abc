from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from launcher.actions.estimate import estimate_exactly
from launcher.actions.fit import fit_exactly, fit_now
from launcher.actions.load import load
from launcher.actions.pace import _circumstances
from launcher.actions.parts import Parts
from launcher.errors import EngineDied, LoadCancelled, OutOfRange
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.paces import MeasuredPace
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Basis, estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.write import write_model
from launcher.protocol.messages import DeviceUse, EngineParameters, Planned
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()
MIXTURE = facts_of(
    architecture="qwen3moe",
    layers=24,
    embedding=2048,
    heads=32,
    kv_heads=4,
    vocabulary=151936,
    trained=262144,
    experts={"count": 128, "used": 8, "n_ff_expert": 768},
)


@dataclass
class OtherEngine:
    """Answers as the arithmetic does, but every device in use computes `more` bytes beside it."""

    facts: ModelFacts
    machine: Machine
    more: int
    asked: list[EngineParameters] = field(default_factory=list)

    def plan(
        self, _slim: Path, parameters: EngineParameters, *, mmproj: Path | None = None
    ) -> Planned:
        assert mmproj is None
        self.asked.append(parameters)
        choices = Choices(
            context=parameters.context,
            gpu_layers=parameters.gpu_layers,
            kv_type_k=parameters.kv_type_k,
            kv_type_v=parameters.kv_type_v,
            cpu_moe=parameters.cpu_moe,
            split=parameters.split,
        )
        found = estimate(self.facts, choices, self.machine)
        return Planned(
            id=0,
            devices=tuple(
                DeviceUse(
                    name=share.name,
                    kind=str(share.kind),
                    weights=share.weights,
                    repacked=share.repacked,
                    kv=share.kv,
                    recurrent=share.recurrent,
                    compute=share.compute + (self.more if share.sum else 0),
                    output=share.output,
                )
                for share in found.devices
            ),
            context=found.context.granted,
            seconds=0.0,
            source="breakdown",
        )

    def close(self) -> None:
        """Nothing was started."""


class DeadEngine:
    def plan(self, *_what: object, **_more: object) -> Planned:
        raise EngineDied("crash", 11, ())

    def close(self) -> None:
        """Nothing was started."""


def with_planner(parts: Parts, planner: object) -> Parts:
    parts.planner.close()
    return replace(parts, planner=cast("Planner", planner))


@pytest.fixture
def judged(parts: Parts) -> Callable[..., Fit]:
    def judge_at(machine: Machine, choices: Choices, engine: OtherEngine) -> Fit:
        asked = with_planner(parts, engine)
        reserve = parts.settings.settings.reserve
        found = estimate_exactly(asked, engine.facts, choices, machine)
        return judge(found, reserve=reserve)

    return judge_at


CASES = [
    (LLAMA_8B, machine_of(9), Choices()),
    (LLAMA_8B, machine_of(64, 9), Choices()),
    (LLAMA_8B, machine_of(64, 9), Choices(gpu_layers=ALL_LAYERS)),
    (LLAMA_8B, machine_of(64, 6), Choices(gpu_layers=20)),
    (LLAMA_8B, machine_of(64, 6, 4), Choices()),
    (LLAMA_8B, machine_of(7, 4), Choices()),
    (MIXTURE, machine_of(24), Choices()),
    (MIXTURE, machine_of(24, 6), Choices(gpu_layers=ALL_LAYERS, cpu_moe=16)),
]


@pytest.mark.parametrize("more", [-80 * MIB, 0, 200 * MIB])
@pytest.mark.parametrize(("model", "machine", "choices"), CASES)
def test_the_exact_length_fits_by_the_engines_figures_and_256_more_do_not(
    parts: Parts,
    judged: Callable[..., Fit],
    model: ModelFacts,
    machine: Machine,
    choices: Choices,
    more: int,
) -> None:
    engine = OtherEngine(model, machine, more)
    found = fit_exactly(with_planner(parts, engine), model, choices, machine)
    assert found.basis is Basis.ENGINE
    assert found.largest
    assert len(engine.asked) <= 24
    at = judged(machine, replace(choices, context=found.largest), engine)
    beyond = judged(machine, replace(choices, context=found.largest + 256), engine)
    ends = found.largest < model.trained_context
    if choices.gpu_layers is not None or len(machine.devices) == 1:
        assert at.comfortable
        assert not (ends and beyond.comfortable)
    elif judged(machine, replace(choices, context=256), engine) is Fit.FITS:
        assert at is Fit.FITS
        assert not (ends and beyond is Fit.FITS)
    else:
        assert at.comfortable
        assert not (ends and beyond.comfortable)


@pytest.mark.parametrize("machine", [machine_of(64, 9), machine_of(64, 6), machine_of(64, 6, 4)])
def test_automatic_layers_are_fewer_where_the_engine_would_overfill_a_gpu(
    parts: Parts, machine: Machine
) -> None:
    reserve = parts.settings.settings.reserve
    context = largest_context(LLAMA_8B, Choices(), machine, reserve=reserve)
    choices = Choices(context=context)
    meant = estimate(LLAMA_8B, choices, machine, reserve=reserve).gpu_layers
    engine = OtherEngine(LLAMA_8B, machine, 400 * MIB)
    found = estimate_exactly(with_planner(parts, engine), LLAMA_8B, choices, machine)
    assert 0 < found.gpu_layers < meant
    assert judge(found, reserve=reserve).comfortable
    assert len(engine.asked) <= 4
    assert found.notes[-1].startswith("The engine needs more room on the GPU than calculated")
    same = OtherEngine(LLAMA_8B, machine, 0)
    asked = estimate_exactly(with_planner(parts, same), LLAMA_8B, choices, machine)
    assert (asked.gpu_layers, asked.notes) == (meant, ())


class Loading:
    """A session that notes how it was told to load, and does not."""

    worker = 0
    told: EngineParameters | None = None

    def load(self, _path: Path, parameters: EngineParameters, _on_progress: object) -> None:
        self.told = parameters
        raise LoadCancelled

    def close(self) -> None:
        """Nothing was started."""


def test_a_model_is_loaded_with_the_layers_that_were_settled(parts: Parts, tmp_path: Path) -> None:
    (path,) = write_model(tmp_path / "model.gguf", "llama", layers=8)
    facts = read_facts(path)
    machine = machine_of(64, 2)
    engine = OtherEngine(facts, machine, 2 * GIB)
    parts.session.close()
    loading = Loading()
    asked = replace(with_planner(parts, engine), session=cast("Session", loading))
    with pytest.raises(LoadCancelled):
        load(asked, path, Choices(context=512), machine, lambda _progress: None)
    assert engine.asked[0].gpu_layers == 9
    assert loading.told is not None
    assert loading.told.gpu_layers == engine.asked[-1].gpu_layers == 0


@pytest.mark.parametrize("more", [-300 * MIB, 0, 300 * MIB])
@pytest.mark.parametrize(("model", "machine", "_choices"), CASES)
def test_a_plan_is_judged_by_the_engines_figures(
    parts: Parts,
    judged: Callable[..., Fit],
    model: ModelFacts,
    machine: Machine,
    _choices: Choices,
    more: int,
) -> None:
    engine = OtherEngine(model, machine, more)
    plan = fit_exactly(with_planner(parts, engine), model, Choices(context=16_384), machine).plan
    assert plan.estimate.basis.kv is Basis.ENGINE
    assert plan.fit is judged(machine, plan.choices, engine)
    assert plan.choices.context == 16_384
    told = " ".join(step.what for step in plan.steps)
    assert ("missing" in told) == (plan.fit is Fit.TOO_BIG)


def test_a_plan_is_made_again_where_the_engine_needs_more(parts: Parts) -> None:
    machine = machine_of(64, 7.6)
    first = fit_now(LLAMA_8B, Choices(context=16_384), machine, reserve=GIB).plan
    engine = OtherEngine(LLAMA_8B, machine, 300 * MIB)
    again = fit_exactly(
        with_planner(parts, engine), LLAMA_8B, Choices(context=16_384), machine
    ).plan
    assert (first.choices.kv_type_k, first.fit) == ("f16", Fit.FITS)
    assert (again.choices.kv_type_k, again.fit) == ("q8_0", Fit.FITS)
    assert again.steps[-1].what == "The engine needs 300 MiB more than calculated"


def test_few_probes_do(parts: Parts) -> None:
    machine = machine_of(9)
    engine = OtherEngine(LLAMA_8B, machine, 100 * MIB)
    fit_exactly(with_planner(parts, engine), LLAMA_8B, Choices(), machine)
    assert len(engine.asked) <= 7


def test_an_engine_without_an_answer_leaves_arithmetic(parts: Parts) -> None:
    machine = machine_of(9)
    found = fit_exactly(with_planner(parts, DeadEngine()), LLAMA_8B, Choices(), machine)
    assert replace(found, notes=()) == fit_now(LLAMA_8B, Choices(), machine, reserve=GIB)
    assert found.notes == (
        "The engine gave no answer, so this is arithmetic. The engine crashed (code 11).",
    )
    assert found.basis is Basis.ARITHMETIC


def test_imagined_hardware_is_not_put_to_the_engine(parts: Parts) -> None:
    machine = replace(machine_of(9, 8), imagined=True)
    engine = OtherEngine(LLAMA_8B, machine, 0)
    found = fit_exactly(with_planner(parts, engine), LLAMA_8B, Choices(), machine)
    assert (found.basis, engine.asked) == (Basis.ARITHMETIC, [])


def test_the_trained_length_is_passed_only_where_more_is_asked_for(parts: Parts) -> None:
    short = facts_of(layers=4, trained=4096)
    machine = machine_of(32)
    engine = OtherEngine(short, machine, 0)
    found = fit_exactly(with_planner(parts, engine), short, Choices(context=16_000), machine)
    context = found.plan.estimate.context
    assert found.largest > 16_128  # memory alone is the bound
    assert (context.asked, context.granted, context.trained) == (16_000, 16_128, 4096)
    assert found.plan.fit is Fit.FITS
    assert found.concessions == ()
    usual = fit_exactly(with_planner(parts, engine), short, Choices(context=4000), machine)
    assert usual.largest == 4096


def test_a_price_that_is_enough_says_so_though_the_asked_is_no_multiple_of_256(
    parts: Parts,
) -> None:
    machine, asked = machine_of(18), Choices(context=130_900)
    short = facts_of(trained=65_536)
    engine = OtherEngine(short, machine, 0)
    found = fit_exactly(with_planner(parts, engine), short, asked, machine)
    assert not fit_now(short, asked, machine, reserve=GIB).largest >= 130_900
    assert found.concessions[0].what == "KV cache in q8_0"
    assert found.concessions[0].largest == 131_072
    for one in found.concessions:
        assert one.gains == one.largest - found.largest


def test_a_length_that_cannot_be_is_refused(parts: Parts) -> None:
    with pytest.raises(OutOfRange):
        fit_now(LLAMA_8B, Choices(context=1), machine_of(9), reserve=GIB)


def test_nothing_fits_and_nothing_is_claimed(parts: Parts) -> None:
    machine = machine_of(3)
    engine = OtherEngine(LLAMA_8B, machine, 0)
    found = fit_exactly(with_planner(parts, engine), LLAMA_8B, Choices(), machine)
    assert (found.largest, found.plan.fit) == (0, Fit.TOO_BIG)


def test_pictures_take_their_part_of_the_context() -> None:
    machine = machine_of(9)
    eyes = facts_of(architecture="clip", layers=2, embedding=1024)
    without = fit_now(LLAMA_8B, Choices(), machine, reserve=GIB)
    beside = fit_now(LLAMA_8B, Choices(), machine, reserve=GIB, mmproj=eyes)
    assert beside.largest < without.largest
    assert any(share.mmproj for share in beside.plan.estimate.devices)


def test_what_was_measured_here_prices_what_a_concession_costs(parts: Parts) -> None:
    machine, choices = machine_of(64, 6), Choices(gpu_layers=ALL_LAYERS)
    with_engine = with_planner(parts, DeadEngine())

    def shares() -> list[float | None]:
        found = fit_exactly(with_engine, LLAMA_8B, choices, machine).concessions
        return [one.speed_share for one in found if "in RAM" in one.what and one.speed]

    assert set(shares()) == {None}  # of that card nothing is printed
    parts.paces.add(
        MeasuredPace(
            when=datetime.now(UTC),
            circumstances=_circumstances(machine, device),
            threads=4,
            pace=Pace(device=device.name, bandwidth=rate, per_layer=1e-5, measured=True),
        )
        for device, rate in zip(machine.devices, (20e9, 400e9), strict=True)
    )
    assert None not in shares()
    assert any(share is not None and share < 0.9 for share in shares())
