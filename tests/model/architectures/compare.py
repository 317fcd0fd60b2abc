"""The settings every architecture is tried with, and the arithmetic held against the engine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from launcher.errors import ChoiceError
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.kv_cache import cells_of, check_kv_types, kv_layers
from launcher.memory.recurrent import state_layers
from launcher.models.facts import ModelFacts
from launcher.units import MIB
from tests.model.architectures.engine import Answer, Engine, Held
from tests.model.architectures.metadata import HALF_PRECISION, model_of

HOPELESS: Final = 3  # settings that crash, one after the other
WITHOUT_FLASH: Final = frozenset({"plm"})  # its graph crashes the engine otherwise
LOG_PRECISION: Final = 5_300  # bytes a size in the engine's log may be off
SETTINGS: Final = (
    Choices(context=512, batch=512),
    Choices(context=4100, parallel=3, micro_batch=128, flash_attention=FlashAttention.ON),
    Choices(context=2048, parallel=4, unified=True, micro_batch=64),
    Choices(context=8192, kv_type_k="q8_0", kv_type_v="q8_0", swa_full=True),
    Choices(
        context=1000,
        parallel=2,
        kv_type_k="f32",
        kv_type_v="f32",
        flash_attention=FlashAttention.OFF,
    ),
    Choices(context=33000, parallel=2, unified=True, kv_type_k="q4_0", kv_type_v="q4_0"),
    Choices(context=16384, parallel=2, batch=256, kv_type_k="bf16", kv_type_v="bf16"),
    Choices(context=3000, kv_type_k="iq4_nl", kv_type_v="q5_1", micro_batch=32, batch=64),
    Choices(context=1536, parallel=4, micro_batch=256, unified=True, swa_full=True),
    Choices(context=24000, kv_type_k="q5_0", kv_type_v="q4_1", flash_attention=FlashAttention.ON),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One model; `beside` is the one a draft guesses for."""

    name: str
    model: ModelFacts
    half: tuple[str, ...] = ()
    beside: ModelFacts | None = None


@dataclass(eq=False)
class Tally:
    """What was compared, and every difference in words."""

    tried: dict[str, int] = field(default_factory=dict)  # settings that worked, by model
    left_out: dict[str, str] = field(default_factory=dict)
    crashed: dict[str, str] = field(default_factory=dict)  # single settings, by model and setting
    differences: list[str] = field(default_factory=list)
    compute: dict[str, int] = field(default_factory=dict)  # bytes the plan is off

    @property
    def models(self) -> tuple[str, ...]:
        """Those that could be built."""
        return tuple(name for name, count in self.tried.items() if count)

    @property
    def settings(self) -> int:
        """Compared in all."""
        return sum(self.tried.values())


def case_of(architecture: str) -> Case:
    """The architecture's smallest model."""
    model = model_of(architecture)
    half: tuple[str, ...] = ()
    if architecture == "wavtokenizer-dec":
        half = tuple(
            name.format(n) for name in HALF_PRECISION for n in range(model_of(architecture).layers)
        )
    beside = model_of("llama") if architecture == "eagle3" else None
    return Case(name=architecture, model=model, half=half, beside=beside)


def settings_for(model: ModelFacts, wanted: Sequence[Choices] = SETTINGS) -> tuple[Choices, ...]:
    """The settings, with 16 bits where the model cannot store smaller ones."""
    return tuple(dict.fromkeys(_possible(model, one) for one in wanted))


def _possible(model: ModelFacts, choices: Choices) -> Choices:
    if model.architecture in WITHOUT_FLASH:
        choices = replace(choices, flash_attention=FlashAttention.OFF)
    for kinds in (
        (choices.kv_type_k, choices.kv_type_v),
        (choices.kv_type_k, choices.kv_type_k),
        (choices.kv_type_k, "f16"),
        ("f16", "f16"),
    ):
        tried = replace(choices, kv_type_k=kinds[0], kv_type_v=kinds[1])
        try:
            check_kv_types(anatomy_of(model), tried)
        except ChoiceError:
            continue
        return tried
    raise AssertionError("every model stores 16 bits")


def hold(
    engine: Engine, case: Case, settings: Sequence[Choices], tally: Tally, *, real: bool
) -> None:
    """Ask the engine about one model and add what differs.

    Where it crashes, each setting is asked for itself: some crash it, the others count.
    """
    whole = engine.ask(case.model, settings, half=case.half, beside=case.beside, real=real)
    answers = [(tuple(settings), whole)]
    if whole.refused.startswith("crashed"):
        answers = _singly(engine, case, settings, real=real)
    good = [(tried, answer) for tried, answer in answers if not _refusal(answer)]
    tally.tried[case.name] = sum(len(tried) for tried, _ in good)
    if not good:
        tally.left_out[case.name] = _refusal(whole)
    for tried, answer in answers:
        if good and _refusal(answer):
            tally.crashed[f"{case.name}, {short(tried[0])}"] = _refusal(answer)
    for tried, answer in good:
        _add(case, tried, answer, tally, real=real)


def _singly(
    engine: Engine, case: Case, settings: Sequence[Choices], *, real: bool
) -> list[tuple[tuple[Choices, ...], Answer]]:
    """Each setting for itself, until it is plain that the model is to blame."""
    answers: list[tuple[tuple[Choices, ...], Answer]] = []
    for one in settings:
        answer = engine.ask(case.model, [one], half=case.half, beside=case.beside, real=real)
        answers.append(((one,), answer))
        if len(answers) == HOPELESS and all(_refusal(each) for _, each in answers):
            break
    return answers


def _refusal(answer: Answer) -> str:
    refused = [one for one in (*answer.dry, *answer.real) if isinstance(one, str)]
    return answer.refused or "".join(refused[:1])


def _add(
    case: Case, settings: Sequence[Choices], answer: Answer, tally: Tally, *, real: bool
) -> None:
    for choices, planned in zip(settings, answer.dry, strict=True):
        assert isinstance(planned, Held)
        told = f"{case.name}, {short(choices)}"
        tally.differences += [f"{told}: {text}" for text in _arithmetic(case, choices, planned)]
    if real:
        _plan(case, settings, answer, tally)


def _arithmetic(case: Case, choices: Choices, planned: Held) -> Iterator[str]:
    anatomy = anatomy_of(case.model)
    kv = sum(kv_layers(anatomy, choices))
    states = sum(state_layers(anatomy.state_rows, choices.parallel))
    if kv + states != planned.context:
        yield f"arithmetic {kv} + {states} = {kv + states}, engine {planned.context}"
    if abs(states - planned.recurrent) > LOG_PRECISION:
        yield f"states {states}, engine's log {planned.recurrent}"
    granted = cells_of(anatomy, choices).granted
    if granted != planned.granted:
        yield f"granted {granted}, engine {planned.granted}"


def _plan(case: Case, settings: Sequence[Choices], answer: Answer, tally: Tally) -> None:
    for choices, planned, real in zip(settings, answer.dry, answer.real, strict=True):
        assert isinstance(planned, Held)
        assert isinstance(real, Held)
        told = f"{case.name}, {short(choices)}"
        for what in ("weights", "context", "recurrent", "granted"):
            dry, kept = getattr(planned, what), getattr(real, what)
            if dry != kept:
                tally.differences.append(f"{told}: {what} planned {dry}, allocated {kept}")
        if planned.compute != real.compute:
            tally.compute[told] = real.compute - planned.compute


def short(choices: Choices) -> str:
    """The settings in a few words."""
    words = [f"{choices.context}", f"{choices.kv_type_k}/{choices.kv_type_v}"]
    words += [f"×{choices.parallel}"] if choices.parallel > 1 else []
    words += ["unified"] if choices.unified else []
    words += ["whole windows"] if choices.swa_full else []
    words += [f"flash {choices.flash_attention}", f"step {choices.micro_batch}"]
    return " ".join(words)


def report(tally: Tally) -> str:
    """For the reader of the test's output."""
    lines = [
        f"{len(tally.models)} models in {tally.settings} settings",
        f"left out: {len(tally.left_out)}",
    ]
    lines += [f"  {name}: {why}" for name, why in tally.left_out.items()]
    lines += [f"  {what}: {why}" for what, why in tally.crashed.items()]
    lines += [f"  {what}: compute {off / MIB:+.2f} MiB" for what, off in tally.compute.items()]
    return "\n".join(lines)
