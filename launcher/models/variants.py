"""The files of a repository as what a person can choose: shards joined, side files told apart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from launcher.models.names import DecodedName, decode_name

ROLES: Final = ("model", "mmproj", "draft", "lora", "vocab", "imatrix")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoEntry:
    """A file of a repository: its path there and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One choice: the files that make it, in order, and their size together (bytes).

    `complete` is False where a shard is not there, and for files cut into
    parts (`split` is 'byte-split'), which the engine cannot load as they are.
    """

    name: str
    files: tuple[str, ...]
    role: str
    quantization: str | None
    size: int
    complete: bool
    split: str = "none"


def group_variants(entries: Iterable[RepoEntry]) -> tuple[Variant, ...]:
    """The GGUF files and importance matrices among the entries; models first, largest first."""
    groups: dict[tuple[str, str, int | None], list[tuple[DecodedName, RepoEntry]]] = {}
    for entry in entries:
        name = decode_name(entry.path)
        if _is_ours(entry.path, name):
            count = name.shard[1] if name.shard else None
            groups.setdefault((name.stem, name.split, count), []).append((name, entry))
    variants = [_variant(members) for members in groups.values()]
    named = _told_apart(variants)
    return tuple(sorted(named, key=lambda v: (ROLES.index(v.role), -v.size, v.name)))


def _is_ours(path: str, name: DecodedName) -> bool:
    lower = path.lower()
    if name.split == "byte-split":
        return ".gguf" in lower
    if name.role == "imatrix":
        return lower.endswith(".gguf") or "imatrix" in lower
    return lower.endswith(".gguf")


def _variant(members: list[tuple[DecodedName, RepoEntry]]) -> Variant:
    ordered = sorted(members, key=lambda member: (member[0].shard or (0, None))[0])
    name = ordered[0][0]
    parts = [member.shard[0] for member, _ in ordered if member.shard]
    count = name.shard[1] if name.shard else None
    whole = not parts or parts == list(range(1, (count or 0) + 1))
    return Variant(
        name=name.stem,
        files=tuple(entry.path for _, entry in ordered),
        role=name.role,
        quantization=name.label,
        size=sum(entry.size for _, entry in ordered),
        complete=whole and name.split != "byte-split",
        split=name.split,
    )


def _told_apart(variants: list[Variant]) -> list[Variant]:
    """Names without their folders, unless two would be the same."""
    short = [variant.name.rpartition("/")[2] for variant in variants]
    return [
        replace(variant, name=name) if short.count(name) == 1 else variant
        for variant, name in zip(variants, short, strict=True)
    ]
