"""`snug decode`: what a model's name means, part by part."""

import argparse

from launcher.actions.parts import Parts
from launcher.actions.target import resolve
from launcher.cli import words
from launcher.cli.output import Output
from launcher.models.names import (
    DecodedName,
    HeaderSays,
    contradictions,
    decode_name,
    header_facts,
    notes,
    plain_sentence,
    visible,
)

EMPTY = "(nothing)"


def decode(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """A name, taken apart; beside a header, where they disagree.

    Warnings go beside a JSON answer and below one in words.
    """
    name = decode_name(arguments.name, repo=arguments.repo)
    warnings, keys = list(notes(name)), _keys(name)
    header = None
    if arguments.header is not None:
        facts = resolve(parts, arguments.header).facts
        header = header_facts(facts)
        against = contradictions(name, facts)
        keys |= {"header": _header_keys(header), "contradictions": list(against)}
        warnings += against
    if output.json:
        for warning in warnings:
            output.say(visible(warning))
    output.answer(keys, _words(name, header, warnings))
    return 0


def _keys(name: DecodedName) -> dict[str, object]:
    return {
        "base": name.base,
        "version": name.version,
        "size_label": name.size_label,
        "params_total_b": _number(name.params_total_b),
        "params_active_b": _number(name.params_active_b),
        "params_effective_b": _number(name.params_effective_b),
        "experts": name.experts,
        "finetune": list(name.finetune),
        "quant": name.quantization,
        "dynamic": name.dynamic,
        "qat": name.qat,
        "imatrix": name.imatrix,
        "shard": list(name.shard) if name.shard else None,
        "split": name.split,
        "role": name.role,
        "parts": [
            {"text": part.text, "start": part.start, "end": part.end, "meaning": part.meaning}
            for part in name.parts
        ],
    }


def _number(billions: float | None) -> float | None:
    """Whole numbers without a point, as the names write them."""
    return int(billions) if billions is not None and billions.is_integer() else billions


def _header_keys(header: HeaderSays) -> dict[str, object]:
    return {
        "name": header.name,
        "basename": header.basename,
        "size_label": header.size_label,
        "finetune": header.finetune,
        "version": header.version,
        "file_type": header.file_type,
        "quantized_by": header.quantized_by,
        "imatrix": header.imatrix,
        "role": header.role,
        "weights": header.weights,
    }


def _words(name: DecodedName, header: HeaderSays | None, warnings: list[str]) -> str:
    rows = [(visible(part.text), visible(part.meaning)) for part in name.parts]
    blocks = [
        visible(name.text) or EMPTY,
        visible(plain_sentence(name)),
        words.columns(rows),
        "" if header is None else _header_words(header),
        "\n".join(f"Note: {visible(warning)}" for warning in warnings),
    ]
    return "\n\n".join(block for block in blocks if block)


def _header_words(header: HeaderSays) -> str:
    said = (
        ("Name", header.name),
        ("Family", header.basename),
        ("Size", header.size_label),
        ("Weights", None if header.weights is None else f"{header.weights:,}"),
        ("Tuning", header.finetune),
        ("Version", header.version),
        ("Type", header.file_type),
        ("Made by", header.quantized_by),
        ("Importance matrix", "used" if header.imatrix else None),
    )
    rows = [(label, visible(value) if value else "not told") for label, value in said]
    return f"The header says:\n{words.columns(rows)}"
