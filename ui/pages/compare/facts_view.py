"""One file's figures in words: for the card beside a point, side by side, and as a table's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.choosing.evidence import DIVERGENCE
from launcher.choosing.measured_here import divergence_words
from launcher.choosing.weighed import Weighed
from launcher.memory.estimate import Bases, Basis
from launcher.models.catalog import catalog
from ui.pages.compare.view import BoardView, PointView, score_words, standing
from ui.text.numbers import gib, whole

UNKNOWN: Final = "unknown"
DIVERGENCE_HERE: Final = "KL divergence, measured here"
DIVERGENCE_SHORT: Final = "Divergence here"
# The less certain one of several outranks the others.
_SURENESS: Final = (
    Basis.ENGINE,
    Basis.MEASURED,
    Basis.PUBLISHED,
    Basis.ARITHMETIC,
    Basis.GUESS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure in words and where it comes from; no basis where nothing is known."""

    words: str
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """One line of the comparison: what it is, and each file's figure."""

    name: str
    figures: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """Two or three files side by side."""

    titles: tuple[str, ...]
    short: tuple[str, ...]
    rows: tuple[SideRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """What appears beside a point."""

    title: str
    fit: str  # one of the four fits
    rows: tuple[tuple[str, str], ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One line of the table: words to show, and what each column is sorted by."""

    key: str
    cells: tuple[str, ...]
    order: tuple[float | str, ...]


TABLE: Final = (
    "Model",
    "File",
    "Stands",
    "Memory, GiB",
    "Download, GiB",
    "Bits",
    "Tokens/s",
    "Longest",
    "Score",
    "Quality",
    "Why",
)
FIGURES: Final = frozenset(range(3, 9))  # columns of figures, aligned at the right


def card_view(point: PointView, view: BoardView) -> CardView:
    """The details of one point."""
    file = point.file
    rows = (
        (f"Memory, {view.board.context:,} tokens", f"{gib(file.memory)} GiB"),
        ("Download", f"{gib(file.size)} GiB"),
        ("Tokens per second", speed(file).words),
        (score_words(view.board), f"{point.up:.1f}"),
        *_score_rows(file),
        *(
            (DIVERGENCE_SHORT, seen.words.partition(" ")[0])
            for seen in [divergence(file)]
            if seen.basis
        ),
    )
    standing_words = standing(point, view)
    because = f"Dominated: {point.because}" if point.dominated_by else standing_words
    if point.because and not point.dominated_by:
        because = f"{standing_words} {point.because}"
    return CardView(title=point.title, fit=str(file.fit), rows=rows, because=because)


def side_view(points: Sequence[PointView], view: BoardView) -> SideView:
    """The chosen files, figure by figure."""
    board = view.board
    files = [point.file for point in points]
    scores = tuple(Told(words=f"{point.up:.1f}", basis=_score_basis(point)) for point in points)
    told = (
        ("Download, GiB", tuple(download(file) for file in files)),
        (f"Memory with {board.context:,} tokens, GiB", tuple(memory(file) for file in files)),
        ("Longest context, tokens", tuple(longest(file) for file in files)),
        ("Tokens per second", tuple(speed(file) for file in files)),
        (score_words(board), scores),
        ("Quality in words", tuple(quality(file) for file in files)),
        *_divergences(files),
    )
    return SideView(
        titles=tuple(point.title for point in points),
        short=tuple(point.short for point in points),
        rows=tuple(SideRow(name=name, figures=figures) for name, figures in told),
    )


def table_rows(view: BoardView) -> tuple[TableRow, ...]:
    """Every point of the board, in its order."""
    names = {one.model: one.name for one in view.models}
    return tuple(_row(point, view, names[point.file.model]) for point in view.points)


def download(file: Weighed) -> Told:
    """Bytes of the file; those of the catalog are predicted, others are listed by the Hub."""
    predicted = file.repo in {known.repo for known in catalog()}
    basis = Basis.ARITHMETIC if predicted else Basis.PUBLISHED
    return Told(words=gib(file.size), basis=basis)


def memory(file: Weighed) -> Told:
    """What it takes on all devices together."""
    return Told(words=gib(file.memory), basis=_least_sure(file.estimate.basis))


def longest(file: Weighed) -> Told:
    """The longest context that fits."""
    if file.longest is None:
        return Told(words=UNKNOWN)
    if not file.longest:
        return Told(words="none fits", basis=_least_sure(file.estimate.basis))
    return Told(words=whole(file.longest), basis=_least_sure(file.estimate.basis))


def speed(file: Weighed) -> Told:
    """Tokens per second, as a range."""
    if file.speed is None:
        return Told(words=UNKNOWN)
    low, high = _rate(file.speed.low), _rate(file.speed.high)
    return Told(words=low if low == high else f"{low}–{high}", basis=file.speed.basis)


def quality(file: Weighed) -> Told:
    """Its class in words."""
    return Told(words=file.judged.words, basis=file.judged.basis)


def divergence(file: Weighed) -> Told:
    """How far it strays from its reference, with its standard error, as measured here."""
    for one in file.judged.figures:
        if one.basis is Basis.MEASURED and one.measure == DIVERGENCE:
            return Told(words=divergence_words(one.value, one.error), basis=one.basis)
    return Told(words="not measured")


def _divergences(files: Sequence[Weighed]) -> tuple[tuple[str, tuple[Told, ...]], ...]:
    """A row where at least one of them was measured."""
    told = tuple(divergence(file) for file in files)
    return ((DIVERGENCE_HERE, told),) if any(one.basis for one in told) else ()


def _score_basis(point: PointView) -> Basis:
    """A score that is worked out from a divergence measured here was not itself measured."""
    basis = point.file.expected.basis
    return Basis.ARITHMETIC if basis is Basis.MEASURED else basis


def _score_rows(file: Weighed) -> tuple[tuple[str, str], ...]:
    kept, base = file.expected.kept, file.expected.base
    share = ("Kept above chance", "unknown" if kept is None else f"{kept * 100:.1f} %")
    return ((f"Published {base.benchmark}", f"{base.value:.1f}"), share) if base else (share,)


def _rate(rate: float) -> str:
    return f"{rate:.1f}" if rate < 10 else f"{rate:,.0f}"


def _least_sure(basis: Bases) -> Basis:
    parts = (basis.weights, basis.kv, basis.recurrent, basis.compute)
    return max(parts, key=_SURENESS.index)


def _stands(point: PointView, view: BoardView) -> tuple[int, str]:
    """Where a point stands in a word or three, and the order of such words."""
    if point.key == view.board.winner:
        return 0, "best"
    if not point.within:
        return 3, "over the budget"
    return (1, "frontier") if point.frontier else (2, "dominated")


def _row(point: PointView, view: BoardView, name: str) -> TableRow:
    file = point.file
    middle = file.speed.middle if file.speed else -1.0
    order, stands = _stands(point, view)
    cells = (
        (name, float(file.parameters)),
        (file.variant, file.bits_per_weight),
        (stands, float(order)),
        (gib(file.memory), float(file.memory)),
        (gib(file.size), float(file.size)),
        (f"{file.bits_per_weight:.2f}", file.bits_per_weight),
        (speed(file).words, middle),
        (longest(file).words, float(-1 if file.longest is None else file.longest)),
        (f"{point.up:.1f}", point.up),
        (file.judged.words, float(-file.judged.quality)),
        (f"{standing(point, view)} {point.because}".strip(), float(order)),
    )
    return TableRow(
        key=point.key,
        cells=tuple(words for words, _ in cells),
        order=tuple(order for _, order in cells),
    )
