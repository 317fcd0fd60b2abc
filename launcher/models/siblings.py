"""The other files of a repository, from the header of one of them.

Variants of a model differ in the types of their tensors alone, so one header
and the engine's quantize dry run give the rest without a second read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from launcher.models.facts import ModelFacts, Value
from launcher.models.quantization import FILE_TYPES, tensor_bytes

NEAR: float = 0.02  # a derived size this close to the listed one is taken as the same mix


def with_types(
    reference: ModelFacts, types: Sequence[str], *, quantization: str | None = None
) -> ModelFacts:
    """The reference with other tensor types, in the table's order; sizes follow from the types.

    `quantization` is what the file is called then, where that is one of the engine's.
    """
    tensors = []
    offset = 0
    for tensor, kind in zip(reference.tensors, types, strict=True):
        size = tensor_bytes(kind, tensor.shape)
        tensors.append(replace(tensor, type=kind, size=size, offset=offset, shard=0))
        offset += -(-size // reference.alignment) * reference.alignment
    return replace(
        reference,
        tensors=tuple(tensors),
        file_size=reference.header_size + offset,
        metadata=_called(reference, quantization),
    )


def _called(reference: ModelFacts, quantization: str | None) -> Mapping[str, Value]:
    numbers = {name: number for number, (name, _) in FILE_TYPES.items()}
    number = numbers.get(quantization or "")
    if number is None:
        return reference.metadata
    return MappingProxyType({**reference.metadata, "general.file_type": number})


def scaled(reference: ModelFacts, file_size: int) -> ModelFacts:
    """The reference with every large tensor stretched so that the file comes to `file_size` bytes.

    For mixes nobody publishes rules for: the sum is right, the share of each
    layer is that of the reference.
    """
    fixed = sum(t.size for t in reference.tensors if len(t.shape) < 2)
    flexible = reference.weight_bytes - fixed
    target = max(0, file_size - reference.header_size - fixed)
    ratio = target / flexible if flexible else 1.0
    tensors = tuple(
        t if len(t.shape) < 2 else replace(t, size=int(t.size * ratio)) for t in reference.tensors
    )
    return replace(reference, tensors=tensors, file_size=file_size)


def agrees(derived: ModelFacts, file_size: int) -> bool:
    """Whether a derived mix comes to the size the hub lists."""
    return abs(derived.file_size - file_size) <= NEAR * file_size
