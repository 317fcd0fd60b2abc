"""For which system and processor a library was built, by the first bytes of its file.

Sources: the ELF header (e_machine, System V gABI), Microsoft's PE format (Machine in the
COFF header), Apple's mach-o/loader.h (cputype).
"""

import struct
from pathlib import Path
from typing import Final

ENOUGH: Final = 4096  # bytes in which every header ends
_ELF: Final = {0x3E: "x86_64", 0xB7: "aarch64", 0x03: "i686", 0x28: "armv7l", 0xF3: "riscv64"}
_PE: Final = {0x8664: "x86_64", 0xAA64: "arm64", 0x014C: "i686"}
_MACH: Final = {0x0100000C: "arm64", 0x01000007: "x86_64"}
_MACH_64: Final = b"\xcf\xfa\xed\xfe"  # little-endian, as every Mac of today
_FAT: Final = b"\xca\xfe\xba\xbe"  # several processors in one file
_PE_OFFSET: Final = 0x3C


def built_for(file: Path) -> tuple[str, ...]:
    """As ('linux-x86_64',); nothing where it is no library. Raises OSError."""
    with file.open("rb") as stream:
        return systems_of(stream.read(ENOUGH))


def systems_of(head: bytes) -> tuple[str, ...]:
    """The systems that the first bytes of a library name."""
    try:
        return _systems(head)
    except struct.error:  # cut off in the middle of a header
        return ()


def _systems(head: bytes) -> tuple[str, ...]:
    if head.startswith(b"\x7fELF"):
        order = "<" if head[5:6] == b"\x01" else ">"
        (machine,) = struct.unpack_from(f"{order}H", head, 18)
        return (f"linux-{_ELF.get(machine, f'machine{machine}')}",)
    if head.startswith(b"MZ"):
        (offset,) = struct.unpack_from("<I", head, _PE_OFFSET)
        signature, machine = struct.unpack_from("<4sH", head, offset)
        known = signature == b"PE\0\0"
        return (f"windows-{_PE.get(machine, f'machine{machine}')}",) if known else ()
    if head.startswith(_MACH_64):
        (kind,) = struct.unpack_from("<I", head, 4)
        return (f"macos-{_MACH.get(kind, f'machine{kind}')}",)
    if head.startswith(_FAT):
        (count,) = struct.unpack_from(">I", head, 4)
        kinds = [struct.unpack_from(">I", head, 8 + 20 * n)[0] for n in range(min(count, 16))]
        return tuple(f"macos-{_MACH.get(kind, f'machine{kind}')}" for kind in kinds)
    return ()


def is_empty_inside(file: Path) -> bool:
    """Whether its first bytes are zeros, as after a crash while it was written. Raises OSError."""
    with file.open("rb") as stream:
        return not stream.read(ENOUGH).strip(b"\0")
