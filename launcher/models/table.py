"""The tensor table of a header: names, shapes, types, and one place after the other."""

import struct
from typing import Final

from launcher.models.facts import Tensor
from launcher.models.intake import Intake, Reading
from launcher.models.quantization import REMOVED_TYPES, TYPE_BY_ID, TensorType
from launcher.models.wire import padded

MOST_DIMENSIONS: Final = 4
MOST_NAME: Final = 63  # bytes of a tensor's name: GGML_MAX_NAME less its closing zero
MOST_ELEMENTS: Final = (1 << 63) - 1


class Table:
    """The tensors, each where the one before it ends."""

    def __init__(self, intake: Intake, alignment: int) -> None:
        """Nothing is read yet."""
        self.tensors: list[Tensor] = []
        self.end = 0  # bytes of data that the tensors so far need
        self._intake = intake
        self._alignment = alignment
        self._names: set[str] = set()

    def read(self) -> Reading[None]:
        """The next tensor."""
        intake = self._intake
        name = yield from intake.name(MOST_NAME)
        if name in self._names:
            raise intake.damaged(f"the tensor {name} comes twice")
        self._names.add(name)
        dimensions = yield from intake.u32()
        if dimensions > MOST_DIMENSIONS:
            raise intake.damaged(f"the tensor {name} has {dimensions} dimensions")
        data = yield from intake.take(8 * dimensions + 12)
        *shape, kind, offset = struct.unpack(f"<{dimensions}QIQ", data)
        held = self._type(name, kind)
        size = self._size(name, tuple(shape), held)
        expected = padded(self.end, self._alignment)
        if offset != expected:
            raise intake.damaged(f"the tensor {name} begins at {offset:,}, not at {expected:,}")
        self.end = offset + size
        self.tensors.append(
            Tensor(name=name, shape=tuple(shape), type=held.name, offset=offset, size=size)
        )

    def _type(self, name: str, kind: int) -> TensorType:
        held = TYPE_BY_ID.get(kind)
        if held is not None:
            return held
        removed = REMOVED_TYPES.get(kind)
        what = f"{removed}, which is no longer read" if removed else f"{kind}, which is not known"
        raise self._intake.damaged(f"the tensor {name} is of type {what}")

    def _size(self, name: str, shape: tuple[int, ...], held: TensorType) -> int:
        elements = 1
        for extent in shape:
            elements *= extent
        row = shape[0] if shape else 1
        if elements > MOST_ELEMENTS or max(shape, default=1) > MOST_ELEMENTS:
            raise self._intake.damaged(f"the tensor {name} has an impossible shape")
        if row % held.block:
            raise self._intake.damaged(
                f"the tensor {name} has rows of {row}, no multiple of {held.block}"
            )
        size = elements // held.block * held.bytes
        if self.end + size > MOST_ELEMENTS:
            raise self._intake.damaged(f"the tensor {name} is too large")
        return size
