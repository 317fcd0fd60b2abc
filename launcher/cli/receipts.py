"""`snug receipts`: what loaded models took beside what was predicted."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from launcher.actions.parts import Parts
from launcher.actions.receipts import receipts as receipts_of
from launcher.cli.fitting import choices_keys
from launcher.cli.output import Output
from launcher.cli.words import columns
from launcher.measurement.receipt import (
    DRIVER,
    ENGINE_PARTS,
    MAIN_MEMORY,
    Difference,
    Line,
    Receipt,
)
from launcher.units import difference_text, size_text

OUTSIDE: Final = {MAIN_MEMORY: "resident", DRIVER: "driver"}  # part: key of the contract
NONE_YET: Final = "No model was loaded here yet. `snug chat FILE` loads one."
WORDS: Final = {"kv": "KV cache", "recurrent": "state"}


def receipts(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """This machine's receipts, the newest first."""
    found = receipts_of(parts)
    text = "\n\n".join(_words(receipt) for receipt in found) or NONE_YET
    output.answer({"receipts": [_keys(receipt) for receipt in found]}, text)
    return 0


def measured_keys(receipt: Receipt | None) -> dict[str, object] | None:
    """What was measured here before, beside an estimate; null where nothing is to be said."""
    if receipt is None:
        return None
    return {"when": receipt.when.isoformat(), "difference": _difference(receipt.difference)}


def measured_words(receipt: Receipt | None) -> str:
    """The same as a line under an estimate: 'Measured here on 2026-11-20: CUDA0 +212 MiB.'"""
    if receipt is None:
        return ""
    told = ", ".join(_more(line) for line in receipt.notable)
    return f"\nMeasured here on {_day(receipt)}: {told}."


def _keys(receipt: Receipt) -> dict[str, object]:
    return {
        "when": receipt.when.isoformat(),
        "model": receipt.name,
        "path": receipt.path,
        "plan": choices_keys(replace(receipt.choices, gpu_layers=receipt.gpu_layers)),
        "basis": str(receipt.basis),
        "engine": receipt.engine,
        "prompt_tokens": receipt.prompt or None,
        "predicted": _devices(receipt, lambda line: line.predicted),
        "measured": _devices(receipt, lambda line: line.measured),
        "difference": _difference(receipt.difference),
    }


def _devices(receipt: Receipt, figure: Callable[[Line], int | None]) -> list[dict[str, object]]:
    """A row per device. What the engine did not use is 0; what nobody could tell is null."""
    rows: dict[str, dict[str, object]] = {}
    for line in receipt.lines:
        empty = dict.fromkeys(ENGINE_PARTS, 0) | dict.fromkeys(OUTSIDE.values())
        row = rows.setdefault(line.device, {"name": line.device, **empty})
        row[OUTSIDE.get(line.part, line.part)] = figure(line)
    return list(rows.values())


def _difference(found: Difference | None) -> dict[str, object] | None:
    if found is None:
        return None
    percent = None if found.percent is None else round(found.percent, 2)
    return {"bytes": found.bytes, "percent": percent, "notable": found.notable}


def _words(receipt: Receipt) -> str:
    rows: list[tuple[str, ...]] = [("Device", "Part", "Predicted", "Measured", "Difference", "")]
    rows += [_row(line) for line in receipt.lines]
    choices = receipt.choices
    when = receipt.when.astimezone().strftime("%Y-%m-%d %H:%M")
    return "\n".join(
        [
            f"{when}  {receipt.name}, context {choices.context:,}, {choices.load}, "
            f"{receipt.gpu_layers} layers on a GPU; predicted by {_predictor(receipt)}",
            columns(rows, right=(2, 3, 4)),
        ]
    )


def _row(line: Line) -> tuple[str, ...]:
    found = line.difference
    return (
        line.device,
        WORDS.get(line.part, line.part),
        size_text(line.predicted),
        "not yet" if line.measured is None else size_text(line.measured),
        "" if found is None else difference_text(found),
        "more than 3 % and 64 MiB" if line.notable else "",
    )


def _more(line: Line) -> str:
    what = WORDS.get(line.part, line.part)
    where = what if line.part == MAIN_MEMORY else f"{line.device} {what}"
    return f"{where} {difference_text(line.difference or 0)}"


def _day(receipt: Receipt) -> str:
    return receipt.when.astimezone().date().isoformat()


def _predictor(receipt: Receipt) -> str:
    return "the engine" if receipt.basis == "engine" else str(receipt.basis)
