"""Where a class of quality comes from, as the evidence card says it. No Qt."""

from dataclasses import dataclass
from typing import Final

from launcher.choosing.evidence import DIVERGENCE, MMLU, PERPLEXITY, SAME_TOP, Figure
from launcher.choosing.measured_here import divergence_words
from launcher.choosing.quality_words import Judged
from launcher.memory.estimate import Basis

MEANINGS: Final = {
    DIVERGENCE: "How far predictions move from the original's; 0 is none.",
    f"{DIVERGENCE}, median": "The same for the middle token; 0 is none.",
    MMLU: "Questions answered rightly.",
    SAME_TOP: "How often the likeliest next word is the original's; 100 % is always.",
    PERPLEXITY: "How surprised the model is by a text; less is better.",
}
NOTE: Final = (
    "Divergence and perplexity hold for one model and one text: they are not compared from"
    " model to model."
)
NONE_PUBLISHED: Final = "Nothing was published of this quantization that we know of."


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure: what was found, of what, and where it stands."""

    measure: str
    value: str  # '0.031 nats', '71.23 % (original 71.50 %)'
    of: str  # 'Llama 3 8B, Q4_K_M, with an importance matrix'
    source: str  # 'the llama.cpp project, 2024'
    link: str  # '' where there is none
    meaning: str

    @property
    def sentence(self) -> str:
        """All of it, for those who hear it."""
        return f"{self.measure} {self.value}. {self.of}. {self.source}."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What stands behind a class of quality."""

    quantization: str
    words: str
    basis: Basis
    because: str
    figures: tuple[FigureView, ...]
    note: str


def passing_words(judged: Judged) -> str:
    """A line or two to be read in passing."""
    return f"{judged.words}. {judged.because}"


def evidence_view(quantization: str, judged: Judged) -> EvidenceView:
    """The card for a file of this quantization."""
    return EvidenceView(
        quantization=quantization,
        words=judged.words,
        basis=judged.basis,
        because=judged.because,
        figures=tuple(_figure(one) for one in judged.figures),
        note=NOTE if judged.figures else NONE_PUBLISHED,
    )


def _figure(figure: Figure) -> FigureView:
    return FigureView(
        measure=figure.measure,
        value=_value(figure),
        of=_of(figure),
        source=_source(figure),
        link=figure.url or "",
        meaning=MEANINGS.get(figure.measure, ""),
    )


def _source(figure: Figure) -> str:
    if figure.basis is Basis.MEASURED:  # the day is in it already
        return f"{figure.source[:1].upper()}{figure.source[1:]}"
    return f"{_begun(figure.source)}, {figure.year}"


def _begun(source: str) -> str:
    """At the start of a line; a name is left as its owner writes it."""
    return f"The {source[4:]}" if source.startswith("the ") else source


def _value(figure: Figure) -> str:
    found = f"{_figures(figure)}{_unit(figure)}"
    if not figure.original:  # the divergence of a model from itself is 0 by definition
        return found
    return f"{found}, the original {_number(figure.original, figure)}{_unit(figure)}"


def _figures(figure: Figure) -> str:
    """The value, with its standard error where there is one."""
    if figure.error is None:
        return _number(figure.value, figure)
    if figure.measure == DIVERGENCE:
        return divergence_words(figure.value, figure.error)
    return f"{_number(figure.value, figure)} ± {_number(figure.error, figure)}"


def _number(value: float, figure: Figure) -> str:
    if figure.measure.startswith(DIVERGENCE):
        return f"{value:.4f}" if value < 0.01 else f"{value:.3f}"
    return f"{value:.2f}"


def _unit(figure: Figure) -> str:
    return f" {figure.unit}" if figure.unit else ""


def _of(figure: Figure) -> str:
    words = [figure.model, figure.quantization]
    if figure.qat:
        words.append("trained for four bits")
    if figure.imatrix is not None:
        words.append(f"{'with' if figure.imatrix else 'without'} an importance matrix")
    if figure.setup:
        words.append(figure.setup)
    return ", ".join(words)
