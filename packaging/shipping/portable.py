"""The portable archive: the frozen tree in one folder that runs wherever it is unpacked."""

import subprocess
import tarfile
from pathlib import Path
from typing import IO, Final

from bootstrap.talk import SetupError
from shipping.linux_share import SOURCES
from shipping.linux_tree import check, mode_of, moment, version_of

LEVEL: Final = "-19"
PROCESSORS: Final = {"amd64": "x86_64", "arm64": "aarch64"}  # as `uname -m` says


def make(tree: Path, out: Path) -> Path:
    """The archive of a frozen tree in the folder `out`. Raises SetupError."""
    processor = PROCESSORS[check(tree)]
    version = version_of(tree)
    out.mkdir(parents=True, exist_ok=True)
    archive = out / f"Snug-{version}-linux-{processor}.tar.zst"
    words = ["zstd", "--quiet", "--force", LEVEL, "-T0", "-o", str(archive)]
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE)
    except FileNotFoundError as error:
        raise SetupError(
            "zstd is missing: run `apt-get install zstd`, then this again."
        ) from error
    assert process.stdin is not None  # noqa: S101  it was asked for
    with process.stdin as pipe:
        _write(tree, pipe, top=f"Snug-{version}", at=moment(tree))
    if process.wait() != 0:
        raise SetupError(f"zstd could not write {archive}: see what it says above.")
    return archive


def _write(tree: Path, pipe: IO[bytes], *, top: str, at: int) -> None:
    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mtime = at
        return info

    with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for path in [SOURCES / "README.txt", *sorted(tree.rglob("*"))]:
            within = path.relative_to(tree) if path.is_relative_to(tree) else Path(path.name)
            info = plain(archive.gettarinfo(path, f"{top}/{within}"))
            if info.issym():
                archive.addfile(info)
                continue
            info.mode = mode_of(path)
            if info.isdir():
                archive.addfile(info)
                continue
            info.type, info.linkname = tarfile.REGTYPE, ""  # a hard link is a file of its own
            info.size = path.stat().st_size
            with path.open("rb") as opened:
                archive.addfile(info, opened)
