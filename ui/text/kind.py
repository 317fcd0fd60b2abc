"""What a model is in terms of memory, in words. No Qt."""

from launcher.memory.kind import Kind
from ui.text.numbers import whole

MOSTLY = 0.7  # of the layers that attend; above it a longer conversation costs little


def kind_words(kind: Kind) -> str:
    """One to four short sentences."""
    return " ".join(
        sentence
        for sentence in (_weights(kind), _memory(kind), _shared(kind), _ahead(kind))
        if sentence
    )


def _weights(kind: Kind) -> str:
    if not kind.mixture:
        return "Dense: all weights are used for each token."
    return (
        f"Mixture of experts: {whole(kind.experts)} experts, {whole(kind.experts_used)} used "
        "for each token; experts may lie in RAM."
    )


def _memory(kind: Kind) -> str:
    if kind.hybrid:
        return _hybrid(kind)
    if kind.recurrent:
        return (
            f"Recurrent: all {kind.layers} layers keep a state of fixed size, "
            "so a longer conversation takes no more."
        )
    if not kind.attending:
        return "It keeps no working memory of the conversation (KV cache)."
    return " ".join(part for part in (_compressed(kind), _window(kind)) if part) or (
        f"All {kind.layers} layers remember every token of the conversation (KV cache)."
        if kind.attending == kind.layers
        else f"{kind.attending} of {kind.layers} layers remember every token (KV cache)."
    )


def _hybrid(kind: Kind) -> str:
    if kind.recurrent == kind.layers == kind.attending:
        return (
            f"Hybrid: each of its {kind.layers} layers keeps a state of fixed size beside its "
            "memory of every token (KV cache)."
        )
    words = (
        f"Hybrid: {kind.recurrent} of {kind.layers} layers keep a state of fixed size instead; "
        f"only {kind.attending} remember every token (KV cache), "
        "so a longer conversation costs little."
    )
    return " ".join(part for part in (words, _compressed(kind), _window(kind)) if part)


def _compressed(kind: Kind) -> str:
    if not kind.compressed:
        return ""
    return (
        "Latent attention: each layer keeps one short vector for a token in place of K and V, "
        "so a longer conversation costs little."
    )


def _window(kind: Kind) -> str:
    if not kind.sliding:
        return ""
    cost = "little" if kind.sliding >= MOSTLY * kind.attending else "less"
    return (
        f"Sliding window: {kind.sliding} of {kind.layers} layers look back "
        f"{whole(kind.window)} tokens only, so a longer conversation costs {cost}."
    )


def _shared(kind: Kind) -> str:
    if not kind.shared:
        return ""
    return f"{kind.shared} layers look into the memory of another and keep none."


def _ahead(kind: Kind) -> str:
    if not kind.ahead:
        return ""
    layers = "1 more layer guesses" if kind.ahead == 1 else f"{kind.ahead} more layers guess"
    return f"{layers} tokens ahead, and takes room only if loaded."
