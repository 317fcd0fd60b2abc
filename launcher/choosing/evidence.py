"""What was published of quantized models: one row a measurement, each with its source."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from launcher.choosing.file_types import base_name
from launcher.choosing.same_model import family_of, plain_model, size_of
from launcher.memory.estimate import Basis
from launcher.paths import RESOURCES

DIVERGENCE: Final = "KL divergence"
SAME_TOP: Final = "Same likeliest token"
MMLU: Final = "MMLU"
PERPLEXITY: Final = "Perplexity"
SCALE_MODEL: Final = "Llama 3 8B"  # every file type was measured on it
_TABLES: Final = ("divergence", "mmlu", "qat")
_MEASURES: Final = (
    DIVERGENCE,
    MMLU,
    "KL divergence, median",
    PERPLEXITY,
)  # the telling ones first
_USUAL_SIZE: Final = 8e9  # the size most was measured at


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement of one file, published or made on this computer.

    `original` is the same measure of the unquantized model, where published. Perplexity
    and divergence are of that model and text alone: never compare them across models.
    `imatrix` and `qat` say how the file was made, None where the source does not;
    `parameters` and `bits` (per weight, of the whole file) are None where unknown; `error` is
    the standard error, where it is known.
    """

    measure: str  # 'KL divergence', 'Perplexity', 'MMLU'
    value: float
    unit: str  # 'nats', '', '%'
    original: float | None
    model: str
    quantization: str
    source: str  # who measured it, where it stands
    url: str | None
    year: int
    setup: str = ""
    imatrix: bool | None = None
    qat: bool = False
    parameters: int | None = None
    bits: float | None = None
    chance: float | None = None  # what guessing reaches, for scores
    error: float | None = None
    basis: Basis = Basis.PUBLISHED  # measured: on this computer

    @property
    def kept(self) -> float | None:
        """The share of the original's score above chance, at most 1; None for what is no score."""
        if self.chance is None or self.original is None:
            return None
        return min((self.value - self.chance) / (self.original - self.chance), 1.0)


@lru_cache(maxsize=1024)
def figures(quantization: str, model: str = "", *, qat: bool = False) -> tuple[Figure, ...]:
    """What was measured of this file type, nearest model first: the same, its family, its size.

    A mix nobody measured ('Q4_K_L') gets what is known of the type it comes from; the
    figure's own `quantization` says so.
    """
    name = quantization.upper()
    found = [one for one in published() if one.quantization == name and one.qat == qat]
    if not found and (plain := base_name(name)) != name:
        found = [one for one in published() if one.quantization == plain and one.qat == qat]
    return tuple(sorted(found, key=lambda one: _distance(one, model)))


def kv_type_figures() -> tuple[Figure, ...]:
    """What smaller types of the KV cache cost, best first; `quantization` is the cache's type."""
    return tuple(sorted(_table("kv_types"), key=lambda one: one.value))


@cache
def published() -> tuple[Figure, ...]:
    """Every measurement of a file, table by table."""
    return tuple(one for name in _TABLES for one in _table(name))


def rows(table: str) -> list[Mapping[str, Any]]:
    """The rows of one table of resources/evidence as they stand there."""
    text = RESOURCES.joinpath("evidence", f"{table}.json").read_text("utf-8")
    found: list[Mapping[str, Any]] = json.loads(text)["rows"]
    return found


@cache
def _table(name: str) -> tuple[Figure, ...]:
    return tuple(_figure(row) for row in rows(name))


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        measure=row["measure"],
        value=row["value"],
        unit=row["unit"],
        original=row["original"],
        model=row["model"],
        quantization=row["type"],
        source=row["source"],
        url=row["url"],
        year=row["year"],
        setup=row["setup"],
        imatrix=row.get("imatrix"),
        qat=row.get("qat", False),
        parameters=row.get("parameters"),
        bits=row.get("bits"),
        chance=row.get("chance"),
    )


def _distance(figure: Figure, model: str) -> tuple[bool, bool, bool, float, int]:
    """What is sorted by, nearest first; sizes as a ratio."""
    wanted = size_of(model) or _USUAL_SIZE
    size = figure.parameters or _USUAL_SIZE
    family, maker = family_of(model), family_of(model).partition(" ")[0]
    return (
        plain_model(figure.model) != plain_model(model),
        family_of(figure.model) != family,
        family_of(figure.model).partition(" ")[0] != maker,
        round(abs(math.log(size / wanted)), 1),
        _MEASURES.index(figure.measure),
    )
