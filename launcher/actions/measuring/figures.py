"""What was measured, as a table for other programs and as keys."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from launcher.measurement.measured_file import MeasuredFile, Timing

COLUMNS: Final = (
    *("file", "quantization", "size", "bits_per_weight", "parameters", "load_s", "resident"),
    *("prompt_tps", "prompt_tps_spread", "answer_tps", "answer_tps_spread", "perplexity"),
    *("perplexity_error", "kld_mean", "kld_error", "kld_median", "kld_p99", "kld_max"),
    *("same_top", "same_top_error", "reference", "text", "windows", "plan", "engine", "when"),
)


def as_csv(files: Sequence[MeasuredFile]) -> str:
    """A table for a spreadsheet; what was not measured is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for file in files:
        keys = _flat(file)
        writer.writerow(["" if keys[name] is None else keys[name] for name in COLUMNS])
    return out.getvalue()


def as_json_keys(file: MeasuredFile) -> dict[str, object]:
    """One of `results` as the terminal gives it; what was not measured is None."""
    return {
        "file": file.file,
        "model": file.model,
        "quantization": file.quantization,
        "size": file.size,
        "bits_per_weight": file.bits_per_weight,
        "parameters": file.parameters,
        "perplexity": _perplexity(file),
        "kld": _kld(file),
        "same_top": file.distance.same_top if file.distance else None,
        "same_top_error": file.distance.same_top_error if file.distance else None,
        "reference": file.distance.reference if file.distance else None,
        "prompt_tps": _speed(file.prompt),
        "prompt_tps_spread": _spread(file.prompt),
        "answer_tps": _speed(file.answer),
        "answer_tps_spread": _spread(file.answer),
        "load_s": file.load_seconds,
        "resident": file.resident,
        "text": _text(file),
        "answers": [
            {"prompt": one.prompt, "text": one.text, "reason": one.reason} for one in file.answers
        ],
        "fallbacks": list(file.fallbacks),
        "notes": list(file.notes),
        "plan": file.plan,
        "engine": file.engine,
        "when": file.when.isoformat(),
    }


def _flat(file: MeasuredFile) -> dict[str, object]:
    """The same without objects inside."""
    keys = as_json_keys(file)
    perplexity, distance = file.perplexity, file.distance
    return keys | {
        "perplexity": perplexity.value if perplexity else None,
        "perplexity_error": perplexity.error if perplexity else None,
        "kld_mean": distance.mean if distance else None,
        "kld_error": distance.error if distance else None,
        "kld_median": distance.median if distance else None,
        "kld_p99": distance.p99 if distance else None,
        "kld_max": distance.largest if distance else None,
        "text": file.text.name if file.text else None,
        "windows": file.text.windows if file.text else None,
    }


def _perplexity(file: MeasuredFile) -> dict[str, object] | None:
    found = file.perplexity
    if found is None:
        return None
    return {"value": found.value, "error": found.error, "tokens": found.tokens}


def _kld(file: MeasuredFile) -> dict[str, object] | None:
    found = file.distance
    if found is None:
        return None
    return {
        "mean": found.mean,
        "error": found.error,
        "median": found.median,
        "p99": found.p99,
        "max": found.largest,
    }


def _text(file: MeasuredFile) -> dict[str, object] | None:
    found = file.text
    if found is None:
        return None
    return {"name": found.name, "sha256": found.sha256, "windows": found.windows}


def _speed(timing: Timing | None) -> float | None:
    return timing.per_second if timing else None


def _spread(timing: Timing | None) -> float | None:
    return timing.spread if timing else None
