"""What every window test gets: the theme worn, and samples to show."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, ContextLengths, DeviceShare, Estimate
from launcher.models.guide import required_guide
from launcher.models.write import write_model
from launcher.paths import places
from launcher.settings.schema import Theme as Wish
from launcher.settings.store import SettingsStore
from ui.bridge.background import Background
from ui.text.memory_view import panel_view
from ui.text.panel import PanelView
from ui.theme.appearance import Appearance

if TYPE_CHECKING:
    from ui.app import Snug

GIB = 1 << 30
QUANTIZE = """
import sys
from launcher.worker.bindings import C
wanted = C.llama_model_quantize_default_params()
wanted.ftype = C.LLAMA_FTYPE_MOSTLY_Q8_0
wanted.nthread = 1
sys.exit(C.llama_model_quantize(sys.argv[1].encode(), sys.argv[2].encode(), wanted))
"""


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Appearance:
    """The application's appearance; there is one application for all tests."""
    return Appearance(qapp, scale=1.0)


@pytest.fixture(autouse=True)
def appearance(dressed: Appearance) -> Appearance:
    """The light theme at the start of every test, whatever the last one wore."""
    dressed.wear(Wish.LIGHT)
    return dressed


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Threads that have ended when the test has."""
    made = Background()
    yield made
    assert made.close(5)
    made.deleteLater()


@pytest.fixture
def machine() -> Machine:
    """A computer with one graphics card."""
    card = Device(
        name="CUDA0",
        description="NVIDIA GeForce RTX 4070",
        kind=DeviceKind.GPU,
        total=12 * GIB,
        free=11 * GIB,
    )
    return Machine(
        cpu=Cpu(name="AMD Ryzen 7 7700", physical_cores=8, logical_cores=16),
        memory=Memory(total=32 * GIB, available=24 * GIB),
        devices=(card,),
    )


@pytest.fixture
def sample_panel(machine: Machine) -> Callable[..., PanelView]:
    """A plan at the context that is asked for; the KV cache grows with it."""

    def make(context: int = 32768, **choices: object) -> PanelView:
        gpu = DeviceShare(
            name="CUDA0",
            kind=DeviceKind.GPU,
            weights=7 * GIB,
            kv=context * 80_000,
            compute=GIB // 8,
            total=12 * GIB,
            free=11 * GIB,
        )
        cpu = DeviceShare(
            name="CPU", kind=DeviceKind.CPU, weights=GIB, total=32 * GIB, free=24 * GIB
        )
        estimate = Estimate(
            context=ContextLengths(asked=context, granted=context, trained=131072),
            devices=(cpu, gpu),
            resident=GIB,
            layers=48,
            gpu_layers=48,
            basis=Bases(weights=Basis.ENGINE, kv=Basis.ENGINE, compute=Basis.ENGINE),
        )
        asked = Choices(context=context, **choices)  # type: ignore[arg-type]  # a test's own words
        return panel_view(estimate, machine, asked, largest=48896, fit="fits", reserve=GIB // 2)

    return make


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFiles:
    """One small model in two quantizations, the second of which is the one to take."""

    files: tuple[Path, Path]
    writes_english: bool

    @property
    def recommended(self) -> Path:
        """Half the size of F32's half, and the same words."""
        return self.files[1]


@pytest.fixture(scope="session")
def story_files(tmp_path_factory: pytest.TempPathFactory) -> StoryFiles:
    """The model that writes English, where `SNUG_TEST_DATA` has it; else one of random words."""
    folder = tmp_path_factory.mktemp("stories")
    whole, small = folder / "stories-260K-F32.gguf", folder / "stories-260K-Q8_0.gguf"
    data = os.environ.get("SNUG_TEST_DATA")
    source = Path(data) / "stories260K-chat.gguf" if data else None
    if source is None or not source.is_file():
        write_model(whole, "llama")
        write_model(small, "llama", quantization="Q8_0")
        return StoryFiles(files=(whole, small), writes_english=False)
    shutil.copyfile(source, whole)
    quantize = [sys.executable, "-c", QUANTIZE, str(whole), str(small)]
    subprocess.run(quantize, check=True, capture_output=True, timeout=60)
    return StoryFiles(files=(whole, small), writes_english=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFiles:
    """The model that ships with the program, and half of it, which is the one to take."""

    files: tuple[Path, Path]

    @property
    def recommended(self) -> Path:
        """In Q8_0: half the size and the same answers."""
        return self.files[1]


@pytest.fixture(scope="session")
def guide_files(tmp_path_factory: pytest.TempPathFactory) -> GuideFiles:
    """Under names that do not betray whose they are."""
    folder = tmp_path_factory.mktemp("guide")
    whole, small = folder / "guide-3.7M-F16.gguf", folder / "guide-3.7M-Q8_0.gguf"
    shutil.copyfile(required_guide(), whole)
    quantize = [sys.executable, "-c", QUANTIZE, str(whole), str(small)]
    subprocess.run(quantize, check=True, capture_output=True, timeout=60)
    return GuideFiles(files=(whole, small))


class Windows(QObject):
    """Notes every widget that appears as a window of its own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._app = app
        app.installEventFilter(self)

    def end(self) -> None:
        """Note no more."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A widget that is shown before it has a parent flashes up and takes the keyboard."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            meant = isinstance(watched, QDialog)
            self.seen += [type(watched).__name__] if watched.isWindow() and not meant else []
        return False


OpenSnug = Callable[[], "Snug"]


@pytest.fixture
def open_snug(qapp: QApplication, qtbot: QtBot, snug_home: Path) -> Iterator[OpenSnug]:
    """Opens the real window on this test's home, and puts it away afterwards.

    The first page was seen, and the built-in model is hidden: most tests are about models of
    their own. Those about it show it again before they open the window.
    """
    from ui.app import Snug  # noqa: PLC0415  the other tests need no whole program

    opened: list[Snug] = []
    windows = Windows(qapp)
    SettingsStore(places().settings_file).change(threads=1, welcomed=True, guide_hidden=True)

    def open_window() -> Snug:
        snug = Snug(qapp, places())
        opened.append(snug)
        snug.start()
        qtbot.waitExposed(snug.window)
        return snug

    yield open_window
    windows.end()
    assert windows.seen == ["MainWindow"] * len(opened)
    for snug in opened:
        snug.window.close()
        snug.close()
        snug.window.deleteLater()
        snug.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
