"""What the bare system takes from the one it is made on: where packages come from, and how.

Read when it is asked and written only into the bare system: mirrors, keys and proxies are the
host's own business.
"""

import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError

APT: Final = Path("/etc/apt")
# Everything apt needs to fetch here as it does on the host.
TAKEN: Final = (
    *("/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/keyrings"),
    *("/etc/apt/trusted.gpg.d", "/etc/apt/auth.conf", "/etc/apt/auth.conf.d"),
    *("/usr/share/keyrings", "/etc/ssl/certs/ca-certificates.crt"),
    *("/etc/resolv.conf", "/etc/hosts"),
)
TARGET: Final = "$(ORIGIN)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)"
PROXIES: Final = ("http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The distribution the host is: its release, its parts, and a mirror of it."""

    codename: str
    components: tuple[str, ...]
    mirror: str


def archive() -> Archive:
    """The host's own. Raises SetupError where apt knows none."""
    return read_targets(
        _answer("apt-get", "indextargets", "--format", TARGET, "Created-By: Packages"),
        codename=platform.freedesktop_os_release().get("VERSION_CODENAME", ""),
    )


def read_targets(text: str, *, codename: str) -> Archive:
    """apt's list of package lists, one line each as TARGET says. Raises SetupError."""
    rows = [line.split("|") for line in text.splitlines() if line.count("|") == 3]
    own = [row for row in rows if row[1] == codename and row[0] in {"Debian", "Ubuntu"}]
    if not own:
        raise SetupError(
            f"apt knows no package list of {codename or 'this system'}: run `apt-get update` on a "
            "Debian or Ubuntu system, then this again."
        )
    parts = tuple(dict.fromkeys(row[2] for row in own))
    return Archive(codename=codename, components=parts, mirror=own[0][3])


def _answer(*words: str) -> str:
    try:
        return subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            "The bare system is made by apt: run this on Debian or Ubuntu."
        ) from error


def lend(root: Path) -> None:
    """Copy into the bare system what apt needs there, with the host's way of fetching."""
    for name in TAKEN:
        _copy(Path(name), root / name.lstrip("/"))
    fetching = root / "etc" / "apt" / "apt.conf.d" / "00host"
    fetching.write_text(_answer("apt-config", "dump", "Acquire"), encoding="utf-8")
    keep = root / "etc" / "apt" / "apt.conf.d" / "99keep"
    keep.write_text('Binary::apt::APT::Keep-Downloaded-Packages "true";\n', encoding="utf-8")
    # Nothing here has to survive a power cut; waiting for the disk takes most of the time.
    quick = root / "etc" / "dpkg" / "dpkg.cfg.d" / "quick"
    quick.parent.mkdir(parents=True, exist_ok=True)
    quick.write_text("force-unsafe-io\n", encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(
            source, target, dirs_exist_ok=True, ignore_dangling_symlinks=True, symlinks=False
        )
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copyfile(source, target)
