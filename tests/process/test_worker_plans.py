import dataclasses
import sys
from pathlib import Path

import pytest

from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.write import ARCHITECTURES
from launcher.protocol.messages import DeviceUse
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from tests.fakes.model_facts import facts_of
from tests.process.asking import parameters
from tests.process.conftest import MakeModel

SETTINGS = [
    {},
    {"kv_type_k": "q8_0", "kv_type_v": "q8_0", "flash_attention": "on", "sequences": 4},
    {"flash_attention": "off", "sequences": 4},
    {"kv_type_k": "q8_0", "flash_attention": "off", "swa_full": True},
    {"sequences": 4, "unified": True, "repack": False},
    {"cpu_moe": 1, "batch": 256, "micro_batch": 64, "outputs": 64},
]


@pytest.mark.parametrize("quantization", ["F32", "Q4_0"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_dry_run_on_the_slim_header_is_the_real_load_to_the_byte(
    session: Session,
    planner: Planner,
    tiny: MakeModel,
    tmp_path: Path,
    architecture: str,
    quantization: str,
) -> None:
    whole = tiny(architecture, quantization=quantization, layers=4)
    slim = tmp_path / "slim.gguf"
    write_slim(read_facts(whole), slim)
    for settings in SETTINGS:
        asked = parameters(context=2000, **settings)
        planned = planner.plan(slim, asked)
        loaded = session.load(whole, asked)
        assert planned.source == "breakdown"
        assert planned.devices == loaded.devices, settings
        assert planned.context == loaded.context == 2048


def test_state_and_caches_are_told_apart(planner: Planner, tiny: MakeModel) -> None:
    def of(architecture: str, **settings: object) -> DeviceUse:
        path = tiny(architecture, layers=4)
        return planner.plan(path, parameters(context=2048, **settings)).devices[0]

    assert of("llama").recurrent == 0
    assert of("mamba").kv == 0
    assert of("lfm2").recurrent == 2 * 2 * 128 * 4  # two layers, two rows of F32
    hybrid, four = of("granitehybrid"), of("granitehybrid", sequences=4)
    assert hybrid.kv == 2 * 2 * 64 * 2 * 2048  # two layers, K and V, two heads of 32, F16
    assert hybrid.recurrent == (3 * (256 + 2 * 16) + 16 * 256) * 4 * 2
    assert four.recurrent == 4 * hybrid.recurrent


def test_the_caches_grow_with_the_context(planner: Planner, large_slim: Path) -> None:
    small = planner.plan(large_slim, parameters(context=8192)).devices[0]
    large = planner.plan(large_slim, parameters(context=32_768)).devices[0]
    assert small.kv == 1 << 30
    assert large.kv == 1 << 32
    assert small.weights == large.weights
    assert small.output == 4 * 128_256


def test_a_plan_takes_no_memory_for_what_it_plans(planner: Planner, large_slim: Path) -> None:
    psutil = pytest.importorskip("psutil")
    planned = planner.plan(large_slim, parameters(context=131_072))
    assert planned.devices[0].kv == 1 << 34
    assert psutil.Process(planner.worker).memory_info().rss < 1 << 29


def test_without_the_engines_map_the_log_answers_nearly_as_well(
    session: Session, tiny: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import runpy, launcher.worker.breakdown as b; b.read_breakdown = lambda _context: None;"
        "runpy.run_module('launcher.worker', run_name='__main__')"
    )
    command = [sys.executable, "-P", "-c", code]
    for architecture in ("llama", "gemma3", "granitehybrid"):
        path = tiny(architecture, layers=4)
        asked = parameters(context=2048, repack=False)
        exact = session.load(path, asked).devices
        with monkeypatch.context() as patch:
            patch.setattr("launcher.runtime.client.worker_command", lambda: command)
            blind = Planner()
            try:
                planned = blind.plan(path, asked)
            finally:
                blind.close()
        assert planned.source == "log"
        for field in ("weights", "kv", "recurrent", "compute", "output"):
            told = getattr(planned.devices[0], field)
            assert told == pytest.approx(getattr(exact[0], field), abs=21_000), (
                architecture,
                field,
            )


@pytest.mark.parametrize("quantization", ["Q8_0", "Q4_K_M", "IQ4_XS", "IQ2_XS", "MXFP4_MOE"])
@pytest.mark.parametrize("imatrix", [False, True])
def test_types_of_another_quantization_are_derived_in_the_tables_order(
    planner: Planner, tiny: MakeModel, tmp_path: Path, quantization: str, imatrix: bool
) -> None:
    facts = read_facts(tiny("qwen3moe", quantization="F16"))
    slim = tmp_path / "f16.gguf"
    write_slim(facts, slim)
    derived = planner.derive(slim, quantization, imatrix=imatrix)
    assert len(derived.types) == len(facts.tensors)
    norms = [
        t for t, tensor in zip(derived.types, facts.tensors, strict=True) if "norm" in tensor.name
    ]
    assert set(norms) == {"F32"}
    again = tmp_path / "again.gguf"
    write_slim(facts, again, types=derived.types)
    made = read_facts(again)
    assert made.weight_bytes == derived.size


def test_the_8b_mix_is_the_published_one(planner: Planner, tmp_path: Path) -> None:
    slim = tmp_path / "8b-f16.gguf"
    facts = facts_of(kind="F16", better="F16")
    write_slim(facts, slim)
    derived = planner.derive(slim, "Q4_K_M")
    bits = derived.size * 8 / facts.parameters
    assert bits == pytest.approx(4.89, abs=0.01)  # llama.cpp tools/quantize/README.md
    assert derived.types[[t.name for t in facts.tensors].index("output.weight")] == "Q6_K"


def test_a_matrix_of_importance_changes_the_mix(planner: Planner, tmp_path: Path) -> None:
    slim = tmp_path / "8b-f16.gguf"
    write_slim(facts_of(kind="F16", better="F16"), slim)
    plain = planner.derive(slim, "IQ4_XS")
    weighed = planner.derive(slim, "IQ4_XS", imatrix=True)
    assert weighed.size < plain.size


def test_the_answer_is_a_value_that_can_be_kept(planner: Planner, tiny: MakeModel) -> None:
    first = planner.plan(tiny("llama"), parameters())
    second = planner.plan(tiny("llama"), parameters())
    assert dataclasses.replace(first, id=0, seconds=0.0) == dataclasses.replace(
        second, id=0, seconds=0.0
    )
