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
from ui.text.words import FITS


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One model found; what a search does not tell is empty.

    `size` is of a usual file ('Q4_K_M, 4.68 GiB') and `fit` one of the four states: they are
    known of the catalog's models.
    """

    repo: str
    name: str
    owner: str
    facts: str  # '11.8 B weights · gemma3 · 128k context'
    downloads: str
    likes: str
    updated: str
    gated: bool
    size: str = ""
    fit: str = ""

    @property
    def sentence(self) -> str:
        """The row, for those who hear it."""
        told = [f"{self.name} by {self.owner}", self.facts]
        if self.downloads:
            told.append(f"{self.downloads} downloads")
        if self.size:
            told.append(self.size)
        if self.fit:
            told.append(FITS[self.fit].word)
        return ", ".join(one for one in told if one)


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


def first_choice(rows: Sequence[VariantRow], wanted: str, advice: Recommendation) -> str:
    """What is chosen at first: the quantization that was wanted, else what is recommended."""
    kinds = {(row.variant.quantization or "").upper(): row.variant.name for row in rows}
    first = rows[0].variant.name if rows else ""
    return (kinds.get(wanted) if wanted else None) or advice.name or first


def result_row(model: FoundModel, now: datetime) -> ResultRow:
    """A search result in words."""
    owner, _, name = model.repo.partition("/")
    return ResultRow(
        repo=model.repo,
        name=name or model.repo,
        owner=owner,
        facts=known_facts(model.parameters, model.architecture, model.context_length),
        downloads="" if model.downloads is None else count_text(model.downloads),
        likes="" if model.likes is None else count_text(model.likes),
        updated="" if model.updated is None else ago_text(model.updated, now),
        gated=model.gated,
    )


def known_facts(parameters: int | None, architecture: str | None, context: int | None) -> str:
    """'11.8 B weights · gemma3 · trained to 128k tokens', as far as they are known."""
    facts = []
    if parameters:
        facts.append(f"{parameters_text(parameters)} weights")
    if architecture:
        facts.append(architecture)
    if context:
        facts.append(f"trained to {tokens_text(context)} tokens")
    return " · ".join(facts)


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
