"""What each kind of machine makes of each type."""

import pytest

from launcher.glossary.cards import amd_generation, compute_capability
from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.glossary.kernels import base_type, fast_here
from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.models.quantization import FILE_TYPES, TENSOR_TYPES
from launcher.units import GIB

ZEN4 = ("AVX2", "FMA", "AVX512", "AVX512_VBMI", "AVX512_VNNI", "AVX512_BF16")
HASWELL = ("AVX2", "FMA")
SANDY_BRIDGE = ("AVX",)
SAPPHIRE_RAPIDS = (*ZEN4, "AMX_INT8")
APPLE = ("NEON", "ARM_FMA", "FP16_VA", "DOTPROD")
FAST, PLAIN, SLOW = Kernels.FAST, Kernels.PLAIN, Kernels.SLOW
NONE, UNKNOWN = Kernels.NONE, Kernels.UNKNOWN


def device(name: str, description: str, kind: DeviceKind, **more: bool) -> Device:
    return Device(
        name=name, description=description, kind=kind, total=8 * GIB, free=8 * GIB, **more
    )


def machine(features: tuple[str, ...] = HASWELL, *gpus: tuple[str, str]) -> Machine:
    cpu = Cpu(name="A processor", physical_cores=8, logical_cores=16, features=features)
    devices = [device("CPU", "A processor", DeviceKind.CPU)]
    devices += [device(name, words, DeviceKind.GPU) for name, words in gpus]
    memory = Memory(total=16 * GIB, available=16 * GIB)
    return Machine(cpu=cpu, memory=memory, devices=tuple(devices))


def on_cpu(kind: str, features: tuple[str, ...]) -> KernelNote:
    (note,) = fast_here(kind, machine(features))
    return note


def on_gpu(kind: str, name: str, words: str) -> KernelNote:
    _, note = fast_here(kind, machine(HASWELL, (name, words)))
    assert note.device == name
    return note


@pytest.mark.parametrize(
    ("kind", "features", "kernels"),
    [
        ("Q4_K_M", HASWELL, FAST),
        ("Q4_0", HASWELL, FAST),
        ("IQ4_NL", HASWELL, FAST),
        ("MXFP4_MOE", HASWELL, FAST),
        ("Q6_K", HASWELL, PLAIN),
        ("Q8_0", HASWELL, PLAIN),
        ("IQ4_XS", HASWELL, PLAIN),
        ("Q2_K", HASWELL, PLAIN),
        ("Q2_K", ZEN4, FAST),
        ("Q4_K_M", SANDY_BRIDGE, PLAIN),
        ("TQ2_0", SANDY_BRIDGE, SLOW),
        ("TQ2_0", HASWELL, PLAIN),
        ("Q2_0", ZEN4, SLOW),
        ("Q2_0", APPLE, PLAIN),
        ("Q6_K", SAPPHIRE_RAPIDS, FAST),
        ("IQ4_XS", SAPPHIRE_RAPIDS, FAST),
        ("Q3_K_M", SAPPHIRE_RAPIDS, PLAIN),
        ("Q6_K", APPLE, FAST),
        ("Q8_0", APPLE, FAST),
        ("Q3_K_M", APPLE, PLAIN),
        ("IQ3_M", APPLE, SLOW),
        ("IQ2_XXS", ZEN4, SLOW),
        ("IQ1_S", SAPPHIRE_RAPIDS, SLOW),
        ("BF16", ZEN4, FAST),
        ("BF16", HASWELL, PLAIN),
        ("BF16", APPLE, SLOW),
        ("F16", HASWELL, PLAIN),
        ("Q4_K_M", (), UNKNOWN),
    ],
)
def test_a_processor_is_judged_by_its_instructions(kind, features, kernels) -> None:
    assert on_cpu(kind, features).kernels is kernels


@pytest.mark.parametrize(
    ("kind", "card", "kernels"),
    [
        ("Q4_K_M", "NVIDIA GeForce RTX 4070", FAST),
        ("IQ2_XS", "NVIDIA GeForce RTX 3060", FAST),
        ("IQ1_M", "NVIDIA GeForce RTX 4090", PLAIN),
        ("TQ1_0", "NVIDIA GeForce RTX 5090", NONE),
        ("Q4_K_M", "NVIDIA GeForce GTX 1080 Ti", FAST),
        ("F16", "NVIDIA GeForce GTX 1080 Ti", PLAIN),
        ("Q4_K_M", "NVIDIA GeForce GTX 970", SLOW),
        ("Q4_K_M", "Tesla P100-PCIE-16GB", SLOW),
        ("BF16", "NVIDIA GeForce RTX 2080", PLAIN),
        ("BF16", "NVIDIA H200", FAST),
        ("MXFP4_MOE", "NVIDIA GeForce RTX 5070", FAST),
        ("Q4_K_M", "NVIDIA Something 9999", UNKNOWN),
    ],
)
def test_an_nvidia_card_is_judged_by_its_generation(kind, card, kernels) -> None:
    assert on_gpu(kind, "CUDA0", card).kernels is kernels


def test_only_blackwell_multiplies_four_bit_floats_as_they_are() -> None:
    for card, native in (("RTX 5090", True), ("RTX 4090", False), ("NVIDIA B200", False)):
        said = on_gpu("MXFP4", "CUDA0", card).sentence
        assert ("4-bit floating point" in said) is native


@pytest.mark.parametrize(
    ("kind", "card", "kernels"),
    [
        ("Q4_K_M", "AMD Radeon RX 7900 XTX", FAST),
        ("IQ3_XXS", "AMD Radeon RX 6800", FAST),
        ("Q4_K_M", "AMD Radeon RX 5700 XT", SLOW),
        ("Q4_K_M", "Radeon RX Vega 64", SLOW),
        ("TQ2_0", "AMD Radeon RX 9070", NONE),
        ("BF16", "AMD Radeon RX 6800", PLAIN),
        ("BF16", "AMD Instinct MI300X", FAST),
        ("Q4_K_M", "AMD Radeon Whatever", UNKNOWN),
    ],
)
def test_an_amd_card_is_judged_by_its_generation(kind, card, kernels) -> None:
    assert on_gpu(kind, "ROCm0", card).kernels is kernels


@pytest.mark.parametrize(
    ("kind", "kernels"),
    [
        ("Q4_0", FAST),
        ("Q4_K_M", FAST),
        ("BF16", FAST),
        ("TQ2_0", FAST),
        ("IQ3_M", PLAIN),
        ("IQ4_XS", PLAIN),
        ("NVFP4", NONE),
        ("TQ1_0", NONE),
    ],
)
def test_metal_has_kernels_for_all_but_two_types(kind, kernels) -> None:
    assert on_gpu(kind, "MTL0", "Apple M3 Max").kernels is kernels


@pytest.mark.parametrize(
    ("kind", "card", "kernels"),
    [
        ("Q4_K_M", "AMD Radeon RX 7800 XT (RADV NAVI32)", FAST),
        ("IQ3_S", "Intel(R) Arc(tm) A770 Graphics", FAST),
        ("IQ2_XS", "AMD Radeon RX 7800 XT", PLAIN),
        ("TQ1_0", "AMD Radeon RX 7800 XT", PLAIN),
        ("Q4_K_M", "AMD Radeon RX 580", PLAIN),
        ("F16", "AMD Radeon RX 7800 XT", PLAIN),
    ],
)
def test_vulkan_has_integer_kernels_for_the_usual_types(kind, card, kernels) -> None:
    assert on_gpu(kind, "Vulkan0", card).kernels is kernels


def test_nothing_is_claimed_of_devices_nobody_described() -> None:
    for name in ("GPU0", "RPC0", "SYCL0"):
        assert on_gpu("Q4_K_M", name, "").kernels is UNKNOWN


def test_a_note_for_each_device_and_none_for_one_that_cannot_be_used() -> None:
    here = machine(ZEN4, ("CUDA0", "NVIDIA GeForce RTX 4070"), ("CUDA1", "RTX 3090"))
    assert [note.device for note in fast_here("Q4_K_M", here)] == ["CPU", "CUDA0", "CUDA1"]
    idle = device("Vulkan0", "Intel UHD", DeviceKind.IGPU, usable=False)
    cpu = here.devices[0]
    only = Machine(cpu=here.cpu, memory=here.memory, devices=(cpu, idle))
    assert [note.device for note in fast_here("Q4_K_M", only)] == ["CPU"]


@pytest.mark.parametrize("kind", [one.name for one in TENSOR_TYPES])
def test_every_type_that_holds_weights_has_a_sentence_everywhere(kind: str) -> None:
    cards = (("CUDA0", "RTX 4070"), ("ROCm0", "RX 7900 XT"), ("MTL0", "Apple M2"))
    here = machine(ZEN4, *cards, ("Vulkan0", "Arc B580"))
    notes = fast_here(kind, here)
    holds_none = kind in {"I8", "I16", "I32", "I64", "F64", "Q8_1", "Q8_K"}
    assert len(notes) == (0 if holds_none else 5)
    for note in notes:
        assert note.sentence.endswith(".")
        assert len(note.sentence) < 160
        assert note.kernels is not UNKNOWN
        assert note.source is not None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Q4_K_M", "Q4_K"),
        ("UD-Q4_K_XL", "Q4_K"),
        ("ud-iq2_m", "IQ2_S"),
        ("Q6_K_L", "Q6_K"),
        ("Q3_K_L", "Q3_K"),
        ("UD-Q8_K_XL", "Q8_0"),
        ("i1-Q4_K_S", "Q4_K"),
        ("IQ2_S", "IQ2_XS"),
        ("MXFP4_MOE", "MXFP4"),
        ("MXFP4", "MXFP4"),
        ("IQ4_KS", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_a_file_is_judged_by_the_type_most_of_it_is_in(name: str, kind: str | None) -> None:
    assert base_type(name) == kind


def test_every_file_type_is_known_here() -> None:
    assert {base_type(name) for name, _ in FILE_TYPES.values()} <= {t.name for t in TENSOR_TYPES}


@pytest.mark.parametrize(
    ("name", "capability"),
    [
        ("NVIDIA GeForce GTX 1650", 7.5),
        ("Quadro RTX 6000", 7.5),
        ("NVIDIA RTX A6000", 8.6),
        ("NVIDIA RTX 6000 Ada Generation", 8.9),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", 12.0),
        ("NVIDIA GB10", 12.1),
        ("NVIDIA A100-SXM4-80GB", 8.0),
        ("NVIDIA L4", 8.9),
        ("Tesla T4", 7.5),
        ("Tesla V100-SXM2-32GB", 7.0),
        ("NVIDIA GeForce RTX 4060 Laptop GPU", 8.9),
        ("NVIDIA GeForce RTX 5060 Ti", 12.0),
        ("NVIDIA GeForce RTX 2050", 8.6),
        ("AMD Radeon RX 6800", None),
        ("", None),
    ],
)
def test_a_card_s_generation_is_known_by_its_name(name: str, capability: float | None) -> None:
    assert compute_capability(name) == capability


def test_amd_s_generations_are_known_by_name_or_chip() -> None:
    assert amd_generation("AMD Radeon 780M Graphics") == "RDNA3"
    assert amd_generation("Radeon 8060S Graphics (RADV GFX1151)") == "RDNA3"
    assert amd_generation("AMD Radeon VII") == "Vega20"
    assert amd_generation("gfx906") == "Vega20"
    assert amd_generation("AMD Instinct MI210") == "CDNA"
    assert amd_generation("NVIDIA GeForce RTX 4070") is None


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("NVIDIA GeForce MX110", 5.0),
        ("NVIDIA GeForce MX130", 5.0),
        ("NVIDIA GeForce MX150", 6.1),
        ("NVIDIA GeForce GTX 750 Ti", 5.0),
        ("NVIDIA RTX A500 Laptop GPU", 8.6),
        ("NVIDIA RTX A1000", 8.6),
        ("Quadro T2000", 7.5),
        ("NVIDIA TITAN X (Pascal)", 6.1),
        ("NVIDIA GeForce GTX TITAN X", 5.2),
        ("NVIDIA TITAN Xp", 6.1),
        ("NVIDIA GeForce GTX 970", 5.2),
    ],
)
def test_small_and_old_cards_are_of_their_own_generation(name: str, number: float) -> None:
    assert compute_capability(name) == number


def test_a_trade_mark_in_a_drivers_name_is_overlooked() -> None:
    assert amd_generation("AMD Radeon(TM) 780M Graphics") == "RDNA3"
    assert compute_capability("NVIDIA(R) GeForce(TM) RTX 4070") == 8.9
