"""What the tests of measuring have in common: what they measure, and what they ask."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from launcher.actions.parts import Parts, assemble
from launcher.models.slim import write_slim
from launcher.models.vocabulary import WORDS
from launcher.paths import places
from launcher.protocol.scoring import FileQuantized, TextScored, WindowScored
from launcher.runtime.measurer import Measurer
from tests.fakes.model_facts import facts_of
from tests.process.asking import parameters

WINDOW = 64
SCORED = 31  # tokens of such a window
STORY = "once upon a time there was a little dog near the river and he saw the moon. "


def nothing(_: object) -> None:
    """Hears and does nothing."""


@contextmanager
def parts_of_one_thread() -> Iterator[Parts]:
    """The program's parts in the home of this test, closed at its end."""
    made = assemble(places())
    try:
        made.settings.save(replace(made.settings.settings, threads=1))
        yield made
    finally:
        made.close()


def text_in(folder: Path) -> Path:
    """Enough words for some windows of 512 tokens, in a disorder that is always the same."""
    draw = random.Random(3)  # noqa: S311 - no secret
    path = folder / "text.txt"
    path.write_text(" ".join(draw.choices(WORDS, k=3000)), "utf-8")
    return path


def score(
    measurer: Measurer, model: Path, text: Path, **how: object
) -> tuple[TextScored, list[WindowScored]]:
    heard: list[WindowScored] = []
    wanted: dict[str, object] = {"window": WINDOW, "on_window": heard.append, **how}
    found = measurer.score(model, parameters(), text, **wanted)  # type: ignore[arg-type]
    return found, heard


def quantize(
    measurer: Measurer, source: Path, target: Path, quantization: str, imatrix: Path | None = None
) -> FileQuantized:
    return measurer.quantize(source, target, quantization, on_tensor=nothing, imatrix=imatrix)


def without_words(path: Path) -> Path:
    """A model without a vocabulary."""
    facts = facts_of(
        layers=1, embedding=256, feed_forward=512, heads=4, kv_heads=2, vocabulary=512
    )
    write_slim(facts, path)
    return path


def without_time(windows: list[WindowScored]) -> list[WindowScored]:
    return [replace(window, id=0, of=0, seconds=0.0) for window in windows]
