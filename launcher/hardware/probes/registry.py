"""The two questions the probes ask Windows: what the registry says, which devices are there."""

import ctypes
import importlib
from typing import Final, Protocol

PRESENT: Final = 0x100  # cfgmgr32.h: CM_GETIDLIST_FILTER_PRESENT
OF_CLASS: Final = 0x200  # cfgmgr32.h: CM_GETIDLIST_FILTER_CLASS
MANY: Final = 256  # more values or keys than that we do not read


class Registry(Protocol):
    """What the Windows probe needs; OSError where there is no such key."""

    def values(self, path: str) -> dict[str, object]:
        """Names and values of a key under HKEY_LOCAL_MACHINE."""

    def keys(self, path: str) -> tuple[str, ...]:
        """Names of the keys below it."""

    def present(self, device_class: str) -> tuple[str, ...]:
        """Instance names of the devices of a class that are there now; empty where unknown."""


class WindowsRegistry:
    """The registry of the computer this runs on. Only on Windows."""

    def values(self, path: str) -> dict[str, object]:
        """Names and values of a key under HKEY_LOCAL_MACHINE. Raises OSError."""
        reg = importlib.import_module("winreg")
        found: dict[str, object] = {}
        with reg.OpenKey(reg.HKEY_LOCAL_MACHINE, path) as key:
            for index in range(min(reg.QueryInfoKey(key)[1], MANY)):
                name, value, _ = reg.EnumValue(key, index)
                found[name] = value
        return found

    def keys(self, path: str) -> tuple[str, ...]:
        """Names of the keys below it. Raises OSError."""
        reg = importlib.import_module("winreg")
        with reg.OpenKey(reg.HKEY_LOCAL_MACHINE, path) as key:
            count = min(reg.QueryInfoKey(key)[0], MANY)
            return tuple(reg.EnumKey(key, index) for index in range(count))

    def present(self, device_class: str) -> tuple[str, ...]:
        """Instance names of the present devices of a class, in lower case.

        Source: CM_Get_Device_ID_ListW in cfgmgr32.h; the list ends with two zeros.
        """
        manager = ctypes.CDLL("cfgmgr32")
        length = ctypes.c_ulong()
        flags = PRESENT | OF_CLASS
        wanted = ctypes.c_wchar_p(device_class)
        if manager.CM_Get_Device_ID_List_SizeW(ctypes.byref(length), wanted, flags):
            return ()
        buffer = ctypes.create_unicode_buffer(length.value)
        if manager.CM_Get_Device_ID_ListW(wanted, buffer, length, flags):
            return ()
        return tuple(name.lower() for name in "".join(buffer[: length.value]).split("\0") if name)
