"""Receipts as a load would write them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from launcher.measurement.receipt import MAIN_MEMORY, Line, Receipt
from launcher.memory.choices import Choices
from launcher.units import MIB

FIRST = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE = "Some CPU · 24 GiB"


def receipt_of(number: int = 0, *, more: int = 0, **changes: object) -> Receipt:
    """The load of that number: a minute after the one before, `more` bytes beyond the plan."""
    plain = Receipt(
        when=FIRST + timedelta(minutes=number),
        name="Tiny",
        path="models/tiny.gguf",
        model="a" * 32,
        choices=Choices(),
        gpu_layers=0,
        lines=(
            Line(device="CPU", part="weights", predicted=400 * MIB, measured=400 * MIB),
            Line(device="CPU", part=MAIN_MEMORY, predicted=500 * MIB, measured=500 * MIB + more),
        ),
        prompt=12,
        engine="1 (2)",
        machine=HERE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
