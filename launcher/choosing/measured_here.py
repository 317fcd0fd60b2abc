"""What was measured on this computer of a model's files, for whoever judges them.

A KL divergence counts where it was taken against an original of the same model, or against
its Q8_0. It holds for that model and text alone: it says how far that file strays, and what is
known of the model's other files only as far as their types were published to stray less or more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from launcher.choosing.equal_bits import usual_divergence
from launcher.choosing.evidence import DIVERGENCE, SAME_TOP, Figure
from launcher.choosing.file_types import ORIGINALS, base_name
from launcher.choosing.native_types import is_native
from launcher.choosing.same_model import plain_model
from launcher.measurement.measured_file import Distance, MeasuredFile
from launcher.memory.estimate import Basis
from launcher.models.names import decode_name

UNCERTAIN: Final = 1 / 3  # of a divergence: with a larger standard error it is shown, no more
AS_MANY: Final = 0.01  # of the weights: a table of frequencies more or less is no other model
AS_DENSE: Final = 0.04  # of the bits per weight: another mix of the same name is another file
FEW_PLACES: Final = 0.01  # nats from which three places are enough
GOOD_REFERENCES: Final = ORIGINALS | {"Q8_0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file whose distance from its reference was measured here.

    `kind` is its quantization; `of_its_kind`: the reference was made as the file was (trained
    for four bits or not), so that the distance says what the quantization cost.
    """

    row: MeasuredFile
    distance: Distance
    kind: str
    of_its_kind: bool = True

    @property
    def decides(self) -> bool:
        """Whether the figure is certain enough to judge by."""
        return not self.why_not

    @property
    def why_not(self) -> str:
        """Why nothing is judged by the figure, in a sentence; '' where it decides."""
        if not self.of_its_kind:
            return "What was measured here was against a reference that was trained otherwise."
        if not 0 < self.distance.error <= UNCERTAIN * self.distance.mean:
            return (
                "What was measured here is too uncertain to go by: its standard error is more"
                " than a third of it."
            )
        return ""

    @property
    def words(self) -> str:
        """'KL divergence 0.0310 ± 0.0020 against gemma-F16.gguf, measured on this computer, …'."""
        told = divergence_words(self.distance.mean, self.distance.error)
        return f"{DIVERGENCE} {told} against {self.distance.reference}, {self.source}"

    @property
    def source(self) -> str:
        """'measured on this computer, 21 November 2026, sample text, 16 windows'."""
        words = f"measured on this computer, {day_words(self.row.when)}"
        text = self.row.text
        if text is None:
            return words
        return f"{words}, {text.name}, {text.windows} window{'' if text.windows == 1 else 's'}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The divergence, and how often the likeliest token is the same."""
        found = self.distance
        return (
            self._figure(DIVERGENCE, found.mean, found.error, "nats"),
            self._figure(SAME_TOP, found.same_top * 100, found.same_top_error * 100, "%"),
        )

    def _figure(self, measure: str, value: float, error: float, unit: str) -> Figure:
        return Figure(
            measure=measure,
            value=value,
            unit=unit,
            original=None,
            model=self.row.model,
            quantization=self.kind,
            source=self.source,
            url=None,
            year=self.row.when.astimezone().year,
            setup=f"against {self.distance.reference}",
            parameters=self.row.parameters,
            bits=self.row.bits_per_weight,
            error=error,
            basis=Basis.MEASURED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What was measured here of a file (`seen`), and of other files of its model (`others`)."""

    seen: Seen | None = None
    others: tuple[Seen, ...] = ()

    @property
    def deciding(self) -> Seen | None:
        """What was measured of the file itself, where it is certain enough."""
        return self.seen if self.seen is not None and self.seen.decides else None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What was measured of the file itself."""
        return self.seen.figures if self.seen is not None else ()

    def no_better(self, quantization: str) -> Seen | None:
        """The best of those whose types were published to stray as far as this one or further."""
        found = self._published(quantization, lambda theirs, ours: theirs >= ours)
        return min(found, key=lambda one: one.distance.mean, default=None)

    def no_worse(self, quantization: str) -> Seen | None:
        """The worst of those whose types were published to stray no further than this one."""
        found = self._published(quantization, lambda theirs, ours: theirs <= ours)
        return max(found, key=lambda one: one.distance.mean, default=None)

    def _published(
        self, quantization: str, is_meant: Callable[[float, float], bool]
    ) -> Iterator[Seen]:
        ours = usual_divergence(base_name(quantization))
        for one in self.others:
            theirs = usual_divergence(base_name(one.kind))
            if ours is not None and theirs is not None and is_meant(theirs, ours):
                yield one


NOTHING: Final = Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredHere:
    """All that was measured on this computer; none of it says anything of another one's speed."""

    rows: tuple[MeasuredFile, ...] = ()

    def own(
        self,
        model: str,
        quantization: str,
        parameters: int,
        bits_per_weight: float,
        *,
        qat: bool = False,
        size: int = 0,
    ) -> Own:
        """What is known of a file, a file of exactly this `size` (bytes) before others.

        `model` is a repository or a name; `qat`: it was trained for four bits.
        """
        alike = [
            seen
            for row in self.rows
            if _as_many(row.parameters, parameters)
            and row.distance is not None
            and _is_of(row, model)
            and _named(row.file).qat == qat
            and (seen := self._seen(row, row.distance, model)) is not None
        ]
        if not alike:
            return NOTHING
        kind = quantization.upper()
        same = [one for one in alike if one.kind == kind and _as_dense(one, bits_per_weight)]
        same.sort(key=lambda one: (one.row.size != size, -one.row.when.timestamp()))
        others = tuple(one for one in alike if one.kind != kind and one.decides)
        return Own(seen=next(iter(same), None), others=others)

    def _seen(self, row: MeasuredFile, distance: Distance, model: str) -> Seen | None:
        """The row with its distance; None where its reference was no original of this model."""
        kind = self._reference_kind(row, distance)
        if kind is None or not (kind in GOOD_REFERENCES or is_native(model, kind)):
            return None
        own = bool(_named(row.file).qat)
        return Seen(
            row=row,
            distance=distance,
            kind=_kind_of(row),
            of_its_kind=bool(_named(distance.reference).qat) == own,
        )

    def _reference_kind(self, row: MeasuredFile, distance: Distance) -> str | None:
        """The type of what it was compared with; None for another model's file."""
        for one in self.rows:
            if distance.reference_content and one.content == distance.reference_content:
                is_same = _as_many(one.parameters, row.parameters) and _are_alike(one, row)
                return base_name(_kind_of(one)) if is_same else None
        named = plain_model(_stem(distance.reference))
        if named not in (plain_model(_stem(row.file)), plain_model(row.model)):
            return None
        return base_name(_named(distance.reference).label or "")


NO_FILES: Final = MeasuredHere()


def day_words(when: datetime) -> str:
    """'21 November 2026', as it is here."""
    here = when.astimezone()
    return f"{here.day} {here:%B %Y}"


def divergence_words(value: float, error: float | None) -> str:
    """A divergence with as many places as it needs, and its standard error: '0.121 ± 0.013'."""
    least = abs(value) if error is None else min(abs(value), error)
    places = 4 if least < FEW_PLACES else 3
    spread = "" if error is None else f" ± {error:.{places}f}"
    return f"{value:.{places}f}{spread}"


def _is_of(row: MeasuredFile, model: str) -> bool:
    """Whether a row is of the model called so: by its file's name or by its header's."""
    wanted = plain_model(model)
    return bool(wanted) and wanted in (plain_model(_stem(row.file)), _header_name(row))


def _are_alike(one: MeasuredFile, other: MeasuredFile) -> bool:
    return _header_name(one) == _header_name(other) or _is_of(one, _stem(other.file))


def _header_name(row: MeasuredFile) -> str:
    """The model as the header names it; a size that was put behind the name is dropped."""
    words = plain_model(row.model).split()
    if words and words[-1] in words[:-1]:
        words.pop()
    return " ".join(words)


def _kind_of(row: MeasuredFile) -> str:
    """Its type as its name says it, which knows of mixes; else as its header does."""
    return (_named(row.file).label or row.quantization).upper()


@lru_cache(maxsize=1024)
def _named(label: str) -> "Named":
    found = decode_name(label.rpartition("/")[2])
    return Named(label=found.label or "", qat=bool(found.qat))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a file's name says of its type."""

    label: str
    qat: bool


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".gguf")


def _as_many(one: int, other: int) -> bool:
    return abs(one - other) <= AS_MANY * max(one, other)


def _as_dense(one: Seen, bits: float) -> bool:
    return abs(one.row.bits_per_weight - bits) <= AS_DENSE * bits
