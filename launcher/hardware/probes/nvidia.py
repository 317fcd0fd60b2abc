"""NVIDIA GPUs, asked of the driver through NVML (the module pynvml, or one that acts like it).

Two things are special. Machines whose GPU works in main memory (GB10, Jetson)
answer 'not supported' for its size. And a card can be divided into parts (MIG);
then its parts are what can be used, and the card's own figures are not true
for any of them.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.programs import Holders, nobody

IN_MAIN_MEMORY: Final = ("GB10", "Thor", "Orin", "Xavier", "Tegra", "nvgpu")
NOT_TOLD: Final = 1 << 60  # some drivers write 'not available' as a number: all bits set
DOMAIN: Final = 4  # digits at least, as in '0000:01:00.0'; NVML writes '00000000:01:00.0'
RESTART: Final = "Restart the computer to use the GPU."
NOTES: Final = {  # NVML's word for the failure, what a person should know
    "NVML_ERROR_LIB_RM_VERSION_MISMATCH": (
        f"NVIDIA's driver was updated while the computer was running. {RESTART}"
    ),
    "NVML_ERROR_DRIVER_NOT_LOADED": (
        "NVIDIA's driver is installed but not running, so its GPU cannot be used."
    ),
    "NVML_ERROR_NO_PERMISSION": "NVIDIA's driver does not let this account use the GPU.",
    "NVML_ERROR_GPU_IS_LOST": f"The NVIDIA GPU does not answer any more. {RESTART}",
    "NVML_ERROR_RESET_REQUIRED": f"The NVIDIA GPU does not answer any more. {RESTART}",
}


class NvidiaUnknown(ProbeFailed):
    """NVML is absent or refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card, or a part of a divided one. `handle` is NVML's, good until it shuts down."""

    handle: Any
    name: str
    pci: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Memory of a card (bytes)."""

    total: int
    free: int


def read(nvml: Any, holders: Holders = nobody) -> tuple[Gpu, ...]:
    """Every NVIDIA GPU, with who holds it by `holders`' word. Raises NvidiaUnknown."""
    with session(nvml):
        driver = _word(nvml.nvmlSystemGetDriverVersion())
        return tuple(_gpu(nvml, card, driver, holders) for card in cards(nvml))


@contextmanager
def session(nvml: Any) -> Iterator[None]:
    """NVML started, and shut down at the end. Its errors become NvidiaUnknown."""
    start(nvml)
    try:
        yield
    except nvml.NVMLError as error:
        raise unknown(nvml, error) from error
    finally:
        stop(nvml)


def start(nvml: Any) -> None:
    """Start NVML. Raises NvidiaUnknown."""
    try:
        nvml.nvmlInit()
    except nvml.NVMLError as error:
        raise unknown(nvml, error) from error


def stop(nvml: Any) -> None:
    """Shut NVML down; a driver that is gone cannot be."""
    with suppress(nvml.NVMLError):
        nvml.nvmlShutdown()


def unknown(nvml: Any, error: Exception) -> NvidiaUnknown:
    """NVML's error in our words."""
    value = getattr(error, "value", None)
    for name, note in NOTES.items():
        if value is not None and value == getattr(nvml, name, None):
            return NvidiaUnknown(str(error), note=note)
    return NvidiaUnknown(str(error))


def cards(nvml: Any) -> tuple[Card, ...]:
    """Every card the driver lists, divided ones as their parts. A card that fails is left out."""
    found: list[Card] = []
    for index in range(int(nvml.nvmlDeviceGetCount())):
        with suppress(nvml.NVMLError):
            found += _card_or_parts(nvml, nvml.nvmlDeviceGetHandleByIndex(index))
    return tuple(found)


def amount(nvml: Any, card: Card) -> Amount | None:
    """Memory now, or None where the GPU works in main memory. Raises NVML's error.

    The second version of the question leaves out what the driver keeps for
    itself; drivers that do not know it (WSL) are asked the first.
    """
    try:
        found = nvml.nvmlDeviceGetMemoryInfo(card.handle, version=nvml.nvmlMemory_v2)
    except nvml.NVMLError:
        try:
            found = nvml.nvmlDeviceGetMemoryInfo(card.handle)
        except nvml.NVMLError as error:
            if error.value == nvml.NVML_ERROR_NOT_SUPPORTED:
                return None
            raise
    total, free = int(found.total), int(found.free)
    if not total or any(word in card.name for word in IN_MAIN_MEMORY):
        return None
    return Amount(total=total, free=max(0, min(free, total)))


def held(nvml: Any, card: Card, pids: Collection[int]) -> int:
    """Bytes these processes hold on a card; 0 where the driver does not tell (Windows)."""
    most = usage(nvml, card) if pids else {}
    return sum(most.get(pid, 0) for pid in set(pids))


def usage(nvml: Any, card: Card) -> dict[int, int]:
    """Bytes of every process that holds some on a card, as far as the driver tells them.

    It does not on Windows, where the system hands out the memory (WDDM).
    """
    most: dict[int, int] = {}
    for ask in (
        nvml.nvmlDeviceGetComputeRunningProcesses,
        nvml.nvmlDeviceGetGraphicsRunningProcesses,
    ):
        with suppress(nvml.NVMLError):
            for process in ask(card.handle):
                used = int(process.usedGpuMemory or 0)
                most[process.pid] = max(used, most.get(process.pid, 0))
    return {pid: used for pid, used in most.items() if 0 < used < NOT_TOLD}


def _gpu(nvml: Any, card: Card, driver: str, holders: Holders) -> Gpu:
    try:
        found = amount(nvml, card)
        shared = found is None
    except nvml.NVMLError:
        found, shared = None, False
    return Gpu(
        name=card.name,
        vendor="nvidia",
        driver=driver or None,
        total=found.total if found else None,
        free=found.free if found else None,
        integrated=shared,
        pci=card.pci,
        holders=holders(usage(nvml, card)),
    )


def _card_or_parts(nvml: Any, handle: Any) -> list[Card]:
    pci = _pci(nvml, handle)
    if not _divided(nvml, handle):
        return [Card(handle=handle, name=_word(nvml.nvmlDeviceGetName(handle)), pci=pci)]
    parts: list[Card] = []
    for index in range(int(nvml.nvmlDeviceGetMaxMigDeviceCount(handle))):
        with suppress(nvml.NVMLError):  # fewer parts may be made than there can be
            part = nvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, index)
            name = _word(nvml.nvmlDeviceGetName(part))
            parts.append(Card(handle=part, name=name, pci=f"{pci}#{index}" if pci else None))
    return parts


def _divided(nvml: Any, handle: Any) -> bool:
    try:
        return bool(nvml.nvmlDeviceGetMigMode(handle)[0])
    except nvml.NVMLError:
        return False


def _pci(nvml: Any, handle: Any) -> str | None:
    try:
        address = _word(nvml.nvmlDeviceGetPciInfo(handle).busId).lower()
    except nvml.NVMLError:
        return None
    domain, _, rest = address.partition(":")
    return f"{domain.lstrip('0').rjust(DOMAIN, '0')}:{rest}" if rest else None


def _word(text: str | bytes) -> str:
    return (text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)).strip("\0 ")
