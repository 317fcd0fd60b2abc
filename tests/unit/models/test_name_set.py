import json
from pathlib import Path
from typing import Any

import pytest

from launcher.models.names import DecodedName, decode_name

RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "model-names.json"
FIELDS = {  # in the set: in a decoded name
    "size_label": "size_label",
    "params_total_b": "params_total_b",
    "params_active_b": "params_active_b",
    "params_effective_b": "params_effective_b",
    "experts": "experts",
    "quant": "quantization",
    "dynamic": "dynamic",
    "qat": "qat",
    "imatrix": "imatrix",
    "shard": "shard",
    "split": "split",
    "role": "role",
    "version": "version",
    "finetune": "finetune",
}
RIGHT = 0.98


def told(name: DecodedName, field: str) -> Any:
    value = getattr(name, field)
    return list(value) if isinstance(value, tuple) else value


def test_nearly_every_field_of_the_set_of_real_names_is_right(test_data: Path) -> None:
    path = test_data / "model-names.json"
    if not path.exists():
        pytest.skip("the set of names is not there")
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    misses = [
        f"{entry['name']}: {field} is {told(decode_name(entry['name']), attribute)!r},"
        f" not {entry[field]!r}"
        for entry in entries
        for field, attribute in FIELDS.items()
        if told(decode_name(entry["name"]), attribute) != entry[field]
    ]
    print("\n".join(misses))  # noqa: T201  the misses that are borne, for who asks with -s
    assert len(misses) <= (1 - RIGHT) * len(entries) * len(FIELDS), misses


def test_the_authors_in_front_of_the_set_of_names_are_found(test_data: Path) -> None:
    path = test_data / "model-names.json"
    if not path.exists():
        pytest.skip("the set of names is not there")
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    wrong = [
        entry["name"]
        for entry in entries
        if decode_name(entry["name"]).author_prefix != entry["author_prefix"]
    ]
    assert not wrong


@pytest.mark.parametrize("entry", json.loads(RECORDED.read_text()), ids=lambda e: e["name"])
def test_names_of_many_makers_are_decoded(entry: dict[str, Any]) -> None:
    name = decode_name(entry["name"])
    assert {
        "author_prefix": name.author_prefix,
        "version": name.version,
        "size_label": name.size_label,
        "total": name.params_total_b,
        "active": name.params_active_b,
        "effective": name.params_effective_b,
        "experts": name.experts,
        "finetune": list(name.finetune),
        "quantization": name.quantization,
        "dynamic": name.dynamic,
        "qat": name.qat,
        "imatrix": name.imatrix,
        "shard": list(name.shard) if name.shard else None,
        "split": name.split,
        "role": name.role,
    } == {
        "author_prefix": entry.get("author_prefix"),
        "version": entry.get("version"),
        "size_label": entry.get("size_label"),
        "total": entry.get("total"),
        "active": entry.get("active"),
        "effective": entry.get("effective"),
        "experts": entry.get("experts"),
        "finetune": entry.get("finetune", []),
        "quantization": entry.get("quantization"),
        "dynamic": entry.get("dynamic", False),
        "qat": entry.get("qat", False),
        "imatrix": entry.get("imatrix"),
        "shard": entry.get("shard"),
        "split": entry.get("split", "none"),
        "role": entry.get("role", "model"),
    }


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("google_gemma-3-4b-it-Q4_K_M.gguf", "gemma"),
        ("Hermes-3-Llama-3.1-8B-Q4_K_M.gguf", "Hermes-3-Llama"),
        ("Qwen3VL-2B-Instruct-Q4_K_M.gguf", "Qwen3VL"),
        ("Qwen3-Next-80B-A3B-Instruct-Q4_K_M.gguf", "Qwen-Next"),
        ("mmproj-dots.ocr-f16.gguf", "dots.ocr"),
        ("ggml-c4ai-command-r7b-12-2024-q4_k.gguf", "c4ai-command-r"),
        ("mmproj-model-f16.gguf", None),
        ("Q4_K_M.gguf", None),
    ],
)
def test_the_family_is_found(text: str, base: str | None) -> None:
    assert decode_name(text).base == base
