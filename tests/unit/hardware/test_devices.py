"""The engine's devices and the drivers' GPUs as one list."""

from dataclasses import replace

from launcher.hardware.devices import Surroundings, merged
from launcher.hardware.facts import Device, DeviceKind, Gpu, Holder, Memory
from launcher.hardware.features import instructions
from launcher.hardware.probes import amd, intel, nouveau, nvidia
from launcher.hardware.reasons import HAS_A_BETTER, NOT_SAID
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB, MIB
from tests.fakes.computer import RECORDED
from tests.fakes.nvml import RecordedNvml

AROUND = Surroundings(
    memory=Memory(total=64 * GIB, available=48 * GIB), processor="AMD EPYC", system="linux"
)
CPU = EngineDevice(name="CPU", description="AMD EPYC", kind="cpu", total=64 * GIB, free=64 * GIB)


def engine(*devices: EngineDevice, features: tuple[str, ...] = ()) -> Hello:
    return Hello(
        protocol=PROTOCOL, pid=1, bindings="", engine="", build="", features=features,
        devices=(CPU, *devices),
    )  # fmt: skip


def card(
    name: str, description: str, total: int, *, free: int = -1, kind: str = "gpu"
) -> EngineDevice:
    return EngineDevice(
        name=name,
        description=description,
        kind=kind,
        total=total,
        free=total if free < 0 else free,
    )


def graphics(hello: Hello | None, *gpus: Gpu, around: Surroundings = AROUND) -> list[Device]:
    return [d for d in merged(hello, gpus, around) if d.kind is not DeviceKind.CPU]


RTX = nvidia.read(RecordedNvml("rtx-4090"))[0]
CUDA0 = card("CUDA0", "NVIDIA GeForce RTX 4090", 24080 * MIB, free=20000 * MIB)
RADEON = amd.read(RECORDED / "radeon-7900-xtx")[0]


def test_the_processors_free_memory_is_the_systems_and_not_the_engines() -> None:
    processor = merged(engine(), (), AROUND)[0]
    assert (processor.name, processor.total, processor.free) == ("CPU", 64 * GIB, 48 * GIB)


def test_a_containers_limit_bounds_the_processors_total() -> None:
    bound = Surroundings(
        memory=Memory(total=64 * GIB, available=3 * GIB, limit=4 * GIB),
        processor="",
        system="linux",
    )
    assert merged(engine(), (), bound)[0].total == 4 * GIB


def test_a_card_that_both_see_is_one_device_with_the_engines_total_and_the_drivers_free() -> None:
    (device,) = graphics(engine(CUDA0), RTX)
    assert (device.name, device.usable, device.pci) == ("CUDA0", True, "0000:01:00.0")
    assert device.total == 24080 * MIB
    assert device.free == RTX.free


def test_a_card_the_engine_cannot_use_says_what_to_do() -> None:
    (device,) = graphics(engine(), RTX)
    assert not device.usable
    assert device.reason is not None
    assert "python3 snug.py --backend cuda" in device.reason


def test_windows_has_another_command() -> None:
    windows = Surroundings(memory=AROUND.memory, processor="", system="win32")
    (device,) = graphics(engine(), RADEON, around=windows)
    assert "`py snug.py --backend vulkan`" in str(device.reason)


def test_before_the_engine_has_spoken_nothing_is_claimed() -> None:
    (device,) = graphics(None, RTX)
    assert (device.usable, device.reason) == (False, NOT_SAID)
    assert merged(None, (RTX,), AROUND)[0].free == 48 * GIB


def test_equal_cards_are_paired_in_order() -> None:
    cards = nvidia.read(RecordedNvml("two-rtx-3090"))
    found = graphics(
        engine(
            card("CUDA0", "NVIDIA GeForce RTX 3090", 24120 * MIB),
            card("CUDA1", "NVIDIA GeForce RTX 3090", 24120 * MIB),
        ),
        *cards,
    )
    assert [(d.name, d.pci) for d in found] == [
        ("CUDA0", "0000:17:00.0"),
        ("CUDA1", "0000:65:00.0"),
    ]
    assert found[0].free < found[1].free


def test_a_hidden_card_is_told_apart_from_an_engine_that_cannot() -> None:
    cards = nvidia.read(RecordedNvml("two-rtx-3090"))
    found = graphics(engine(card("CUDA0", "NVIDIA GeForce RTX 3090", 24120 * MIB)), *cards)
    assert [device.usable for device in found] == [True, False]
    assert "CUDA_VISIBLE_DEVICES" in str(found[1].reason)


def test_a_cuda_engine_without_any_card_points_to_the_driver() -> None:
    (device,) = graphics(engine(features=("USE_GRAPHS", "AVX2")), RTX)
    assert "560.35.03" in str(device.reason)
    assert "toolkit" not in str(device.reason)


def test_a_card_under_nouveau_needs_a_driver_first() -> None:
    (gpu,) = nouveau.read(RECORDED / "rtx-4090-with-nouveau")
    (device,) = graphics(engine(), gpu)
    assert (device.total, device.usable) == (0, False)
    assert "nouveau" in str(device.reason)


def test_a_processors_gpu_beside_a_card_is_left_in_peace() -> None:
    (gpu,) = intel.read(RECORDED / "hybrid-laptop")
    found = graphics(engine(CUDA0), RTX, gpu)
    assert [(d.usable, d.reason) for d in found] == [(True, None), (False, HAS_A_BETTER)]


def test_one_card_under_two_backends_is_listed_once() -> None:
    vulkan = card("Vulkan0", "NVIDIA GeForce RTX 4090", 24564 * MIB)
    assert [d.name for d in graphics(engine(CUDA0, vulkan), RTX)] == ["CUDA0"]


def test_two_makers_cards_are_not_confused() -> None:
    found = graphics(
        engine(
            card("Vulkan0", "AMD Radeon RX 7900 XTX (RADV NAVI31)", 24560 * MIB),
            card("Vulkan1", "NVIDIA GeForce RTX 4090", 24564 * MIB),
        ),
        RTX,
        RADEON,
    )
    assert [(d.name, d.pci) for d in found] == [
        ("Vulkan0", "0000:03:00.0"),
        ("Vulkan1", "0000:01:00.0"),
    ]


def test_the_address_decides_where_both_tell_it() -> None:
    first, second = nvidia.read(RecordedNvml("two-rtx-3090"))
    told = [
        replace(card("CUDA0", "NVIDIA GeForce RTX 3090", 24120 * MIB), pci=second.pci),
        replace(card("CUDA1", "NVIDIA GeForce RTX 3090", 24120 * MIB), pci=first.pci),
    ]
    found = graphics(engine(*told), first, second)
    assert [(d.name, d.pci) for d in found] == [("CUDA0", second.pci), ("CUDA1", first.pci)]
    assert [d.free for d in found] == [second.free, first.free]


def test_a_name_does_not_match_what_lies_at_another_address() -> None:
    first, second = nvidia.read(RecordedNvml("two-rtx-3090"))
    told = replace(card("CUDA0", "NVIDIA GeForce RTX 3090", 24120 * MIB), pci=second.pci)
    found = graphics(engine(told), first, second)
    assert [(d.name, d.usable) for d in found] == [("CUDA0", True), (first.pci, False)]


def test_an_address_counts_though_the_name_says_nothing() -> None:
    told = replace(card("Vulkan0", "llvmpipe or what", 24560 * MIB), pci=RADEON.pci)
    (device,) = graphics(engine(told), RADEON)
    assert (device.usable, device.free) == (True, RADEON.free)


def test_a_device_the_driver_does_not_know_keeps_its_own_address() -> None:
    (device,) = graphics(engine(replace(CUDA0, pci="0000:0a:00.0")))
    assert (device.pci, device.free) == ("0000:0a:00.0", CUDA0.free)


def test_one_address_under_two_backends_is_one_device() -> None:
    vulkan = card("Vulkan0", "NVIDIA GeForce RTX 4090", 24564 * MIB)
    both = [replace(one, pci="0000:0a:00.0") for one in (CUDA0, vulkan)]
    assert [d.name for d in graphics(engine(*both))] == ["CUDA0"]
    assert [d.name for d in graphics(engine(*both), replace(RTX, pci="0000:0a:00.0"))] == ["CUDA0"]


def test_of_a_divided_cards_parts_the_address_and_the_size_decide() -> None:
    whole = nvidia.read(RecordedNvml("a100-mig"))
    parts = (replace(whole[0], total=9856 * MIB, free=9000 * MIB), whole[1])
    told = card("CUDA0", "NVIDIA A100-SXM4-40GB MIG 3g.20gb", 19968 * MIB)
    found = graphics(engine(replace(told, pci="0000:47:00.0")), *parts)
    assert [(d.name, d.usable) for d in found] == [("CUDA0", True), ("0000:47:00.0#0", False)]
    assert found[0].pci == "0000:47:00.0#1"


def test_every_device_has_its_holders() -> None:
    here = (Holder(name="firefox", held=2 * GIB),)
    there = (Holder(name="Xorg", held=GIB),)
    around = Surroundings(
        memory=replace(AROUND.memory, holders=here), processor="", system="linux"
    )
    holding = replace(RTX, holders=there)
    for hello in (engine(CUDA0), engine(), None):
        assert [d.holders for d in merged(hello, (holding,), around)] == [here, there]


def test_of_an_apu_and_a_card_of_one_maker_name_and_size_decide() -> None:
    (apu,) = amd.read(RECORDED / "ryzen-5900hs-igpu")
    found = graphics(
        engine(card("Vulkan0", "AMD Radeon RX 7900 XTX (RADV NAVI31)", 24560 * MIB)), apu, RADEON
    )
    assert found[0].pci == RADEON.pci
    assert [device.usable for device in found] == [True, False]


def test_a_gpu_in_main_memory_has_no_more_free_than_that() -> None:
    (apu,) = amd.read(RECORDED / "strix-halo-auto")
    told = card("Vulkan0", "AMD Radeon 8060S (RADV GFX1151)", 100 * GIB, kind="igpu")
    (device,) = graphics(engine(told), apu)
    assert (device.kind, device.total, device.free) == (DeviceKind.IGPU, 100 * GIB, 48 * GIB)


def test_a_gpu_with_a_fixed_part_of_its_own_is_not_counted_into_main_memory() -> None:
    (apu,) = amd.read(RECORDED / "strix-halo-96-gib")
    told = card("Vulkan0", "AMD Radeon 8060S (RADV GFX1151)", 96 * GIB, kind="igpu")
    (device,) = graphics(engine(told), apu)
    assert device.kind is DeviceKind.GPU
    assert device.free == apu.free


def test_gb10_shares_main_memory_though_the_engine_calls_it_a_card() -> None:
    (gb10,) = nvidia.read(RecordedNvml("gb10"))
    (device,) = graphics(engine(card("CUDA0", "NVIDIA GB10", 121 * GIB)), gb10)
    assert (device.kind, device.free) == (DeviceKind.IGPU, 48 * GIB)


def test_metal_keeps_its_own_limit_and_the_systems_free_memory() -> None:
    gpu = Gpu(
        name="Apple M3 Max", vendor="apple", driver="Metal", total=None, free=None, integrated=True
    )
    (device,) = graphics(engine(card("MTL0", "Apple M3 Max", 107 * GIB)), gpu)
    assert (device.kind, device.total, device.free) == (DeviceKind.GPU, 107 * GIB, 48 * GIB)


def test_another_computer_comes_before_the_cards_as_the_engine_has_it() -> None:
    remote = card("RPC0", "192.168.0.7:50052", 16 * GIB, free=12 * GIB, kind="rpc")
    found = graphics(engine(CUDA0, remote), RTX)
    assert [(d.name, d.kind) for d in found] == [
        ("RPC0", DeviceKind.RPC),
        ("CUDA0", DeviceKind.GPU),
    ]


def test_a_kind_of_a_later_engine_is_passed_over() -> None:
    assert graphics(engine(card("NPU0", "Ryzen AI", GIB, kind="npu"))) == []


def test_every_device_has_a_name_of_its_own() -> None:
    twin = Gpu(name="AMD Radeon", vendor="amd", driver=None, total=GIB, free=None)
    names = [device.name for device in merged(engine(), (twin, twin), AROUND)]
    assert len(set(names)) == len(names)


def test_features_are_instruction_sets_without_what_goes_without_saying() -> None:
    words = ("SSE3", "SSSE3", "AVX", "AVX_VNNI", "AVX2", "F16C", "FMA", "BMI2", "AVX512",
             "AVX512_VNNI", "LLAMAFILE", "OPENMP", "REPACK", "USE_GRAPHS")  # fmt: skip
    assert instructions(words) == ("AVX_VNNI", "AVX2", "FMA", "AVX512", "AVX512_VNNI")
    assert instructions(("NEON", "ARM_FMA", "DOTPROD", "REPACK")) == ("NEON", "DOTPROD")
