"""A model's dimensions as its maker publishes them: one line of dimensions.json, given names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("dimensions.json")
Counts = int | tuple[int, ...]  # one number for all layers, or one for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Experts:
    """A mixture: `shared_inner` is the width of the expert every token uses, 0 without one.

    The first `dense_first` layers have an ordinary feed-forward part.
    """

    count: int
    used: int
    inner: int
    shared: int = 0
    shared_inner: int = 0
    dense_first: int = 0
    bias: bool = False  # the router's correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """Multi-head latent attention: ranks of the compressed Q (0 without) and K, head parts."""

    q: int
    kv: int
    rope: int
    nope: int
    v: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A recurrent part: convolution taps, values per state row, inner width, groups, heads."""

    taps: int
    state: int = 0
    inner: int = 0
    groups: int = 0
    heads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """One model. `parameters` is the count that its tensors must come to."""

    repo: str
    name: str
    family: str
    architecture: str
    parameters: int
    source: str
    layers: int
    width: int
    vocabulary: int
    context: int
    tokenizer: str
    inner: Counts = 0
    heads: int = 0
    kv_heads: Counts = 0
    head: int = 0
    head_v: int = 0
    tied: bool = False
    rope_base: float = 0.0
    window: int = 0
    licence: str | None = None
    experts: Experts | None = None
    latent: Latent | None = None
    state: State | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def kv(self, layer: int) -> int:
        """KV heads of a layer; 0 where it does not attend."""
        return self.kv_heads[layer] if isinstance(self.kv_heads, tuple) else self.kv_heads

    def ff(self, layer: int) -> int:
        """Width of a layer's feed-forward part; 0 where it has none."""
        return self.inner[layer] if isinstance(self.inner, tuple) else self.inner


def read_dimensions(path: Path = FILE) -> tuple[Dimensions, ...]:
    """All models of a dimensions file, in its order."""
    return tuple(_one(entry) for entry in json.loads(path.read_text(encoding="utf-8")))


def _one(entry: dict[str, Any]) -> Dimensions:
    parts = {"experts": Experts, "latent": Latent, "state": State}
    values = {
        key: parts[key](**value) if key in parts else spread(value) if key != "more" else value
        for key, value in entry.items()
    }
    return Dimensions(**values)


def spread(value: Any) -> Any:
    """A list written in runs, [[value, times], ...], as the tuple it stands for."""
    if not isinstance(value, list):
        return value
    return tuple(one for one, times in value for _ in range(times))
