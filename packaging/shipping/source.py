"""The engine's source: the pinned package's own archive, checked before anything of it runs.

llama-cpp-python's archive carries the llama.cpp that its bindings were written for, so both
come from one file.
"""

import hashlib
import re
import tarfile
from pathlib import Path

from bootstrap.environment import pip
from bootstrap.folder import ROOT, VENV
from bootstrap.logged import explain_failure, run_logged
from bootstrap.project import ENGINE, read_project
from bootstrap.talk import SetupError

# The archive of the version that pyproject.toml pins; a new version brings a new sum.
SHA256 = {"0.3.36": "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"}
FOLDER = ROOT / "build" / "engine-source"  # fixed, so that the compiler's cache finds it again
VENDORED = Path("vendor") / "llama.cpp"
HEAD = Path(".git") / "modules" / "vendor" / "llama.cpp" / "HEAD"
CHUNK = 2**20


def bindings_version() -> str:
    """The version of llama-cpp-python that pyproject.toml pins."""
    return read_project(ROOT / "pyproject.toml").engine_version


def fetch(folder: Path = FOLDER) -> Path:
    """The archive in this folder, downloaded where it is not yet. Raises SetupError."""
    version = bindings_version()
    archive = folder / f"{ENGINE.replace('-', '_')}-{version}.tar.gz"
    if not archive.is_file():
        _download(archive, requirement=f"{ENGINE}=={version}")
    check(archive, version=version)
    return archive


def _download(archive: Path, *, requirement: str) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    words = [*pip(VENV), "download", "--no-deps", "--no-binary", ENGINE, "--dest"]
    log = archive.parent / "download.log"
    label = "Fetching the engine's source"
    if not run_logged([*words, str(archive.parent), requirement], label=label, log=log):
        raise explain_failure(log, what="Fetching the engine's source")


def check(archive: Path, *, version: str, sums: dict[str, str] = SHA256) -> None:
    """Refuse an archive that is not the one named here. Raises SetupError."""
    if version not in sums:
        raise SetupError(
            f"No SHA-256 is written down for {ENGINE} {version}: add the one of {archive} to "
            "packaging/shipping/source.py after looking at what changed."
        )
    found = sha256(archive)
    if found != sums[version]:
        raise SetupError(
            f"{archive} is not the archive that is expected: its SHA-256 is {found}, not "
            f"{sums[version]}. Remove it, then run this again."
        )


def sha256(file: Path) -> str:
    """The hash of a file, in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def unpack(archive: Path, folder: Path = FOLDER) -> Path:
    """The source beside the archive, unpacked once; the folder of the package."""
    source = folder / archive.name.removesuffix(".tar.gz")
    done = folder / f"{source.name}.unpacked"
    if not done.is_file():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        done.touch()
    return source


def commit(source: Path) -> str:
    """llama.cpp's commit, 40 hex digits, as the archive's own records name it."""
    text = (source / HEAD).read_text(encoding="utf-8").strip()
    if not re.fullmatch(r"[0-9a-f]{40}", text):
        raise SetupError(f"{source / HEAD} does not name a commit: it says {text!r}.")
    return text
