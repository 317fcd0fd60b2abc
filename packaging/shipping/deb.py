"""The Debian package: the frozen tree in /opt/snug, `snug` on the path, what a desktop looks for.

No script runs as root: the desktop's own packages watch their folders and refresh their
indexes by themselves where they are installed (dpkg's file triggers).
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError
from shipping.debian_changelog import debian_changelog
from shipping.dependencies import Dependencies, dependencies
from shipping.linux_share import SOURCES, fill_in, lay_out, packed, write
from shipping.linux_tree import check, copy, fresh, moment, settle, version_of

from launcher.identity import COPYRIGHT

HOME: Final = Path("opt") / "snug"
# The project has no address yet; .invalid belongs to nobody (RFC 2606).
MAINTAINER: Final = f"{COPYRIGHT} <nobody@snug.invalid>"
LARGEST: Final = 100_000_000  # bytes; what a person is asked to download
# Zstandard at a high level: a tenth smaller than at 12, a twentieth larger than xz, and
# unpacked on a person's computer several times as fast. Every dpkg since 1.21.18 and
# every Ubuntu since 18.04 read it.
COMPRESSION: Final = ("-Zzstd", "-z19")
QUICK: Final = ("-Zzstd", "-z1")


def make(
    tree: Path,
    out: Path,
    *,
    version: str | None = None,
    needs: Dependencies | None = None,
    quick: bool = False,
) -> Path:
    """The package of a frozen tree in the folder `out`. Raises SetupError.

    `quick` packs loosely and fast, for a trial; `needs` spares working them out again.
    """
    processor = check(tree)
    stage = fresh(out / "deb")
    named = version or version_of(tree)
    at = moment(tree)
    _fill(tree, stage, version=named, at=at)
    _describe(stage, version=named, processor=processor, needs=needs or dependencies(tree))
    settle(stage, at=at)
    package = out / f"snug_{named}_{processor}.deb"
    _pack(stage, package, at=at, compression=QUICK if quick else COMPRESSION)
    shutil.rmtree(stage)
    size = package.stat().st_size
    if size > LARGEST and not quick:
        raise SetupError(
            f"{package} is {size / 1e6:.0f} MB and may be {LARGEST / 1e6:.0f} MB: "
            "see what grew with `python3 snug.py package sizes`."
        )
    return package


def _fill(tree: Path, stage: Path, *, version: str, at: int) -> None:
    """The files as they will lie on the system."""
    copy(tree, stage / HOME)
    link = stage / "usr" / "bin" / "snug"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/snug/snug")
    lay_out(stage / "usr", version=version)
    papers = stage / "usr" / "share" / "doc" / "snug"
    write(papers / "copyright", fill_in(SOURCES / "copyright.in", COPYRIGHT=COPYRIGHT))
    write(papers / "README.Debian", (SOURCES / "README.Debian").read_text(encoding="utf-8"))
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    history = debian_changelog(told, version=version, maintainer=MAINTAINER, at=at)
    packed(papers / "changelog.gz", history)
    overrides = (SOURCES / "lintian-overrides").read_text(encoding="utf-8")
    write(stage / "usr" / "share" / "lintian" / "overrides" / "snug", overrides)


def _describe(stage: Path, *, version: str, processor: str, needs: Dependencies) -> None:
    """DEBIAN/control and the sums of all files."""
    files = [path for path in sorted(stage.rglob("*")) if path.is_file() and not path.is_symlink()]
    size = sum(_kib(path) for path in stage.rglob("*"))
    control = fill_in(
        SOURCES / "control.in",
        MAINTAINER=MAINTAINER,
        VERSION=version,
        ARCHITECTURE=processor,
        INSTALLED_KIB=str(size),
        DEPENDS=", ".join(needs.needed),
        RECOMMENDS=", ".join(needs.recommended),
    )
    sums = "".join(f"{_md5(path)}  {path.relative_to(stage)}\n" for path in files)
    write(stage / "DEBIAN" / "control", control)
    write(stage / "DEBIAN" / "md5sums", sums)


def _kib(path: Path) -> int:
    """Rounded up, a folder and a link counted as 1, as Debian's policy 5.6.20 has it."""
    if path.is_symlink() or path.is_dir():
        return 1
    return -(-path.stat().st_size // 1024)


def _md5(path: Path) -> str:
    """What `dpkg --verify` compares with; against accidents, not against people."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _pack(stage: Path, package: Path, *, at: int, compression: tuple[str, ...]) -> None:
    words = ["dpkg-deb", "--root-owner-group", *compression, "--build", str(stage), str(package)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(at)}
    try:
        answer = subprocess.run(
            words, check=False, capture_output=True, encoding="utf-8", env=environment
        )
    except FileNotFoundError as error:
        raise SetupError(
            "dpkg-deb is missing: make the package on Debian or Ubuntu, or install dpkg."
        ) from error
    if answer.returncode != 0:
        raise SetupError(f"dpkg-deb failed: {answer.stderr.strip()}.")
