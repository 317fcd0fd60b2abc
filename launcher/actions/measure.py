"""Measure model files on this computer: size, memory, speed, and what a quantization costs.

A run takes its steps one by one; what is finished is kept at once, so that a run that was
stopped goes on where it was when the same is asked again.
"""

from collections.abc import Callable, Sequence

from launcher.actions.machine import look
from launcher.actions.made import sweep
from launcher.actions.measuring.evidence import measured_files
from launcher.actions.measuring.figures import as_csv, as_json_keys
from launcher.actions.measuring.pause import alone
from launcher.actions.measuring.plan import MeasurePlan, Step, low_charge, measure_plan
from launcher.actions.measuring.progress import Moment
from launcher.actions.measuring.run import Run
from launcher.actions.measuring.subjects import can_be_read
from launcher.actions.measuring.wish import MeasureWish
from launcher.actions.measuring.words import so_what
from launcher.actions.parts import Parts
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.place import place_of
from launcher.measurement.windows_kept import tidy

__all__ = [
    "MeasurePlan",
    "MeasureWish",
    "Moment",
    "Step",
    "as_csv",
    "as_json_keys",
    "can_be_read",
    "forget_measured",
    "low_charge",
    "measure",
    "measure_plan",
    "measured_files",
    "put_back_measured",
    "so_what",
    "stop_measure",
]


def measure(
    parts: Parts, plan: MeasurePlan, on_moment: Callable[[Moment], None]
) -> tuple[MeasuredFile, ...]:
    """Do what the plan says; the figures of all its files, the reference first.

    `on_moment` is called from this thread. It waits while the chat loads or answers. Raises
    MeasuringError, QuantizeError, BadModelFile, DownloadError, StorageError, EngineError;
    LoadCancelled when stopped. What was finished until then is kept.
    """
    with alone(parts), parts.measurer as measurer:
        sweep(parts)
        found = Run(parts=parts, plan=plan, measurer=measurer, on_moment=on_moment).measured()
        tidy(parts.places.measuring)
        return found


def stop_measure(parts: Parts) -> None:
    """Stop the measurement that goes on; its caller gets LoadCancelled. Does not wait."""
    parts.measurer.stop()


def forget_measured(parts: Parts, content: str) -> tuple[MeasuredFile, ...]:
    """Drop what was measured of this file here; what was dropped, to put back. Raises NotSaved."""
    return parts.measured.forget(place_of(look(parts)), content)


def put_back_measured(parts: Parts, rows: Sequence[MeasuredFile]) -> None:
    """Keep again what was dropped. Raises NotSaved."""
    parts.measured.put_back(rows)
