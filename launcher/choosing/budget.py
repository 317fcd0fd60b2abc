"""How much memory a board's files may take on a machine, in words, and which of them it holds."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.devices import engine_devices, shares_main_memory
from launcher.memory.fit import Fit
from launcher.units import size_text

READABLE: Final = 8.0  # tokens a second: about as fast as one reads with care


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a board's files must keep to. `size` is bytes (None: no limit is known).

    With `by_fit` a computer's devices decide, each with its reserve kept, and `size` is what
    its GPUs have; else `size` is all the memory a file may take, or with `of_file` its own size.
    `mixtures` are models of which a token uses a part of the weights only.
    """

    size: int | None
    words: str  # 'free on RTX 4070'
    of_file: bool = False
    by_fit: bool = False
    mixtures: Collection[str] = ()

    def holds(self, file: Weighed) -> bool:
        """Whether the file keeps to it."""
        if self.by_fit:
            return file.fit.comfortable
        return self.size is None or self.counted(file) <= self.size

    def counted(self, file: Weighed) -> int:
        """Bytes of the file that count: its own, or all it takes in memory."""
        return file.size if self.of_file else file.memory

    def is_divided(self, file: Weighed) -> bool:
        """Whether a GPU holds a part of it only."""
        return self.by_fit and file.fit is Fit.PARTLY

    def lies_badly(self, file: Weighed) -> bool:
        """Whether it is divided and slow for it: of a mixture little of what is in RAM is read."""
        fluent = file.speed is None or file.speed.middle >= READABLE
        return self.is_divided(file) and not (file.model in self.mixtures and fluent)

    def taken(self, file: Weighed) -> str:
        """'it takes 8.02 GiB of the 11.00 GiB free on RTX 4070 and 0.79 GiB of RAM'."""
        room = f"{size_text(self.size or 0)} {self.words}"
        on_gpus = _on_gpus(file)
        if self.of_file:
            return f"its file has {size_text(file.size)} of the {room}"
        if not self.by_fit or not _has_gpu(file):
            return f"it takes {size_text(file.memory)} of the {room}"
        in_ram = size_text(file.memory - on_gpus)
        if not on_gpus:
            return f"it lies in RAM and takes {in_ram} there, nothing of the {room}"
        if self.is_divided(file):
            return (
                f"it lies partly in RAM: {size_text(on_gpus)} of the {room}, and {in_ram} in RAM"
            )
        beside = f" and {in_ram} of RAM" if file.memory > on_gpus else ""
        return f"it takes {size_text(on_gpus)} of the {room}{beside}"

    def told(self, files: Collection[Weighed]) -> str:
        """Into what nothing fits: '1.00 GiB free on GPU0 and the RAM beside it'."""
        words = self.words if self.size is None else f"{size_text(self.size)} {self.words}".strip()
        beside = self.by_fit and any(_has_gpu(file) for file in files)
        return f"{words} and the RAM beside it" if beside else words


def budget_of(machine: Machine, *, reserve: int) -> tuple[int, str]:
    """Bytes free less `reserve` on each GPU, or in main memory where there is none; and where.

    What a GPU takes of main memory must be free there too.
    """
    gpus = engine_devices(machine)
    available = max(0, machine.memory.available - reserve)
    if not gpus:
        return available, "free in RAM"
    room = sum(max(0, gpu.free - reserve) for gpu in gpus)
    if all(shares_main_memory(gpu.name, gpu.kind) for gpu in gpus):
        room = min(room, available)
    names = [gpu.description or gpu.name for gpu in gpus if gpu.kind is not DeviceKind.RPC]
    if len(gpus) == 1:
        return room, f"free on {names[0] if names else 'the other computer'}"
    return room, f"free on {len(gpus)} GPUs"


def _has_gpu(file: Weighed) -> bool:
    return any(share.kind is not DeviceKind.CPU for share in file.estimate.devices)


def _on_gpus(file: Weighed) -> int:
    shares = file.estimate.devices
    return sum(share.sum for share in shares if share.kind is not DeviceKind.CPU)
