"""What the memory panel shows, as one frozen value. No Qt."""

from dataclasses import dataclass, field

from launcher.memory.choices import KV_TYPES, Choices
from launcher.memory.estimate import Basis, ContextLengths
from launcher.sentences import Sentence
from ui.text.fitting_view import FittingView
from ui.text.main_memory import MainMemoryView
from ui.text.numbers import gib, with_unit
from ui.text.words import PARTS, PartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One part of one device's memory (bytes), and where the figure comes from, if anywhere."""

    kind: PartKind
    size: int
    basis: Basis | None = None
    detail: str = ""  # who holds it, where the system tells: 'Firefox 2.10 GiB'


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """One device's row. `parts` stand in the bar's order and hold no part of size 0 (bytes).

    `capacity` 0 means a device without a known limit. `over` is what does not
    fit: it is part of the sum of `parts`, and drawn beyond the capacity line.
    """

    name: str  # the engine's: 'CUDA0'
    title: str  # a person's: 'RTX 4070'
    capacity: int
    parts: tuple[PartView, ...]
    note: str = ""
    reserve: int = 0  # bytes that are to stay free; the bar holds what is left of them

    @property
    def used(self) -> int:
        """Bytes taken: other programs and the model; the reserve is not taken."""
        spare = (PartKind.RESERVE, PartKind.FREE)
        return sum(part.size for part in self.parts if part.kind not in spare)

    @property
    def over(self) -> int:
        """Bytes beyond the capacity."""
        return max(0, self.used - self.capacity) if self.capacity else 0

    def listed(self, kind: PartKind) -> PartView | None:
        """The part as it is told beside the bar: the reserve as it is wanted."""
        part = next((one for one in self.parts if one.kind is kind), None)
        if kind is not PartKind.RESERVE or not self.reserve:
            return part
        left = part.size if part else 0
        return PartView(
            kind=kind,
            size=self.reserve,
            detail=f"{with_unit(left)} of it is left." if left < self.reserve else "",
        )

    @property
    def sentence(self) -> str:
        """The sum, for those who hear the bar instead of seeing it."""
        parts = ", ".join(
            f"{_within(PARTS[part.kind].name)} {gib(part.size)}" for part in self.parts
        )
        parts = parts[:1].upper() + parts[1:]
        of = f" of {gib(self.capacity)}" if self.capacity else ""
        over = f"; {gib(self.over)} GiB too much" if self.over else ""
        return f"{self.title}: {gib(self.used)}{of} GiB taken{over}. {parts}."


def _within(name: str) -> str:
    """The name as it stands within a sentence: 'weights', but 'KV cache'."""
    return name if name[:2].isupper() else name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """All that the memory panel says. `layers` 0 means that there is no choice of GPU layers.

    `computer` describes the imagined one, '' where the figures are this computer's.
    """

    headline: str
    fit: str  # 'fits', 'partly', 'tight', 'too_big'; '' where nothing is known yet
    devices: tuple[DeviceView, ...]
    context: ContextLengths
    largest: int | None  # tokens; None where even the least does not fit or it is not known
    choices: Choices
    layers: int = 0
    gpu_layers: int = 0  # what 'auto' came to
    notes: tuple[str, ...] = ()
    largest_basis: Basis | None = None
    fitting: FittingView = field(default_factory=FittingView)
    main: MainMemoryView | None = None
    measured: str = ""  # what an earlier load of this kind took beyond its plan
    computer: str = ""
    kv_types: tuple[str, ...] = KV_TYPES  # that the model takes for K and V alike
    refused: Sentence | None = None  # why `choices` cannot be; the rest is of the last that could

    @property
    def imagined(self) -> bool:
        """Whether the figures are for another computer than this one."""
        return bool(self.computer)

    @property
    def legend(self) -> DeviceView | None:
        """The device whose parts are listed: the first, where most of the model lies."""
        return self.devices[0] if self.devices else None
