"""The arithmetic of one tick of the context slider, and all that a tick does in the window."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QApplication

from launcher.actions.estimate import estimate_now
from launcher.actions.parts import assemble
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.paths import places
from launcher.settings.schema import Theme
from tests.benchmarks.figures import Figure, milliseconds, share_of
from tests.benchmarks.headers import dense_8b, hybrid_48
from tests.benchmarks.machines import one_card
from ui.bridge.background import Background
from ui.errands.planning import PlanErrand
from ui.theme.appearance import Appearance
from ui.widgets.memory_panel import MemoryPanel

TICKS = 400
RESERVE = 1 << 30


def measure() -> Iterator[Figure]:
    """Every tick asks for another context; nothing is remembered from the tick before."""
    machine = one_card()
    for name, facts in (("8B dense", dense_8b()), ("48-layer hybrid", hybrid_48())):
        contexts = [2048 + 64 * tick for tick in range(TICKS)]
        alone = [_timed(partial(_estimate, facts, context, machine)) for context in contexts]
        yield share_of(
            f"Arithmetic estimate, {name}",
            milliseconds(alone),
            "ms",
            share=0.95,
            promise="≤ 1",
        )
    yield from _whole_tick(dense_8b(), machine)


def _whole_tick(facts: ModelFacts, machine: Machine) -> Iterator[Figure]:
    """Estimate, verdict, words and the panel that shows them, as the pages do it."""
    app = QApplication([])
    Appearance(app).wear(Theme.LIGHT)
    parts, background, panel = assemble(places()), Background(), MemoryPanel()
    errand = PlanErrand(parts, background, panel)
    errand.planned.connect(panel.show_view)
    panel.resize(320, 720)
    panel.show()
    imagined = replace(machine, imagined=True)  # the engine is not asked: this is the tick alone

    def tick(context: int) -> None:
        choices = Choices(context=context)
        errand.plan(facts, choices, imagined, reserve=RESERVE)
        panel.repaint()

    times = [_timed(partial(tick, 2048 + 64 * number)) for number in range(TICKS)]
    yield share_of(
        "… with verdict, words, panel and its painting",
        milliseconds(times),
        "ms",
        share=0.95,
        promise="one frame: ≤ 16",
    )
    parts.close()
    background.close()
    panel.close()


def _estimate(facts: ModelFacts, context: int, machine: Machine) -> None:
    estimate_now(facts, Choices(context=context), machine, reserve=RESERVE)


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
