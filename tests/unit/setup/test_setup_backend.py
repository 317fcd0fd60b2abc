import dataclasses
from pathlib import Path

import pytest
from bootstrap import backend
from bootstrap.backend import Toolkits, cmake_arguments, find_nvcc, headers_fit, resolve
from bootstrap.talk import SetupError

NOTHING = Toolkits(
    platform="linux", nvcc=None, nvidia_driver=False, lacks_vulkan="the Vulkan loader was"
)
CUDA = dataclasses.replace(NOTHING, nvcc="/opt/toolkit/bin/nvcc", nvidia_driver=True)
VULKAN = dataclasses.replace(NOTHING, lacks_vulkan="")
MAC = dataclasses.replace(NOTHING, platform="darwin")


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        (NOTHING, "cpu"),
        (CUDA, "cuda"),
        (VULKAN, "vulkan"),
        (dataclasses.replace(CUDA, lacks_vulkan=""), "cuda"),
        (dataclasses.replace(CUDA, nvidia_driver=False), "cpu"),
        (MAC, "metal"),
    ],
)
def test_the_best_backend_is_the_one_this_machine_can_use(found: Toolkits, chosen: str) -> None:
    assert resolve("auto", found) == chosen


def test_asking_for_cpu_gives_cpu_whatever_is_there() -> None:
    assert resolve("cpu", CUDA) == "cpu"


def test_cuda_can_be_built_for_a_driver_that_comes_later() -> None:
    assert resolve("cuda", dataclasses.replace(CUDA, nvidia_driver=False)) == "cuda"


def test_a_mac_always_has_metal() -> None:
    assert resolve("cpu", MAC) == "metal"


@pytest.mark.parametrize(
    ("asked", "found", "sentence"),
    [
        ("cuda", NOTHING, "nvcc was not found"),
        ("vulkan", NOTHING, "the Vulkan loader was not found"),
        ("metal", NOTHING, "Metal exists only on a Mac"),
        ("cuda", MAC, "On a Mac the engine uses Metal"),
    ],
)
def test_a_backend_that_cannot_be_is_refused_with_the_reason(
    asked: str, found: Toolkits, sentence: str
) -> None:
    with pytest.raises(SetupError, match=sentence):
        resolve(asked, found)


def test_rpc_is_always_built() -> None:
    assert cmake_arguments("cpu", NOTHING) == ["-DGGML_RPC=ON"]
    assert cmake_arguments("vulkan", VULKAN) == ["-DGGML_RPC=ON", "-DGGML_VULKAN=ON"]


def test_cmake_is_told_of_an_nvcc_that_is_not_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert cmake_arguments("cuda", CUDA)[1:] == [
        "-DGGML_CUDA=ON",
        "-DCMAKE_CUDA_COMPILER=/opt/toolkit/bin/nvcc",
    ]


def test_nvcc_is_found_where_cuda_says_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for suffix in ("", ".exe"):
        compiler = tmp_path / "bin" / f"nvcc{suffix}"
        compiler.parent.mkdir(exist_ok=True)
        compiler.touch()
        compiler.chmod(0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(backend, "USUAL_CUDA", ())
    for name in backend.CUDA_HOMES:
        monkeypatch.delenv(name, raising=False)
    assert find_nvcc() is None
    monkeypatch.setenv("CUDA_HOME", str(tmp_path))
    found = find_nvcc()
    assert found is not None
    assert Path(found).parent == tmp_path / "bin"


def test_without_a_gpu_cuda_is_built_for_every_generation() -> None:
    without = dataclasses.replace(CUDA, nvidia_driver=False)
    assert "-DCMAKE_CUDA_ARCHITECTURES=all-major" in cmake_arguments("cuda", without)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("#define VK_EXT_layer_settings 1\n#define VK_HEADER_VERSION 309\n", True),
        ("#define VK_HEADER_VERSION 239\n", False),
        (None, False),
    ],
)
def test_old_vulkan_headers_are_told_from_new_ones(
    tmp_path: Path, text: str | None, fits: bool
) -> None:
    if text is not None:
        (tmp_path / "vulkan").mkdir()
        (tmp_path / "vulkan" / "vulkan_core.h").write_text(text, encoding="utf-8")
    assert headers_fit(tmp_path) is fits
