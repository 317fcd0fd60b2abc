"""Which KV types a model takes, and what each half of the cache is in each. No Qt."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from launcher.errors import ChoiceError
from launcher.memory.anatomy import Same, anatomy_of
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention
from launcher.memory.kv_cache import BLOCKS, check_kv_types, kv_cache_bytes
from launcher.models.facts import ModelFacts

K: Final = "kv_type_k"
V: Final = "kv_type_v"
_PLAIN: Final = "f16"  # every model takes it


def types_taken(facts: ModelFacts, choices: Choices, *halves: str) -> tuple[str, ...]:
    """The types for these halves (K, V or both), whatever the other half is kept in."""
    together = (K, V) if anatomy_of(facts).compressed else halves
    return _taken(Same(facts), choices.flash_attention, together)


@lru_cache(maxsize=64)
def _taken(same: Same, flash: FlashAttention, halves: tuple[str, ...]) -> tuple[str, ...]:
    anatomy = anatomy_of(same.facts)
    found = []
    for kind in KV_TYPES:
        changed: dict[str, Any] = dict.fromkeys(halves, kind)
        try:
            check_kv_types(anatomy, Choices(flash_attention=flash, **changed))
        except ChoiceError:
            continue
        found.append(kind)
    return tuple(found)


def half_in(facts: ModelFacts, choices: Choices, half: str, kind: str) -> int:
    """Bytes of half the KV cache in a type the model takes; of all where K and V are one."""
    if anatomy_of(facts).compressed:
        return kv_cache_bytes(facts, replace(choices, kv_type_k=kind, kv_type_v=kind))
    plain = replace(choices, kv_type_k=_PLAIN, kv_type_v=_PLAIN)
    changed: dict[str, Any] = {half: kind}
    both = kv_cache_bytes(facts, replace(plain, **changed))
    return both - (kv_cache_bytes(facts, plain) - _plain_half(facts, plain, half))


def _plain_half(facts: ModelFacts, plain: Choices, half: str) -> int:
    """One half in f16: f32 takes just as much again for each of its values."""
    double: dict[str, Any] = {half: "f32"}
    more = kv_cache_bytes(facts, replace(plain, **double)) - kv_cache_bytes(facts, plain)
    return more * BLOCKS[_PLAIN][1] // (BLOCKS["f32"][1] - BLOCKS[_PLAIN][1])
