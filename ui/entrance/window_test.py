"""The window's part of the self-test: open it, go everywhere, ask something, take a picture.

It has a home of its own in a temporary folder, so that nobody's chats and settings take part,
and speaks with no Hub. What it does is what a person does, through the same signals; each step
waits until the window shows what it should.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication

from launcher.actions.self_test import KEY_FACTS, QUESTION, Check
from launcher.actions.time_limit import hard_limit
from launcher.cli.testing import report_of, words_of
from launcher.errors import SnugError
from launcher.kept import write_object
from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from launcher.paths import places
from launcher.sentences import sentence_of
from ui.app import Snug
from ui.composition.late_pages import ABOUT, ENGINE, MEASURE, PRIVACY
from ui.entrance.display import telling_of_refusal
from ui.entrance.screen import check_display
from ui.window.application import Application
from ui.window.places import PLACES, Place
from ui.window.tabbed_place import TabbedPlace

NOBODY: Final = "http://127.0.0.1:9"  # the discard port: no Hub answers there
STEP_SECONDS: Final = 60.0  # for one step; a cold start on a slow disk is the longest
_LOOK_MS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something done once, and the claim that must come true after it; `tells` what was seen."""

    name: str
    do: Callable[[], object]
    holds: Callable[[], bool]
    tells: Callable[[], str]


class Tour(QObject):
    """One step after the other; the first that fails ends it."""

    ended = Signal()

    def __init__(self, steps: Iterator[Step], checks: list[Check], seconds: float) -> None:
        super().__init__()
        self._steps = steps
        self._checks = checks
        self._seconds = seconds
        self._step: Step | None = None
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin with the first step."""
        self._timer.start()

    def fail(self, detail: str) -> None:
        """End here: something happened that should not."""
        self._note(ok=False, detail=detail)
        self._end()

    def _look(self) -> None:
        if self._step is None:
            self._step = next(self._steps, None)
            self._began = time.perf_counter()
            if self._step is None:
                self._end()
                return
            self._step.do()
        if self._step.holds():
            self._note(ok=True, detail=self._step.tells())
            self._step = None
        elif time.perf_counter() - self._began > self._seconds:
            self.fail(f"not seen within {self._seconds:.0f} seconds")

    def _note(self, *, ok: bool, detail: str) -> None:
        name = self._step.name if self._step else "window"
        took = time.perf_counter() - self._began if self._began else 0.0
        self._checks.append(Check(name=name, ok=ok, detail=detail, seconds=took))

    def _end(self) -> None:
        self._timer.stop()
        self.ended.emit()


def window_test(words: Sequence[str]) -> int:
    """Run it and write the report; 0 where every step was seen."""
    asked = _parsed(words)
    checks: list[Check] = []

    def late() -> None:
        detail = f"not done after {asked.seconds:.0f} seconds"
        checks.append(Check(name="time", ok=False, detail=detail, seconds=asked.seconds))
        _report(checks, asked.report)

    def refused(error: SnugError) -> None:
        said = sentence_of(error).what
        checks.append(Check(name="display", ok=False, detail=said, seconds=0.0))
        _report(checks, asked.report)
        os._exit(1)

    with hard_limit(asked.seconds, late), tempfile.TemporaryDirectory(prefix="snug-") as home:
        os.environ |= {"SNUG_HOME": home, "SNUG_HUB_ENDPOINT": NOBODY}
        try:
            check_display()
        except SnugError as error:
            refused(error)
        with telling_of_refusal(refused):
            app = Application(["snug"])
        _go(app, checks, asked.picture)
    return _report(checks, asked.report)


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="snug window-test")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0)
    return parser.parse_args(words)


def _report(checks: Sequence[Check], file: Path | None) -> int:
    keys = report_of(checks)
    sys.stdout.write(words_of(checks) + "\n")
    if file is not None:
        write_object(file.absolute(), keys)
    return 0 if keys["ok"] else 1


def _go(app: Application, checks: list[Check], picture: Path | None) -> None:
    began = time.perf_counter()
    snug = Snug(app, places())
    took = time.perf_counter() - began
    checks.append(Check(name="parts", ok=True, detail="put together", seconds=took))
    tour = Tour(_steps(snug, picture), checks, STEP_SECONDS)
    hook = sys.excepthook
    sys.excepthook = lambda _kind, error, _trace: tour.fail(f"{type(error).__name__}: {error}")
    tour.ended.connect(app.exit)  # quit would close the window, which is timed below
    tour.start()
    app.exec()
    sys.excepthook = hook
    began = time.perf_counter()
    snug.close()
    took = time.perf_counter() - began
    checks.append(Check(name="closing", ok=True, detail="put in order", seconds=took))


def _steps(snug: Snug, picture: Path | None) -> Iterator[Step]:
    yield _opening(snug)
    yield _machine(snug)
    for place in Place:
        yield _visit(snug, place)
        if place is Place.COMPARE:
            yield _tab(snug, snug.late.comparing, MEASURE)
        if place is Place.SETTINGS:
            for name in (ENGINE, PRIVACY, ABOUT):
                yield _tab(snug, snug.late.setting_up, name)
    yield _loading(snug)
    yield _asking(snug)
    if picture is not None:
        yield _picture(snug, picture)


def _opening(snug: Snug) -> Step:
    handle = snug.window.windowHandle

    def holds() -> bool:
        shown = handle()
        return shown is not None and shown.isExposed()

    return Step(
        name="window",
        do=snug.start,
        holds=holds,
        tells=lambda: f"{QApplication.platformName()}, {_size(snug)}",
    )


def _machine(snug: Snug) -> Step:
    """Its page is shown, and the engine has said what it is."""

    def holds() -> bool:
        machine = snug.desk.now.machine
        return snug.pages.machine.isVisible() and bool(machine and machine.engine)

    def tells() -> str:
        machine = snug.desk.now.machine
        engine = machine.engine if machine else None
        return f"{machine.cpu.name if machine else ''}, engine {engine.version if engine else ''}"

    return Step(
        name="machine", do=lambda: snug.passages.go(Place.MACHINE), holds=holds, tells=tells
    )


def _visit(snug: Snug, place: Place) -> Step:
    """It can be gone to, and painted."""
    return Step(
        name=str(place),
        do=lambda: snug.passages.go(place),
        holds=lambda: snug.window.place is place and not snug.window.grab().isNull(),
        tells=lambda: PLACES[place].word,
    )


def _tab(snug: Snug, place: TabbedPlace, name: str) -> Step:
    """A tab of the place where one is, chosen and painted."""

    def choose() -> None:
        place.show_tab(name)
        place.chosen.emit(name)

    return Step(
        name=name,
        do=choose,
        holds=lambda: place.tab == name and not snug.window.grab().isNull(),
        tells=lambda: "a tab",
    )


def _loading(snug: Snug) -> Step:
    def holds() -> bool:
        now = snug.desk.now
        if now.loaded is None and now.loading is None and now.room is not None:
            guide = _guide(snug)
            if guide is not None:
                snug.passages.load(guide)
        return now.loaded is not None

    return Step(
        name="little guide",
        do=lambda: snug.passages.go(Place.CHAT),
        holds=holds,
        tells=lambda: "loaded",
    )


def _guide(snug: Snug) -> LocalModel | None:
    return next((one for one in snug.desk.now.models or () if one.origin == BUILT_IN), None)


def _asking(snug: Snug) -> Step:
    """The answer that is shown holds what a right one does."""
    said: list[str] = []

    def ask() -> None:
        snug.answering.grew.connect(lambda _talk, _message, text: said.append(text))
        snug.pages.chat.composer.show_text(QUESTION)
        _press(snug, "Send")

    def holds() -> bool:
        answer = " ".join((said[-1] if said else "").split()).lower()
        return not snug.answering.busy and any(fact in answer for fact in KEY_FACTS)

    return Step(name="answer", do=ask, holds=holds, tells=lambda: f"“{QUESTION}” {said[-1]}")


def _press(snug: Snug, name: str) -> None:
    """The button that is called so, as a person would. Raises LookupError where none is seen."""
    for button in snug.window.findChildren(QAbstractButton):
        if button.accessibleName() == name and button.isVisible() and button.isEnabled():
            button.click()
            return
    raise LookupError(f"no button {name} to press")


def _picture(snug: Snug, file: Path) -> Step:
    return Step(
        name="picture",
        do=lambda: None,
        holds=lambda: snug.window.grab().save(str(file.absolute()), "PNG"),
        tells=lambda: str(file),
    )


def _size(snug: Snug) -> str:
    return f"{snug.window.width()} × {snug.window.height()}"
