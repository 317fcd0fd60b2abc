"""`snug tradeoff`: every size and variant of a family on one board, and which one to take."""

import argparse
from dataclasses import replace
from math import isnan
from pathlib import Path

from launcher.actions.imagine import MOST, all_free
from launcher.actions.parts import Parts
from launcher.actions.tradeoff import as_csv, board_of, is_family
from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.kept import TOO_SMALL
from launcher.cli import instead, words
from launcher.cli.evidence import class_keys, measured_lines
from launcher.cli.output import Output
from launcher.cli.planned import computer, machine_of
from launcher.cli.speeds import speed_keys
from launcher.cli.words import columns
from launcher.errors import NotSaved, OutOfRange
from launcher.units import GIB, size_text


def tradeoff(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """The board, with its points in the order of size; `--csv` writes them to a file as well."""
    machine = machine_of(arguments, parts)
    found = board_of(
        parts,
        _asked(arguments.asked),
        context=arguments.context
        if arguments.context is not None
        else parts.settings.settings.context,
        axis=Axis(arguments.axis),
        machine=machine,
        budget=_bytes(arguments.budget),
    )
    if arguments.budget is None:
        found = replace(found, notes=(*all_free(machine), *found.notes))
    if arguments.csv:
        _write(Path(arguments.csv).expanduser(), as_csv(found))
    keys = _keys(found) | {"imagined": computer(machine)}
    output.answer(keys, words.computer(machine) + _words(found))
    return 0


def _bytes(budget: float | None) -> int | None:
    """GiB as bytes. Raises OutOfRange for more than any computer has."""
    if budget is None:
        return None
    if budget > MOST:
        raise OutOfRange("budget", budget, 0, MOST)
    return int(budget * GIB)


def _asked(told: list[str]) -> list[str]:
    """The words of the call; a family's name may come as several, without quotes."""
    joined = " ".join(told)
    return [joined] if "/" not in joined and is_family(joined) else told


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise NotSaved(str(path), error.strerror or str(error)) from error


def _keys(found: Board) -> dict[str, object]:
    return {
        "family": found.family,
        "axis": str(found.axis),
        "context": found.context,
        "ordinate": found.ordinate,
        "points": [_point(point) for point in found.points],
        "budget": found.budget,
        "budget_words": found.budget_words,
        "winner": found.winner,
        "so_what": found.so_what,
        "basis": instead.CATALOG if found.of_catalog else instead.HUB,
        "notes": list(found.notes),
    }


def _point(point: Point) -> dict[str, object]:
    file = point.file
    return {
        "repo": file.repo,
        "model": file.model,
        "variant": file.variant,
        "parameters": file.parameters,
        "bits_per_weight": round(file.bits_per_weight, 3),
        "memory": file.memory,
        "size": file.size,
        "longest_context": file.longest,
        "quality": _quality(point),
        "tokens_per_second": speed_keys(file.speed),
        "prompt_tokens_per_second": speed_keys(file.prompt_speed),
        "within_budget": point.within,
        "partly_in_ram": point.divided,
        "frontier": point.frontier,
        "dominated_by": point.dominated_by,
        "because": point.because or None,
    }


def _quality(point: Point) -> dict[str, object]:
    """`value` is what the board shows; its class is in words, its source in a sentence."""
    expected = point.file.expected
    score = expected.score
    return {
        "value": None if isnan(point.up) else round(point.up, 2),
        "class": point.file.judged.words,
        "basis": str(expected.basis),
        "source": expected.because,
        "kept": None if expected.kept is None else round(expected.kept, 4),
        "score": None if score is None else round(score, 2),
        "benchmark": expected.base.benchmark if expected.base else None,
        "benchmark_source": expected.base.source if expected.base else None,
        **class_keys(point.file.judged),
    }


def _words(found: Board) -> str:
    parts = [found.so_what, *found.notes]
    if found.points:
        parts.append(_table(found))
        parts.append(f"{found.ordinate}. A star marks files that nothing here beats.")
        if any(isnan(point.up) for point in found.points):
            parts.append(TOO_SMALL)
        parts += measured_lines([point.file for point in found.points])
    return "\n\n".join(parts)


def _table(found: Board) -> str:
    memory, score = f"With {found.context:,} tokens", found.ordinate.partition(":")[0]
    head = ("", "Model", "Variant", "File", memory, "Tokens a second", score, "Beaten by")
    rows: list[tuple[str, ...]] = [head]
    rows += [_row(found, point) for point in found.points]
    return columns(rows, right=(3, 4, 5, 6))


def _lies(point: Point) -> str:
    if not point.within:
        return " (too much)"
    return " (partly in RAM)" if point.divided else ""


def _row(found: Board, point: Point) -> tuple[str, ...]:
    file, speed = point.file, point.file.speed
    mark = ">" if file.key == found.winner else "*" if point.frontier else ""
    return (
        mark,
        file.model,
        file.variant,
        size_text(file.size),
        size_text(file.memory) + _lies(point),
        f"{speed.low:.1f} to {speed.high:.1f}" if speed else "unknown",
        "unknown" if isnan(point.up) else f"{point.up:.1f}",
        point.dominated_by or "",
    )
