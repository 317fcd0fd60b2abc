"""The words of the window that the glossary explains, and the address of each. No Qt."""

import re
from functools import cache
from types import MappingProxyType
from typing import Final

from launcher.errors import UnknownTerm
from launcher.glossary.book import entry
from launcher.glossary.entry import Entry
from ui.text.words import PartKind

SCHEME: Final = "snug"
_PATH: Final = "term/"
_SIGNS: Final = re.compile(r"[\W_]+")

PART_TERMS: Final = MappingProxyType(
    {
        PartKind.WEIGHTS.value: "Parameter",
        PartKind.KV.value: "KV cache",
        PartKind.RECURRENT.value: "Recurrent state",
        PartKind.COMPUTE.value: "Compute buffer",
        PartKind.RESERVE.value: "Reserve",
        "projector": "mmproj",
    }
)
LEVER_TERMS: Final = MappingProxyType(
    {
        "kv_type_k": "KV type",
        "kv_type_v": "KV type",
        "gpu_layers": "GPU layers",
        "cpu_moe": "Mixture of experts",
        "flash_attention": "Flash attention",
        "micro_batch": "Micro-batch",
        "batch": "Batch",
        "load": "mmap",
    }
)
HEADING_TERMS: Final = MappingProxyType(
    {
        "Quantization": "Quantization",
        "Size, GiB": "GB and GiB",
        "Bits/weight": "Bits per weight",
        "Quality": "Quality",
        "Tokens/s": "Tokens per second",
        "Longest": "Context",
    }
)


def slug(term: str) -> str:
    """A term as it stands in an address: 'KV cache' is 'kv-cache'."""
    return _SIGNS.sub("-", term.casefold()).strip("-")


def address(term: str) -> str:
    """Where the window explains it: 'snug:term/kv-cache'."""
    return f"{SCHEME}:{_PATH}{slug(term)}"


def slug_in(path: str) -> str | None:
    """The slug in the path of such an address; None where it leads elsewhere."""
    return path.removeprefix(_PATH) if path.startswith(_PATH) and path != _PATH else None


@cache
def explained(term: str) -> Entry | None:
    """The term's entry, in any spelling; None where the glossary has none."""
    try:
        return entry(term)
    except UnknownTerm:
        return None


def short_of(term: str) -> str:
    """What it means in one line; '' where the glossary does not say."""
    found = explained(term)
    return found.short if found else ""
