"""What a machine says of an engine made of modules: what it could load, and what to do."""

from dataclasses import replace
from pathlib import Path

import pytest

from launcher.hardware.detect import detect
from launcher.hardware.facts import Gpu
from launcher.hardware.reasons import CANNOT, NOT_STARTED, Listed, missing, not_listed
from launcher.protocol.messages import PROTOCOL, EngineDevice, EngineModule, Hello
from launcher.units import GIB
from launcher.worker.libraries import LEFT_OUT
from tests.fakes.computer import recorded

RTX = Gpu(name="GeForce RTX 4090", vendor="nvidia", driver="570.1", total=24 * GIB, free=GIB)
RADEON = replace(RTX, name="Radeon RX 7900", vendor="amd", driver="amdgpu")
ARC = replace(RTX, name="Arc A770", vendor="intel", driver="xe")
NO_LIBRARY = "libvulkan.so.1: cannot open shared object file: No such file or directory"


def vulkan(*, loaded: bool, reason: str = "") -> EngineModule:
    return EngineModule(name="vulkan", file="/e/libggml-vulkan.so", loaded=loaded, reason=reason)


def why(gpu: Gpu, *modules: EngineModule, system: str = "linux") -> str:
    nothing = Listed(makers=frozenset(), has_card=False, features=(), modules=modules)
    return not_listed(gpu, nothing, system)


PROCESSOR = EngineModule(name="cpu-haswell", file="/e/libggml-cpu-haswell.so", loaded=True)


@pytest.mark.parametrize("gpu", [RTX, RADEON, ARC])
def test_a_missing_vulkan_loader_says_what_to_install(gpu: Gpu) -> None:
    told = why(gpu, PROCESSOR, vulkan(loaded=False, reason=NO_LIBRARY))
    assert "libvulkan1" in told
    assert told.endswith(".")
    on_windows = "vulkan-1.dll was not found"
    told = why(gpu, PROCESSOR, vulkan(loaded=False, reason=on_windows), system="win32")
    assert "vulkan-1.dll" in told
    assert "libvulkan1" not in told
    assert "graphics driver" in told


def test_a_card_whose_driver_offers_no_vulkan_is_told_the_driver() -> None:
    assert "mesa-vulkan-drivers" in why(RADEON, PROCESSOR, vulkan(loaded=True))
    assert "mesa" not in why(RADEON, PROCESSOR, vulkan(loaded=True), system="win32")
    assert "CUDA pack" in why(RTX, PROCESSOR, vulkan(loaded=True))


def test_a_cuda_pack_that_cannot_be_loaded_is_not_recommended_again() -> None:
    reason = "libcuda.so.1: cannot open shared object file."
    cuda = EngineModule(name="cuda", file="", loaded=False, reason=reason)
    told = why(RTX, PROCESSOR, vulkan(loaded=True), cuda)
    assert "libcuda.so.1" in told
    assert "NVIDIA driver" in told
    assert "pack" not in told
    assert ".." not in told
    assert "CUDA" not in why(RADEON, PROCESSOR, vulkan(loaded=True), cuda)


def test_a_card_with_anothers_driver_is_told_that_and_nothing_besides() -> None:
    old = replace(RTX, driver="nouveau")
    for module in (vulkan(loaded=True), vulkan(loaded=False, reason=LEFT_OUT)):
        told = why(old, PROCESSOR, module)
        assert told.endswith("Install that driver, then open Snug again.")
        assert "CUDA pack" not in told
    assert "libvulkan1" in why(old, PROCESSOR, vulkan(loaded=False, reason=NO_LIBRARY))


def test_an_engine_without_vulkan_takes_a_cuda_pack_for_nvidia_alone() -> None:
    assert "CUDA pack" in why(RTX, PROCESSOR)
    assert why(RADEON, PROCESSOR) == CANNOT


def test_nobody_with_a_packaged_engine_is_told_to_build_one() -> None:
    for gpu in (RTX, RADEON, ARC):
        for module in (vulkan(loaded=True), vulkan(loaded=False, reason="broken"), PROCESSOR):
            assert "snug.py" not in why(gpu, PROCESSOR, module)


def test_an_engine_that_was_started_without_graphics_says_so() -> None:
    assert why(RTX, vulkan(loaded=False, reason=LEFT_OUT)) == NOT_STARTED


def test_a_module_that_is_broken_is_told_with_the_systems_words() -> None:
    told = why(RTX, vulkan(loaded=False, reason="libggml-vulkan.so: invalid ELF header"))
    assert "invalid ELF header" in told
    assert "Install Snug again" in told


def test_the_missing_loader_is_a_note_unless_a_card_says_it() -> None:
    modules = (PROCESSOR, vulkan(loaded=False, reason=NO_LIBRARY))
    said = missing(modules, "linux", ())
    assert "libvulkan.so.1" in said
    assert missing(modules, "linux", (said,)) == ""
    assert missing((PROCESSOR, vulkan(loaded=True)), "linux", ()) == ""
    assert missing((PROCESSOR,), "linux", ()) == ""


def test_the_machine_has_the_engines_folder_its_modules_and_the_note(tmp_path: Path) -> None:
    modules = (PROCESSOR, vulkan(loaded=False, reason=NO_LIBRARY))
    device = EngineDevice(name="CPU", description="", kind="cpu", total=GIB, free=GIB)
    hello = Hello(
        protocol=PROTOCOL, pid=1, bindings="", engine="1", build="b", features=(),
        devices=(device,), folder="/opt/engine", modules=modules,
    )  # fmt: skip
    machine = detect(models_folder=tmp_path, hello=hello, sources=recorded())
    assert machine.engine is not None
    assert machine.engine.folder == "/opt/engine"
    assert machine.engine.modules == modules
    assert [note for note in machine.notes if "libvulkan1" in note]
