"""What a model is in terms of memory, as numbers that a sentence can be made of."""

from dataclasses import dataclass

from launcher.memory.anatomy import anatomy_of
from launcher.models.facts import ModelFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Layers by what they remember. All counts are of the `layers` that answer.

    `attending` layers keep K and V of what they see, and `sliding` of those see only
    `window` tokens back; `recurrent` layers keep a state of fixed size (in some models
    a layer does both). `shared` layers use the K and V of another. `ahead` further
    layers only guess tokens. `compressed`: K and V are kept as one short vector.
    """

    layers: int
    attending: int
    sliding: int
    window: int
    recurrent: int
    shared: int
    ahead: int
    compressed: bool
    experts: int
    experts_used: int

    @property
    def hybrid(self) -> bool:
        """Whether some layers keep a state and some K and V."""
        return self.recurrent > 0 and self.attending > 0

    @property
    def mixture(self) -> bool:
        """Whether only some of the weights are used for each token."""
        return self.experts > 0 and self.experts_used > 0


def kind_of(model: ModelFacts) -> Kind:
    """Read from the model's shape."""
    anatomy = anatomy_of(model)
    trunk = range(anatomy.trunk)
    attending = [n for n in trunk if anatomy.k_widths[n]]
    recurrent = [n for n in trunk if anatomy.recurrent[n]]
    # A layer with heads that neither caches nor recurs looks into another's cache.
    shared = [
        n
        for n in trunk
        if attending and not anatomy.k_widths[n] and not anatomy.recurrent[n] and _heads(model, n)
    ]
    return Kind(
        layers=anatomy.trunk,
        attending=len(attending),
        sliding=sum(anatomy.sliding[n] for n in attending) if anatomy.window else 0,
        window=anatomy.window,
        recurrent=len(recurrent),
        shared=len(shared),
        ahead=anatomy.layers - anatomy.trunk,
        compressed=anatomy.compressed,
        experts=_largest(model, "expert_count"),
        experts_used=anatomy.experts_used,
    )


def _heads(model: ModelFacts, layer: int) -> bool:
    """Whether the header gives this layer K and V heads of its own."""
    for suffix in ("attention.head_count_kv", "attention.head_count"):
        value = model.key(suffix)
        if isinstance(value, tuple):
            return layer < len(value) and bool(value[layer])
        if value is not None:
            return bool(value)
    return False


def _largest(model: ModelFacts, suffix: str) -> int:
    value = model.key(suffix)
    entries = value if isinstance(value, tuple) else (value,)
    return max((entry for entry in entries if isinstance(entry, int)), default=0)
