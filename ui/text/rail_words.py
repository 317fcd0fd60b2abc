"""From the desk's values to what stands under the rail."""

from pathlib import Path

from launcher.actions.load import LoadedModel
from launcher.hardware.meters import Reading
from launcher.models.quantization import quantization_of
from launcher.units import tokens_text
from ui.text.memory_titles import device_title
from ui.text.models import display_name
from ui.text.name_tips import name_lines
from ui.text.rail_view import NO_MODEL, LoadedView, MeterView


def loaded_view(model: LoadedModel | None, loading: str | None) -> LoadedView:
    """The model card."""
    if loading is not None:
        return LoadedView(name=loading, detail="Loading")
    if model is None:
        return NO_MODEL
    kind = quantization_of(model.facts)
    context = tokens_text(model.granted_context)
    return LoadedView(
        name=display_name(Path(model.path), model.facts),
        detail=f"{kind} · {context}" if kind else context,
        can_eject=True,
        lines=name_lines(Path(model.path).name),
    )


def meter_views(reading: Reading) -> tuple[MeterView, ...]:
    """A meter for every GPU whose driver tells its memory, then main memory."""
    views = [
        _meter(device_title(gpu.description, gpu.kind), gpu.total, gpu.free, gpu.own)
        for gpu in reading.gpus
        if gpu.total
    ]
    memory = reading.memory
    views.append(_meter("RAM", memory.usable_total, memory.available, memory.own))
    return tuple(views)


def _meter(label: str, total: int, free: int, own: int) -> MeterView:
    used = max(0, total - free)
    ours = min(own, used)
    return MeterView(label=label, others=used - ours, own=ours, total=total)
