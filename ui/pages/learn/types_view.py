"""Every file type in a row: bits per weight, quality in words, whether it is quick here. No Qt."""

from dataclasses import dataclass
from typing import Final

from launcher.choosing.quality_words import quality_words
from launcher.glossary.book import type_entry
from launcher.glossary.tables import table
from launcher.hardware.facts import Machine
from launcher.memory.estimate import Basis
from launcher.models.quantization import FILE_TYPES
from ui.pages.learn.kernels_view import here_title, here_word
from ui.text.terms import slug

MODEL: Final = "Llama 3.1 8B"
WEIGHTS: Final = 8_030_000_000  # of that model; its class is that of models of 5 to 26 billion
UNKNOWN: Final = "—"
BASIS_NOTE: Final = (
    f"Bits per weight are those of {MODEL} as llama.cpp published them, else those of the type "
    "that most of the file is in. Quality is for models of about 5 to 26 billion weights: larger "
    "ones lose less, smaller ones more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """A file type. `bits` is '—' where nobody published it; `here_more` are whole sentences."""

    slug: str
    name: str
    bits: str
    bits_basis: Basis | None
    quality: str
    quality_basis: Basis
    because: str
    here: str
    here_more: str
    use: str

    @property
    def sentence(self) -> str:
        """The row for those who hear it."""
        bits = "unknown" if self.bits == UNKNOWN else self.bits
        return f"{self.name}, {bits} bits per weight, {self.quality}, {self.here}. {self.use}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesView:
    """The table: `here_title` heads the column of this computer, or of the imagined one."""

    here_title: str
    rows: tuple[TypeRow, ...]


def types_view(machine: Machine | None) -> TypesView:
    """Every file type the engine knows, by falling bits per weight."""
    names = sorted((name for name, _ in FILE_TYPES.values()), key=_order)
    return TypesView(
        here_title=here_title(machine), rows=tuple(_row(name, machine) for name in names)
    )


def quality_facts(name: str) -> tuple[tuple[str, str], ...]:
    """What a file of this type keeps, in words and with its evidence; nothing for other names."""
    if name not in (one for one, _ in FILE_TYPES.values()):
        return ()
    judged = quality_words(name, _bits(name)[0] or _base_bits(name), WEIGHTS)
    return (
        ("Quality", f"{judged.words}, for models of about 5 to 26 billion weights."),
        ("Evidence", judged.because),
    )


def _order(name: str) -> tuple[float, str]:
    bits, _ = _bits(name)
    return -(bits or _base_bits(name)), name


def _row(name: str, machine: Machine | None) -> TypeRow:
    bits, basis = _bits(name)
    judged = quality_words(name, bits or _base_bits(name), WEIGHTS)
    here, more = here_word(name, machine)
    return TypeRow(
        slug=slug(name),
        name=name,
        bits=UNKNOWN if bits is None else f"{bits:.2f}",
        bits_basis=basis,
        quality=judged.words,
        quality_basis=judged.basis,
        because=judged.because,
        here=here,
        here_more=more,
        use=table("recipes")["recipes"][name]["use"],
    )


def _bits(name: str) -> tuple[float | None, Basis | None]:
    """As published for the model, else those of the tensor type of that name."""
    published = table("recipes")["recipes"][name]["published_bits"]
    if published is not None:
        return float(published), Basis.PUBLISHED
    found = type_entry(name)
    own = found.bits_per_weight if found else None
    return own, None if own is None else Basis.ARITHMETIC


def _base_bits(name: str) -> float:
    """Bits of the type a file is mostly in, to sort by and to judge."""
    base = next(base for one, base in FILE_TYPES.values() if one == name)
    found = type_entry(base)
    return (found.bits_per_weight if found else None) or 0.0
