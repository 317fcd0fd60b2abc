"""What CMake is told: every system's engine is made of modules, and tuned to no machine."""

from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import engine_build, recipes

COMMIT = "0c1e57098bba43ac29e6e3b677cdceebdd22334f"
EVERY_SYSTEM = pytest.mark.parametrize("system", sorted(recipes.SYSTEMS))


@EVERY_SYSTEM
def test_every_engine_has_all_processors_variants_and_is_not_native(system: str) -> None:
    arguments = recipes.recipe(system=system).arguments
    assert "-DGGML_NATIVE=OFF" in arguments
    assert "-DGGML_BACKEND_DL=ON" in arguments
    assert "-DGGML_CPU_ALL_VARIANTS=ON" in arguments
    assert "-DGGML_RPC=ON" in arguments


@EVERY_SYSTEM
def test_every_engine_has_a_gpu_module(system: str) -> None:
    wanted = "-DGGML_METAL=ON" if system.startswith("macos") else "-DGGML_VULKAN=ON"
    assert wanted in recipes.recipe(system=system).arguments


@pytest.mark.parametrize("system", ["linux-x86_64", "linux-aarch64"])
def test_linux_libraries_find_each_other_beside_themselves(system: str) -> None:
    assert "-DCMAKE_INSTALL_RPATH=$ORIGIN" in recipes.recipe(system=system).arguments


def test_windows_and_macos_need_no_openmp_runtime() -> None:
    for system in ("windows-x86_64", "macos-arm64"):
        assert "-DGGML_OPENMP=OFF" in recipes.recipe(system=system).arguments


def test_macos_runs_on_version_14() -> None:
    arguments = recipes.recipe(system="macos-arm64").arguments
    assert "-DCMAKE_OSX_DEPLOYMENT_TARGET=14.0" in arguments


@pytest.mark.parametrize("pack", sorted(recipes.PACKS))
def test_a_pack_builds_its_own_module_alone(pack: str) -> None:
    found = recipes.recipe(pack=pack, system="linux-x86_64")
    assert found.kind == "module"
    assert found.targets == (f"ggml-{pack}",)
    assert "-DGGML_CPU=OFF" in found.arguments
    assert [one for one in found.arguments if one == "-DGGML_VULKAN=ON"] == (
        ["-DGGML_VULKAN=ON"] if pack == "vulkan" else []
    )


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(SetupError, match="cuda, vulkan, hip, not opencl"):
        recipes.recipe(pack="opencl", system="linux-x86_64")


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(SetupError, match="No engine is made for plan9-vax"):
        recipes.recipe(system="plan9-vax")


def test_a_quick_engine_builds_the_named_variants_and_no_shaders() -> None:
    found = recipes.recipe(variants=("x64", "haswell"), system="linux-x86_64")
    assert set(found.targets) >= {"llama", "ggml-cpu-x64", "ggml-cpu-haswell"}
    assert "-DGGML_VULKAN=ON" not in found.arguments
    assert found.name != recipes.recipe(system="linux-x86_64").name


def test_cmake_is_told_the_commit_and_to_leave_no_paths(tmp_path: Path) -> None:
    wanted = recipes.recipe(system="linux-x86_64")
    call = engine_build.configure(
        wanted, tmp_path / "llama", tmp_path / "build", commit=COMMIT, headers=Path("/sdk")
    )
    assert "-DLLAMA_BUILD_COMMIT=0c1e57098" in call
    assert "-DVulkan_INCLUDE_DIR=/sdk" in call
    flags = next(one for one in call if one.startswith("-DCMAKE_CXX_FLAGS="))
    assert f"-ffile-prefix-map={tmp_path / 'llama'}=" in flags


def test_a_date_in_the_environment_does_not_take_the_speed_away() -> None:
    found = engine_build.environment({"SOURCE_DATE_EPOCH": "0", "PATH": "/bin"})
    assert "SOURCE_DATE_EPOCH" not in found
    assert found["PATH"] == "/bin"


def test_the_caches_own_settings_stay() -> None:
    assert engine_build.environment({"CCACHE_BASEDIR": "/mine"})["CCACHE_BASEDIR"] == "/mine"


def test_the_shaders_that_are_missed_are_read_from_the_log() -> None:
    log = (
        "-- GL_KHR_cooperative_matrix not supported by glslc\n"
        "-- GL_EXT_bfloat16 not supported by glslc\n"
        "-- GL_EXT_integer_dot_product supported by glslc\n"
    )
    assert engine_build.lacking_shaders(log) == ("GL_KHR_cooperative_matrix",)
    assert engine_build.lacking_shaders("-- Vulkan found\n") == ()


@pytest.mark.parametrize(
    ("dev", "expected"), [("ON", "0.5.0-dev"), ("OFF", "0.5.0")], ids=["nightly", "release"]
)
def test_the_version_is_what_the_build_itself_will_say(
    tmp_path: Path, dev: str, expected: str
) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "set(LLAMA_VERSION_MAJOR 0)\nset(LLAMA_VERSION_MINOR 5)\nset(LLAMA_VERSION_PATCH 0)\n"
        f'option(LLAMA_BUILD_IS_DEV "llama: dev build" {dev})\n',
        encoding="utf-8",
    )
    assert engine_build.version(tmp_path) == expected
