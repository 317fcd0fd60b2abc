"""One file of a model on one machine: memory, fit, speed and quality in one value.

Layers are placed automatically first. Where the model does not lie wholly on one side
that way, the plan is looked for that holds it best: experts in RAM, or a cache of
conversation in 8 bits, before anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from launcher.choosing.corrected import Corrector, corrected_prompt_speed, corrected_speed
from launcher.choosing.kept import expected
from launcher.choosing.measured_here import NO_FILES, MeasuredHere
from launcher.choosing.quality_words import quality_words
from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import LEAST_CONTEXT, Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from launcher.planning.auto_fit import auto_fit

USUALLY_MORE: Final = 0.2  # bits per weight


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    choices: Choices
    estimate: Estimate
    fit: Fit


def weigh(
    facts: ModelFacts,
    *,
    repo: str,
    model: str,
    variant: str,
    qat: bool = False,
    choices: Choices,
    machine: Machine,
    reserve: int,
    paces: Mapping[str, Pace],
    corrections: Corrector | None = None,
    here: MeasuredHere = NO_FILES,
    look_for_longest: bool = True,
    arrange: bool = True,
) -> Weighed:
    """Everything a choice between files hangs on; `reserve` bytes stay free on each device.

    `arrange`: where layers are automatic and the model does not fit as the choices are, a
    plan is looked for (experts in RAM, a smaller KV cache); `choices` of the answer are what
    was weighed. Without it the choices stay. `corrections` are what answers given here taught of
    predicted speeds, `here` what was measured of model files on this computer. Raises
    ChoiceError for impossible choices.
    """
    laid = _laid(facts, choices, machine, reserve, arrange=arrange)
    bits, weights = facts.bits_per_weight, facts.parameters
    own = here.own(repo, variant, weights, bits, qat=qat, size=facts.file_size)
    longest = None
    if look_for_longest:
        longest = _longest(facts, laid.choices, machine, reserve)
    return Weighed(
        repo=repo,
        model=model,
        variant=variant,
        parameters=weights,
        bits_per_weight=bits,
        size=facts.file_size,
        choices=laid.choices,
        estimate=laid.estimate,
        fit=laid.fit,
        longest=longest,
        speed=corrected_speed(
            facts, laid.choices, laid.estimate, machine, paces=paces, corrections=corrections
        ),
        prompt_speed=corrected_prompt_speed(
            facts, laid.choices, laid.estimate, machine, paces=paces, corrections=corrections
        ),
        judged=quality_words(variant, bits, weights, qat=qat, model=repo, own=own),
        expected=expected(variant, telling_bits(facts), weights, qat=qat, model=repo, own=own),
    )


def _longest(facts: ModelFacts, choices: Choices, machine: Machine, reserve: int) -> int:
    """No longer than it was trained for, even where a board asks all files for more."""
    if 0 < facts.trained_context < choices.context:
        choices = replace(choices, context=max(LEAST_CONTEXT, facts.trained_context))
    return largest_context(facts, choices, machine, reserve=reserve)


def telling_bits(facts: ModelFacts) -> float:
    """Bits per weight that say how much was lost: those of the layers, for answers hang on them.

    A small model's file has more on average, since its embeddings are kept at six or eight
    bits. Files that `kept` was fitted to have up to about 0.2 more than their layers, so
    only what goes beyond that is taken off.
    """
    matrices = [one for one in facts.tensors if one.name.startswith("blk.") and len(one.shape) > 1]
    weights = sum(one.elements for one in matrices)
    if not weights:
        return facts.bits_per_weight
    layers = sum(one.size for one in matrices) * 8 / weights
    return min(facts.bits_per_weight, layers + USUALLY_MORE)


def _laid(
    facts: ModelFacts, choices: Choices, machine: Machine, reserve: int, *, arrange: bool
) -> _Laid:
    """How the model lies: as the choices say, or better where that is possible."""
    plain = estimate(facts, choices, machine, reserve=reserve)
    as_asked = _Laid(choices=choices, estimate=plain, fit=judge(plain, reserve=reserve))
    automatic = choices.gpu_layers is None and not choices.cpu_moe and not choices.split
    if not arrange or not automatic or not _may_gain(facts, as_asked, machine):
        return as_asked
    plan = auto_fit(facts, choices, machine, reserve=reserve)
    if plan.fit is Fit.TOO_BIG or _rank(plan.fit) > _rank(as_asked.fit):
        return as_asked
    return _Laid(choices=plan.choices, estimate=plan.estimate, fit=plan.fit)


def _may_gain(facts: ModelFacts, laid: _Laid, machine: Machine) -> bool:
    """Whether looking for a plan can help at all: it costs some milliseconds."""
    if laid.fit is Fit.FITS:
        return False
    room = machine.memory.available + sum(share.free for share in laid.estimate.devices[1:])
    return facts.weight_bytes < room


def _rank(fit: Fit) -> int:
    return (Fit.FITS, Fit.PARTLY, Fit.TIGHT, Fit.TOO_BIG).index(fit)
