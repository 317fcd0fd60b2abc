"""Recorded computers: what the probes read, from tests/recorded/hardware."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pynvml

from launcher.hardware.probes.programs import Process
from launcher.hardware.probes.sources import CommandFailed, Cores, MainMemory, Sources
from launcher.units import GIB
from tests.fakes.nvml import RecordedNvml

RECORDED = Path(__file__).parent.parent / "recorded/hardware"


class RecordedRegistry:
    """The Windows registry as recorded; without a recording nothing is there."""

    def __init__(self, recording: str = "") -> None:
        text = (RECORDED / recording).read_text("utf-8") if recording else '{"keys": {}}'
        found = json.loads(text)
        self._keys: dict[str, Any] = found["keys"]
        self._present = tuple(found.get("present", ()))

    def values(self, path: str) -> dict[str, object]:
        if self._keys.get(path) is None:
            raise PermissionError(path)
        return {name: _value(value) for name, value in self._keys[path].items()}

    def keys(self, path: str) -> tuple[str, ...]:
        if path not in self._keys:
            raise FileNotFoundError(path)
        below = [key for key in self._keys if key.startswith(path + "\\")]
        return tuple(key.removeprefix(path + "\\") for key in below)

    def present(self, device_class: str) -> tuple[str, ...]:
        return self._present


def recorded(
    case: str = "nothing",
    *,
    system: str = "linux",
    nvml: RecordedNvml | None = None,
    registry: str = "",
    brand: str = "",
    total: int = 64 * GIB,
    available: int = 48 * GIB,
    cores: Cores | None = None,
    processes: Sequence[Process] = (),
) -> Sources:
    """A recorded computer; what is not recorded is not there. `brand` is sysctl's answer."""
    names = {process.pid: process.program for process in processes}
    root = RECORDED / case
    return Sources(
        system=system,
        root=root,
        run=_commands(root, brand),
        nvml=lambda: nvml or RecordedNvml(broken=pynvml.NVML_ERROR_LIBRARY_NOT_FOUND),
        registry=RecordedRegistry(registry),
        memory=lambda: MainMemory(total=total, available=available),
        cores=lambda: cores or Cores(physical=16, logical=32),
        processes=lambda: tuple(processes),
        name_of=names.get,
    )


def laptop(root: Path, status: str, control: str = "auto", name: str = "0000:01:00.0") -> Path:
    """The files of an NVIDIA card, and of an AMD one that is always awake."""
    both = ((name, "0x10de", "0x030200"), ("0000:05:00.0", "0x1002", "0x030000"))
    for device, vendor, kind in both:
        folder = root / "sys/bus/pci/devices" / device.replace(":", "_")  # no colons on Windows
        (folder / "power").mkdir(parents=True, exist_ok=True)
        (folder / "vendor").write_text(f"{vendor}\n")
        (folder / "class").write_text(f"{kind}\n")
        word = status if vendor == "0x10de" else "active"
        (folder / "power/runtime_status").write_text(f"{word}\n")
        (folder / "power/control").write_text(f"{control}\n")
    return root


def _commands(root: Path, brand: str) -> Callable[[tuple[str, ...]], str]:
    def run(words: tuple[str, ...]) -> str:
        printed = root / "lscpu.txt"
        if words == ("lscpu",) and printed.exists():
            return printed.read_text("utf-8")
        if brand and words[1:] == ("-n", "machdep.cpu.brand_string"):
            return brand + "\n"
        raise CommandFailed(words[0])

    return run


def _value(value: object) -> object:
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"])
    return value
