"""What the Find page says of results and of a model, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from launcher.actions.judging import VariantRow
from launcher.actions.repository import incomplete_words
from launcher.choosing.recommend import Recommendation
from launcher.hub.search import FoundModel
from launcher.models.facts import ModelFacts
from launcher.models.variants import Variant
from launcher.units import tokens_text
from ui.text.numbers import with_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One model found."""

    repo: str
    name: str
    owner: str
    facts: str  # '11.8 B weights · gemma3 · 128k context'
    downloads: str
    likes: str
    updated: str
    gated: bool


def ready_text(given_back: int) -> str:
    """Beside the button that loads a file; `given_back` is what the loaded model sets free."""
    words = "This file is on your computer."
    if not given_back:
        return words
    return f"{words} The loaded model gives back {with_unit(given_back)} when this one is loaded."


def advice_words(advice: Recommendation, chosen: str, rows: Sequence[VariantRow]) -> str:
    """Above the files: why none is recommended, or that it is no longer the chosen one."""
    if advice.name is None:
        return advice.reason
    kinds = {row.variant.name: row.variant.quantization or row.variant.name for row in rows}
    return (
        f"Recommended is now {kinds[advice.name]}. "
        f"{kinds.get(chosen, chosen)} stays chosen until you take another."
    )


def result_row(model: FoundModel, now: datetime) -> ResultRow:
    """A search result in words."""
    owner, _, name = model.repo.partition("/")
    facts = []
    if model.parameters:
        facts.append(f"{parameters_text(model.parameters)} weights")
    if model.architecture:
        facts.append(model.architecture)
    if model.context_length:
        facts.append(f"trained to {tokens_text(model.context_length)} tokens")
    return ResultRow(
        repo=model.repo,
        name=name or model.repo,
        owner=owner,
        facts=" · ".join(facts),
        downloads="" if model.downloads is None else count_text(model.downloads),
        likes="" if model.likes is None else count_text(model.likes),
        updated="" if model.updated is None else ago_text(model.updated, now),
        gated=model.gated,
    )


def headline(facts: ModelFacts) -> str:
    """'11.8 B weights · 48 layers · trained to 131,072 tokens'."""
    parts = [f"{parameters_text(facts.parameters)} weights", f"{facts.layers} layers"]
    if facts.trained_context:
        parts.append(f"trained to {facts.trained_context:,} tokens")
    return " · ".join(parts)


def others_text(variants: Sequence[Variant]) -> str:
    """What a repository holds beside models that can be chatted with."""
    words = {
        "mmproj": "the part that reads pictures",
        "draft": "a draft model",
        "imatrix": "an importance matrix",
        "lora": "a LoRA adapter",
        "vocab": "a vocabulary",
    }
    beside = (v for v in variants if v.role != "model")
    named = list(dict.fromkeys(words.get(v.role, v.role) for v in beside))
    said = [f"Also here: {', '.join(named)}."] if named else []
    said += [f"{lack}." for v in variants if (lack := incomplete_words(v))]
    return " ".join(said)


def parameters_text(count: int) -> str:
    """Weights as people count them: '11.8 B', '270 M', '260 k'."""
    for size, sign in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            value = count / size
            return f"{value:.1f} {sign}" if value < 100 else f"{value:.0f} {sign}"
    return str(count)


def count_text(count: int) -> str:
    """Downloads and likes, short: '1.2 M', '34 k', '812'."""
    if count >= 1_000_000:
        return f"{count / 1e6:.1f} M"
    if count >= 10_000:
        return f"{count / 1e3:.0f} k"
    if count >= 1_000:
        return f"{count / 1e3:.1f} k"
    return str(count)


def ago_text(when: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    days = (now - when.astimezone(UTC)).days
    for size, word in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size:
            number = days // size
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "today"
