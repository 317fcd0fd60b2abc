"""What the system must have before the set-up can work: found, installed, or named."""

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bootstrap.packages import MANAGERS, QT_LIBRARIES, library_packages
from bootstrap.talk import SetupError, agrees, say

VSWHERE = "Microsoft Visual Studio/Installer/vswhere.exe"
BUILD_TOOLS = (
    'winget install Microsoft.VisualStudio.2022.BuildTools --override "--wait --passive --add '
    'Microsoft.VisualStudio.Workload.VCTools --includeRecommended"'
)


def prepare(*, compiler: bool, window: bool, venv: bool) -> None:
    """See to what is needed. Raises SetupError with the command where we may not install it."""
    if sys.platform == "linux":
        _prepare_linux(compiler=compiler, window=window, venv=venv)
    elif compiler and not has_compiler():
        raise SetupError(_named_command())


def _named_command() -> str:
    if sys.platform == "darwin":
        return "The engine needs Apple's compiler: run `xcode-select --install`, then this again."
    if sys.platform == "win32":
        return (
            "The engine needs the C++ build tools: run this, then open a new terminal:\n"
            f"    {BUILD_TOOLS}"
        )
    return "The engine needs a C++ compiler: install one, then run this again."


def _prepare_linux(*, compiler: bool, window: bool, venv: bool) -> None:
    manager = find_manager()
    no_compiler = compiler and not has_compiler()
    no_venv = venv and find_spec("ensurepip") is None
    libraries = missing_libraries()
    if no_compiler or no_venv or (window and libraries):
        lacks = ["a C++ compiler"] * no_compiler + ["Python's venv module"] * no_venv
        lacks += [f"system libraries ({', '.join(libraries)})"] if libraries else []
        packages = needed_packages(
            manager, compiler=no_compiler, venv=no_venv, libraries=libraries
        )
        _supply(" and ".join(lacks), manager=manager, packages=packages)
        _check_again(compiler=compiler, window=window)


def _check_again(*, compiler: bool, window: bool) -> None:
    if compiler and not has_compiler():
        raise SetupError(_named_command())
    left = missing_libraries() if window else ()
    if left:
        raise SetupError(
            f"The window needs system libraries that are still missing: {', '.join(left)}. "
            "Install them with your system's package manager, then run this again."
        )


def has_compiler() -> bool:
    """Whether CMake will find something that compiles C++."""
    if sys.platform == "win32":
        return _has_visual_cpp()
    if sys.platform == "darwin":
        words = ["xcode-select", "-p"]
        return subprocess.run(words, check=False, capture_output=True).returncode == 0
    names = [os.environ.get("CXX", "").partition(" ")[0], "c++", "g++", "clang++"]
    return any(shutil.which(name) for name in names if name)


def _has_visual_cpp() -> bool:
    if shutil.which("cl") or shutil.which("clang-cl"):
        return True
    vswhere = Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)")) / VSWHERE
    if not vswhere.is_file():
        return False
    words = [str(vswhere), "-latest", "-products", "*", "-property", "installationPath"]
    words += ["-requiresAny", "-requires", "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"]
    words += ["Microsoft.VisualStudio.Component.VC.Tools.ARM64"]
    return bool(subprocess.run(words, check=False, capture_output=True).stdout.strip())


def missing_libraries(load: Callable[[str], object] = ctypes.CDLL) -> tuple[str, ...]:
    """Which of the libraries of Qt's window this system cannot load."""
    missing = []
    for library, *_ in QT_LIBRARIES:
        try:
            load(library)
        except OSError:
            missing.append(library)
    return tuple(missing)


def find_manager() -> str | None:
    """The system's package manager, if we know it."""
    return next((name for name in MANAGERS if shutil.which(name)), None)


def needed_packages(
    manager: str | None, *, compiler: bool, venv: bool, libraries: tuple[str, ...]
) -> list[str]:
    """The packages by the manager's own names."""
    if manager is None:
        return []
    packages = [MANAGERS[manager].compiler] if compiler else []
    if venv and manager == "apt-get":  # elsewhere Python is whole
        packages += [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
    return packages + library_packages(manager, libraries)


def _supply(lacks: str, *, manager: str | None, packages: list[str]) -> None:
    if manager is None or not packages:
        raise SetupError(f"Snug needs {lacks}: install them, then run this again.")
    command = shlex.join([*MANAGERS[manager].install, *packages])
    root = os.geteuid() == 0 if hasattr(os, "geteuid") else False
    if root:
        say(f"Installing {lacks}: {command}")
        prefix: list[str] = []
    elif shutil.which("sudo") and agrees(f"Snug needs {lacks}. Run `sudo {command}`?"):
        prefix = ["sudo"]
    else:
        raise SetupError(f"Snug needs {lacks}: run this, then start again:\n    sudo {command}")
    if not _install(prefix, manager, packages):
        raise SetupError(f"Installing {lacks} failed: run this yourself:\n    sudo {command}")


def _install(prefix: list[str], name: str, packages: list[str]) -> bool:
    """Try with what the manager knows, and once more after it has put itself in order."""
    manager = MANAGERS[name]
    install = [*prefix, *manager.install, *manager.unasked, *packages]
    if _run(install):
        return True
    helped = [_run([*prefix, *words]) for words in manager.refresh]
    return any(helped) and _run(install)


def _run(words: list[str]) -> bool:
    """Its output goes to stderr: stdout belongs to the program that starts afterwards."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(words, check=False, stdout=sys.stderr, env=environment).returncode == 0
