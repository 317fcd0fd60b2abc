"""NVIDIA's driver as recorded: what the probes use of pynvml, with its own errors."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pynvml

RECORDED = Path(__file__).parent.parent / "recorded/hardware/nvml"


class RecordedNvml:
    """Acts like the module pynvml. `broken` is the NVML error that starting raises."""

    NVMLError = pynvml.NVMLError
    nvmlMemory_v2 = pynvml.nvmlMemory_v2  # noqa: N815

    def __init__(self, name: str = "", *, broken: int | None = None) -> None:
        text = (RECORDED / f"{name}.json").read_text("utf-8") if name else '{"cards": []}'
        self.recording: dict[str, Any] = json.loads(text)
        self.broken = broken
        self.started = 0
        self.starts = 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("NVML_"):
            return getattr(pynvml, name)
        raise AttributeError(name)

    def nvmlInit(self) -> None:  # noqa: N802
        self.starts += 1
        self._work()
        self.started += 1

    def nvmlShutdown(self) -> None:  # noqa: N802
        self._work()
        self.started -= 1

    def nvmlSystemGetDriverVersion(self) -> str:  # noqa: N802
        self._work()
        return str(self.recording["driver"])

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        self._work()
        return len(self.recording["cards"])

    def nvmlDeviceGetHandleByIndex(self, index: int) -> dict[str, Any]:  # noqa: N802
        self._work()
        card: dict[str, Any] = self.recording["cards"][index]
        if card.get("lost"):
            raise pynvml.NVMLError(pynvml.NVML_ERROR_GPU_IS_LOST)
        return card

    def nvmlDeviceGetName(self, card: dict[str, Any]) -> str:  # noqa: N802
        return str(card["name"])

    def nvmlDeviceGetPciInfo(self, card: dict[str, Any]) -> SimpleNamespace:  # noqa: N802
        return SimpleNamespace(busId=card["bus"].encode())

    def nvmlDeviceGetMemoryInfo(  # noqa: N802
        self, card: dict[str, Any], version: int | None = None
    ) -> SimpleNamespace:
        self._work()
        if card["total"] is None:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
        if version and self.recording.get("only_first_version"):
            raise pynvml.NVMLError(pynvml.NVML_ERROR_FUNCTION_NOT_FOUND)
        total, reserved, used = card["total"], card["reserved"], card["used"]
        free = total - reserved - used
        if version:
            return SimpleNamespace(total=total, reserved=reserved, used=used, free=free)
        return SimpleNamespace(total=total, used=used + reserved, free=free)

    def nvmlDeviceGetMigMode(self, card: dict[str, Any]) -> list[int]:  # noqa: N802
        if "parts" not in card:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
        return [1, 1]

    def nvmlDeviceGetMaxMigDeviceCount(self, card: dict[str, Any]) -> int:  # noqa: N802
        return int(card["mig_slots"])

    def nvmlDeviceGetMigDeviceHandleByIndex(  # noqa: N802
        self, card: dict[str, Any], index: int
    ) -> dict[str, Any]:
        if index >= len(card["parts"]):
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_FOUND)
        part: dict[str, Any] = card["parts"][index]
        return part

    def nvmlDeviceGetComputeRunningProcesses(self, card: dict[str, Any]) -> list[Any]:  # noqa: N802
        return self._processes(card["compute"])

    def nvmlDeviceGetGraphicsRunningProcesses(self, card: dict[str, Any]) -> list[Any]:  # noqa: N802
        return self._processes(card["graphics"])

    def _processes(self, listed: list[list[int | None]] | None) -> list[Any]:
        if listed is None:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
        return [SimpleNamespace(pid=pid, usedGpuMemory=used) for pid, used in listed]

    def _work(self) -> None:
        if self.broken is not None:
            raise pynvml.NVMLError(self.broken)
