import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import BadModelFile, UnknownChoice
from launcher.memory.choices import Choices
from launcher.memory.kv_cache import kv_cache_bytes
from launcher.models import catalog as room
from launcher.models.catalog import Known, catalog, facts_of, is_from_catalog, known_as
from launcher.models.facts import ModelFacts
from launcher.models.gguf import HeaderParser
from launcher.models.quantization import quantization_of, tensor_bytes
from launcher.models.slim import facts_from_slim, slim_bytes
from launcher.paths import RESOURCES
from launcher.units import MIB

FOLDER = RESOURCES / "catalog"
FAMILIES = {
    "DeepSeek V3",
    "Falcon H1",
    "GLM 4",
    "Gemma 2",
    "Gemma 3",
    "Gemma 3n",
    "Gemma 4",
    "Granite 4",
    "Kimi",
    "LFM2",
    "Llama 3",
    "Ministral 3",
    "Mistral",
    "Mixtral",
    "Nemotron",
    "Phi 3",
    "Phi 4",
    "Qwen 2.5",
    "Qwen 3",
    "Qwen 3.5",
    "gpt-oss",
}
# Written by converters, counted by nobody: tables of angles, and RWKV's unused first layer.
NOT_COUNTED = (
    "rope_freqs.weight",
    "rope_factors_long.weight",
    "rope_factors_short.weight",
    "blk.0.time_mix_v0.weight",
    "blk.0.time_mix_v1.weight",
    "blk.0.time_mix_v2.weight",
)
# Bytes of files as the hub lists them: bartowski's, Qwen's own and ggml-org's.
PUBLISHED = {
    ("meta-llama/Llama-3.1-8B-Instruct", "Q4_K_M"): 4_920_739_232,
    ("meta-llama/Llama-3.1-8B-Instruct", "Q6_K"): 6_596_011_424,
    ("meta-llama/Llama-3.1-8B-Instruct", "Q8_0"): 8_540_775_840,
    ("meta-llama/Llama-3.2-1B-Instruct", "Q4_K_M"): 807_694_464,
    ("Qwen/Qwen3-8B", "Q4_K_M"): 5_027_783_488,
    ("openai/gpt-oss-20b", "MXFP4"): 12_109_566_560,
}
# MiB of KV cache at 8k / 32k / 32k with windows kept short / 32k in q8_0, measured in the engine.
KV = {
    "meta-llama/Llama-3.1-8B-Instruct": (1024, 4096, 4096, 2176),
    "Qwen/Qwen3-8B": (1152, 4608, 4608, 2448),
    "Qwen/Qwen3-30B-A3B": (768, 3072, 3072, 1632),
    "google/gemma-3-12b-it": (3072, 12288, 2528, 6528),
    "openai/gpt-oss-20b": (384, 1536, 786, 816),
    "google/gemma-3n-E4B-it": (320, 1280, 288, 680),
    "deepseek-ai/DeepSeek-V3-0324": (549, 2196, 2196, 1166.6),
}
SLIDING = ("google/gemma-3-12b-it", "openai/gpt-oss-20b", "google/gemma-3n-E4B-it")
EVERY = pytest.mark.parametrize("known", catalog(), ids=lambda known: known.repo)


def test_many_well_known_models_are_in_the_catalog() -> None:
    assert len(catalog()) >= 40
    assert {known.family for known in catalog()} >= FAMILIES
    assert len({known.repo for known in catalog()}) == len(catalog())
    sizes = [known.parameters for known in catalog() if known.family == "Llama 3"]
    assert min(sizes) < 2e9
    assert max(sizes) > 400e9


@EVERY
def test_a_header_holds_as_many_weights_as_its_source_says(known: Known) -> None:
    facts = facts_of(known, known.usual)
    counted = sum(t.elements for t in facts.tensors if t.name not in NOT_COUNTED)
    assert counted == known.parameters
    assert facts.architecture == known.architecture
    assert facts.trained_context == known.context_length
    assert len({tensor.name for tensor in facts.tensors}) == len(facts.tensors)


@EVERY
def test_a_header_can_be_written_and_read_like_any_other(known: Known) -> None:
    facts = facts_of(known, known.usual)
    data = slim_bytes(facts)
    parser = HeaderParser(known.repo)
    assert parser.feed(data)
    again = facts_from_slim(data)
    assert again.tensors == facts.tensors
    assert (again.file_size, again.vocabulary) == (facts.file_size, facts.vocabulary)
    assert is_from_catalog(again)


@EVERY
def test_a_file_is_as_long_as_the_index_says(known: Known) -> None:
    for variant in {known.usual, known.variants[0], known.variants[-1]}:
        facts = facts_of(known, variant)
        assert facts.file_size == known.sizes[known.variants.index(variant)]
        assert facts.file_size == facts.header_size + _end(facts.tensors)
        assert all(t.size == tensor_bytes(t.type, t.shape) for t in facts.tensors)


def _end(tensors: Any) -> int:
    return int(tensors[-1].offset + tensors[-1].size)


@EVERY
def test_fewer_bits_make_a_smaller_file(known: Known) -> None:
    order = [v for v in ("F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M") if v in known.variants]
    sizes = [known.sizes[known.variants.index(variant)] for variant in order]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(("repo", "variant"), PUBLISHED)
def test_a_predicted_size_is_that_of_the_published_file(repo: str, variant: str) -> None:
    predicted = facts_of(known_as(repo), variant).file_size
    assert predicted == pytest.approx(PUBLISHED[repo, variant], rel=0.0005)


@pytest.mark.parametrize("repo", KV)
def test_the_kv_cache_is_the_one_measured_in_the_engine(repo: str) -> None:
    facts = facts_of(known_as(repo), known_as(repo).usual)
    assert _kv(facts, Choices(context=32768)) == pytest.approx(KV[repo][2], abs=0.05)
    if facts.key("attention.sliding_window"):
        return
    quantized = Choices(context=32768, kv_type_k="q8_0", kv_type_v="q8_0")
    sizes = [_kv(facts, choices) for choices in (Choices(context=8192), quantized)]
    assert sizes == pytest.approx([KV[repo][0], KV[repo][3]], abs=0.05)


@pytest.mark.parametrize("repo", SLIDING)
def test_windows_that_keep_the_whole_context_cost_as_measured_in_the_engine(repo: str) -> None:
    facts = facts_of(known_as(repo), known_as(repo).usual)
    asked = (
        Choices(context=8192, swa_full=True),
        Choices(context=32768, swa_full=True),
        Choices(context=32768, swa_full=True, kv_type_k="q8_0", kv_type_v="q8_0"),
    )
    full, longer, _, quantized = KV[repo]
    sizes = [_kv(facts, choices) for choices in asked]
    assert sizes == pytest.approx([full, longer, quantized], abs=0.05)


def _kv(facts: ModelFacts, choices: Choices) -> float:
    return kv_cache_bytes(facts, choices) / MIB


def test_the_catalog_is_small_and_nothing_lies_about() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert sum(files.values()) < 600_000
    lists = {"index.json", "starters.json"}
    assert max(size for name, size in files.items() if name not in lists) < 8_000
    assert set(files) == {known.entry for known in catalog()} | lists


def test_a_variant_is_what_its_name_says() -> None:
    known = known_as("Qwen/Qwen3-8B")
    assert [quantization_of(facts_of(known, name)) for name in known.variants] == list(
        known.variants
    )
    assert facts_of(known_as("gpt-oss 20B"), "MXFP4").bits_per_weight < 4.8
    with pytest.raises(UnknownChoice) as caught:
        facts_of(known, "Q9")
    assert caught.value.allowed == known.variants


@pytest.mark.parametrize(
    "words", ["Qwen/Qwen3-8B", "qwen/qwen3-8b", "qwen3-8b", "Qwen3 8B", "Qwen 3 8B"]
)
def test_a_model_is_found_however_its_name_is_written(words: str) -> None:
    assert known_as(words).repo == "Qwen/Qwen3-8B"


def test_an_unknown_name_brings_those_that_are_near() -> None:
    with pytest.raises(UnknownChoice) as caught:
        known_as("llama 3.1 9b")
    assert caught.value.allowed[0].startswith("meta-llama/Llama-3.1")
    with pytest.raises(UnknownChoice) as caught:
        known_as("gemma3-12b")
    assert "google/gemma-3-12b-it" in caught.value.allowed
    with pytest.raises(UnknownChoice):
        known_as("")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalog that may be damaged."""
    shutil.copytree(FOLDER, tmp_path / "catalog")
    monkeypatch.setattr(room, "RESOURCES", tmp_path)
    return tmp_path / "catalog"


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "[[]]", '{"a": 1}', '[{"repo": "a/b"}]', "\0", "[" * 5000]
)
def test_a_damaged_index_is_named(copy: Path, text: str) -> None:
    (copy / "index.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadModelFile):
        catalog()


def test_a_missing_catalog_is_named(copy: Path) -> None:
    shutil.rmtree(copy)
    with pytest.raises(BadModelFile):
        catalog()


def test_no_damage_to_an_entry_brings_more_than_the_named_error(copy: Path) -> None:
    known = known_as("Qwen/Qwen3-30B-A3B")
    path = copy / known.entry
    whole = json.loads(path.read_text("utf-8"))
    source = random.Random(7)  # noqa: S311 - the same damage every time
    for turn in range(400):
        broken = json.loads(json.dumps(whole))
        _damage(broken, source)
        text = json.dumps(broken)
        if turn % 4 == 0:
            text = text[: source.randrange(len(text))]
        path.write_text(text, encoding="utf-8")
        room._facts.cache_clear()
        try:
            facts = facts_of(known)
        except BadModelFile:
            continue
        assert all(tensor.size > 0 for tensor in facts.tensors)
    room._facts.cache_clear()


def _damage(value: Any, source: random.Random) -> None:
    """Put something else in some place of a tree."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = source.choice(keys)
        deeper = isinstance(value[key], dict | list) and source.random() < 0.8
        if deeper:
            value = value[key]
            continue
        choices = [None, -1, 0, 1 << 70, 3.5, True, "", "Q9", "5-2", "0-9999", [], {}, ["Q4_K"]]
        value[key] = source.choice(choices)
        return


def test_every_model_is_in_the_document() -> None:
    document = RESOURCES.parent / "docs" / "memory.md"
    text = document.read_text("utf-8")
    missing = [
        known.name
        for known in catalog()
        if known.context_length >= 8192 and f"| {known.name} | {known.usual} |" not in text
    ]
    assert not missing
