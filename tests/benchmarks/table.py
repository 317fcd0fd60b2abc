"""The figures as a table that can stand in a page of Markdown."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import psutil

from launcher.hardware.detect import detect
from launcher.identity import VERSION
from launcher.paths import places
from tests.benchmarks.figures import Figure

HEAD = ("Measured", "Figure", "Spread", "Samples", "Promise")


def machine_line() -> str:
    """Which computer these figures are of."""
    cpu = detect(models_folder=places().models, hello=None).cpu
    memory = psutil.virtual_memory().total / (1 << 30)
    return (
        f"Snug {VERSION} on {cpu.name}, {cpu.physical_cores} cores ({cpu.logical_cores} threads), "
        f"{memory:.1f} GiB of memory, {platform.system()}, Python {platform.python_version()}"
    )


def as_markdown(figures: Sequence[Figure]) -> str:
    """Rows with their columns aligned."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(_padded(row, widths)) + " |" for row in rows]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def as_json(name: str, figure: Figure) -> Mapping[str, object]:
    """One figure, with the benchmark it is from."""
    return {"benchmark": name, **asdict(figure)}


def _cells(figure: Figure) -> tuple[str, ...]:
    kind = "" if figure.kind == "median" else f" ({figure.kind})"
    return (
        figure.what,
        f"{_number(figure.value)} {figure.unit}{kind}",
        f"{_number(figure.low)} to {_number(figure.high)}" if figure.count > 1 else "",
        str(figure.count),
        figure.promise,
    )


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]


def _number(value: float) -> str:
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return (
        f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.3g}"
        if abs(value) < 1
        else f"{value:.2f}"
    )
