"""Takes the README's pictures: the real window, walked from the machine page to a chat.

    QT_SCALE_FACTOR=2 python -m tests.gui.product_pictures FOLDER [--family Inter]

The hub is on loopback. It lists models with true dimensions whose files are headers alone
(sparse), so sizes, fit and memory are the program's own figures; the model that is
downloaded is real (SNUG_TEST_DATA), or one made here; the one that answers is built in.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from launcher.actions.imagine import imagined
from launcher.memory.choices import Choices
from launcher.models.catalog import facts_of, known_as
from launcher.paths import places
from launcher.settings.schema import Theme
from tests.fakes.catalogue import fill, fill_starters
from tests.fakes.hub import FakeHub
from ui.app import Snug
from ui.composition.late_pages import ABOUT, ENGINE, MEASURE, PRIVACY
from ui.study import CameFrom, Study
from ui.window.places import Place

PATIENCE_MS = 60_000
ASKED = ("What does Q4_K_M mean?", "and the KV cache?", "Which file should I take?")


class Walk:
    """One walk through the window, with a picture at every stop."""

    def __init__(self, snug: Snug, folder: Path, theme: str) -> None:
        self._snug = snug
        self._folder = folder
        self._theme = theme

    def until(self, claim: Callable[[], bool]) -> None:
        """Wait for it. Raises TimeoutError."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not claim():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.005)  # Qt's own waiting would keep the other threads from running
            if deadline.hasExpired():
                raise TimeoutError(claim)

    def rest(self, seconds: float) -> None:
        """Let the window and the threads behind it go on for a while."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def take(self, name: str) -> None:
        """Grab the window when it has come to rest."""
        self.rest(0.5)
        self._snug.window.grab().save(str(self._folder / f"{name}-{self._theme}.png"))

    def go(self) -> None:
        """From the machine page to the settings."""
        snug, pages = self._snug, self._snug.pages
        desk, find, memory = snug.desk, snug.late.find, snug.late.memory
        self.until(lambda: desk.now.machine is not None and desk.now.machine.engine is not None)
        self.until(lambda: desk.now.reading is not None)
        self._first_page()
        snug.passages.go(Place.MACHINE)
        self.take("machine")
        snug.passages.go(Place.FIND)
        self.until(lambda: find.now.page.results.rows.rowCount() > 3)
        self.take("find")
        snug.late.find.now.presenter.search._on_chosen("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF")
        self.until(find.now.page.model.panel.isVisible)
        self.rest(2.0)
        self.take("model")
        find.now.page.model.panel.details_asked.emit()
        self.until(memory.now.page.isVisible)
        self.rest(2.0)
        self.take("memory-dense")
        self._imagine("64", "RTX 4070")
        memory.now.page.back_asked.emit()
        self.rest(2.0)
        self.take("model-imagined")
        desk.put(imagined=None)
        self._memory_pages()
        self._compare_and_learn()
        snug.passages.go(Place.FIND)
        snug.late.find.now.presenter.search._on_chosen("snug/stories-260K-chat-GGUF")
        self.until(find.now.page.model.panel.isVisible)
        find.now.page.model.action_asked.emit()
        self.until(lambda: len(desk.now.models or ()) > 1)
        snug.passages.go(Place.MODELS)
        self.take("models")
        snug.passages.load(desk.now.models[0])  # the one that is built in
        self.until(lambda: desk.now.loaded is not None)
        self.rest(6.0)  # until the toast of the download is gone
        for question in ASKED:
            there = pages.chat.transcript.count + 1
            pages.chat.question_asked.emit(question)
            self.until(
                lambda there=there: not snug.answering.busy and pages.chat.transcript.count > there
            )
        self.take("chat")
        self._measure()
        snug.passages.go(Place.SETTINGS)
        self.take("settings")
        for tab in (ENGINE, PRIVACY, ABOUT):
            snug.late.setting_up.show_tab(tab)
            snug.late.make_setting_tab(tab)
            if (held := QApplication.focusWidget()) is not None:
                held.clearFocus()  # the ring stays where the keyboard was
            self.rest(2.0)
            self.take(tab)

    def _first_page(self) -> None:
        """What a person sees who never opened the program."""
        self._imagine("32", "RTX 4070")
        self.rest(6.0)
        self.take("first-run")
        self._snug.desk.put(imagined=None)

    def _measure(self) -> None:
        """What quantization costs the model that is built in."""
        snug = self._snug
        snug.errands.loading.eject()
        self.until(lambda: snug.desk.now.loaded is None)
        snug.passages.go(Place.COMPARE)
        snug.late.comparing.show_tab(MEASURE)
        snug.late.measure.now.presenter.begin()
        self.rest(2.0)
        snug.late.measure.now.page.guide_asked.emit()
        self.until(lambda: len(snug.desk.now.measured) > 7 and not snug.errands.measuring.busy)
        self.rest(6.0)  # until the toast is gone
        self.take("measure")

    def _compare_and_learn(self) -> None:
        """The board, a name taken apart, a word explained."""
        snug = self._snug
        self._imagine("32", "RTX 4070")
        snug.passages.go(Place.COMPARE)
        self.rest(4.0)
        self.take("compare")
        snug.desk.put(imagined=None)
        learn = snug.late.learn.now.presenter
        snug.passages.go(Place.LEARN)
        self.take("learn")
        learn.show_term("q4-k-m")
        self.take("glossary")
        learn.show_name(
            "unsloth/gemma-4-26B-A4B-it-qat-GGUF/gemma-4-26B-A4B-it-qat-UD-Q4_K_XL.gguf"
        )
        self.take("decoder")

    def _memory_pages(self) -> None:
        """Models of other kinds: a window that slides, a state that stays, experts in RAM."""
        self._study("google/gemma-3-12b-it")
        self.take("memory-sliding")
        self._study("nvidia/NVIDIA-Nemotron-Nano-9B-v2")
        self.take("memory-hybrid")
        self._imagine("32", "RTX 4070")
        self._study("Qwen/Qwen3-30B-A3B", context=32768)
        self._snug.late.memory.now.page.turning.fit_asked.emit()
        self.rest(1.0)
        self.take("memory-experts")
        self._snug.desk.put(imagined=None)
        self._snug.late.memory.now.page.back_asked.emit()

    def _study(self, repo: str, *, context: int = 8192) -> None:
        """Open the memory page for a model of the catalogue."""
        known = known_as(repo)
        machine = self._snug.desk.now.computer
        assert machine is not None
        study = Study(
            name=f"{known.name} {known.usual}",
            facts=facts_of(known, known.usual),
            choices=Choices(context=context),
            machine=machine,
            source=CameFrom.LIBRARY,
        )
        self._snug.late.memory.now.presenter.open(study)
        self._snug.window.show_aside(self._snug.late.memory.holder)
        self.rest(2.0)

    def _imagine(self, ram: str, card: str) -> None:
        machine = self._snug.desk.now.machine
        assert machine is not None
        self._snug.desk.put(imagined=imagined(machine, ram=float(ram), gpus=card))


def main() -> None:
    """Walk once in each theme."""
    reader = argparse.ArgumentParser()
    reader.add_argument("folder", type=Path)
    reader.add_argument("--family", default="Inter")
    reader.add_argument("--size", default="1180x760")
    reader.add_argument("--home", type=Path, help="a folder to be shown as the person's own")
    wanted = reader.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    width, height = map(int, wanted.size.split("x"))
    app = QApplication([])
    app.setFont(QFont(wanted.family, 10))
    with tempfile.TemporaryDirectory() as shop, FakeHub() as hub:
        fill(hub, Path(shop))
        fill_starters(hub, Path(shop))
        os.environ["SNUG_HUB_ENDPOINT"] = hub.endpoint
        for theme in ("light", "dark"):
            with tempfile.TemporaryDirectory() as made:
                home = (wanted.home or Path(made)) / theme
                os.environ["SNUG_HOME"] = str(home)
                snug = Snug(app, places())
                snug.window.resize(width, height)
                snug.desk.put(settings=snug.parts.settings.change(theme=Theme(theme)))
                snug.start()
                Walk(snug, wanted.folder, theme).go()
                snug.window.close()
                snug.close()


if __name__ == "__main__":
    main()
