"""Grabs pictures of the widgets and of the empty window, for people to look at.

    python tests/gui/pictures.py FOLDER [--family Inter]

Everything shown is a sample. QT_SCALE_FACTOR=2 in the environment draws at twice the resolution.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, ContextLengths, DeviceShare, Estimate
from launcher.settings.schema import Theme as Wish
from ui.text.memory_view import panel_view
from ui.text.panel import DeviceView, PanelView, PartView
from ui.text.rail_view import LoadedView, MeterView
from ui.text.words import PartKind
from ui.theme.appearance import Appearance
from ui.theme.type import Type
from ui.widgets.basis_mark import BasisMark
from ui.widgets.button import Button, IconButton, Kind, Size
from ui.widgets.check import Check
from ui.widgets.combo import Combo
from ui.widgets.device_rows import DeviceRow
from ui.widgets.empty_state import EmptyState, Picture
from ui.widgets.field import LabelledField
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided, Text
from ui.widgets.memory_bar import BarHeight
from ui.widgets.memory_legend import MemoryLegend
from ui.widgets.memory_panel import MemoryPanel
from ui.widgets.notice import Notice
from ui.widgets.number_field import NumberField
from ui.widgets.progress_row import ProgressRow
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Card, Skeleton, Surface
from ui.window.main_window import MainWindow
from ui.window.places import Place

G = 1 << 30
ICONS = sorted(
    path.stem for path in Path(__file__).parents[2].joinpath("resources", "icons").glob("*.svg")
)


def sizes(*parts: tuple[PartKind, float]) -> tuple[PartView, ...]:
    basis = {
        PartKind.OTHER: Basis.MEASURED,
        PartKind.FREE: Basis.ARITHMETIC,
        PartKind.RESERVE: None,
    }
    return tuple(
        PartView(kind=kind, size=int(size * G), basis=basis.get(kind, Basis.ENGINE))
        for kind, size in parts
    )


WHOLE = DeviceView(
    name="CUDA0",
    title="RTX 4070",
    capacity=12 * G,
    parts=sizes(
        (PartKind.OTHER, 1.10),
        (PartKind.WEIGHTS, 5.20),
        (PartKind.KV, 1.95),
        (PartKind.RECURRENT, 1.10),
        (PartKind.COMPUTE, 0.65),
        (PartKind.RESERVE, 0.60),
        (PartKind.FREE, 1.40),
    ),
)
OVER = DeviceView(
    name="CUDA0",
    title="RTX 3080",
    capacity=10 * G,
    parts=sizes((PartKind.OTHER, 1.4), (PartKind.WEIGHTS, 6.3), (PartKind.KV, 4.0)),
)


def sample_panel() -> PanelView:
    machine = Machine(
        cpu=Cpu(name="AMD Ryzen 7 7700", physical_cores=8, logical_cores=16),
        memory=Memory(total=32 * G, available=24 * G),
        devices=(
            Device(
                name="CUDA0",
                description="NVIDIA GeForce RTX 4070",
                kind=DeviceKind.GPU,
                total=12 * G,
                free=int(10.9 * G),
            ),
        ),
    )
    gpu = DeviceShare(
        name="CUDA0",
        kind=DeviceKind.GPU,
        weights=int(6.79 * G),
        kv=int(2.47 * G),
        compute=int(0.15 * G),
        total=12 * G,
        free=int(10.9 * G),
    )
    cpu = DeviceShare(
        name="CPU",
        kind=DeviceKind.CPU,
        weights=int(0.77 * G),
        total=32 * G,
        free=int(23.78 * G),
    )
    exact = Bases(weights=Basis.ENGINE, kv=Basis.ENGINE, compute=Basis.ENGINE)
    estimate = Estimate(
        context=ContextLengths(asked=32768, granted=32768, trained=131072),
        devices=(gpu, cpu),
        resident=int(0.77 * G),
        layers=48,
        gpu_layers=48,
        basis=exact,
    )
    choices = Choices(context=32768, gpu_layers=48)
    return panel_view(estimate, machine, choices, largest=48896, fit="fits", reserve=G // 2)


def row(*widgets: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(8)
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch(1)
    return made


def buttons() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    primary = Button("Download 6.79 GiB", Kind.PRIMARY, size=Size.LARGE, icon="download")
    focused = Button("Download and chat", Kind.PRIMARY, size=Size.LARGE, icon="download")
    focused.setObjectName("focused")
    off = Button("Not now", Kind.PRIMARY)
    off.setEnabled(False)
    plain_off = Button("Plain, off")
    plain_off.setEnabled(False)
    column.addLayout(row(primary, focused, off))
    column.addLayout(
        row(
            Button("Talk to it"),
            Button("16k context", size=Size.SMALL),
            Button("Skip", Kind.QUIET),
            Button("Delete 6.79 GiB", Kind.DANGER, icon="trash"),
            plain_off,
        )
    )
    send = IconButton("send", "Send", side=32)
    send.make_primary()
    toggle = IconButton("panel", "Inspector", side=28)
    toggle.setCheckable(True)
    toggle.setChecked(True)
    column.addLayout(row(send, toggle, IconButton("more", "More"), IconButton("copy", "Copy")))
    column.addLayout(row(*(FitBadge(fit) for fit in ("fits", "partly", "tight", "too_big"))))
    column.addLayout(row(*(BasisMark(basis) for basis in Basis)))
    grid = QGridLayout()
    grid.setSpacing(10)
    for number, name in enumerate(ICONS):
        grid.addWidget(Picture(name, 18, "text2"), number // 16, number % 16)
    column.addLayout(grid)
    return page


def fields() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(SearchField("Search"))
    number = NumberField("Context", least=256, most=1 << 20)
    number.show_value(32768)
    combo = Combo("KV type")
    combo.show_options([("f16", "f16"), ("q8_0", "q8_0")])
    combo.show_value("f16")
    column.addWidget(LabelledField("Context length", number))
    column.addWidget(LabelledField("KV type", combo, help_text="The smaller, the less exact."))
    segments = SegmentedChoice(
        "What matters", [(n, n) for n in ("Best answers", "Balanced", "Fastest", "Longest memory")]
    )
    segments.show_value("Balanced")
    column.addWidget(segments)
    check = Check("Add the part that reads pictures")
    check.show_value(True)
    column.addWidget(check)
    column.addWidget(Check("Keep the access token in the system's keyring"))
    card = Card()
    inner = QVBoxLayout(card)
    inner.setContentsMargins(16, 12, 12, 12)
    progress = ProgressRow("gemma-3-12b-it-Q4_K_M.gguf")
    progress.show_progress(0.4, "2.72 of 6.79 GiB · 24.1 MB/s · 3 min left")
    inner.addWidget(progress)
    column.addWidget(card)
    column.addWidget(Skeleton(3))
    column.addWidget(Elided("/home/someone/models/gemma-3-12b-it-Q4_K_M.gguf" * 2, middle=True))
    error = Notice()
    error.show_words(
        "error",
        "Needs 9.80 GiB; 8.10 GiB are free.",
        "Fits with:",
        ("16k context", "KV q8_0", "Q4_K_S"),
    )
    column.addWidget(error)
    info = Notice()
    info.show_words("warning", "The engine gave no answer.", "The figures are arithmetic.")
    column.addWidget(info)
    return page


def bars() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    whole = DeviceRow(BarHeight.LARGE)
    whole.show_device(WHOLE)
    legend = MemoryLegend()
    legend.show_device(WHOLE)
    over = DeviceRow(BarHeight.LARGE)
    over.show_device(OVER)
    second = DeviceRow(BarHeight.SECOND)
    second.show_device(WHOLE)
    for widget in (whole, legend, over, second):
        column.addWidget(widget)
    column.addStretch(1)
    return page


def gallery() -> QWidget:
    ground = Surface("bg")
    columns = QHBoxLayout(ground)
    columns.setContentsMargins(24, 24, 0, 0)
    columns.setSpacing(24)
    left = QVBoxLayout()
    left.addWidget(Text("A title of the page", Type.TITLE, weight=600))
    left.addWidget(Text("A lead, a little larger than the body", Type.LEAD, ink="text2"))
    left.addWidget(buttons())
    left.addWidget(bars(), 1)
    columns.addLayout(left, 5)
    middle = QVBoxLayout()
    middle.addWidget(fields())
    middle.addStretch(1)
    columns.addLayout(middle, 4)
    for inspector in (False, True):
        panel = MemoryPanel(inspector=inspector)
        panel.show_view(sample_panel())
        if not inspector:
            download = Button("Download 6.79 GiB", Kind.PRIMARY, size=Size.LARGE, icon="download")
            panel.foot.addWidget(download)
            note = Text("214 GiB free on disk · about 9 min", Type.SECONDARY, ink="text2")
            note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            panel.foot.addWidget(note)
        else:
            panel.corner.addWidget(IconButton("close", "Fold away"))
        columns.addWidget(panel)
    ground.resize(1720, 900)
    return ground


def window(*, loaded: bool) -> QWidget:
    pages: dict[Place, QWidget] = {}
    for place in Place:
        page = QWidget()
        column = QHBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(EmptyState("models", "No model on this disk yet.", "Find a model"), 1)
        panel = MemoryPanel(inspector=True)
        panel.show_view(sample_panel())
        column.addWidget(panel)
        pages[place] = page
    made = MainWindow(pages)
    made.show_place(Place.MODELS)
    if loaded:
        made.show_loaded(LoadedView(name="Gemma 3 12B it", detail="Q4_K_M · 32k", can_eject=True))
    others = (int(1.1 * G), int(8.2 * G))
    own = (int(9.41 * G), int(0.8 * G)) if loaded else (0, 0)
    made.show_meters(
        [
            MeterView(label="GPU", others=others[0], own=own[0], total=12 * G),
            MeterView(label="RAM", others=others[1], own=own[1], total=32 * G),
        ]
    )
    return made


def grab(make: Callable[[], QWidget], to: Path, size: tuple[int, int] | None = None) -> None:
    widget = make()
    if size:
        widget.resize(*size)
    widget.show()
    QTest.qWaitForWindowActive(widget)
    focused = widget.findChild(Button, "focused")
    if focused is not None:
        widget.activateWindow()
        focused.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(widget, MainWindow) and size and size[0] > 900:
        widget.notice.show_words("error", "The engine stopped: out of memory.", "Load it again.")
        widget.toast.show_words("Conversation deleted.", undo="Undo")
    QTest.qWait(60)  # layouts settle over a few turns of the event loop
    widget.grab().save(str(to))
    widget.close()
    widget.deleteLater()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", default="")
    parser.add_argument(
        "--text", type=float, default=1.0, help="the system's text size, 1.0 usual"
    )
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    if chosen.family:
        app.setFont(QFont(chosen.family))
    appearance = Appearance(app, scale=chosen.text)
    for wish in (Wish.LIGHT, Wish.DARK):
        appearance.wear(wish)
        name = wish.value
        grab(gallery, chosen.folder / f"gallery-{name}.png")
        grab(lambda: window(loaded=True), chosen.folder / f"window-{name}.png", (1180, 760))
        grab(lambda: window(loaded=False), chosen.folder / f"small-{name}.png", (860, 560))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
