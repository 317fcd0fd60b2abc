"""What the board shows: points with marks and words, axes, the frontier, the budget. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import Final

from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.standing import worth
from launcher.choosing.weighed import Weighed
from launcher.units import GIB, gib
from ui.pages.compare.names import common_tail, short_names
from ui.pages.compare.scale import frontier_line, score_scale
from ui.text.scale import Scale, log_scale


class Shape(StrEnum):
    """The shapes of the marks, by which sizes are told apart without their colour."""

    TRIANGLE = "triangle"
    SQUARE = "square"
    CIRCLE = "circle"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"
    STAR = "star"
    HEXAGON = "hexagon"
    DOWNWARD = "downward"  # a triangle on its tip
    CROSS = "cross"


SHAPES: Final = tuple(Shape)
APART: Final = " · "  # between a model's name and its file's type
UNITS: Final = {Axis.MEMORY: ", GiB", Axis.SIZE: ", GiB", Axis.SPEED: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a model's points look: the number of its colour in the theme, and its shape."""

    tone: int
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A model on the board, with its name as the page and as a crowded board writes it."""

    model: str
    name: str  # 'Gemma 3 12B'
    short: str  # '12B'
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """One file: where it stands (`across` in the axis's unit) and how it is called."""

    key: str
    title: str  # 'Gemma 3 12B · Q4_K_M'
    short: str  # '12B Q4_K_M'
    mark: Mark
    across: float
    up: float
    within: bool
    divided: bool
    frontier: bool
    dominated_by: str | None
    file: Weighed
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line along the frontier, in the colour of one model or of the frontier itself."""

    places: tuple[tuple[float, float], ...]
    tone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """A board ready to be drawn. `points` are in the order of the axis."""

    board: Board
    models: tuple[ModelView, ...]
    points: tuple[PointView, ...]
    x: Scale
    y: Scale
    lines: tuple[Line, ...]
    budget: float | None  # a place on the axis; None where it has none
    scored: bool  # by published scores; else by the share kept, which says nothing of sizes
    abscissa: str  # 'Memory with 8,192 tokens, GiB (logarithmic)'
    unplaced: int  # files whose place on this axis is not known
    unknown: int  # files of models so small that nothing is published of what they keep
    weights: Mapping[str, float]  # those a model thinks with, where they are not all

    @property
    def is_parted(self) -> bool:
        """Whether the line of the budget parts what is within from what is over."""
        line = self.budget
        return line is not None and all(one.within == (one.across <= line) for one in self.points)

    def point(self, key: str | None) -> PointView | None:
        """The point of that key; None where there is none."""
        return next((one for one in self.points if one.key == key), None)


def board_view(board: Board, *, weights: Mapping[str, float] | None = None) -> BoardView:
    """The board in the units and words of the page.

    `weights`: by model, how many count where no score tells a mixture of experts' worth.
    """
    models = _models(board)
    known = {one.model: one for one in models}
    known_up = [one for one in board.points if not isnan(one.up)]
    placed = [one for one in known_up if one.across > 0]
    points = tuple(_point(one, known[one.file.model], board.axis) for one in placed)
    points = tuple(sorted(points, key=lambda one: (one.across, one.up)))
    budget = _budget(board)
    scored = all(one.file.expected.base is not None for one in placed)
    x = log_scale([one.across for one in points], also=budget)
    return BoardView(
        board=board,
        models=models,
        points=points,
        x=x,
        y=score_scale([one.up for one in points]),
        lines=_lines(points, x, board.axis) if scored else _by_model(points, models),
        budget=budget,
        scored=scored,
        abscissa=f"{axis_words(board)}{UNITS[board.axis]} (logarithmic)",
        unplaced=len(known_up) - len(placed),
        unknown=len(board.points) - len(known_up),
        weights=weights or {},
    )


def not_drawn(view: BoardView) -> tuple[str, ...]:
    """How many files have no place on the board and why, a sentence for each reason."""
    reasons = (
        (view.unplaced, "nothing is known of the speed"),
        (view.unknown, "nothing is published of what models so small keep"),
    )
    return tuple(
        f"{count} {'file is' if count == 1 else 'files are'} not drawn: {why}."
        for count, why in reasons
        if count
    )


def axis_words(board: Board) -> str:
    """What the points are set against: 'Memory with 8,192 tokens'."""
    if board.axis is Axis.MEMORY:
        return f"Memory with {board.context:,} tokens"
    return "Download" if board.axis is Axis.SIZE else "Tokens per second"


def score_words(board: Board) -> str:
    """What the points' height is, short: 'Expected MMLU-Pro'."""
    return board.ordinate.partition(":")[0].strip()


def marks(count: int) -> tuple[Mark, ...]:
    """Marks for so many models, no two alike as far as there are shapes and colours."""
    return tuple(
        Mark(tone=n, shape=SHAPES[(n + n // len(SHAPES)) % len(SHAPES)]) for n in range(count)
    )


def said(point: PointView, view: BoardView) -> str:
    """A point as a screen reader says it."""
    number = view.points.index(point) + 1
    board = view.board
    speed = board.axis is Axis.SPEED
    across = f"{point.across:.3g}" if speed else f"{point.across:.2f} GiB"
    words = [
        f"{point.title}.",
        f"{axis_words(board)}: {across}.",
        f"{score_words(board)}: {point.up:.1f}.",
        standing(point, view),
        point.because,
        f"Point {number} of {len(view.points)}.",
    ]
    return " ".join(word for word in words if word)


def standing(point: PointView, view: BoardView) -> str:
    """Where a point stands, as a sentence."""
    if point.key == view.board.winner:
        return "The best within the budget."
    inside = "Within the budget" if point.within else "Over the budget"
    if point.divided:
        inside += ", partly in RAM"
    if view.board.budget is None:
        inside = ""
    place = "on the frontier" if point.frontier else "dominated"
    return f"{inside}, {place}." if inside else f"{place.capitalize()}."


def _models(board: Board) -> tuple[ModelView, ...]:
    sizes: dict[str, int] = {}
    for point in board.points:
        sizes.setdefault(point.file.model, point.file.parameters)
    names = sorted(sizes, key=lambda name: (sizes[name], name))
    short, tail = short_names(names), common_tail(names)
    return tuple(
        ModelView(model=name, name=name.removesuffix(tail), short=short[name], mark=mark)
        for name, mark in zip(names, marks(len(names)), strict=True)
    )


def _point(point: Point, model: ModelView, axis: Axis) -> PointView:
    file = point.file
    return PointView(
        key=file.key,
        title=f"{model.name}{APART}{file.variant}",
        short=f"{model.short} {file.variant}",
        mark=model.mark,
        across=point.across if axis is Axis.SPEED else point.across / GIB,
        up=point.up,
        within=point.within,
        divided=point.divided,
        frontier=point.frontier,
        dominated_by=point.dominated_by,
        file=file,
        because=point.because,
    )


def _budget(board: Board) -> float | None:
    """The budget's place on the axis; None where what lies before it is not what fits.

    Speed has none, nor has the size of files when the budget is for memory. A GPU's is drawn
    though what lies partly in RAM fits beyond it.
    """
    budget = board.budget
    if budget is None or board.axis is Axis.SPEED:
        return None
    if board.axis is Axis.MEMORY:
        return gib(budget)
    parted = all(one.within == (one.across <= budget) for one in board.points)
    return gib(budget) if parted else None


def _lines(points: Sequence[PointView], x: Scale, axis: Axis) -> tuple[Line, ...]:
    """The frontier in steps."""
    places = [(one.across, one.up) for one in points if one.frontier]
    line = frontier_line(places, x, more_is_better=axis is Axis.SPEED)
    return (Line(places=line),) if line else ()


def _by_model(points: Sequence[PointView], models: Sequence[ModelView]) -> tuple[Line, ...]:
    """A line for each model: heights of different models are not to be compared."""
    found = []
    for model in models:
        own = [one for one in points if one.frontier and one.file.model == model.model]
        places = tuple((one.across, one.up) for one in own)
        if len(places) > 1:
            found.append(Line(places=places, tone=model.mark.tone))
    return tuple(found)


def ordered_up(points: Sequence[PointView]) -> tuple[PointView, ...]:
    """The points from the lowest to the highest."""
    return tuple(sorted(points, key=lambda one: (one.up, one.across)))


def is_over(point: PointView, view: BoardView) -> bool:
    """Whether a point must say itself that it is over the budget: no line on the board does."""
    return not point.within and not view.is_parted


def rank(point: PointView, view: BoardView) -> float:
    """What decides between files of different models: the score, or the weights it is worth."""
    if view.scored:
        return point.up
    file = point.file
    return view.weights.get(file.model, file.parameters) * worth(file.expected.share)
