"""A model file made in another quantization by the engine itself, on this computer."""

from collections.abc import Callable
from pathlib import Path

from launcher.actions.made import Made
from launcher.actions.measuring.making import (
    QUANTIZATIONS,
    known_quantization,
    made_name,
    make,
    order_of,
    predicted,
    threads_of,
)
from launcher.actions.measuring.pause import alone
from launcher.actions.parts import Parts
from launcher.errors import DiskFull, NoRoomToMake, TargetExists
from launcher.hub.destination import require_room

__all__ = [
    "QUANTIZATIONS",
    "known_quantization",
    "made_name",
    "predicted",
    "quantize",
    "stop_quantize",
]


def quantize(
    parts: Parts,
    source: Path,
    quantization: str,
    *,
    target: Path | None = None,
    imatrix: Path | None = None,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> Made:
    """Make `source` in another quantization; without a target, in our cache.

    `on_progress` hears of the share that is done (0 to 1). Raises BadModelFile, QuantizeError,
    UnknownChoice, DownloadError for a folder it cannot write to, MeasuringGoesOn, EngineError;
    LoadCancelled when stopped (`stop_quantize`).
    """
    order = order_of(parts, source, quantization, imatrix=imatrix, target=target)
    if order.target.exists():
        raise TargetExists(str(order.target))
    try:
        require_room(order.target.parent, order.size)
    except DiskFull as full:
        raise NoRoomToMake(full.folder, full.needed, full.free) from full
    with alone(parts), parts.measurer as measurer:
        return make(measurer, order, threads=threads_of(parts), on_progress=on_progress)


def stop_quantize(parts: Parts) -> None:
    """Stop the making that goes on; its caller gets LoadCancelled and nothing is left."""
    parts.measurer.stop()
