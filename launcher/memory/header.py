"""An architecture's own keys as numbers."""

from launcher.models.facts import ModelFacts


def whole(facts: ModelFacts, suffix: str, default: int = 0) -> int:
    """The architecture's own key as a whole number; a list gives its first entry."""
    value = facts.key(suffix)
    if isinstance(value, tuple):
        value = value[0] if value else default
    return int(value) if isinstance(value, int) else default


def per_layer(facts: ModelFacts, suffix: str, layers: int, default: int) -> tuple[int, ...]:
    """One number a layer; a header may give one for all, or list them."""
    value = facts.key(suffix)
    if isinstance(value, tuple):
        known = [int(part) for part in value if isinstance(part, int)]
        return tuple(known[n] if n < len(known) else default for n in range(layers))
    return (int(value) if isinstance(value, int) else default,) * layers


def largest(facts: ModelFacts, suffix: str) -> int:
    """The largest of a list, or the only one."""
    value = facts.key(suffix)
    entries = value if isinstance(value, tuple) else (value,)
    return max((int(entry) for entry in entries if isinstance(entry, int)), default=0)
