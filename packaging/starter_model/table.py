"""What quantization costs the little guide: the table and the plot in docs/measuring.md.

Measured by the program itself, on the computer this runs on; the text is the glossary, which is
what the guide is about.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from launcher.actions.machine import look
from launcher.actions.measure import MeasureWish, measure, measure_plan, so_what
from launcher.actions.parts import assemble
from launcher.glossary.book import entries
from launcher.measurement.measured_file import MeasuredFile
from launcher.models.guide import required_guide
from launcher.paths import places
from launcher.units import size_text

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "measuring.md"
PICTURE: Final = DOCUMENT.parent / "pictures" / "guide-measured.png"
MAKE: Final = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "Q2_K")
SECTION: Final = re.compile(r"(<!-- guide -->\n).*?(<!-- /guide -->)", re.DOTALL)
HEAD: Final = (
    "| File | Size | Bits per weight | Perplexity | KL divergence | 99 % | Same token "
    "| Prompt, tokens/s | Answer, tokens/s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
)


def write_table() -> None:
    """Measure, and write both."""
    with TemporaryDirectory() as folder:
        text = Path(folder) / "glossary.txt"
        text.write_text(_glossary(), "utf-8")
        parts = assemble(places({"SNUG_HOME": folder}))
        try:
            guide = required_guide()
            wish = MeasureWish(files=(guide,), reference=guide, make=MAKE, text=text, fresh=True)
            machine = look(parts)
            files = measure(parts, measure_plan(parts, wish, machine), lambda _moment: None)
        finally:
            parts.close()
    table = "".join((_words(files, machine.cpu.name), "\n", HEAD, *_rows(files)))
    plot = f"\n![Quality and speed over size](pictures/{PICTURE.name})\n"
    told = SECTION.sub(
        lambda match: f"{match[1]}{table}{plot}{match[2]}", DOCUMENT.read_text("utf-8")
    )
    DOCUMENT.write_text(told, "utf-8")
    _plot(files)


def _glossary() -> str:
    return "\n\n".join(f"{entry.term}. {entry.text}" for entry in entries()) + "\n"


def _words(files: Sequence[MeasuredFile], processor: str) -> str:
    first = files[0]
    windows = first.text.windows if first.text else 0
    return (
        f"Measured on {first.when:%d %B %Y} on {processor} ({first.plan}), engine "
        f"{first.engine}, over {windows} windows of the glossary. {so_what(files)}\n"
    )


def _rows(files: Sequence[MeasuredFile]) -> Iterator[str]:
    for file in files:
        found, distance = file.perplexity, file.distance
        cells = (
            file.quantization,
            size_text(file.size),
            f"{file.bits_per_weight:.2f}",
            f"{found.value:.3f} ± {found.error:.3f}" if found else "",
            f"{distance.mean:.4f} ± {distance.error:.4f}" if distance else "reference",
            f"{distance.p99:.3f}" if distance else "",
            f"{distance.same_top:.1%}".replace("%", " %") if distance else "",
            f"{file.prompt.per_second:,.0f} ± {file.prompt.spread:,.0f}" if file.prompt else "",
            f"{file.answer.per_second:,.0f} ± {file.answer.spread:,.0f}" if file.answer else "",
        )
        yield f"| {' | '.join(cells)} |\n"


def _plot(files: Sequence[MeasuredFile]) -> None:
    """The window's own plots of the same figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QColor  # noqa: PLC0415  the table needs no window
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from launcher.settings.schema import Theme  # noqa: PLC0415
    from ui.pages.measure.plots import Plots  # noqa: PLC0415
    from ui.pages.measure.view import groups  # noqa: PLC0415
    from ui.theme.appearance import Appearance, worn  # noqa: PLC0415
    from ui.widgets.saving import picture_of  # noqa: PLC0415

    app = QApplication([])
    Appearance(app).wear(Theme.LIGHT)
    plots = Plots()
    plots.resize(960, 340)
    plots.show_group(groups(files)[0])
    plots.show()
    app.sendPostedEvents()
    picture_of(plots, margin=16, ground=QColor(worn().colours.bg)).save(str(PICTURE))
    plots.close()
