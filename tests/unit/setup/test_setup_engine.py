import os
import sys
from pathlib import Path

import pytest
from bootstrap import engine
from bootstrap.backend import Toolkits
from bootstrap.engine import Engine, build_engine, build_environment, installed_engine
from bootstrap.talk import SetupError

TOOLKITS = Toolkits(platform="linux", nvcc="nvcc", nvidia_driver=True, lacks_vulkan="")


def environment_with(venv: Path, *libraries: str, record: bool = True) -> Path:
    packages = venv / "lib" / "python3.12" / "site-packages"
    (packages / "llama_cpp" / "lib").mkdir(parents=True)
    for library in libraries:
        (packages / "llama_cpp" / "lib" / library).touch()
    described = packages / "llama_cpp_python-0.3.36.dist-info"
    described.mkdir()
    if record:
        (described / "RECORD").touch()
    return venv


@pytest.mark.parametrize(
    ("libraries", "backend"),
    [
        (["libllama.so", "libggml-cpu.so.0", "libggml-rpc.so"], "cpu"),
        (["libggml-cuda.so", "libggml-rpc.so"], "cuda"),
        (["libggml-vulkan.so.0", "libggml-rpc.so.0"], "vulkan"),
        (["libggml-metal.dylib", "libggml-rpc.dylib"], "metal"),
        (["ggml-cuda.dll", "ggml-rpc.dll"], "cuda"),
    ],
)
def test_the_files_tell_what_the_engine_was_built_for(
    tmp_path: Path, libraries: list[str], backend: str
) -> None:
    venv = environment_with(tmp_path, *libraries)
    assert installed_engine(venv) == Engine(version="0.3.36", backend=backend)


def test_an_engine_without_rpc_is_none() -> None:
    assert installed_engine(Path("nowhere")) is None


def test_an_engine_that_cannot_do_rpc_does_not_count(tmp_path: Path) -> None:
    assert installed_engine(environment_with(tmp_path, "libggml-cpu.so")) is None


def test_an_interrupted_installation_does_not_count(tmp_path: Path) -> None:
    venv = environment_with(tmp_path, "libggml-cpu.so", "libggml-rpc.so", record=False)
    assert installed_engine(venv) is None


def test_half_an_engine_is_not_mixed_with_the_next_one(venv_without_cuda: Path) -> None:
    environment_with(venv_without_cuda, "libggml-cuda.so", "libggml-rpc.so", record=False)
    build(venv_without_cuda, may_fall_back=True)
    assert not list(venv_without_cuda.glob("lib/*/site-packages/llama_cpp"))


def test_an_engine_that_does_not_load_does_not_count(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("the stand-in is a shell script")
    venv = environment_with(tmp_path, "libggml-cpu.so", "libggml-rpc.so")
    python = venv / "bin" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\n[ "$1" != -P ]\n', encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(SetupError, match="Building the engine failed"):
        build(venv, may_fall_back=False)
    assert installed_engine(venv) is None


def test_our_flags_come_after_the_persons_own() -> None:
    changed = build_environment({"CMAKE_ARGS": "-DGGML_RPC=OFF"}, ["-DGGML_RPC=ON"])
    assert changed["CMAKE_ARGS"] == "-DGGML_RPC=OFF -DGGML_RPC=ON"


def test_a_build_date_from_outside_may_not_slow_the_engine_down() -> None:
    assert "SOURCE_DATE_EPOCH" not in build_environment({"SOURCE_DATE_EPOCH": "0"}, [])


def test_every_core_compiles_unless_the_person_says_otherwise() -> None:
    assert int(build_environment({}, [])["CMAKE_BUILD_PARALLEL_LEVEL"]) >= 1
    theirs = {"CMAKE_BUILD_PARALLEL_LEVEL": "3"}
    assert build_environment(theirs, [])["CMAKE_BUILD_PARALLEL_LEVEL"] == "3"


@pytest.fixture
def venv_without_cuda(tmp_path: Path) -> Path:
    """Its python stands in for pip, and fails where CUDA is asked for."""
    if os.name == "nt":
        pytest.skip("the stand-in is a shell script")
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(
        '#!/bin/sh\necho "pip $CMAKE_ARGS"\n'
        'case "$CMAKE_ARGS" in *CUDA*) echo "fatal error: cuda_runtime.h"; exit 1;; esac\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    return tmp_path


def build(venv: Path, *, may_fall_back: bool) -> str:
    return build_engine(
        venv,
        requirement="llama-cpp-python==0.3.36",
        backend="cuda",
        found=TOOLKITS,
        may_fall_back=may_fall_back,
    )


def test_a_failed_gpu_build_falls_back_to_the_cpu(
    venv_without_cuda: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(venv_without_cuda, may_fall_back=True) == "cpu"
    told = capsys.readouterr().err
    assert "fatal error: cuda_runtime.h" in told
    assert "Going on without the GPU; `--backend cuda` tries it again." in told


def test_a_backend_that_was_asked_for_is_not_replaced(venv_without_cuda: Path) -> None:
    with pytest.raises(SetupError, match=r"Building the engine failed.*build\.log"):
        build(venv_without_cuda, may_fall_back=False)


def test_the_cache_of_pip_may_not_answer_for_another_backend(venv_without_cuda: Path) -> None:
    build(venv_without_cuda, may_fall_back=True)
    log = (venv_without_cuda / "build.log").read_text(encoding="utf-8")
    calls = [line for line in log.splitlines() if line.startswith("$ ") and " install " in line]
    assert len(calls) == 2
    assert all("--no-cache-dir" in call and "--force-reinstall" in call for call in calls)


def test_memory_limits_how_many_compilers_run(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows does not tell")
    monkeypatch.setattr(engine, "BYTES_PER_COMPILER", 2**60)
    assert engine.compilers_at_once() == 1
