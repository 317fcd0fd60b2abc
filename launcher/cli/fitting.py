"""`snug fit`: the longest context, the best plan for the one asked for, the price of more."""

import argparse
from dataclasses import replace
from typing import Final

from launcher.actions.fit import Fitting, fit_exactly, fit_now
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.actions.target import resolve_or_known
from launcher.cli import instead, words
from launcher.cli.output import Output
from launcher.cli.planned import choices_of, computer, machine_of, mmproj_of
from launcher.cli.words import columns
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.memory.fit import STEP, Fit
from launcher.planning.auto_fit import AutoFit
from launcher.planning.concessions import Concession
from launcher.units import tokens_text

_ASKED: Final = (  # a plan takes these over as they are
    "flash_attention",
    "batch",
    "micro_batch",
    "parallel",
    "load",
    "main_gpu",
    "unified",
    "kv_on_gpu",
    "repack",
    "swa_full",
    "mtp",
)
_FITS: Final = {
    Fit.FITS: "It fits.",
    Fit.PARTLY: "It fits with a part of it in RAM.",
    Fit.TIGHT: "It fits only into the memory kept free for other programs.",
    Fit.TOO_BIG: "It does not fit.",
}


def fit(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """What fits with these choices on this machine, or on the imagined one."""
    target = resolve_or_known(parts, arguments.target)
    facts = target.facts
    machine = machine_of(arguments, parts)
    choices = choices_of(arguments, parts, facts)
    mmproj = mmproj_of(arguments, parts)
    reserve = parts.settings.settings.reserve
    found = (
        fit_now(
            facts,
            choices,
            machine,
            reserve=reserve,
            mmproj=mmproj,
            measured=measured_paces(parts, machine),
        )
        if arguments.arithmetic
        else fit_exactly(parts, facts, choices, machine, mmproj, name=arguments.target)
    )
    found = replace(found, notes=(*found.notes, *instead.target_notes(target)))
    keys = _keys(found) | {"imagined": computer(machine)}
    output.answer(keys, words.computer(machine) + _words(found))
    return 0


def choices_keys(choices: Choices) -> dict[str, object]:
    """Choices under the names of their options; what is left to the program is null."""
    return {
        "context": choices.context,
        "gpu_layers": choices.gpu_layers,
        "kv_type_k": choices.kv_type_k,
        "kv_type_v": choices.kv_type_v,
        "flash_attention": str(choices.flash_attention),
        "batch": choices.batch,
        "micro_batch": choices.micro_batch,
        "parallel": choices.parallel,
        "cpu_moe": choices.cpu_moe,
        "load": str(choices.load),
        "split": list(choices.split),
        "main_gpu": choices.main_gpu,
        "unified": choices.unified,
        "kv_on_gpu": choices.kv_on_gpu,
        "repack": choices.repack,
        "swa_full": choices.swa_full,
        "mtp": choices.mtp,
        "threads": choices.threads or None,
    }


def _keys(found: Fitting) -> dict[str, object]:
    context = found.plan.estimate.context
    return {
        "context": {
            "asked": context.asked,
            "granted": context.granted,
            "trained": context.trained or None,
        },
        "largest_context": found.largest or None,
        "plan": {
            **choices_keys(found.plan.choices),
            "fit": str(found.plan.fit),
            "steps": [{"what": step.what, "why": step.why} for step in found.plan.steps],
        },
        "concessions": [
            {
                "what": one.what,
                "gains_tokens": one.gains,
                "largest_context": one.largest,
                "quality": one.quality or None,
                "speed": one.speed or None,
                "speed_share": one.speed_share,
                "basis": str(Basis.ARITHMETIC),
            }
            for one in found.concessions
        ],
        "basis": str(found.basis),
        "notes": list(found.notes),
    }


def _words(found: Fitting) -> str:
    context = found.plan.estimate.context
    trained = tokens_text(context.trained) if context.trained else "an unknown length"
    longest = f"{found.largest:,} tokens" if found.largest else "none"
    if context.trained - STEP < found.largest <= context.trained:
        longest += ", what it was trained for"
    by = "the engine's own dry run" if found.basis is Basis.ENGINE else "arithmetic"
    parts = [
        f"Longest context that fits: {longest} (asked {context.asked:,}, granted"
        f" {context.granted:,}, trained {trained}). By {by}.",
        *found.notes,
        _plan(found.plan),
    ]
    if found.concessions:
        parts.append(_prices(found.concessions))
    return "\n\n".join(parts)


def _plan(plan: AutoFit) -> str:
    lines = [f"A plan for {plan.estimate.context.granted:,} tokens. {_FITS[plan.fit]}"]
    lines += [f"  {step.what}. {step.why}" for step in plan.steps]
    return "\n".join([*lines, f"  {_options(plan.choices)}"])


def _options(choices: Choices) -> str:
    """What a plan decides, and what was asked beside it, as the words of a call."""
    said = [f"--context {choices.context}", f"--gpu-layers {choices.gpu_layers}"]
    if choices.kv_type_k == choices.kv_type_v:
        said.append(f"--kv-type {choices.kv_type_k}")
    else:
        said.append(f"--kv-type-k {choices.kv_type_k} --kv-type-v {choices.kv_type_v}")
    if choices.cpu_moe:
        said.append(f"--cpu-moe {choices.cpu_moe}")
    if choices.split:
        said.append("--split " + ",".join(f"{part:g}" for part in choices.split))
    usual = choices_keys(Choices())
    said += [
        f"--{name.replace('_', '-')} {_word(value)}"
        for name, value in choices_keys(choices).items()
        if name in _ASKED and value != usual[name]
    ]
    return " ".join(said)


def _word(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _prices(concessions: tuple[Concession, ...]) -> str:
    rows = [("For a longer context", "Tokens more", "Then", "What it costs")]
    rows += [
        (
            one.what,
            f"+{one.gains:,}{one.of_each}",
            f"{one.largest:,}",
            f"{one.quality} {one.speed}".strip(),
        )
        for one in concessions
    ]
    return columns(rows, right=(1, 2)) + "\n\nTokens of this list by arithmetic."
