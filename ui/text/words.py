"""The fixed words of the widgets: what a fit, a basis and a part of memory are called and mean."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from launcher.memory.estimate import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class FitWords:
    """A fit: its word, its icon, and what it means."""

    word: str
    icon: str
    meaning: str


FITS: Final = MappingProxyType(
    {
        "fits": FitWords(
            word="fits", icon="fits", meaning="Fits, and the reserve for other programs is kept."
        ),
        "partly": FitWords(
            word="partly on GPU", icon="partly", meaning="The rest lies in RAM, which is slower."
        ),
        "tight": FitWords(
            word="tight", icon="tight", meaning="Fits only into the reserve for other programs."
        ),
        "too_big": FitWords(
            word="too big", icon="too-big", meaning="Needs more memory than there is."
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisWords:
    """Where a figure comes from: its word and what it means."""

    word: str
    meaning: str


BASES: Final = MappingProxyType(
    {
        Basis.ENGINE: BasisWords(word="exact", meaning="Exact: the engine's own answer."),
        Basis.ARITHMETIC: BasisWords(
            word="arithmetic", meaning="Arithmetic on what the file and the machine say."
        ),
        Basis.MEASURED: BasisWords(word="measured", meaning="Measured on this computer."),
        Basis.PUBLISHED: BasisWords(word="published", meaning="Published by others."),
        Basis.GUESS: BasisWords(word="guess", meaning="A guess: nobody has measured it yet."),
    }
)


class PartKind(StrEnum):
    """The parts of the memory bar, in their one order."""

    OTHER = "other"
    WEIGHTS = "weights"
    KV = "kv"
    RECURRENT = "recurrent"
    COMPUTE = "compute"
    RESERVE = "reserve"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWords:
    """A part of memory: its name, shorter ones for the bar, what it is, what makes it smaller."""

    name: str
    labels: tuple[str, ...]  # long to short; the first that fits is written into the bar
    meaning: str
    smaller: str


PARTS: Final = MappingProxyType(
    {
        PartKind.OTHER: PartWords(
            name="Other programs",
            labels=("Other programs", "Other"),
            meaning="What other programs hold now.",
            smaller="Close what is not needed.",
        ),
        PartKind.WEIGHTS: PartWords(
            name="Weights",
            labels=("Weights",),
            meaning="What the model has learned.",
            smaller="A smaller quantization.",
        ),
        PartKind.KV: PartWords(
            name="KV cache",
            labels=("KV cache", "KV"),
            meaning="The conversation's working memory (KV cache).",
            smaller="Less context, or KV q8_0 where it is wider.",
        ),
        PartKind.RECURRENT: PartWords(
            name="Recurrent state",
            labels=("Recurrent state", "State"),
            meaning="The running summary that recurrent layers keep.",
            smaller="Fewer parallel sequences.",
        ),
        PartKind.COMPUTE: PartWords(
            name="Compute",
            labels=("Compute",),
            meaning="Room for working out the next token.",
            smaller="A smaller micro-batch.",
        ),
        PartKind.RESERVE: PartWords(
            name="Reserve",
            labels=("Reserve",),
            meaning="Kept free for other programs.",
            smaller="Set in Settings.",
        ),
        PartKind.FREE: PartWords(
            name="Free",
            labels=("Free",),
            meaning="Room for a longer context.",
            smaller="",
        ),
    }
)
