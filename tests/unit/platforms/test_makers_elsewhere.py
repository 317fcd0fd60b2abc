"""The makers of packages on Windows and macOS: what is left out, and how it is called."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
for _folder in (ROOT, ROOT / "packaging"):  # not installed: found where snug.py finds them
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))

from bootstrap.talk import SetupError  # noqa: E402
from shipping import (  # noqa: E402
    engine_build,
    engine_folder,
    freeze,
    freezing_env,
    package,
    recipes,
    tools,
)
from shipping import windows as installer  # noqa: E402
from shipping.bare import run as bare  # noqa: E402


def on(patch: pytest.MonkeyPatch, module: Any, system: str) -> None:
    patch.setattr(module, "sys", _Sys(system))


class _Sys:
    """`sys` of another system in one module; the rest as it is."""

    def __init__(self, system: str) -> None:
        self.platform = system

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@pytest.mark.parametrize(("system", "told"), [("win32", False), ("linux", True), ("darwin", True)])
def test_gccs_words_are_not_said_to_microsofts_compiler(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, told: bool
) -> None:
    on(monkeypatch, engine_build, system)
    wanted = types.SimpleNamespace(arguments=("-DGGML_RPC=ON",))
    words = engine_build.configure(wanted, tmp_path, tmp_path, commit="0c1e5709", headers=None)
    assert any("-ffile-prefix-map" in word for word in words) is told


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_no_library_of_linux_is_brought_along_or_stripped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str
) -> None:
    on(monkeypatch, engine_folder, system)
    brought: list[Path] = []
    runtime = types.SimpleNamespace(bring_along=lambda folder, _libraries: brought.append(folder))
    monkeypatch.setattr(engine_folder, "windows_runtime", runtime)
    monkeypatch.setattr(engine_folder, "needed", pytest.fail)
    monkeypatch.setattr(engine_folder, "_strip", pytest.fail)
    monkeypatch.setattr(engine_folder, "write_manifest", lambda *_a, **_k: None)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "ggml-base.dll").write_bytes(b"MZ")
    origin: Any = None
    made = engine_folder.make(
        tmp_path / "lib", tmp_path / "out", origin=origin, kind="engine", for_tests=True
    )
    assert made == tmp_path / "out"
    assert len(brought) == (system == "win32")  # Microsoft's runtime comes along


def test_on_windows_microsofts_runtime_is_brought_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on(monkeypatch, engine_folder, "win32")
    monkeypatch.setattr(engine_folder, "write_manifest", lambda *_a, **_k: None)
    runtime = tmp_path / "Redist" / "x64" / "Microsoft.VC143.CRT" / "msvcp140.dll"
    runtime.parent.mkdir(parents=True)
    runtime.write_bytes(b"MZ")
    monkeypatch.setenv("VCToolsRedistDir", str(tmp_path / "Redist"))
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "llama.dll").write_bytes(b"MZ\0MSVCP140.dll\0")
    origin: Any = None
    made = engine_folder.make(tmp_path / "lib", tmp_path / "out", origin=origin)
    assert {file.name for file in made.iterdir()} == {"llama.dll", "msvcp140.dll"}


@pytest.mark.parametrize(
    ("system", "tree", "done"),
    [
        ("linux", "Snug", ["freeze", "strip", "trim"]),
        ("win32", "Snug", ["resources", "freeze"]),
        ("darwin", "Snug.app", ["freeze"]),
    ],
)
def test_each_system_freezes_its_own_kind_of_tree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, tree: str, done: list[str]
) -> None:
    """Windows' programs get an icon and a version, Linux' libraries lose their symbols."""
    calls: list[str] = []

    def freeze_it(_python: Path, *, engine: Path) -> None:
        calls.append("freeze")
        for folder in freeze.places(freeze.WORK / tree):
            folder.mkdir(parents=True, exist_ok=True)

    def noted(*words: Any, **_how: Any) -> None:
        Path(words[2]).write_text("{}", encoding="utf-8")

    on(monkeypatch, freeze, system)
    monkeypatch.setattr(freeze, "WORK", tmp_path / "work")
    monkeypatch.setattr(freeze, "run_pyinstaller", freeze_it)
    monkeypatch.setattr(freeze, "strip", lambda _folder: calls.append("strip"))
    monkeypatch.setattr(freeze.icu, "trim", lambda _folder: calls.append("trim"))
    monkeypatch.setattr(freeze.windows_resources, "make", lambda: calls.append("resources"))
    monkeypatch.setattr(freeze.notices, "make", noted)
    monkeypatch.setattr(freeze.contents, "write", lambda *_words, **_how: None)
    out = freeze.make(Path("python"), engine=tmp_path, source=None, out=tmp_path / "dist")
    assert out == tmp_path / "dist" / tree
    assert calls == done


def test_only_on_linux_a_python_may_lack_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows and macOS the variable says nothing of it."""
    said = types.SimpleNamespace(stdout="None\n")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: said)
    on(monkeypatch, freezing_env, "win32")
    freezing_env._refuse_a_python_without_library()
    on(monkeypatch, freezing_env, "linux")
    with pytest.raises(SetupError, match="shared library"):
        freezing_env._refuse_a_python_without_library()


def test_windows_has_vulkans_headers_in_its_kit_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []
    monkeypatch.setenv("VULKAN_SDK", str(tmp_path))
    monkeypatch.setattr(recipes, "headers_fit", asked.append)
    on(monkeypatch, recipes, "win32")
    assert recipes.vulkan_headers() is None
    assert asked == [tmp_path / "include", tmp_path / "Include"]
    on(monkeypatch, recipes, "linux")
    assert recipes.vulkan_headers() is None
    assert Path("/usr/include") in asked


def test_elsewhere_a_missing_tool_is_named_and_nothing_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tools, "install_command", lambda _missing: ["apt-get", "install", "ninja"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    monkeypatch.delattr(os, "geteuid", raising=False)
    on(monkeypatch, tools, "win32")
    with pytest.raises(SetupError, match="ninja is missing"):
        tools.require("ninja")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nt", '"C:\\Program Files\\python.exe" sign.py'),
        ("posix", "'C:\\Program Files\\python.exe' sign.py"),
    ],
)
def test_the_signers_call_is_quoted_as_its_system_reads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, words: str
) -> None:
    monkeypatch.setattr(installer, "os", types.SimpleNamespace(name=name))
    monkeypatch.setattr(installer, "SIGN", "sign.py")
    monkeypatch.setattr(sys, "executable", "C:\\Program Files\\python.exe")
    options: Any = types.SimpleNamespace(quick=False, stub="", sign=True)
    told = installer.defines(tmp_path / "a.exe", files=tmp_path, size=1, options=options)
    assert f"-DSIGN={words}" in told


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_the_bare_system_test_says_where_it_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str
) -> None:
    on(monkeypatch, bare, system)
    with pytest.raises(SetupError, match="runs on Linux only"):
        bare._look_around(tmp_path / "snug.deb")


@pytest.mark.parametrize(
    ("system", "name"), [("darwin", "Snug.app"), ("linux", "Snug"), ("win32", "Snug")]
)
def test_the_frozen_program_is_found_by_its_systems_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, name: str
) -> None:
    on(monkeypatch, package, system)
    order = package.Order(
        steps=(), test=False, pack="", variants=(), release=False, engine=None, out=tmp_path
    )
    assert order.tree == tmp_path / name


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_a_smoke_report_names_the_system_it_is_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str
) -> None:
    spec = importlib.util.spec_from_file_location("smoke", ROOT / "packaging/release/smoke.py")
    assert spec is not None
    assert spec.loader is not None
    smoke = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "smoke", smoke)  # dataclasses look there
    spec.loader.exec_module(smoke)
    monkeypatch.setattr(smoke, "STEPS", {})
    on(monkeypatch, smoke, system)
    assert smoke.main([str(tmp_path), "snug"]) == 0
    told = json.loads((tmp_path / "smoke.json").read_text("utf-8"))
    assert (told["system"], told["ok"]) == (system, True)
