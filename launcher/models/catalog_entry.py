"""One model of the catalog as it lies in a small file: keys, tensors, and each variant's types.

Layers that are alike are written once, with the numbers they stand for
('0-2,5'). A variant names the type of every matrix ('*') and what differs:
a whole kind of tensor, or that kind in some layers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from launcher.errors import DamagedHeader
from launcher.models.facts import Scalar, Tensor, Value
from launcher.models.quantization import TYPE_BY_NAME, tensor_bytes
from launcher.models.table import MOST_DIMENSIONS

MATRIX: Final = "F16"  # the type before quantizing of what quantizing changes
OTHERS: Final = "*"
MOST_LAYERS: Final = 512  # llama.cpp src/llama-hparams.h, LLAMA_MAX_LAYERS
Mix = Mapping[str, str | Mapping[str, str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A tensor without a type of its own; `role` is its name without the layer's number."""

    role: str
    layer: int | None
    kind: str
    extents: tuple[int, ...]

    @property
    def name(self) -> str:
        """As in the file."""
        return self.role if self.layer is None else f"blk.{self.layer}.{self.role}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A model's header in parts; `header` is the predicted size of the real one (bytes)."""

    architecture: str
    keys: Mapping[str, Value]
    vocabulary: int
    header: int
    shapes: tuple[Shape, ...]
    mixes: Mapping[str, Mix]


def refused(path: str, build: Callable[[], T]) -> T:
    """What `build` makes. Raises DamagedHeader where the file does not hold what it must."""
    try:
        return build()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        reason = f"the catalog holds something else than a model: {error}"
        raise DamagedHeader(path, reason, 0) from error


def entry_of(path: str, data: Mapping[str, Any]) -> Entry:
    """The entry in a parsed file. Raises DamagedHeader."""
    return refused(
        path,
        lambda: Entry(
            architecture=_text(data["architecture"]),
            keys={key: _value(value) for key, value in data["keys"].items()},
            vocabulary=_count(data["vocabulary"]),
            header=_count(data["header"]),
            shapes=tuple(_shapes(data["tensors"])),
            mixes=dict(data["variants"]),
        ),
    )


def tensors_of(path: str, entry: Entry, variant: str) -> tuple[Tensor, ...]:
    """The tensor table in a variant, one after another. Raises DamagedHeader."""
    return refused(path, lambda: tuple(_placed(entry.shapes, entry.mixes[variant])))


def layers_in(words: str) -> tuple[int, ...]:
    """The numbers in '0-2,5'. Raises ValueError."""
    found: list[int] = []
    for part in words.split(","):
        first, _, last = part.partition("-")
        begin, end = int(first), int(last or first)
        if not 0 <= begin <= end < MOST_LAYERS:
            raise ValueError(f"no layers: {part}")
        found += range(begin, end + 1)
    return tuple(found)


def _shapes(groups: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[Shape]:
    layers: dict[int, list[Shape]] = {}
    for where, rows in groups.items():
        for layer in layers_in(where) if where else (None,):
            made = [
                Shape(
                    role=role,
                    layer=layer,
                    kind=_kind(kind),
                    extents=_extents(extents),
                )
                for role, (kind, *extents) in rows.items()
            ]
            if layer is None:
                yield from made
            else:
                layers.setdefault(layer, []).extend(made)
    for number in sorted(layers):
        yield from layers[number]


def _placed(shapes: tuple[Shape, ...], mix: Mix) -> Iterator[Tensor]:
    exceptions = {role: _by_layer(told) for role, told in mix.items()}
    offset = 0
    for shape in shapes:
        kind = _kind(_type(shape, mix, exceptions))
        size = tensor_bytes(kind, shape.extents)
        yield Tensor(name=shape.name, shape=shape.extents, type=kind, offset=offset, size=size)
        offset += -(-size // 32) * 32


def _by_layer(told: str | Mapping[str, str]) -> Mapping[int | None, str]:
    """Type by layer; None stands for all of them."""
    if isinstance(told, str):
        return {None: told}
    return {layer: kind for kind, where in told.items() for layer in layers_in(where)}


def _type(shape: Shape, mix: Mix, exceptions: Mapping[str, Mapping[int | None, str]]) -> str:
    own = exceptions.get(shape.role, {})
    found = own.get(shape.layer) or own.get(None)
    if found or shape.kind != MATRIX:
        return found or shape.kind
    return str(mix.get(OTHERS, MATRIX))


def _kind(name: object) -> str:
    if not isinstance(name, str) or name not in TYPE_BY_NAME:
        raise ValueError(f"no type: {name}")
    return name


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 48:
        raise ValueError(f"no count: {value}")
    return value


def _extents(values: list[object]) -> tuple[int, ...]:
    if not 0 < len(values) <= MOST_DIMENSIONS:
        raise ValueError(f"{len(values)} dimensions")
    return tuple(_count(value) for value in values)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"no name: {value}")
    return value


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(_scalar(part) for part in value)
    return _scalar(value)


def _scalar(value: object) -> Scalar:
    if not isinstance(value, bool | int | float | str):
        raise ValueError(f"no value: {value}")
    return value
