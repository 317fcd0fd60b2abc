"""Which files are an engine's modules, and in which order they are loaded."""

import json
import os
from pathlib import Path

import pytest

from launcher.protocol.messages import EngineModule
from launcher.worker.libraries import _each_once, _files, _place, _reason, load_modules


def names(folder: Path, *files: str) -> list[str]:
    for file in files:
        (folder / file).touch()
    return [one.name for one in _files(folder)]


def test_modules_are_known_by_their_names_on_every_system(tmp_path: Path) -> None:
    found = names(
        tmp_path,
        "libggml-cpu-haswell.so", "ggml-cuda.dll", "libggml-vulkan.so", "libggml-metal.dylib",
        "libggml.so", "libggml-base.so", "ggml-base.dll", "libllama.so", "libgomp.so.1",
        "libggml-cpu.so.0", "engine.json", "notlibggml-rpc.so",
    )  # fmt: skip
    assert sorted(found) == ["cpu-haswell", "cuda", "metal", "vulkan"]


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert _files(tmp_path / "nowhere") == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_no_module(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.so").touch()
    (tmp_path / "libggml-rpc.so").symlink_to(tmp_path / "elsewhere.so")
    (tmp_path / "libggml-cuda.so").mkdir()
    assert _files(tmp_path) == []


def test_the_order_is_ggmls_own_and_unknown_ones_come_last(tmp_path: Path) -> None:
    found = names(tmp_path, *(f"libggml-{n}.so" for n in ("new", "vulkan", "rpc", "cuda", "blas")))
    assert found
    ordered = [one.name for one in sorted(_files(tmp_path), key=_place)]
    assert ordered == ["blas", "cuda", "rpc", "vulkan", "new"]


def test_what_a_person_added_goes_before_what_came_along(tmp_path: Path) -> None:
    (tmp_path / "added").mkdir()
    (tmp_path / "shipped").mkdir()
    names(tmp_path / "added", "libggml-cuda.so")
    names(tmp_path / "shipped", "libggml-cuda.so", "libggml-rpc.so")
    found = _each_once([*_files(tmp_path / "added"), *_files(tmp_path / "shipped")])
    assert {one.name: one.path.parent.name for one in found} == {"cuda": "added", "rpc": "shipped"}


def test_a_reason_has_no_folders_of_this_computer(tmp_path: Path) -> None:
    path = tmp_path / "libggml-cuda.so"
    assert _reason(OSError(f"{path}: file too short"), path) == "libggml-cuda.so: file too short"


@pytest.mark.skipif(os.name == "nt", reason="there the libraries of a driver may be")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ggml-vulkan.dll", "vulkan-1.dll was not found"),
        ("ggml-cuda.dll", "nvcuda.dll was not found"),
        ("ggml-rpc.dll", "a library that it needs was not found"),
    ],
)
def test_what_windows_does_not_name_is_named(name: str, told: str) -> None:
    said = (
        f"Could not find module 'C:\\Snug\\{name}' (or one of its dependencies). Try using "
        "the full path with constructor syntax."
    )
    assert _reason(FileNotFoundError(said), Path(name)) == told


def test_an_engine_in_one_piece_loads_no_modules_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SNUG_ENGINE_MODULES", raising=False)
    assert load_modules() == ()


def test_an_added_module_that_is_none_is_told_and_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libggml-cuda.so").write_bytes(bytes(4096))
    monkeypatch.setenv("SNUG_ENGINE_MODULES", json.dumps([str(tmp_path)]))
    (told,) = load_modules()
    assert (told.name, told.loaded) == ("cuda", False)
    assert told.reason
    assert str(tmp_path) not in told.reason
    monkeypatch.setenv("SNUG_ENGINE_GRAPHICS", "0")
    (left,) = load_modules()
    assert left == EngineModule(
        name="cuda", file=str(tmp_path / "libggml-cuda.so"), loaded=False,
        reason="left out, for the engine is to use the processor alone",
    )  # fmt: skip
