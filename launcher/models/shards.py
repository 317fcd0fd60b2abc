"""Models in several files: how these are named, and their headers joined into one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from launcher.errors import DamagedHeader, MissingShard, TruncatedFile
from launcher.models.facts import ModelFacts, Tensor
from launcher.models.header import Header
from launcher.models.plausible import require_plausible

NAME: Final = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<count>\d{5})\.gguf", re.IGNORECASE)
CHAT_TEMPLATE: Final = "tokenizer.chat_template"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardName:
    """A name such as 'model-00002-of-00003.gguf', taken apart. Parts count from 1."""

    stem: str
    part: int
    count: int
    ending: str

    def brother(self, part: int) -> str:
        """The name of another part."""
        return f"{self.stem}-{part:05}-of-{self.count:05}{self.ending}"

    def all(self) -> tuple[str, ...]:
        """The names of every part, in order."""
        return tuple(self.brother(part) for part in range(1, self.count + 1))


def shard_name(name: str) -> ShardName | None:
    """A file name (or path) as a part of a split model; None where it is not one."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    part, count = int(found["part"]), int(found["count"])
    if not 1 <= part <= count:
        return None
    return ShardName(stem=found["stem"], part=part, count=count, ending=name[-5:])


def first_part(path: Path) -> Path:
    """The file a split model is opened by, whichever of its parts is meant; else the file."""
    name = shard_name(path.name)
    first = path if name is None else path.with_name(name.brother(1))
    return first if first.exists() else path


def facts_from_parts(parts: Sequence[tuple[Header, int]]) -> ModelFacts:
    """One model from its files' headers and sizes (bytes), in order.

    Raises MissingShard, TruncatedFile where a tensor lies beyond its file's
    end, DamagedHeader where the parts contradict each other or a number cannot be.
    """
    _check_whole(parts)
    first = parts[0][0]
    for header, size in parts:
        expected = header.header_size + header.data_size
        if size < expected:
            raise TruncatedFile(header.path, expected, size)
    tensors = _joined([header for header, _ in parts])
    architecture = first.metadata.get("general.architecture", "")
    if not isinstance(architecture, str):
        raise DamagedHeader(first.path, "the architecture is not a name", 0)
    name = first.metadata.get("general.name")
    template = first.metadata.get(CHAT_TEMPLATE)
    facts = ModelFacts(
        architecture=architecture,
        name=name if isinstance(name, str) and name else None,
        metadata=first.metadata,
        tensors=tensors,
        vocabulary=_vocabulary(first, architecture),
        chat_template=template if isinstance(template, str) else None,
        file_size=sum(size for _, size in parts),
        header_size=sum(header.header_size for header, _ in parts),
        alignment=first.alignment,
        kinds=first.kinds,
    )
    require_plausible(facts, first.path)
    return facts


def split_count(header: Header) -> int:
    """Of how many files the header says its model consists."""
    count = header.metadata.get("split.count", 1)
    return count if isinstance(count, int) and count > 0 else 1


def _check_whole(parts: Sequence[tuple[Header, int]]) -> None:
    first = parts[0][0]
    count = split_count(first)
    if count == 1:
        return
    if len(parts) != count:
        raise MissingShard(first.path, f"part {len(parts) + 1} of {count}")
    for number, (header, _) in enumerate(parts):
        if header.metadata.get("split.no") != number:
            raise DamagedHeader(header.path, f"it does not say that it is part {number + 1}", 0)


def _joined(headers: Sequence[Header]) -> tuple[Tensor, ...]:
    tensors: list[Tensor] = []
    names: set[str] = set()
    for shard, header in enumerate(headers):
        for tensor in header.tensors:
            if tensor.name in names:
                raise DamagedHeader(header.path, f"the tensor {tensor.name} comes twice", 0)
            names.add(tensor.name)
            tensors.append(tensor if shard == 0 else replace(tensor, shard=shard))
    expected = headers[0].metadata.get("split.tensors.count")
    if len(headers) > 1 and isinstance(expected, int) and expected != len(tensors):
        raise DamagedHeader(
            headers[0].path, f"{expected:,} tensors are promised, {len(tensors):,} are there", 0
        )
    return tuple(tensors)


def _vocabulary(header: Header, architecture: str) -> int:
    if header.tokens is not None:
        return header.tokens
    stated = header.metadata.get(f"{architecture}.vocab_size", 0)
    return stated if isinstance(stated, int) else 0
