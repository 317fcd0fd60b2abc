"""The catalog made from dimensions: every header is loaded by the engine before it is written.

The engine refuses a table with a tensor too few, too many or of another shape,
and its quantize dry run names every tensor's type in the usual variants.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from architectures import NOT_COUNTED, beside_layers, layer_of
from computer import computer
from dimensions import Dimensions, read_dimensions
from keys import keys_of

from launcher.memory.choices import Choices
from launcher.memory.parameters import engine_parameters
from launcher.models.catalog import FOLDER as NAME
from launcher.models.catalog import INDEX, MADE, WITH_MATRIX
from launcher.models.catalog_entry import MATRIX, OTHERS, Entry, entry_of, tensors_of
from launcher.models.facts import ModelFacts, Value
from launcher.models.slim import slim_bytes, write_slim
from launcher.models.starters import FILE as STARTERS
from launcher.paths import RESOURCES
from launcher.runtime.planner import Planner

FOLDER: Final = RESOURCES / NAME
USUAL: Final = (
    "F16",
    "Q8_0",
    "Q6_K",
    "Q5_K_M",
    "Q5_K_S",
    "Q4_K_M",
    "Q4_K_S",
    "Q4_0",
    "IQ4_XS",
    "Q3_K_M",
    "IQ3_M",
    "Q3_K_S",
    "IQ3_XXS",
    "Q2_K",
    "IQ2_M",
    "IQ2_XXS",
)
NATIVE: Final = {"gpt-oss": ("MXFP4",)}  # published at four bits; nothing else is usual
# Bytes of a header per token of the vocabulary, from llama.cpp's models/ggml-vocab-*.gguf.
PER_TOKEN: Final = {
    "bpe": 39.0,
    "command-r": 42.5,
    "gemma4": 60.2,
    "llama-bpe": 61.0,
    "o200k": 64.5,  # from the published size of gpt-oss 20B
    "spm": 22.6,
}
TEMPLATE: Final = 8_000  # bytes of a chat template and the keys we do not carry
LIMIT: Final = 600_000  # bytes of the whole catalog


@dataclass(frozen=True, slots=True)
class Made:
    """A model ready to be written."""

    dimensions: Dimensions
    entry: dict[str, Any]
    sizes: dict[str, int]


def build(folder: Path) -> None:
    """Write index and entries. Raises ValueError where a count or the engine disagrees."""
    planner = Planner()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            made = [_make(d, planner, Path(scratch) / "slim.gguf") for d in read_dimensions()]
    finally:
        planner.close()
    _write(folder, made)


def _make(d: Dimensions, planner: Planner, slim: Path) -> Made:
    data: dict[str, Any] = {
        "architecture": d.architecture,
        "keys": {key: _plain(value) for key, value in keys_of(d).items()},
        "vocabulary": d.vocabulary,
        "header": round(PER_TOKEN[d.tokenizer] * d.vocabulary) + TEMPLATE,
        "tensors": _grouped(d),
        "variants": {MATRIX: {}},
    }
    facts = _facts(d, entry_of(d.repo, data), MATRIX)
    _check_count(d, facts)
    data["header"] += len(slim_bytes(facts))
    write_slim(facts, slim)
    planner.plan(slim, engine_parameters(Choices(), gpu_layers=0, machine=computer(planner)))
    variants = NATIVE.get(d.architecture, USUAL)
    data["variants"] = {
        variant: _mix(facts, planner.derive(slim, variant, imatrix=variant in WITH_MATRIX).types)
        for variant in variants
    }
    entry = entry_of(d.repo, data)
    sizes = {variant: _facts(d, entry, variant).file_size for variant in variants}
    sys.stdout.write(f"{d.repo}: {d.parameters:,} parameters, {len(facts.tensors)} tensors\n")
    return Made(d, data, sizes)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _check_count(d: Dimensions, facts: ModelFacts) -> None:
    counted = sum(t.elements for t in facts.tensors if t.name not in NOT_COUNTED)
    if counted != d.parameters:
        raise ValueError(f"{d.repo} comes to {counted:,} parameters, not {d.parameters:,}")


def _grouped(d: Dimensions) -> dict[str, dict[str, list[Any]]]:
    """The tensors by the layers that have them alike; '' for those beside the layers."""
    groups: dict[tuple[tuple[str, str, tuple[int, ...]], ...], list[int]] = {}
    for number in range(d.layers):
        rows = tuple((row.name, row.kind, row.shape) for row in layer_of(d, number))
        groups.setdefault(rows, []).append(number)
    found = {"": {row.name: [row.kind, *row.shape] for row in beside_layers(d)}}
    for rows, numbers in groups.items():
        found[_ranges(numbers)] = {name: [kind, *shape] for name, kind, shape in rows}
    return found


def _ranges(numbers: Sequence[int]) -> str:
    """0, 1, 2, 5 as '0-2,5'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in runs)


def _mix(facts: ModelFacts, types: Sequence[str]) -> dict[str, Any]:
    """A variant's types: the one most matrices have, and what differs from it."""
    found: dict[str, dict[int | None, str]] = {}
    weights: dict[str, int] = {}
    for tensor, kind in zip(facts.tensors, types, strict=True):
        if tensor.type != MATRIX:
            if kind != tensor.type:
                raise ValueError(f"{tensor.name} becomes {kind} though it is no matrix")
            continue
        layer, role = _split(tensor.name)
        found.setdefault(role, {})[layer] = kind
        weights[kind] = weights.get(kind, 0) + 1
    usual = max(weights, key=lambda kind: weights[kind])
    mix: dict[str, Any] = {} if usual == MATRIX else {OTHERS: usual}
    return mix | dict(_exceptions(found, usual))


def _exceptions(
    found: Mapping[str, Mapping[int | None, str]], usual: str
) -> Iterator[tuple[str, Any]]:
    for role, by_layer in found.items():
        kinds = set(by_layer.values())
        if kinds == {usual}:
            continue
        if len(kinds) == 1:
            yield role, kinds.pop()
            continue
        yield (
            role,
            {
                kind: _ranges([n for n, own in by_layer.items() if own == kind and n is not None])
                for kind in sorted(kinds - {usual})
            },
        )


def _split(name: str) -> tuple[int | None, str]:
    found = re.fullmatch(r"blk\.(\d+)\.(.+)", name)
    return (int(found[1]), found[2]) if found else (None, name)


def _facts(d: Dimensions, entry: Entry, variant: str) -> ModelFacts:
    tensors = tensors_of(d.repo, entry, variant)
    metadata: dict[str, Value] = {
        "general.architecture": d.architecture,
        "general.name": d.name,
        MADE: d.repo,
    }
    metadata |= {f"{d.architecture}.{key}": value for key, value in entry.keys.items()}
    end = tensors[-1].offset + tensors[-1].size
    return ModelFacts(
        architecture=d.architecture,
        name=d.name,
        metadata=metadata,
        tensors=tensors,
        vocabulary=d.vocabulary,
        file_size=entry.header + end,
        header_size=entry.header,
    )


def _write(folder: Path, made: Sequence[Made]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        if old.name != STARTERS:  # made by hand
            old.unlink()
    files: dict[str, str] = {}  # an entry's text and its file: models of one shape share it
    index = []
    for one in made:
        text = _entry_text(one.entry)
        file = files.setdefault(text, _file_name(one.dimensions.repo))
        index.append(_index_line(one, file))
    for text, file in files.items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    lines = ",\n".join(json.dumps(line, ensure_ascii=False) for line in index)
    (folder / INDEX).write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    size = sum(path.stat().st_size for path in folder.glob("*.json"))
    sys.stdout.write(f"{len(made)} models, {len(files)} shapes, {size:,} bytes\n")
    if size > LIMIT:
        raise ValueError(f"the catalog has {size:,} bytes, more than {LIMIT:,}")


def _file_name(repo: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", repo.partition("/")[2].lower()) + ".json"


def _index_line(one: Made, file: str) -> dict[str, Any]:
    d = one.dimensions
    line: dict[str, Any] = {
        "repo": d.repo,
        "name": d.name,
        "family": d.family,
        "architecture": d.architecture,
        "parameters": d.parameters,
        "context_length": d.context,
    }
    if d.licence:
        line["licence"] = d.licence
    return line | {"source": d.source, "entry": file, "variants": one.sizes}


def _entry_text(entry: Mapping[str, Any]) -> str:
    """JSON with one line for every key, group of layers and variant."""
    parts = []
    for key, value in entry.items():
        if key in {"tensors", "variants"}:
            inner = ",\n".join(f"  {json.dumps(k)}: {_packed(v)}" for k, v in value.items())
            parts.append(f" {json.dumps(key)}: {{\n{inner}\n }}")
        else:
            parts.append(f" {json.dumps(key)}: {_packed(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _packed(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
