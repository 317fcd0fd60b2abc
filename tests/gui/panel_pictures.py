"""Grabs the memory panel in each of its states, for people to look at.

    python -m tests.gui.panel_pictures FOLDER [--text 1.5] [--family Inter]

The plans are real: models of true dimensions, planned by arithmetic on made-up computers.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import fit_now
from launcher.hardware.facts import Cpu, Device, DeviceKind, Holder, Machine, Memory
from launcher.measurement.receipt import Line, Receipt
from launcher.memory.choices import ALL_LAYERS, Choices, LoadMode
from launcher.memory.estimate import Basis
from launcher.memory.fit import judge
from launcher.models.facts import ModelFacts
from launcher.settings.schema import Theme as Wish
from tests.benchmarks.headers import dense_8b, hybrid_48
from ui.text.fitting_view import fitting_view
from ui.text.memory_view import panel_view
from ui.text.panel import PanelView
from ui.theme.appearance import Appearance
from ui.theme.type import px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.link_row import LinkRow
from ui.widgets.memory_panel import MemoryPanel

G = 1 << 30
TODAY = date(2026, 11, 21)
LONG = "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition"


def computer(*cards: float, ram: float = 32, name: str = "NVIDIA GeForce RTX 4070") -> Machine:
    memory = Memory(
        total=int(ram * G),
        available=int((ram - 6.2) * G),
        holders=(
            Holder(name="Firefox", held=int(2.1 * G), processes=14),
            Holder(name="Code", held=int(1.2 * G), processes=9),
            Holder(name="Snug", held=int(0.3 * G), own=True),
        ),
    )
    main = Device(
        name="CPU",
        description="AMD Ryzen 7 7700",
        kind=DeviceKind.CPU,
        total=memory.total,
        free=memory.available,
    )
    gpus = tuple(
        Device(
            name=f"CUDA{number}",
            description=name,
            kind=DeviceKind.GPU,
            total=int(size * G),
            free=int((size - 1.1) * G),
            holders=(Holder(name="Xwayland", held=int(0.4 * G)),),
        )
        for number, size in enumerate(cards)
    )
    return Machine(
        cpu=Cpu(name="AMD Ryzen 7 7700", physical_cores=8, logical_cores=16),
        memory=memory,
        devices=(main, *gpus),
    )


def view(
    facts: ModelFacts, machine: Machine, choices: Choices, receipt: Receipt | None = None
) -> PanelView:
    answer = estimate_now(facts, choices, machine, reserve=G)
    found = fit_now(facts, choices, machine, reserve=G)
    fit = judge(answer, reserve=G)
    return panel_view(
        answer,
        machine,
        choices,
        largest=found.largest or None,
        largest_basis=Basis.ENGINE,
        fit=str(fit),
        reserve=G,
        fitting=fitting_view(answer, choices, machine, found, fit=fit, reserve=G),
        receipt=receipt,
        today=TODAY,
    )


def receipt(choices: Choices) -> Receipt:
    line = Line(device="CUDA0", part="compute", predicted=G // 4, measured=G // 4 + (212 << 20))
    return Receipt(
        when=datetime(2026, 11, 20, 18, 0, tzinfo=UTC),
        name="A model",
        path="a.gguf",
        model="0",
        choices=choices,
        gpu_layers=33,
        lines=(line,),
    )


def states() -> Iterator[tuple[str, PanelView]]:
    """What each is called, and what is shown."""
    dense, hybrid = dense_8b(), hybrid_48()
    one = computer(12)
    usual = Choices(context=9000)
    yield "fits", view(dense, one, usual, receipt(usual))
    yield "too-big", view(dense, one, Choices(context=98304, gpu_layers=ALL_LAYERS))
    yield "tight", view(dense, one, Choices(context=49152, gpu_layers=ALL_LAYERS))
    yield "partly", view(dense, computer(6), Choices(context=32768))
    yield "beyond", view(dense, one, Choices(context=200_000))
    yield "mapped", view(dense, computer(ram=16), Choices(context=8192, load=LoadMode.MMAP))
    yield "moe", view(hybrid, computer(12, ram=64), Choices(context=32768))
    yield "hopeless", view(hybrid, computer(8, ram=16), Choices(context=32768))
    yield "two-long", view(hybrid, computer(32, 24, ram=64, name=LONG), Choices(context=131072))
    yield "imagined", view(dense, replace(one, imagined=True), Choices(context=32768))


def panel_of(shown: PanelView, *, inspector: bool) -> MemoryPanel:
    made = MemoryPanel(inspector=inspector)
    made.show_view(shown)
    if not inspector:
        download = Button("Download 4.58 GiB", Kind.PRIMARY, size=Size.LARGE, icon="download")
        made.foot.addWidget(download)
    return made


def grab(
    made: MemoryPanel, to: Path, height: int, then: Callable[[], None] = lambda: None
) -> None:
    made.resize(made.width(), height)
    made.show()
    QTest.qWaitForWindowExposed(made)
    then()
    QTest.qWait(60)  # layouts settle over a few turns of the event loop
    made.grab().save(str(to))
    made.close()
    made.deleteLater()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--family", default="")
    parser.add_argument("--text", type=float, default=1.0)
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    if chosen.family:
        app.setFont(QFont(chosen.family))
    appearance = Appearance(app, scale=chosen.text)
    shown = dict(states())
    for wish in (Wish.LIGHT, Wish.DARK):
        appearance.wear(wish)
        for name, each in shown.items():
            to = chosen.folder / f"panel-{name}-{wish.value}.png"
            grab(panel_of(each, inspector=False), to, px(1000))
        grab(
            panel_of(shown["fits"], inspector=True),
            chosen.folder / f"inspector-{wish.value}.png",
            px(1000),
        )
        taken = panel_of(shown["too-big"], inspector=False)
        taken.edited.connect(
            lambda choices, on=taken: on.show_view(view(dense_8b(), computer(12), choices))
        )
        button = next(b for b in taken.findChildren(Button) if b.text() == "Fit it for me")

        def take(button: Button = button) -> None:
            button.click()

        grab(taken, chosen.folder / f"panel-plan-{wish.value}.png", px(1000), take)
        focused = panel_of(shown["fits"], inspector=False)

        def focus(panel: MemoryPanel = focused) -> None:
            panel.activateWindow()
            next(row for row in panel.findChildren(LinkRow) if row.isVisible()).setFocus()

        grab(focused, chosen.folder / f"panel-focus-{wish.value}.png", px(1000), focus)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
