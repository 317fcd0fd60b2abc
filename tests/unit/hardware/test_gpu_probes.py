"""Every maker's GPUs, from recorded files and answers."""

import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pynvml
import pytest

from launcher.hardware.facts import Gpu, Holder
from launcher.hardware.probes import amd, apple, fdinfo, intel, nouveau, nvidia, programs, windows
from launcher.units import GIB, MIB
from tests.fakes.computer import RECORDED, RecordedRegistry, recorded
from tests.fakes.nvml import RecordedNvml


def everybody(held: Mapping[int, int]) -> tuple[Holder, ...]:
    """By number instead of by name."""
    return programs.on_gpu(held, (), str)


def only(gpus: tuple[Gpu, ...]) -> Gpu:
    (gpu,) = gpus
    return gpu


def test_an_rtx_tells_what_is_free_without_the_drivers_own_part() -> None:
    gpu = only(nvidia.read(RecordedNvml("rtx-4090")))
    assert gpu == Gpu(
        name="NVIDIA GeForce RTX 4090",
        vendor="nvidia",
        driver="560.35.03",
        total=24564 * MIB,
        free=(24564 - 441 - 1183) * MIB,
        pci="0000:01:00.0",
    )


def test_a_driver_that_knows_only_the_first_question_is_asked_that() -> None:
    gpu = only(nvidia.read(RecordedNvml("wsl2-rtx-3060")))
    assert (gpu.total, gpu.free) == (12288 * MIB, 11084 * MIB)


def test_a_gpu_in_main_memory_has_no_size_of_its_own() -> None:
    gpu = only(nvidia.read(RecordedNvml("gb10")))
    assert gpu.integrated
    assert (gpu.total, gpu.free, gpu.pci) == (None, None, "000f:01:00.0")


def test_the_parts_of_a_divided_card_stand_for_it() -> None:
    first, second = nvidia.read(RecordedNvml("a100-mig"))
    assert first.name == "NVIDIA A100-SXM4-40GB MIG 3g.20gb"
    assert (first.total, first.free) == (19968 * MIB, (19968 - 14366) * MIB)
    assert (first.pci, second.pci) == ("0000:47:00.0#0", "0000:47:00.0#1")


def test_nvml_is_shut_down_after_each_look() -> None:
    nvml = RecordedNvml("rtx-4090")
    nvidia.read(nvml)
    assert (nvml.starts, nvml.started) == (1, 0)


def test_a_lost_card_leaves_the_others() -> None:
    nvml = RecordedNvml("two-rtx-3090")
    nvml.recording["cards"][0]["lost"] = True
    assert only(nvidia.read(nvml)).pci == "0000:65:00.0"


def test_no_driver_is_nothing_to_tell_a_person() -> None:
    with pytest.raises(nvidia.NvidiaUnknown) as told:
        nvidia.read(RecordedNvml(broken=pynvml.NVML_ERROR_LIBRARY_NOT_FOUND))
    assert told.value.note == ""


def test_a_driver_updated_while_running_asks_for_a_restart() -> None:
    with pytest.raises(nvidia.NvidiaUnknown) as told:
        nvidia.read(RecordedNvml(broken=pynvml.NVML_ERROR_LIB_RM_VERSION_MISMATCH))
    assert "Restart" in told.value.note


def test_what_a_worker_holds_is_counted_once_though_two_lists_have_it() -> None:
    nvml = RecordedNvml("rtx-4090")
    (card,) = nvidia.cards(nvml)
    assert nvidia.held(nvml, card, [4242]) == 700 * MIB
    assert nvidia.held(nvml, card, [4242, 1890]) == 1102 * MIB
    assert nvidia.held(nvml, card, [7]) == 0


def test_windows_lists_processes_without_saying_what_they_hold() -> None:
    nvml = RecordedNvml("rtx-4090")
    nvml.recording["cards"][0] |= {"compute": [[4242, None]], "graphics": [[1890, (1 << 64) - 1]]}
    (card,) = nvidia.cards(nvml)
    assert nvidia.usage(nvml, card) == {}
    assert nvidia.held(nvml, card, [4242]) == 0


def test_a_driver_that_does_not_list_processes_names_nobody() -> None:
    nvml = RecordedNvml("rtx-4090")
    nvml.recording["cards"][0] |= {"compute": None, "graphics": None}
    assert only(nvidia.read(nvml, everybody)).holders == ()


def test_a_card_tells_who_holds_it() -> None:
    gpu = only(nvidia.read(RecordedNvml("rtx-4090"), everybody))
    assert [(one.name, one.held) for one in gpu.holders] == [
        ("4242", 700 * MIB),
        ("1890", 402 * MIB),
    ]


def test_an_address_behind_a_volume_controller_keeps_all_its_digits() -> None:
    nvml = RecordedNvml("rtx-4090")
    nvml.recording["cards"][0]["bus"] = "00010000:E1:00.0"
    assert only(nvidia.read(nvml)).pci == "10000:e1:00.0"


def test_the_real_binding_answers_or_fails_by_name() -> None:
    with suppress(nvidia.NvidiaUnknown):
        assert isinstance(nvidia.read(pynvml), tuple)


def test_a_radeon_card_has_its_own_memory() -> None:
    gpu = only(amd.read(RECORDED / "radeon-7900-xtx"))
    assert gpu == Gpu(
        name="AMD Radeon RX 7900 XTX",
        vendor="amd",
        driver="amdgpu",
        total=24560 * MIB,
        free=(24560 - 1893) * MIB,
        pci="0000:03:00.0",
    )


def test_strix_halo_on_auto_works_in_main_memory_and_pools_are_not_added() -> None:
    gpu = only(amd.read(RECORDED / "strix-halo-auto"))
    assert gpu.integrated
    assert gpu.total == 96 * GIB  # GTT alone
    assert gpu.free == 96 * GIB - 1531 * MIB


def test_strix_halo_with_a_large_fixed_part_has_that_for_its_own() -> None:
    gpu = only(amd.read(RECORDED / "strix-halo-96-gib"))
    assert not gpu.integrated
    assert gpu.total == 96 * GIB


def test_an_older_apu_without_measurements_is_known_by_its_small_part() -> None:
    gpu = only(amd.read(RECORDED / "ryzen-5900hs-igpu"))
    assert (gpu.integrated, gpu.total) == (True, 7695 * MIB)


def test_an_older_card_whose_gtt_is_as_large_is_still_a_card() -> None:
    gpu = only(amd.read(RECORDED / "radeon-rx-570"))
    assert (gpu.integrated, gpu.total, gpu.name) == (False, 4 * GIB, "AMD Radeon (67df)")


def test_intels_integrated_gpu_has_no_memory_of_its_own() -> None:
    gpu = only(intel.read(RECORDED / "intel-meteor-lake"))
    assert (gpu.name, gpu.integrated, gpu.total) == ("Intel Arc Graphics", True, None)


def test_arc_tells_its_size_through_xe_and_not_through_i915() -> None:
    with_xe = only(intel.read(RECORDED / "intel-arc-a750-xe"))
    with_i915 = only(intel.read(RECORDED / "intel-arc-a750-i915"))
    assert (with_xe.name, with_xe.total) == ("Intel Arc A750", 8522825728)
    assert (with_i915.name, with_i915.total, with_i915.integrated) == (
        "Intel Arc A750",
        None,
        False,
    )


def test_a_card_under_nouveau_is_seen_though_nvml_is_not_there() -> None:
    gpu = only(nouveau.read(RECORDED / "rtx-4090-with-nouveau"))
    assert (gpu.name, gpu.driver) == ("NVIDIA GeForce RTX 4090", "nouveau")


def test_a_card_under_nvidias_driver_is_left_to_nvml() -> None:
    assert nouveau.read(RECORDED / "hybrid-laptop") == ()


def test_windows_tells_sizes_above_four_gib_and_forgets_cards_taken_out() -> None:
    radeon, integrated, arc = windows.read(RecordedRegistry("windows/radeon.json"))
    assert (radeon.name, radeon.total) == ("AMD Radeon RX 7900 XTX", 24560 * MIB)
    assert (integrated.integrated, integrated.total) == (True, None)
    assert (arc.vendor, arc.total) == ("intel", None)


def test_a_registry_that_cannot_be_read_is_said_by_name() -> None:
    with pytest.raises(windows.WindowsUnknown):
        windows.read(RecordedRegistry())


def test_apples_gpu_shares_main_memory_and_its_size_is_the_engines_to_say() -> None:
    gpu = only(apple.read(recorded(brand="Apple M3 Max").run))
    assert (gpu.name, gpu.integrated, gpu.total) == ("Apple M3 Max", True, None)
    assert apple.read(recorded(brand="Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz").run) == ()


def test_files_of_one_client_are_counted_once() -> None:
    root = RECORDED / "radeon-7900-xtx"
    assert fdinfo.held(root, [4242], "0000:03:00.0", "vram") == 5 * GIB
    assert fdinfo.held(root, [4242], "0000:04:00.0", "vram") == 0
    assert fdinfo.held(root, [1], "0000:03:00.0", "vram") == 0


LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


def with_open_files(tmp_path: Path, case: str, *pids: int) -> Path:
    """A recording with the links of open files, which a checkout cannot carry."""
    root = tmp_path / "root"
    shutil.copytree(RECORDED / case, root)
    for pid in pids:
        for file in (root / f"proc/{pid}/fdinfo").iterdir():
            (file.parent.parent / "fd").mkdir(exist_ok=True)
            there = "/dev/dri/renderD128" if "drm-pdev" in file.read_text() else "/dev/null"
            (file.parent.parent / "fd" / file.name).symlink_to(there)
    return root


@LINKS
def test_a_radeon_tells_who_holds_it_by_the_processes_own_files(tmp_path: Path) -> None:
    root = with_open_files(tmp_path, "radeon-7900-xtx", 4242)
    (holder,) = only(amd.read(root, everybody)).holders
    assert (holder.name, holder.held) == ("4242", 5 * GIB)


@LINKS
def test_two_processes_that_share_a_client_hold_it_once(tmp_path: Path) -> None:
    root = with_open_files(tmp_path, "radeon-7900-xtx", 4242)
    shutil.copytree(root / "proc/4242", root / "proc/5000", symlinks=True)
    assert fdinfo.usage(root, "0000:03:00.0", ("vram",)) == {4242: 5 * GIB}


@LINKS
def test_a_process_that_may_not_be_looked_at_is_left_out(tmp_path: Path) -> None:
    root = with_open_files(tmp_path, "radeon-7900-xtx", 4242)
    (root / "proc/1").mkdir()
    (root / "proc/1/fd").write_text("no folder")
    (root / "proc/self").symlink_to("4242")
    assert fdinfo.usage(root, "0000:03:00.0", ("vram",)) == {4242: 5 * GIB}


@LINKS
def test_an_arc_tells_who_holds_its_memory_and_not_who_holds_main_memory(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(RECORDED / "intel-arc-a750-xe", root)
    pci = str(only(intel.read(root)).pci)
    about = root / "proc/77/fdinfo"
    about.mkdir(parents=True)
    (about / "5").write_text(
        f"drm-driver:\txe\ndrm-client-id:\t9\ndrm-pdev:\t{pci}\n"
        "drm-total-system:\t4096 KiB\ndrm-resident-system:\t4096 KiB\n"
        "drm-total-vram0:\t2097152 KiB\ndrm-resident-vram0:\t1048576 KiB\n"
    )
    (root / "proc/77/fd").mkdir()
    (root / "proc/77/fd/5").symlink_to("/dev/dri/renderD129")
    (holder,) = only(intel.read(root, everybody)).holders
    assert (holder.name, holder.held) == ("77", GIB)
