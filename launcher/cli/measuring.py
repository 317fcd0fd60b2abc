"""`snug measure`: files on this computer compared in size, memory, speed and predictions."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from launcher.actions.machine import look_with_engine
from launcher.actions.measure import (
    MeasurePlan,
    MeasureWish,
    Moment,
    as_json_keys,
    can_be_read,
    measure,
    measure_plan,
    so_what,
)
from launcher.actions.parts import Parts
from launcher.cli.output import Output
from launcher.cli.words import columns
from launcher.errors import LoadCancelled, SnugError
from launcher.measurement.measured_file import MeasuredFile, Timing
from launcher.models.gguf import read_facts
from launcher.models.guide import file_named
from launcher.units import duration_text, size_text

GOES_ON = "What was measured until now is kept: the same command goes on from there."
STEPS = {
    "make": "Making",
    "score": "Reading the text with",
    "time": "Timing",
    "answer": "Asking",
}


def measure_files(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Every file measured, the reference first; what is known from before stays."""
    machine = look_with_engine(parts)
    wish = _wish(arguments)
    plan = measure_plan(parts, wish, machine)
    _tell_plan(plan, output)
    try:
        found = measure(parts, plan, lambda moment: _tell(moment, output))
    except (KeyboardInterrupt, LoadCancelled):
        output.status("")
        output.say(GOES_ON)
        raise
    except SnugError:
        output.status("")
        raise
    output.status("")
    keys = {
        "results": [as_json_keys(file) for file in found],
        "so_what": so_what(found),
        "notes": list(plan.notes),
    }
    output.answer(keys, _words(found, plan))
    return 0


def _wish(arguments: argparse.Namespace) -> MeasureWish:
    """As it was called; of several files the one with most bits is the reference, if it can be."""
    files = tuple(map(file_named, arguments.file))
    named = arguments.reference
    reference = _default_reference(files) if named is None else file_named(named)
    return MeasureWish(
        files=files,
        reference=reference,
        make=tuple(name for one in arguments.make for name in one.split(",") if name.strip()),
        imatrix=Path(arguments.imatrix) if arguments.imatrix else None,
        text=Path(arguments.text) if arguments.text else None,
        quick=arguments.quick,
        prompts=tuple(arguments.prompt),
        on_battery=arguments.on_battery,
        fresh=arguments.fresh,
    )


def _default_reference(files: Sequence[Path]) -> Path | None:
    """The file with most bits per weight, where all are of one model that writes; else None."""
    facts = [read_facts(path) for path in files]
    if len(files) < 2 or len({(one.vocabulary, one.parameters) for one in facts}) != 1:
        return None
    if not all(map(can_be_read, files, facts)):
        return None
    best = max(range(len(files)), key=lambda n: facts[n].bits_per_weight)
    return files[best]


def _tell_plan(plan: MeasurePlan, output: Output) -> None:
    known = sum(step.known for step in plan.steps)
    todo = len(plan.steps) - known
    parts = [f"{todo} step{'' if todo == 1 else 's'}"]
    if plan.seconds is not None and todo:
        parts.append(f"about {duration_text(plan.seconds)}")
    if plan.disk:
        parts.append(f"{size_text(plan.disk)} of disk")
    if known:
        parts.append(f"{known} known from before")
    output.say(f"To do: {', '.join(parts)}.")
    for note in plan.notes:
        output.say(note)


def _tell(moment: Moment, output: Output) -> None:
    left = "" if moment.seconds_left is None else f", {duration_text(moment.seconds_left)} left"
    what = f"{STEPS.get(moment.kind, moment.kind)} {moment.file} {moment.share * 100:.0f} %"
    waits = " (the chat goes first)" if moment.waiting else ""
    output.status(f"{moment.step} of {moment.of}: {what}{left}{waits}")


# --- words ------------------------------------------------------------------------------------


def _words(found: Sequence[MeasuredFile], plan: MeasurePlan) -> str:
    parts = [so_what(found), _table(found)]
    notes = [f"{file.file}: {note}" for file in found for note in (*file.fallbacks, *file.notes)]
    notes += _foreign(found)
    read = next((file.text for file in found if file.text), None)
    if read is not None:
        count = f"{read.windows} window{'' if read.windows == 1 else 's'}"
        notes.append(f"Read: {read.name}, {count} of {read.window} tokens.")
    made = [subject.path for subject in plan.subjects if subject.order is not None]
    if made:
        notes.append("Files made here: " + ", ".join(str(path) for path in made) + ".")
    parts += ["\n".join(notes)] if notes else []
    answers = _answers(found, plan.wish.prompts)
    return "\n\n".join([*parts, *([answers] if answers else [])])


def _foreign(found: Sequence[MeasuredFile]) -> list[str]:
    """With what a file was compared in an earlier call, where that is not beside it."""
    there = {file.content for file in found}
    return [
        f"{file.file}: its KL divergence is from {file.distance.reference}, measured before."
        for file in found
        if file.distance and file.distance.reference_content not in there
    ]


def _table(found: Sequence[MeasuredFile]) -> str:
    head = (
        *("File", "Size", "Bits/weight", "Load", "Memory", "Prompt t/s", "Answer t/s"),
        *("Perplexity", "KL divergence", "99 %", "Same token"),
    )
    rows: list[tuple[str, ...]] = [head, *(_row(file) for file in found)]
    return columns(rows, right=range(1, len(head)))


def _row(file: MeasuredFile) -> tuple[str, ...]:
    perplexity, distance = file.perplexity, file.distance
    return (
        file.file,
        size_text(file.size),
        f"{file.bits_per_weight:.2f}",
        "" if file.load_seconds is None else f"{file.load_seconds:.2f} s",
        "" if file.resident is None else size_text(file.resident),
        _speed(file.prompt),
        _speed(file.answer),
        f"{perplexity.value:.3f} ± {perplexity.error:.3f}" if perplexity else "",
        f"{distance.mean:z.4f} ± {distance.error:.4f}" if distance else "",
        f"{distance.p99:z.3f}" if distance else "",
        f"{distance.same_top * 100:.1f} %" if distance else "",
    )


def _speed(timing: Timing | None) -> str:
    return f"{timing.per_second:.1f} ± {timing.spread:.1f}" if timing else ""


def _answers(found: Sequence[MeasuredFile], prompts: Sequence[str]) -> str:
    """Each prompt of this call with what every file answered."""
    lines: list[str] = []
    for prompt in dict.fromkeys(prompts):
        said = [(one, each) for one in found for each in one.answers if each.prompt == prompt]
        lines += [f"“{prompt}”"] if said else []
        lines += [f"  {file.file}: {' '.join(each.text.split())}" for file, each in said]
    return "\n".join(lines)
