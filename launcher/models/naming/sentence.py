"""A name in one sentence, for where there is room for no more."""

import re
from typing import Final

from launcher.models.naming.decoded import DecodedName
from launcher.models.naming.encoding_words import bits_words, near
from launcher.models.naming.encodings import Standing, standing
from launcher.models.naming.families import spoken
from launcher.models.naming.meanings import weights_words
from launcher.models.naming.tunings import SUBJECTS, TIERS, TUNES

NOTHING: Final = "The name does not tell what this is."
FRONTS: Final = {
    "mmproj": "the part that reads pictures or sound",
    "draft": "a small model that guesses ahead",
    "imatrix": "an importance matrix for quantizing",
    "lora": "a correction laid over a model",
    "vocab": "only a vocabulary",
}
OUTSIDE: Final = {
    Standing.FORK: "in a type that only ik_llama.cpp loads",
    Standing.REMOVED: "in a type that no longer loads",
}


def plain_sentence(name: DecodedName) -> str:
    """'Gemma 3, 12 billion weights, tuned to follow instructions, about 4.9 bits a weight.'"""
    said = [*_what(name), *_how_large(name), *_tuned(name), *_stored(name), *_cut(name)]
    if not said:
        return NOTHING
    sentence = ", ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _what(name: DecodedName) -> list[str]:
    front = FRONTS.get(name.role)
    family = ""
    if name.base:
        family = spoken(name.base) or name.base.replace("-", " ").replace("_", " ")
    family = f"{family}{_version(name.version)}".strip()
    if front and family:
        size = " and ".join(_sizes(name))
        return [f"{front} for {family}" + (f" with {size}" if size else "")]
    return [one for one in (front or family,) if one]


def _version(version: str | None) -> str:
    """'3.2-2506' as 3.2 (2506): the second tells publications of one version apart."""
    if version is None:
        return ""
    first, _, second = version.partition("-")
    if len(second) == 1:  # 'v3-3'
        return f" {version}"
    if len(first) == 2 and first.isdigit() and len(second) == 4:  # '12-2024': month and year
        return f" {version}"
    return f" {first} ({second})" if second else f" {first}"


def _how_large(name: DecodedName) -> list[str]:
    """A model's own size; that in a side file's name is its model's."""
    return [] if name.role in FRONTS else _sizes(name)


def _sizes(name: DecodedName) -> list[str]:
    said = []
    if name.params_total_b is not None:
        said.append(weights_words(name.params_total_b))
    if name.params_effective_b is not None:
        said.append(f"{weights_words(name.params_effective_b)} effectively")
    if name.params_active_b is not None:
        said.append(f"{weights_words(name.params_active_b).removesuffix(' weights')} active")
    if name.experts is not None:
        said.append(f"{name.experts} experts")
    return said


def _tuned(name: DecodedName) -> list[str]:
    words = []
    for tuning in name.finetune:
        known = [table[tuning.lower()] for table in (TUNES, SUBJECTS, TIERS) if _in(table, tuning)]
        words += [_clause(one) for one in known[:1]]
    return list(dict.fromkeys(words))


def _in(table: dict[str, str], tuning: str) -> bool:
    return tuning.lower() in table


def _clause(sentence: str) -> str:
    bare = re.sub(r" \([^)]*\)", "", sentence).partition(";")[0].rstrip(".")
    return bare[:1].lower() + bare[1:]


def _stored(name: DecodedName) -> list[str]:
    kind = name.quantization
    if kind is None:
        return ["trained for 4 bits"] if name.qat else []
    said = OUTSIDE.get(standing(kind))
    bits = f"layer by layer in types near {near(kind)}" if name.dynamic else bits_words(kind)
    words = [said or bits or f"stored as {kind}"]
    if name.qat:
        words.insert(0, "trained for 4 bits")
    if name.of("imatrix"):
        words.append("made with an importance matrix")
    return words


def _cut(name: DecodedName) -> list[str]:
    if name.shard is None:
        return []
    part, count = name.shard
    of = f" of {count}" if count else ""
    if name.split == "byte-split":
        return [f"piece {part}{of}, to be joined first"]
    return [f"shard {part}{of}"]
