"""The engine's own figures while a slider moves: from the tick to the value on the panel.

The tick is PlanErrand.plan, as the pages call it; the value is shown when the
panel has taken figures whose basis is the engine. While one question is being
answered only the newest of the others waits, so a fast hand is answered for
where it is, not for where it was.
"""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts, assemble
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.facts import ModelFacts
from launcher.paths import places
from launcher.settings.schema import Theme
from tests.benchmarks.figures import Figure, median_of, milliseconds, share_of
from tests.benchmarks.headers import dense_8b, hybrid_48
from ui.bridge.background import Background
from ui.errands.planning import PlanErrand
from ui.text.panel import PanelView
from ui.theme.appearance import Appearance
from ui.widgets.memory_panel import MemoryPanel

TICKS = 200
DRAGS, DRAG_TICKS = 12, 30
FRAME_MS = 16
SLOW_MS, SLOW_TICKS = 100, 60
RESERVE = 1 << 30
LONGEST_MS = 120_000


def measure() -> Iterator[Figure]:
    """First one tick after the other, each waited for; then a drag at 60 ticks a second."""
    app = QApplication([])
    Appearance(app).wear(Theme.LIGHT)
    parts, background = assemble(places()), Background()
    machine = look_with_engine(parts)
    models = (("8B dense", dense_8b(), "≤ 50"), ("48-layer hybrid", hybrid_48(), "≤ 150"))
    for name, facts, promise in models:
        yield from _figures(name, facts, promise, parts, background, machine)
    parts.close()
    background.close()


def _figures(
    name: str,
    facts: ModelFacts,
    promise: str,
    parts: Parts,
    background: Background,
    machine: Machine,
) -> Iterator[Figure]:
    slider = _Slider(parts, background, facts, machine)
    slider.move(3, wait=True)  # the worker starts, the model's header is read
    single = milliseconds(slider.move(TICKS, wait=True))
    dragged = [slider.move(DRAG_TICKS, wait=False)[-1] for _ in range(DRAGS)]
    slow = milliseconds(slider.move(SLOW_TICKS, wait=False, every=SLOW_MS))
    slider.close()
    yield median_of(f"Exact estimate, {name}", single, "ms")
    yield share_of("… of all ticks", single, "ms", share=0.95, promise=promise)
    yield median_of("… where a drag of 60 ticks a second ends", milliseconds(dragged), "ms")
    answered = f"… within a slow drag: {len(slow)} of {SLOW_TICKS} ticks, 10 a second"
    yield share_of(answered, slow, "ms", share=0.95, promise=promise)


class _Slider(QObject):
    """Moves, and keeps when each place was asked for and when it was shown."""

    def __init__(
        self, parts: Parts, background: Background, facts: ModelFacts, machine: Machine
    ) -> None:
        super().__init__()
        self._facts, self._machine = facts, machine
        self._panel = MemoryPanel()
        self._panel.resize(320, 720)
        self._panel.show()
        self._errand = PlanErrand(parts, background, self)
        self._errand.planned.connect(self._panel.show_view)
        self._errand.planned.connect(self._on_shown)
        self._context = 2048
        self._ticks: dict[int, float] = {}
        self._taken: list[float] = []
        self._shown: Callable[[int], None] = lambda _context: None

    def move(self, ticks: int, *, wait: bool, every: int = FRAME_MS) -> list[float]:
        """Seconds from tick to value, for every tick that got its own."""
        self._taken = []
        loop = QEventLoop()
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        left = iter(range(ticks))

        def step() -> None:
            if next(left, None) is None:
                timer.stop()
                if wait or self._context not in self._ticks:  # the last is answered already
                    loop.quit()
            else:
                self._tick()

        def shown(context: int) -> None:
            if wait:
                QTimer.singleShot(0, step)
            elif not timer.isActive() and context == self._context:
                loop.quit()

        self._shown = shown
        if wait:
            step()
        else:
            timer.timeout.connect(step)
            timer.start(every)
        QTimer.singleShot(LONGEST_MS, loop, loop.quit)
        loop.exec()
        if not self._taken:
            raise RuntimeError("the engine gave no answer")
        return self._taken

    def close(self) -> None:
        """Put the panel away."""
        self._errand.drop()
        self._panel.close()

    def _tick(self) -> None:
        self._context += 64
        self._ticks[self._context] = time.perf_counter()
        choices = Choices(context=self._context)
        self._errand.plan(self._facts, choices, self._machine, reserve=RESERVE)

    def _on_shown(self, view: PanelView) -> None:
        if not _exact(view):
            return
        context = view.choices.context
        asked = self._ticks.pop(context, None)
        if asked is not None:  # else it is shown again, with what fits beside it
            self._taken.append(time.perf_counter() - asked)
            self._shown(context)


def _exact(view: PanelView) -> bool:
    return any(part.basis is Basis.ENGINE for device in view.devices for part in device.parts)
