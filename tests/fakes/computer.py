"""Recorded computers: what the probes read, from tests/recorded/hardware."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pynvml

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
) -> Sources:
    """A recorded computer; what is not recorded is not there. `brand` is sysctl's answer."""
    root = RECORDED / case
    return Sources(
        system=system,
        root=root,
        run=_commands(root, brand),
        nvml=lambda: nvml or RecordedNvml(broken=pynvml.NVML_ERROR_LIBRARY_NOT_FOUND),
        registry=RecordedRegistry(registry),
        memory=lambda: MainMemory(total=total, available=available),
        cores=lambda: cores or Cores(physical=16, logical=32),
    )


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
