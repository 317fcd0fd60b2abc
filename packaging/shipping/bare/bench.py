"""The workbench of the trials: the bare system with the package in it, as often as wanted."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from shipping.bare.display import SOCKETS, Display
from shipping.bare.host import lend
from shipping.bare.system import Account, CommandFailed, System

APT: Final = ("apt-get", "--quiet=2", "--yes", "--no-install-recommends")
ANNA: Final = Account(name="anna", home="/home/anna")
FETCHING: Final = 300.0  # seconds to fetch and unpack packages
INSIDE: Final = "/root/packages"
# What a person with a desktop has beside the program, and what hears its window (AT-SPI).
DESKTOP: Final = (
    *("dbus", "at-spi2-core", "python3-gi", "gir1.2-atspi-2.0"),
    *("xdg-utils", "shared-mime-info", "desktop-file-utils", "libglib2.0-bin"),
)


@dataclass(kw_only=True)
class Bench:
    """What every check gets. `layers` is the bare system with the package, topmost first."""

    package: Path
    base: Path
    folder: Path  # on a disk an overlay can write to; emptied afterwards
    out: Path  # pictures and results
    display: Display
    layers: tuple[Path, ...] = ()
    desktop: tuple[Path, ...] = ()
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def system(self, *layers: Path) -> Iterator[System]:
        """A fresh one over these layers, or over the installed package."""
        below = layers or self.layers
        if not below:
            raise CommandFailed("the package was not installed")
        folder = self.folder / f"system-{next(self._numbers)}"
        with System(folder, *below) as made:
            made.bind(self.folder.parent / "archives", "/var/cache/apt/archives")
            yield made

    def keep(self, system: System) -> Path:
        """What was changed there, as a layer; leave the system first."""
        return system.changes

    def give(self, system: System, package: Path | None = None) -> str:
        """Put a package into the system; its place there."""
        package = package or self.package
        inside = f"{INSIDE}/{package.name}"
        target = system.root / inside.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package, target)
        return inside

    def install(self, system: System, *packages: str) -> str:
        """By apt, without what is only recommended; what it said."""
        return system.must(*APT, "install", *packages, network=True, patience=FETCHING).told

    def prepare(self, system: System) -> None:
        """Let apt fetch as on the host, and know what there is."""
        lend(system.root)
        system.must("apt-get", "--quiet=2", "update", network=True, patience=FETCHING)

    def with_display(self, system: System) -> dict[str, str]:
        """Let the system see the display; the environment that names it."""
        system.bind(SOCKETS, str(SOCKETS))
        return {"DISPLAY": self.display.name}

    def repacked(self, version: str) -> Path:
        """The same package under another version. No earlier release is at hand."""
        stage = self.folder / f"repacked-{version}"
        target = self.folder / f"snug_{version}.deb"
        extract = ["dpkg-deb", "--raw-extract", str(self.package), str(stage)]
        subprocess.run(extract, check=True)
        control = stage / "DEBIAN" / "control"
        lines = control.read_text(encoding="utf-8").splitlines()
        lines = [f"Version: {version}" if one.startswith("Version:") else one for one in lines]
        control.write_text("\n".join(lines) + "\n", encoding="utf-8")
        words = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(stage), str(target)]
        subprocess.run(words, check=True, capture_output=True)
        shutil.rmtree(stage)
        return target
