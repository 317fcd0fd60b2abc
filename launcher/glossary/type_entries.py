"""One entry for every name of a tensor type or a file type the engine knows.

Many names are both: Q4_K_M is a recipe only, Q4_K a tensor type only, Q4_0 either. Bits and
blocks are computed from the engine's own table, so they cannot differ from it.
"""

from collections.abc import Mapping
from typing import Any, Final

from launcher.glossary.entry import Entry
from launcher.glossary.tables import source, table
from launcher.models.quantization import FILE_TYPES, TYPE_BY_NAME, TensorType

NEEDED: Final = "llama.cpp makes it only with an importance matrix."
NO_WEIGHTS: Final = frozenset({"I8", "I16", "I32", "I64"})  # files hold other data in them
RECIPES: Final = tuple(name for name, _ in FILE_TYPES.values())


def type_entries() -> tuple[Entry, ...]:
    """Tensor types first, then the recipes that are no tensor type."""
    names = dict.fromkeys((*TYPE_BY_NAME, *RECIPES))
    return tuple(_entry(name) for name in names)


def exact_bits(kind: TensorType) -> str:
    """'4.5 bits per weight: 32 weights share a block of 18 bytes.'"""
    bits = f"{kind.bits_per_weight:g} bits"
    if kind.block == 1:
        return f"{bits} for each {'number' if kind.name in NO_WEIGHTS else 'weight'}."
    return f"{bits} per weight: {kind.block} weights share a block of {kind.bytes} bytes."


def _entry(name: str) -> Entry:
    kind = TYPE_BY_NAME.get(name)
    stored: Mapping[str, Any] = table("types")["types"].get(name, {})
    recipe: Mapping[str, Any] = table("recipes")["recipes"].get(name, {})
    return Entry(
        term=name,
        aliases=tuple(stored.get("aliases", ())),
        short=recipe.get("short") or stored["short"],
        text=" ".join(_sentences(kind, stored, recipe)),
        see_also=tuple(recipe.get("see_also") or stored["see_also"]),
        source=source(_source_key(kind, recipe)),
        bits_per_weight=kind.bits_per_weight if kind else None,
        block=kind.block if kind else None,
        needs_imatrix=recipe.get("imatrix"),
    )


def _sentences(
    kind: TensorType | None, stored: Mapping[str, Any], recipe: Mapping[str, Any]
) -> list[str]:
    said = [exact_bits(kind), stored["stores"]] if kind else []
    if not recipe:
        return said
    said.append(recipe["recipe"])
    if not kind:
        said.append(_published(recipe["published_bits"]))
    said.append(recipe["use"])
    if recipe["imatrix"]:
        said.append(NEEDED)
    return [sentence for sentence in said if sentence]


def _published(bits: float | None) -> str:
    return "" if bits is None else f"Llama 3.1 8B comes to {bits:.2f} bits per weight in it."


def _source_key(kind: TensorType | None, recipe: Mapping[str, Any]) -> str:
    if "source" in recipe:
        return str(recipe["source"])
    if kind:
        return "ggml-common"
    return "quantize-readme" if recipe["published_bits"] else "llama-quant"
