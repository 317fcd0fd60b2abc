"""`snug recommend`: which model to take on this computer, and why."""

import argparse
from collections.abc import Iterator, Sequence

from launcher.actions.imagine import all_free
from launcher.actions.parts import Parts
from launcher.actions.recommend import nothing_fits, picks_for, refreshed
from launcher.choosing.arithmetic import speed_words
from launcher.choosing.pick import Pick
from launcher.choosing.wish import USUAL_CONTEXT, Priority, Purpose, Wish
from launcher.cli import words
from launcher.cli.evidence import class_keys
from launcher.cli.output import Output
from launcher.cli.planned import computer, machine_of
from launcher.cli.speeds import speed_keys
from launcher.cli.words import columns
from launcher.memory.choices import Choices, check_ranges
from launcher.units import size_text


def recommend(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Up to three models; status 1 where none fits. `--why` adds the arithmetic to the words."""
    wish = _wish(arguments)
    machine = machine_of(arguments, parts)
    picks = picks_for(parts, wish, machine)
    if not arguments.offline:
        picks = refreshed(parts, picks)
    none = None if picks else nothing_fits(parts, wish, machine)
    keys = {
        "priority": str(wish.priority),
        "purpose": str(wish.purpose),
        "context": wish.context,
        "picks": [_pick(pick) for pick in picks],
        "nothing_fits": none,
        "imagined": computer(machine),
        "notes": list(all_free(machine)),
    }
    told = "\n\n".join((*all_free(machine), none or _words(picks, why=arguments.why)))
    output.answer(keys, words.computer(machine) + told)
    return 0 if picks else 1


def _wish(arguments: argparse.Namespace) -> Wish:
    """Raises OutOfRange for an impossible context."""
    context = USUAL_CONTEXT if arguments.context is None else arguments.context
    check_ranges(Choices(context=context))
    return Wish(
        priority=Priority(arguments.priority), purpose=Purpose(arguments.purpose), context=context
    )


def _pick(pick: Pick) -> dict[str, object]:
    file = pick.file
    return {
        "repo": file.repo,
        "files": pick.files,
        "model": file.model,
        "variant": file.variant,
        "size": file.size,
        "memory": file.memory,
        "fit": str(file.fit),
        "quality": {
            "class": file.judged.words,
            "kept": None if file.expected.kept is None else round(file.expected.kept, 3),
            "basis": str(file.expected.basis),
            "source": file.expected.because,
            **class_keys(file.judged),
        },
        "licence": pick.licence,
        "reason": pick.reason,
        "runner_up": pick.runner_up,
        "why_not": pick.why_not,
        "context": file.longest or None,
        "tokens_per_second": speed_keys(file.speed),
        "prompt_tokens_per_second": speed_keys(file.prompt_speed),
        "why": list(pick.why),
        "notes": list(pick.notes),
    }


def _words(picks: Sequence[Pick], *, why: bool) -> str:
    table = [("", "Model", "File", "Size", "Longest context", "Answers")]
    table += [
        (
            "*" if pick is picks[0] else "",
            pick.file.model,
            pick.file.variant,
            size_text(pick.file.size),
            "unknown" if pick.file.longest is None else f"{pick.file.longest:,}",
            speed_words(pick.file.speed) if pick.file.speed else "unknown",
        )
        for pick in picks
    ]
    told = [columns(table, right=(3, 4))]
    told += ["\n".join(_about(pick, why=why)) for pick in picks]
    return "\n\n".join(told)


def _about(pick: Pick, *, why: bool) -> Iterator[str]:
    yield f"{pick.file.key}. {pick.reason}"
    if pick.runner_up:
        yield f"  Not {pick.runner_up}: {pick.why_not}"
    yield from (f"  {line}" for line in (*(pick.why if why else ()), *pick.notes))
    yield f"  Licence: {pick.licence or 'not recorded'}. Files: {pick.files}"
