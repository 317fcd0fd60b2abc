"""Each part of each device's memory: its figure, what it is, what makes it smaller. No Qt."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from launcher.hardware.facts import DeviceKind, Holder, Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, DeviceShare, Estimate
from ui.text.memory_view import whole_share
from ui.text.numbers import gib, with_unit
from ui.text.panel import DeviceView
from ui.text.words import BASES, PartKind

OUTPUT: Final = "output"
PROJECTOR: Final = "projector"
WIDE: Final = ("f32", "f16", "bf16")
_NAMED: Final = 3  # programs told by name


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part. `swatch` is the part of the bar it is drawn in; `size` is in bytes."""

    key: str
    swatch: PartKind
    name: str
    size: int
    basis: Basis | None
    meaning: str
    smaller: str

    @property
    def sentence(self) -> str:
        """The row, for those who hear it."""
        basis = f", {BASES[self.basis].word}" if self.basis else ""
        return f"{self.name} {gib(self.size)} GiB{basis}. {self.meaning} {self.smaller}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceParts:
    """A device's bar and its table. `explained`: the sentences stand under the rows."""

    device: DeviceView
    rows: tuple[PartRow, ...]
    explained: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    name: str
    meaning: str
    smaller: str


_WORDS: Final = MappingProxyType(
    {
        PartKind.WEIGHTS.value: _Words(
            name="Weights",
            meaning="What the model has learned, as the file holds it.",
            smaller="Smaller with a smaller quantization of the same model.",
        ),
        PartKind.KV.value: _Words(
            name="KV cache",
            meaning="The conversation's working memory (KV cache): what layers noted of each "
            "token that was said.",
            smaller="Smaller with a shorter context.",
        ),
        PartKind.RECURRENT.value: _Words(
            name="Recurrent state",
            meaning="A running summary of the conversation (recurrent state). It stays this "
            "size however long one talks.",
            smaller="Smaller with fewer conversations at once.",
        ),
        PartKind.COMPUTE.value: _Words(
            name="Compute",
            meaning="Room for working out the next tokens (compute buffer).",
            smaller="Smaller with a smaller micro-batch, and with flash attention.",
        ),
        OUTPUT: _Words(
            name="Output",
            meaning="A score for every token that could come next (output buffer).",
            smaller="Smaller with fewer conversations at once.",
        ),
        PROJECTOR: _Words(
            name="Projector",
            meaning="The part that reads pictures (projector, mmproj).",
            smaller="Smaller without pictures: it need not be loaded.",
        ),
        PartKind.RESERVE.value: _Words(
            name="Reserve",
            meaning="Kept free, so that other programs do not have to wait for memory.",
            smaller="Its size is in Settings.",
        ),
        PartKind.OTHER.value: _Words(
            name="Other programs",
            meaning="What other programs, and Snug's own window, hold at this moment.",
            smaller="Smaller when programs that are not needed are closed.",
        ),
        PartKind.FREE.value: _Words(
            name="Free",
            meaning="Left over: room for a longer conversation or a larger model.",
            smaller="",
        ),
    }
)
_DRAWN_AS: Final = MappingProxyType({OUTPUT: PartKind.COMPUTE, PROJECTOR: PartKind.WEIGHTS})


def device_parts(
    estimate: Estimate, machine: Machine, devices: tuple[DeviceView, ...], choices: Choices
) -> tuple[DeviceParts, ...]:
    """Every device in the bars' order. Each part is explained where it first stands."""
    types = _smaller_types(choices)
    shares = {share.name: share for share in estimate.devices}
    told: set[str] = set()
    found = []
    for view in devices:
        share = shares.get(view.name)
        if share is None:
            continue
        sizes = _sizes(whole_share(share, estimate), estimate.basis, view)
        details = _details(share, machine)
        rows = tuple(_row(size, told, details.get(size.key, ""), types) for size in sizes)
        new = {row.key for row in rows} - told
        found.append(DeviceParts(device=view, rows=rows, explained=bool(new)))
        told |= new
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Size:
    key: str
    size: int
    basis: Basis | None


def _sizes(share: DeviceShare, basis: Bases, view: DeviceView) -> tuple[_Size, ...]:
    """What there is, in the bar's order."""
    told = (view.listed(kind) for kind in PartKind)
    drawn = {one.kind: _Size(one.kind.value, one.size, one.basis) for one in told if one}
    own = (
        _Size(PartKind.WEIGHTS.value, share.weights, basis.weights),
        _Size(PROJECTOR, share.mmproj, basis.weights),
        _Size(PartKind.KV.value, share.kv, basis.kv),
        _Size(PartKind.RECURRENT.value, share.recurrent, basis.recurrent),
        _Size(PartKind.COMPUTE.value, share.compute, basis.compute),
        _Size(OUTPUT, share.output, basis.compute),
    )
    around = [drawn.get(kind) for kind in (PartKind.OTHER, PartKind.RESERVE, PartKind.FREE)]
    return tuple(one for one in (around[0], *own, *around[1:]) if one and one.size)


def _row(size: _Size, told: set[str], details: str, types: str) -> PartRow:
    words = _WORDS[size.key]
    smaller = f"{words.smaller} {types}" if size.key == PartKind.KV else words.smaller
    again = size.key in told
    meaning = "" if again else words.meaning
    return PartRow(
        key=size.key,
        swatch=_DRAWN_AS.get(size.key) or PartKind(size.key),
        name=words.name,
        size=size.size,
        basis=size.basis,
        meaning=f"{meaning} {details}".strip(),
        smaller="" if again else smaller.strip(),
    )


def _smaller_types(choices: Choices) -> str:
    """The next smaller type, for whichever of K and V is still of 16 bits or more."""
    wide = [choices.kv_type_k in WIDE, choices.kv_type_v in WIDE]
    which = {(True, True): "", (True, False): " for K", (False, True): " for V"}
    words = which.get((wide[0], wide[1]))
    return "" if words is None else f"Or with KV type q8_0{words}."


def _details(share: DeviceShare, machine: Machine) -> dict[str, str]:
    """What is only true of this device."""
    return {
        PartKind.WEIGHTS.value: _repacked(share),
        PartKind.OTHER.value: _held(_holders(share, machine)),
    }


def _repacked(share: DeviceShare) -> str:
    if not share.repacked:
        return ""
    return f"{with_unit(share.repacked)} of them are rearranged for this processor."


def _holders(share: DeviceShare, machine: Machine) -> tuple[Holder, ...]:
    if share.kind is DeviceKind.CPU:
        return machine.memory.holders
    return next((one.holders for one in machine.devices if one.name == share.name), ())


def _held(holders: tuple[Holder, ...]) -> str:
    """The largest by name: 'Largest of them: firefox 2.10 GiB, code 1.20 GiB.'"""
    others = [one for one in holders if not one.own][:_NAMED]
    if not others:
        return ""
    named = ", ".join(f"{one.name} {with_unit(one.held)}" for one in others)
    return f"Largest of them: {named}."
