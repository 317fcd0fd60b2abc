"""Well-known models by their headers: the arithmetic against the engine's own dry run."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.estimate import Basis, estimate
from launcher.memory.from_engine import estimate_from_engine
from launcher.memory.parameters import engine_parameters
from launcher.models.catalog import WITH_MATRIX, Known, catalog, facts_of, known_as
from launcher.models.slim import write_slim
from launcher.models.starters import FILE
from launcher.paths import RESOURCES
from launcher.runtime.planner import Planner
from launcher.units import GIB

ENOUGH = 8192 * GIB
NEAR = 0.05  # of the whole
CONTEXTS = (8192, 32768, 131072)
SAMPLE = (  # one of every kind of memory
    "meta-llama/Llama-3.1-8B-Instruct",
    "Qwen/Qwen3-30B-A3B",
    "google/gemma-3-12b-it",
    "google/gemma-3n-E2B-it",
    "google/gemma-4-E2B-it",
    "google/gemma-4-26B-A4B-it",
    "openai/gpt-oss-20b",
    "deepseek-ai/DeepSeek-V3.1",
    "openbmb/MiniCPM3-4B",
    "Qwen/Qwen3.5-9B",
    "Qwen/Qwen3-Next-80B-A3B-Instruct",
    "ibm-granite/granite-4.0-h-tiny",
    "LiquidAI/LFM2-1.2B",
    "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
    "tiiuae/Falcon-H1-7B-Instruct",
    "moonshotai/Kimi-Linear-48B-A3B-Instruct",
    "state-spaces/mamba-2.8b-hf",
    "RWKV/RWKV7-Goose-World3-2.9B-HF",
)
HYBRIDS = (  # attention beside a state, of every kind
    "Qwen/Qwen3.5-0.8B",
    "Qwen/Qwen3.5-35B-A3B",
    "Qwen/Qwen3.6-27B",
    "Qwen/Qwen3-Next-80B-A3B-Instruct",
    "ibm-granite/granite-4.0-h-tiny",
    "LiquidAI/LFM2-1.2B",
    "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
    "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16",
    "tiiuae/Falcon-H1-3B-Instruct",
    "moonshotai/Kimi-Linear-48B-A3B-Instruct",
)
SMALL = (
    "google/gemma-3-270m-it",
    "google/gemma-3n-E2B-it",
    "google/gemma-4-E2B-it",
    "Qwen/Qwen3-0.6B",
    "Qwen/Qwen3.5-0.8B",
    "state-spaces/mamba-130m-hf",
    "tiiuae/Falcon-H1-0.5B-Instruct",
)
SMALLEST = (
    Choices(context=256, kv_type_k="iq4_nl"),
    Choices(context=257, kv_type_k="iq4_nl"),
    Choices(context=512, kv_type_k="q8_0", kv_type_v="q5_1"),
    Choices(context=512, kv_type_k="q4_0", kv_type_v="q4_0", parallel=2),
    Choices(context=256, flash_attention=FlashAttention.OFF, kv_type_k="q4_0"),
)


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    one = Planner()
    yield one
    one.close()


@pytest.fixture(scope="module")
def machine(planner: Planner) -> Machine:
    cpu = Device(name="CPU", description="CPU", kind=DeviceKind.CPU, total=ENOUGH, free=ENOUGH)
    return Machine(
        cpu=Cpu(name="CPU", physical_cores=2, logical_cores=2, features=planner.hello().features),
        memory=Memory(total=ENOUGH, available=ENOUGH),
        devices=(cpu,),
    )


def agree(
    known: Known, variant: str, context: int, planner: Planner, machine: Machine, slim: Path
) -> None:
    """Everything but the compute buffers to the byte, the whole within a few per cent."""
    facts = facts_of(known, variant)
    write_slim(facts, slim)
    choices = Choices(context=context)
    ours = estimate(facts, choices, machine)
    told = engine_parameters(choices, gpu_layers=0, machine=machine)
    theirs = estimate_from_engine(planner.plan(slim, told), facts, choices, machine, 0)
    assert theirs.basis.kv is Basis.ENGINE
    our, their = ours.devices[0], theirs.devices[0]
    assert (our.kv, our.recurrent) == (their.kv, their.recurrent)
    assert (our.weights, our.repacked, our.output) == (
        their.weights,
        their.repacked,
        their.output,
    )
    assert our.sum == pytest.approx(their.sum, rel=NEAR)


@pytest.mark.parametrize("repo", SAMPLE)
def test_a_model_of_every_kind_agrees_with_the_engine(
    repo: str, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    known = known_as(repo)
    agree(known, known.usual, 32768, planner, machine, tmp_path / "slim.gguf")


@pytest.mark.parametrize("repo", HYBRIDS)
def test_state_and_cache_are_told_apart_in_the_smallest_contexts(
    repo: str, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    known = known_as(repo)
    facts, slim = facts_of(known, known.usual), tmp_path / "slim.gguf"
    write_slim(facts, slim)
    for wanted in SMALLEST:
        choices = replace(wanted, kv_type_v=wanted.kv_type_k) if "Kimi" in repo else wanted
        if "Kimi" in repo and choices.flash_attention is FlashAttention.OFF:
            continue  # V must be as K there, and is not cached in fewer bits
        told = engine_parameters(choices, gpu_layers=0, machine=machine)
        ours = estimate(facts, choices, machine).devices[0]
        planned = planner.plan(slim, told)
        theirs = estimate_from_engine(planned, facts, choices, machine, 0).devices[0]
        assert (ours.kv, ours.recurrent) == (theirs.kv, theirs.recurrent)


@pytest.mark.parametrize("flash", [FlashAttention.AUTO, FlashAttention.OFF])
@pytest.mark.parametrize("micro_batch", [512, 2048])
@pytest.mark.parametrize("repo", SMALL)
def test_small_models_agree_though_their_working_memory_is_half_of_all(
    repo: str, micro_batch: int, flash: FlashAttention, planner: Planner, machine: Machine,
    tmp_path: Path,
) -> None:  # fmt: skip
    known = known_as(repo)
    facts, slim = facts_of(known, known.usual), tmp_path / "slim.gguf"
    write_slim(facts, slim)
    for whole in (False, True):
        choices = Choices(
            context=8192, micro_batch=micro_batch, flash_attention=flash, swa_full=whole
        )
        told = engine_parameters(choices, gpu_layers=0, machine=machine)
        ours = estimate(facts, choices, machine).total
        planned = planner.plan(slim, told)
        theirs = estimate_from_engine(planned, facts, choices, machine, 0).total
        assert ours == pytest.approx(theirs, rel=NEAR)


def test_the_sample_has_every_kind_of_memory_of_the_catalog() -> None:
    plain = {"command-r", "ernie4_5-moe", "glm4", "granite", "minicpm", "mistral3", "olmo2"}
    plain |= {"phi3", "phimoe", "qwen2", "qwen3", "seed_oss", "smollm3"}  # as llama or qwen3moe
    alike = {
        "cohere2",
        "gemma2",
        "mamba2",
        "nemotron_h_moe",
        "qwen35moe",
    }  # as a brother of theirs
    sampled = {known_as(repo).architecture for repo in SAMPLE}
    assert {known.architecture for known in catalog()} <= sampled | plain | alike


@pytest.mark.full
@pytest.mark.parametrize(
    ("known", "context"),
    [(known, size) for known in catalog() for size in CONTEXTS if size <= known.context_length],
    ids=lambda value: value.repo if isinstance(value, Known) else f"{value:,}",
)
def test_every_model_agrees_with_the_engine_at_every_context(
    known: Known, context: int, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    agree(known, known.usual, context, planner, machine, tmp_path / "slim.gguf")


@pytest.mark.full
@pytest.mark.parametrize("known", catalog(), ids=lambda known: known.repo)
def test_every_variant_is_taken_and_typed_as_the_engine_would(
    known: Known, planner: Planner, machine: Machine, tmp_path: Path
) -> None:
    slim = tmp_path / "slim.gguf"
    for variant in known.variants:
        agree(known, variant, 8192, planner, machine, slim)
    if known.variants[0] != "F16":
        return
    write_slim(facts_of(known, "F16"), slim)
    for variant in known.variants:
        types = planner.derive(slim, variant, imatrix=variant in WITH_MATRIX).types
        assert types == tuple(tensor.type for tensor in facts_of(known, variant).tensors)


@pytest.mark.full
def test_the_catalog_is_what_the_builder_makes(tmp_path: Path) -> None:
    builder = RESOURCES.parent / "packaging" / "catalog"
    subprocess.run(
        [sys.executable, str(builder), "build", str(tmp_path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text("utf-8") for path in (RESOURCES / "catalog").iterdir()}
    del kept[FILE]  # made by hand
    assert made == kept
