"""Bigger at fewer bits, or smaller at more: the board of a family, or of some repositories.

What is compared is found once (`compared_of`); the board itself is arithmetic and answers
in a moment for every context, axis, machine and budget.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from launcher.actions.compared import Compared, File, compared_of, families, is_family
from launcher.actions.corrections import Corrections
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.budget import budget_of
from launcher.choosing.corrected import Corrector
from launcher.choosing.evidence import DIVERGENCE, Figure
from launcher.choosing.measured_here import NO_FILES, MeasuredHere
from launcher.choosing.thinking_weights import thinking_weights
from launcher.choosing.trade_off import board
from launcher.choosing.weigh import weigh
from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.catalog import is_from_catalog
from launcher.planning.paces import paces_of
from launcher.planning.speed import Speed

__all__ = ["as_csv", "board_from", "board_of", "compared_of", "families", "is_family"]

GIVEN: Final = "given"  # words of a budget that a person named
COLUMNS: Final = (
    *("model", "variant", "repository", "parameters", "bits_per_weight", "size_bytes"),
    *("context_tokens", "memory_bytes", "longest_context_tokens"),
    *("tokens_per_second_low", "tokens_per_second_high", "speed_basis"),
    *("prompt_tokens_per_second_low", "prompt_tokens_per_second_high", "prompt_speed_basis"),
    *("expected_score", "kept", "kept_basis", "quality", "quality_basis", "benchmark"),
    *("kept_source", "divergence_measured_here", "divergence_error"),
    *("source", "within_budget", "frontier", "dominated_by", "because", "winner"),
)


def board_of(
    parts: Parts,
    asked: str | Sequence[str],
    *,
    context: int,
    axis: Axis,
    machine: Machine,
    budget: int | None = None,
) -> Board:
    """The board of a family ('Gemma 3'), or of repositories; see `compared_of` for the words.

    `budget` (bytes) replaces the machine's: memory at the context, or the file alone where the
    axis is its size. Raises ChoiceError for what cannot be, HubError, BadModelFile.
    """
    return board_from(
        compared_of(parts, asked),
        context=context,
        axis=axis,
        machine=machine,
        reserve=parts.settings.settings.reserve,
        budget=budget,
        measured=measured_paces(parts, machine),
        corrections=Corrections(parts).of,
        here=measured_evidence(parts, machine),
    )


def board_from(
    compared: Compared,
    *,
    context: int,
    axis: Axis,
    machine: Machine,
    reserve: int,
    budget: int | None = None,
    measured: tuple[Pace, ...] = (),
    corrections: Corrector | None = None,
    here: MeasuredHere = NO_FILES,
) -> Board:
    """The same of files that are known already. `reserve` bytes stay free on each device.

    `measured` are paces seen on this machine, `corrections` what its answers taught, `here`
    what was measured of model files on it. Raises ChoiceError.
    """
    room, words = (budget, GIVEN) if budget is not None else budget_of(machine, reserve=reserve)
    scene = _Scene(
        context=context,
        machine=machine,
        reserve=reserve,
        paces=paces_of(machine, measured),
        corrections=corrections,
        here=here,
    )
    return board(
        [_weighed(file, scene) for file in compared.files],
        family=compared.family,
        axis=axis,
        context=context,
        budget=room,
        budget_words=words,
        of_file=budget is not None and axis is Axis.SIZE,
        by_fit=budget is None,
        of_catalog=any(is_from_catalog(file.facts) for file in compared.files),
        notes=(*compared.notes, *_beyond(compared.files, context)),
        weights=_mixtures(compared.files),
    )


def as_csv(found: Board) -> str:
    """The points as comma-separated values with a head line; what is not known stays empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_row(found, point) for point in found.points)
    return text.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What all files of a board are weighed with."""

    context: int
    machine: Machine
    reserve: int
    paces: Mapping[str, Pace]
    corrections: Corrector | None
    here: MeasuredHere


def _weighed(file: File, scene: _Scene) -> Weighed:
    """Layers where they fit and nothing else changed: all files must be asked the same."""
    weighed = weigh(
        file.facts,
        repo=file.repo,
        model=file.model,
        variant=file.variant,
        qat=file.qat,
        choices=Choices(context=scene.context),
        machine=scene.machine,
        reserve=scene.reserve,
        paces=scene.paces,
        corrections=scene.corrections,
        here=scene.here,
        arrange=False,
    )
    return weighed if file.size is None else replace(weighed, size=file.size)


def _mixtures(files: Sequence[File]) -> dict[str, float]:
    """Models that think with fewer weights than they have, and with how many."""
    models = {file.model: file for file in files}
    used = {model: thinking_weights(file.facts, repo=file.repo) for model, file in models.items()}
    return {name: told for name, told in used.items() if told < models[name].facts.parameters}


def _beyond(files: Sequence[File], context: int) -> tuple[str, ...]:
    """Models that were trained for less than the context."""
    short = {
        file.model: file.facts.trained_context
        for file in files
        if 0 < file.facts.trained_context < context
    }
    return tuple(f"{model} was trained for {told:,} tokens." for model, told in short.items())


def _speed(speed: Speed | None) -> tuple[str, str, str]:
    return (f"{speed.low:.2f}", f"{speed.high:.2f}", speed.basis) if speed else ("", "", "")


def _divergence(figures: Sequence[Figure]) -> tuple[str, str]:
    """What was measured on this computer, with its standard error; empty where nothing was."""
    for one in figures:
        if one.basis is Basis.MEASURED and one.measure == DIVERGENCE:
            return f"{one.value:.6f}", "" if one.error is None else f"{one.error:.6f}"
    return "", ""


def _row(found: Board, point: Point) -> tuple[object, ...]:
    file, expected = point.file, point.file.expected
    base = expected.base
    return (
        *(file.model, file.variant, file.repo, file.parameters),
        *(f"{file.bits_per_weight:.3f}", file.size, found.context, file.memory),
        "" if file.longest is None else file.longest,
        *_speed(file.speed),
        *_speed(file.prompt_speed),
        "" if expected.score is None else f"{expected.score:.2f}",
        "" if expected.kept is None else f"{expected.kept:.4f}",
        *(expected.basis, file.judged.words, file.judged.basis),
        base.benchmark if base else "",
        expected.because,
        *_divergence(file.judged.figures),
        base.source if base else "",
        *("yes" if told else "no" for told in (point.within, point.frontier)),
        *(point.dominated_by or "", point.because),
        "yes" if file.key == found.winner else "no",
    )
