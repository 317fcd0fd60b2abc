"""What a row of the variant table says, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.actions.judging import VariantRow
from launcher.choosing.quality_words import Judged
from launcher.memory.estimate import Basis
from launcher.memory.fit import Fit
from launcher.units import GIB, gib
from ui.text.speed_words import UNKNOWN_SPEED, range_words

ABSENT = "—"
NO_LENGTH = "none"
TOO_BIG = "It needs more memory than is free, so it does not answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """One row of the variant table; texts are empty where a figure is not known."""

    name: str
    files: tuple[str, ...]
    fit: Fit | None
    quantization: str
    size: str
    bits: str
    quality: str
    basis: Basis | None
    recommended: bool
    reason: str
    speed: str = ""  # '44–52'
    speed_basis: Basis | None = None
    speed_told: str = ""  # where the speed comes from, in a sentence
    longest: str = ""  # '48,896', 'none'
    judged: Judged | None = None  # what the evidence card is made of
    runner_up: str = ""  # 'Next: Q5_K_M. Lies partly in RAM, which is slower.'
    why: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The row, for those who hear it."""
        state = str(self.fit).replace("_", " ") if self.fit is not None else "not judged yet"
        words = (
            f"{self.quantization}, {self.size} GiB, {self.bits or 'unknown'} bits per weight, "
            f"quality {self.quality or 'unknown'}, {state}, "
            f"tokens per second {self.speed.replace('–', ' to ') or 'unknown'}, "
            f"longest context {self.longest or 'unknown'}"
        )
        said = [f"Recommended. {self.reason}", self.runner_up] if self.recommended else []
        return ". ".join([words, " ".join(one for one in said if one)]) if said else words


def variant_views(rows: Sequence[VariantRow]) -> tuple[VariantView, ...]:
    """The variants: the recommended one first, then by falling bits per weight."""
    ordered = sorted(rows, key=lambda r: (not r.recommended, -(r.bits_per_weight or 0.0)))
    kinds = {row.variant.name: _kind(row) for row in rows}
    return tuple(_variant(row, kinds.get(row.runner_up or "", "")) for row in ordered)


def _variant(row: VariantRow, runner_up: str) -> VariantView:
    bits, quality = row.bits_per_weight, row.quality
    return VariantView(
        name=row.variant.name,
        files=row.variant.files,
        fit=row.fit,
        quantization=_kind(row),
        size=_gib_text(row.variant.size),
        bits="" if bits is None else f"{bits:.2f}",
        quality="" if quality is None else quality.words,
        basis=None if quality is None else quality.basis,
        recommended=row.recommended,
        reason=row.reason or "",
        speed=range_words(row.speed),
        speed_basis=row.speed.basis if row.speed else None,
        speed_told=_speed_told(row),
        longest=_longest(row.longest),
        judged=quality,
        runner_up=f"Next: {runner_up}. {row.why_not}" if runner_up and row.why_not else "",
        why=row.why,
    )


def _speed_told(row: VariantRow) -> str:
    if row.speed is not None:
        return row.speed.because
    if row.fit is None:
        return ""
    return TOO_BIG if row.fit is Fit.TOO_BIG else UNKNOWN_SPEED


def _kind(row: VariantRow) -> str:
    return row.variant.quantization or row.variant.name


def _longest(tokens: int | None) -> str:
    if tokens is None:
        return ""
    return f"{tokens:,}" if tokens else NO_LENGTH


def _gib_text(size: int) -> str:
    return f"{gib(size):.2f}" if size >= GIB // 100 else "<0.01"
