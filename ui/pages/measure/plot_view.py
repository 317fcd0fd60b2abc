"""Quality and speed over size as points on a plot. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from launcher.measurement.measured_file import MeasuredFile
from launcher.units import GIB, KIB, MIB
from ui.pages.measure.figures import COLUMNS, perplexity_words
from ui.pages.measure.view import Group, said, shortened
from ui.text.scale import Scale, linear_scale, log_scale


class Height(StrEnum):
    """What the points stand at."""

    SAME = "same"
    KLD = "kld"
    PERPLEXITY = "perplexity"
    ANSWER = "answer"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightWords:
    """How a height is chosen by, what is written over the plot, and how to find it."""

    option: str
    over: str
    found: Callable[[MeasuredFile], tuple[float, float] | None]  # the value and its error
    alike: bool = True  # only files of one model on one text may be compared by it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A file on a plot: place, error, colour's number, and what is said of it."""

    key: str
    title: str
    across: float
    up: float
    error: float
    tone: int
    reference: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotView:
    """A plot ready to be drawn; `marks` are in the order of their size."""

    name: str
    over: str
    under: str
    marks: tuple[Mark, ...]
    x: Scale
    y: Scale

    def mark(self, key: str) -> Mark | None:
        """The mark of that key; None where there is none."""
        return next((one for one in self.marks if one.key == key), None)


_SMALL: Final = 0.1
_FEW: Final = 1.5  # of a unit: what is smaller reads better in the next one
QUALITIES: Final = (Height.SAME, Height.KLD, Height.PERPLEXITY)
SPEEDS: Final = (Height.ANSWER, Height.PROMPT)


def _same(file: MeasuredFile) -> tuple[float, float] | None:
    far = file.distance
    return (far.same_top * 100, far.same_top_error * 100) if far else None


def _kld(file: MeasuredFile) -> tuple[float, float] | None:
    return (file.distance.mean, file.distance.error) if file.distance else None


def _perplexity(file: MeasuredFile) -> tuple[float, float] | None:
    return (file.perplexity.value, file.perplexity.error) if file.perplexity else None


def _answer(file: MeasuredFile) -> tuple[float, float] | None:
    return (file.answer.per_second, file.answer.spread) if file.answer else None


def _prompt(file: MeasuredFile) -> tuple[float, float] | None:
    return (file.prompt.per_second, file.prompt.spread) if file.prompt else None


HEIGHTS: Final = {
    Height.SAME: HeightWords(
        option="Same top token",
        over="Same likeliest token as the reference, % (more is better)",
        found=_same,
    ),
    Height.KLD: HeightWords(
        option="KL divergence",
        over="Distance from the reference, KL divergence in nats (less is better)",
        found=_kld,
    ),
    Height.PERPLEXITY: HeightWords(
        option="Perplexity",
        over="Perplexity on the text (less is better)",
        found=_perplexity,
    ),
    Height.ANSWER: HeightWords(
        option="Answer",
        over="Answer, tokens per second (more is better)",
        found=_answer,
        alike=False,
    ),
    Height.PROMPT: HeightWords(
        option="Prompt",
        over="Prompt, tokens per second (more is better)",
        found=_prompt,
        alike=False,
    ),
}


def offered(group: Group, heights: Sequence[Height]) -> tuple[Height, ...]:
    """Those of the heights that at least two of the files have."""
    return tuple(
        one
        for one in heights
        if (group.alike or not HEIGHTS[one].alike)
        and sum(HEIGHTS[one].found(file) is not None for file in group.files) > 1
    )


def plot_view(group: Group, height: Height) -> PlotView:
    """The files that have this height, over their size."""
    words = HEIGHTS[height]
    models = sorted({one.model for one in group.files})
    unit, name = _unit([one.size for one in group.files])
    marks = []
    for file, title in zip(group.files, group.titles, strict=True):
        at = words.found(file)
        if at is None:
            continue
        mark = Mark(
            key=file.content,
            title=file.quantization,
            across=file.size / unit,
            up=at[0],
            error=at[1],
            tone=models.index(file.model),
            reference=file.content in group.references,
            said=said(file, title),
        )
        marks.append(mark)
    marks.sort(key=lambda one: (one.across, one.up))
    return PlotView(
        name=f"{words.option} over size",
        over=words.over,
        under=f"Size, {name} (logarithmic)",
        marks=tuple(marks),
        x=log_scale([one.across for one in marks]),
        y=_scale(height, marks),
    )


def caption(file: MeasuredFile, title: str) -> str:
    """One line under the plots for the file that is pointed at."""
    wanted = ("Size", "Answer, tokens/s", "KL mean", "Same top")
    found = [(one.heading, one.words(file)) for one in COLUMNS if one.heading in wanted]
    told = " · ".join(f"{heading} {words}" for heading, words in found)
    extra = f" · Perplexity {perplexity_words(file.perplexity)}" if file.perplexity else ""
    return f"{shortened(title)} · {told}{extra}"


def size_figure(view: PlotView, tick: float) -> str:
    """A size along the axis; far below one unit two figures are enough."""
    return view.x.figure(tick) if tick >= _SMALL else f"{tick:.2g}"


def _scale(height: Height, marks: Sequence[Mark]) -> Scale:
    ends = [one.up + side * one.error for one in marks for side in (-1, 1)]
    if height is Height.SAME:
        return linear_scale(ends, least=0.0, most=100.0)
    return linear_scale(ends, least=0.0)


def _unit(sizes: Sequence[int]) -> tuple[int, str]:
    """What sizes are given in along the axis: small models in MiB."""
    largest = max(sizes, default=GIB)
    named = ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB"))
    return next((one for one in named if largest >= _FEW * one[0]), named[-1])
