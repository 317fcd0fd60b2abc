"""The installer for Windows: the frozen tree as an NSIS program, built on Windows or on Linux.

    python packaging/shipping/windows.py TREE OUT [--quick]

The installer carries the list of its files, so that it removes exactly those again. With
credentials (see windows_signing.py) the tree's programs are signed first.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError  # noqa: E402  after the path, as a command
from shipping import signed, windows_signing  # noqa: E402
from shipping.icons import WINDOWS as ICON  # noqa: E402
from shipping.windows_resources import version4  # noqa: E402

from launcher.identity import COPYRIGHT, NAME, VERSION  # noqa: E402

RECIPE = ROOT / "packaging" / "windows"
SIGN = ROOT / "packaging" / "shipping" / "windows_signing.py"
PROGRAM = "Snug.exe"
WORKER = "snug-worker.exe"
TERMINAL = PurePosixPath("bin/snug.cmd")
UNINSTALLER = PurePosixPath("uninstall.exe")
MACHINE = "x64"
FORBIDDEN = frozenset('"`$<>:|?*')  # in a file name: by Windows, or by the script's strings
PLACES = (  # where NSIS installs itself on Windows
    r"C:\Program Files (x86)\NSIS\makensis.exe",
    r"C:\Program Files\NSIS\makensis.exe",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One file of the installation: where it goes, and where it lies now."""

    target: PurePosixPath
    source: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the installer is packed; `quick` and `stub` are for trying it out."""

    quick: bool = False
    stub: str = ""
    sign: bool = False


def make(tree: Path, out: Path, options: Options | None = None) -> Path:
    """Build the installer of this tree in folder `out`. Raises SetupError with what to do."""
    chosen = options or Options()
    program = compiler()
    if chosen.sign:
        sign_tree(tree)
    payload = payload_of(tree)
    out.mkdir(parents=True, exist_ok=True)
    installer = out / f"{NAME}-{VERSION}-windows-{MACHINE}-setup.exe"
    with tempfile.TemporaryDirectory(prefix="snug-nsis-") as folder:
        files = Path(folder) / "files.nsh"
        files.write_text(script(payload), encoding="utf-8")
        words = defines(installer, files=files, size=size_kb(payload), options=chosen)
        call = [program, "-V2", "-INPUTCHARSET", "UTF8", *words, str(RECIPE / "snug.nsi")]
        done = subprocess.run(call, check=False, cwd=RECIPE, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise SetupError(f"makensis did not build the installer:\n{said}")
    sys.stderr.write(done.stdout)
    return installer


def sign_tree(tree: Path) -> None:
    """Sign what has no signature, where credentials exist; the tree's own lists follow."""
    if windows_signing.main(["--tree", str(tree)], os.environ):
        raise SetupError("The programs could not be signed: see above.")
    if windows_signing.signer(os.environ) is not None:
        signed.renew(tree)


def compiler() -> str:
    """The path of makensis. Raises SetupError where it is not installed."""
    found = shutil.which("makensis") or next((one for one in PLACES if Path(one).is_file()), None)
    if found is None:
        raise SetupError(
            "The installer needs NSIS: run `winget install NSIS.NSIS` on Windows or "
            "`apt-get install nsis` on Debian, then this again."
        )
    return found


def payload_of(tree: Path, *, terminal: Path = RECIPE / "snug.cmd") -> tuple[Payload, ...]:
    """Every file of the tree, and the terminal's `snug` where the tree has none."""
    missing = [name for name in (PROGRAM, WORKER) if not (tree / name).is_file()]
    if missing:
        raise SetupError(f"{tree} has no {' and no '.join(missing)}: freeze on Windows first.")
    found = {
        PurePosixPath(path.relative_to(tree).as_posix()): path
        for path in tree.rglob("*")
        if path.is_file()
    }
    if UNINSTALLER in found:
        raise SetupError(f"{tree} has a file {UNINSTALLER}: the uninstaller takes that name.")
    found.setdefault(TERMINAL, terminal)
    return tuple(Payload(target=target, source=found[target]) for target in sorted(found))


def size_kb(payload: Iterable[Payload]) -> int:
    """What the files take once installed, in kilobytes of 1024, as Windows's list shows it."""
    return sum(-(-one.source.stat().st_size // 1024) for one in payload)


def script(payload: Sequence[Payload]) -> str:
    """The two macros of the script: put every file in its place, and remove every one again."""
    install, remove, folder = [], [], None
    for one in payload:
        if one.target.parent != folder:
            folder = one.target.parent
            install.append(f'SetOutPath "{_place(folder)}"')
        install.append(f'File "/oname={one.target.name}" "{one.source.resolve()}"')
        remove.append(f'Delete "{_place(one.target)}"')
    remove += [f'RMDir "{_place(one)}"' for one in folders(payload)]
    return _macro("INSTALL_FILES", install) + _macro("REMOVE_FILES", remove)


def folders(payload: Iterable[Payload]) -> list[PurePosixPath]:
    """Every folder the files lie in, the deepest first, the installation's own left out."""
    found = {parent for one in payload for parent in one.target.parents if parent.parts}
    return sorted(found, key=lambda one: (-len(one.parts), one))


def _macro(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"!macro {name}", *(f"  {line}" for line in lines), "!macroend", ""])


def _place(target: PurePosixPath) -> str:
    if FORBIDDEN & set(str(target)):
        raise SetupError(f"A file named {target} cannot be installed on Windows: rename it.")
    return "\\".join(["$INSTDIR", *target.parts])


def defines(installer: Path, *, files: Path, size: int, options: Options) -> list[str]:
    """The -D words of the call, which the head of snug.nsi lists."""
    values = {
        "VERSION": VERSION,
        "VERSION4": ".".join(str(number) for number in version4(VERSION)),
        "PUBLISHER": COPYRIGHT,
        "FILES": str(files.resolve()),
        "SIZE_KB": str(size),
        "ICON": str(ICON),
        "OUT": str(installer.resolve()),
        "MACHINE": MACHINE,
    }
    values |= {"QUICK": "1"} if options.quick else {}
    values |= {"STUB": options.stub} if options.stub else {}
    if options.sign:
        join = subprocess.list2cmdline if os.name == "nt" else shlex.join
        values["SIGN"] = join([sys.executable, str(SIGN)])
    return [f"-D{name}={value}" for name, value in values.items()]


def main(words: Sequence[str]) -> int:
    """The command; its exit status."""
    parser = argparse.ArgumentParser(description="Build the installer for Windows.")
    parser.add_argument("tree", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="pack fast and large, to try it")
    given = parser.parse_args(words)
    try:
        made = make(given.tree, given.out, Options(quick=given.quick, sign=True))
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    sys.stdout.write(f"{made}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
