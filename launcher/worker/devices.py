"""The devices the engine can use, in ggml's own order, and which of them a buffer lies on."""

import ctypes
import re
from functools import cache
from typing import Any, Final

from launcher.protocol.messages import EngineDevice
from launcher.worker.bindings import function

CPU: Final = 0  # enum ggml_backend_dev_type
GPU: Final = 1
IGPU: Final = 2
KINDS: Final = {CPU: "cpu", GPU: "gpu", IGPU: "igpu"}
PCI: Final = re.compile(r"[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]")
REPACKED: Final = ("CPU_REPACK", "CPU_AARCH64", "CPU_KLEIDIAI", "AMX")

_POINTER: Final = ctypes.c_void_p


class _Properties(ctypes.Structure):
    """ggml_backend_dev_props, with room for capabilities of a later engine."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("type", ctypes.c_int),
        ("device_id", ctypes.c_char_p),
        ("capabilities", ctypes.c_bool * 64),
    ]


def all_devices() -> list[Any]:
    """Handles of every device in ggml's list."""
    count = function("ggml_backend_dev_count", ctypes.c_size_t)()
    get = function("ggml_backend_dev_get", _POINTER, ctypes.c_size_t)
    return [get(index) for index in range(count)]


def list_devices() -> tuple[EngineDevice, ...]:
    """What the engine can use. Helpers of the processor (BLAS, AMX) are part of it."""
    return tuple(_describe(device) for device in all_devices() if type_of(device) in KINDS)


def cpu_device() -> Any:
    """The processor's handle."""
    return function("ggml_backend_dev_by_type", _POINTER, ctypes.c_int)(CPU)


def cpu_buffer_type() -> Any:
    """The processor's own buffer type."""
    return function("ggml_backend_dev_buffer_type", _POINTER, _POINTER)(cpu_device())


def name_of(device: Any) -> str:
    """The engine's name for a device: 'CPU', 'CUDA0', 'RPC0'."""
    text: bytes = function("ggml_backend_dev_name", ctypes.c_char_p, _POINTER)(device)
    return text.decode("utf-8", "replace")


def kind_of(device: Any) -> str:
    """cpu, gpu, igpu or rpc."""
    registry = function("ggml_backend_dev_backend_reg", _POINTER, _POINTER)(device)
    family: bytes = function("ggml_backend_reg_name", ctypes.c_char_p, _POINTER)(registry)
    return "rpc" if family.startswith(b"RPC") else KINDS.get(type_of(device), "cpu")


@cache
def buffer_name(buffer_type: int) -> str:
    """The engine's name for a buffer type: 'CPU', 'CPU_REPACK', 'CUDA_Host'."""
    text: bytes = function("ggml_backend_buft_name", ctypes.c_char_p, _POINTER)(buffer_type)
    return text.decode("utf-8", "replace")


@cache
def buffer_place(buffer_type: int) -> tuple[str, str, bool]:
    """Name and kind of the device a buffer type's bytes are on, and whether they are repacked.

    Memory that the processor reads is the processor's, whichever device asked
    for it: CUDA_Host and CPU_Mapped are main memory.
    """
    repacked = buffer_name(buffer_type).startswith(REPACKED)
    device = function("ggml_backend_buft_get_device", _POINTER, _POINTER)(buffer_type)
    host = function("ggml_backend_buft_is_host", ctypes.c_bool, _POINTER)(buffer_type)
    if host or repacked or not device or type_of(device) not in (GPU, IGPU):
        return name_of(cpu_device()), "cpu", repacked
    return name_of(device), kind_of(device), False


def type_of(device: Any) -> int:
    """The number of its kind: CPU, GPU, IGPU or another."""
    return int(function("ggml_backend_dev_type", ctypes.c_int, _POINTER)(device))


def _describe(device: Any) -> EngineDevice:
    free, total = ctypes.c_size_t(0), ctypes.c_size_t(0)
    size = ctypes.POINTER(ctypes.c_size_t)
    function("ggml_backend_dev_memory", None, _POINTER, size, size)(
        device, ctypes.byref(free), ctypes.byref(total)
    )
    text: bytes = function("ggml_backend_dev_description", ctypes.c_char_p, _POINTER)(device)
    return EngineDevice(
        name=name_of(device),
        description=(text or b"").decode("utf-8", "replace").strip(),
        kind=kind_of(device),
        total=total.value,
        free=free.value,
        pci=_pci(device),
    )


def _pci(device: Any) -> str | None:
    """The address of a card, as its driver writes it: '0000:c1:00.0'."""
    found = _Properties()
    function("ggml_backend_dev_get_props", None, _POINTER, ctypes.POINTER(_Properties))(
        device, ctypes.byref(found)
    )
    address = (found.device_id or b"").decode("utf-8", "replace").lower()
    return address if PCI.fullmatch(address) else None  # other backends put other words there
