"""Room on the volume where a folder lies, or will lie."""

import shutil
from pathlib import Path

from launcher.hardware.facts import Disk
from launcher.hardware.probes.failed import ProbeFailed


class DiskUnknown(ProbeFailed):
    """The volume does not answer."""


def read(folder: Path) -> Disk:
    """Total and free bytes where the folder is; where it is not yet made, its nearest parent.

    Free is what this person may fill. Raises DiskUnknown.
    """
    for place in (folder, *folder.absolute().parents):
        try:
            found = shutil.disk_usage(place)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise DiskUnknown(str(error), note=f"{folder} cannot be reached: {error}.") from error
        return Disk(folder=folder, total=found.total, free=found.free)
    raise DiskUnknown("no such volume", note=f"The volume of {folder} is not there.")
