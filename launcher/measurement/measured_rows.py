"""A measured file as it is written to the disk and read back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, TypeVar

from launcher.measurement.checked import count, moment, positive, text
from launcher.measurement.measured_file import (
    Distance,
    MeasuredFile,
    Perplexity,
    ReadText,
    SaidAnswer,
    Timing,
)

Part = TypeVar("Part")
TEXTS = ("file", "content", "model", "base", "quantization", "machine", "engine", "plan")


def told(row: MeasuredFile) -> Mapping[str, Any]:
    """What stands for it in JSON."""
    return {**asdict(row), "when": row.when.isoformat()}


def heard(raw: Mapping[str, Any]) -> MeasuredFile:
    """The row again. Raises ValueError, TypeError or KeyError for what makes no sense."""
    named = {name: text(raw[name]) for name in TEXTS}
    resident = raw.get("resident")
    row = MeasuredFile(
        file=named["file"],
        content=named["content"],
        model=named["model"],
        base=named["base"],
        quantization=named["quantization"],
        machine=named["machine"],
        engine=named["engine"],
        plan=named["plan"],
        parameters=count(raw["parameters"]),
        size=count(raw["size"]),
        bits_per_weight=positive(raw["bits_per_weight"], most=1024),
        when=moment(raw["when"]),
    )
    return replace(
        row,
        load_seconds=_maybe(raw, "load_seconds", _least_zero),
        resident=None if resident is None else count(resident),
        prompt=_maybe(raw, "prompt", _timing),
        answer=_maybe(raw, "answer", _timing),
        text=_maybe(raw, "text", _read_text),
        vocabulary=text(raw.get("vocabulary", "")),
        perplexity=_maybe(raw, "perplexity", _perplexity),
        distance=_maybe(raw, "distance", _distance),
        answers=tuple(_said(one) for one in raw.get("answers", ())),
        fallbacks=tuple(text(one) for one in raw.get("fallbacks", ())),
        notes=tuple(text(one) for one in raw.get("notes", ())),
    )


def _maybe(raw: Mapping[str, Any], name: str, read: Callable[[Any], Part]) -> Part | None:
    value = raw.get(name)
    return None if value is None else read(value)


def _timing(raw: Mapping[str, Any]) -> Timing:
    return Timing(
        tokens=count(raw["tokens"]),
        repeats=count(raw["repeats"]),
        per_second=positive(raw["per_second"]),
        spread=_least_zero(raw["spread"]),
    )


def _read_text(raw: Mapping[str, Any]) -> ReadText:
    return ReadText(
        name=text(raw["name"]),
        sha256=text(raw["sha256"]),
        window=count(raw["window"]),
        windows=count(raw["windows"]),
        whole=raw.get("whole") is True,
    )


def _perplexity(raw: Mapping[str, Any]) -> Perplexity:
    return Perplexity(
        value=positive(raw["value"], most=1e308),
        error=_least_zero(raw["error"]),
        tokens=count(raw["tokens"]),
    )


def _distance(raw: Mapping[str, Any]) -> Distance:
    return Distance(
        reference=text(raw["reference"]),
        reference_content=text(raw.get("reference_content", "")),
        mean=_number(raw["mean"]),
        error=_least_zero(raw["error"]),
        median=_number(raw["median"]),
        p99=_number(raw["p99"]),
        largest=_number(raw["largest"]),
        same_top=_least_zero(raw["same_top"]),
        same_top_error=_least_zero(raw["same_top_error"]),
    )


def _said(raw: Mapping[str, Any]) -> SaidAnswer:
    return SaidAnswer(
        prompt=text(raw["prompt"]), text=text(raw["text"]), reason=text(raw["reason"])
    )


def _number(value: object) -> float:
    """A finite number; rounding can bring a divergence a little below 0."""
    if type(value) not in (int, float):
        raise TypeError(value)
    number = float(str(value))
    if not -1e308 < number < 1e308:
        raise ValueError(value)
    return number


def _least_zero(value: object) -> float:
    number = _number(value)
    if number < 0:
        raise ValueError(value)
    return number
