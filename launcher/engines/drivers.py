"""What would have to change for a graphics driver that failed to be worth another try.

Nothing is loaded or asked here, for a driver that hangs would hang us too: only the system's
version, the names and times of the drivers' files, and the variables drivers listen to.
Sources: Khronos, "Vulkan-Loader: LoaderDriverInterface.md" (where drivers are listed);
Microsoft, "DriverStore" (FileRepository gets a folder for each driver that is installed).
"""

import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

VARIABLES: Final = (
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "GGML_VK_VISIBLE_DEVICES",
    "VK_DRIVER_FILES",
    "VK_ICD_FILENAMES",
    "VK_LOADER_DRIVERS_DISABLE",
    "VK_LOADER_DRIVERS_SELECT",
)
LISTS: Final = (
    "etc/vulkan/icd.d",
    "usr/local/share/vulkan/icd.d",
    "usr/share/vulkan/icd.d",
    "sys/class/drm",
)
LIBRARIES: Final = (
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "usr/lib64",
    "usr/lib",
)
OF_A_DRIVER: Final = re.compile(
    r".*\.json|card\d+|lib(?:vulkan|cuda|nvidia-gpucomp|nvidia-glcore|amdhip)[^/]*\.so.*"
)
MODULE: Final = "sys/module/nvidia/version"  # beside the kernel, where all others come from
OF_WINDOWS: Final = ("DriverStore/FileRepository", "vulkan-1.dll", "nvcuda.dll", "amdhip64_6.dll")


def driver_mark(
    *,
    system: str = sys.platform,
    root: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """A text that is another one after a driver was installed, removed or set up anew.

    `root` is where the system's folders begin: / or, on Windows, its System32.
    """
    env = os.environ if environment is None else environment
    told = [f"{platform.system()} {platform.release()} {platform.version()}"]
    told += [f"{name}={env[name]}" for name in VARIABLES if name in env]
    if system == "win32":
        place = root or Path(env.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        told += (_stamp(place / name) for name in OF_WINDOWS)
    elif system.startswith("linux"):
        told += sorted(_of_linux(root or Path("/")))
    return "\n".join(told)


def _of_linux(root: Path) -> Iterator[str]:
    with suppress(OSError):
        yield (root / MODULE).read_text("ascii", "replace").strip()
    for folder in (*LISTS, *LIBRARIES):
        with suppress(OSError), os.scandir(root / folder) as entries:
            yield from (_stamp(Path(one)) for one in entries if OF_A_DRIVER.fullmatch(one.name))


def _stamp(path: Path) -> str:
    """Name, size and time of change of a file; of a card its name alone."""
    if path.parent.name == "drm":
        return path.name
    with suppress(OSError):
        told = path.stat()
        return f"{path.name} {told.st_size} {told.st_mtime_ns}"
    return f"{path.name} is not there"
