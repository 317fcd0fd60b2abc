"""Every entry is short, honest and sourced; every type has one; nothing points nowhere."""

import re

import gguf
import pytest

from launcher.glossary.book import entries, entry, first_steps
from launcher.glossary.entry import Entry
from launcher.glossary.spelling import plain
from launcher.glossary.tables import source, table
from launcher.glossary.type_entries import NEEDED
from launcher.models.quantization import (
    FILE_TYPES,
    REMOVED_TYPES,
    TENSOR_TYPES,
    TYPE_BY_NAME,
    TensorType,
)
from launcher.worker.model_file import type_block, type_bytes

NOT_AS_IN_THE_ENGINE = {"Q8_1"}  # gguf 0.19.0 counts two 32-bit numbers; the engine's are 16-bit
UNKNOWN_TO_GGUF = {"Q2_0"}  # newer than gguf 0.19.0
FIGURE = re.compile(r"\d(\.\d+)? ?%|\d\.\d|\b\d+ (GB/s|tokens a second|bits per weight)")
WANTED = """quantization; bits per weight; K-quant; S, M and L; IQ; UD; _0; _1; MXFP4; NVFP4; TQ;
imatrix; QAT; instruct; it; base model; chat template; thinking model; GGUF; MLX; GPTQ; AWQ;
safetensors; mmproj; LoRA; draft model; MTP; speculative; shard; KV cache; KV type; context;
trained length; sliding window; recurrent state; flash attention; batch; micro-batch; token;
tokens per second; prompt speed; answer speed; RAM; VRAM; unified memory; memory bandwidth;
GPU layers; offload; mixture of experts; active parameters; effective parameters; E2B; perplexity;
KL divergence; MMLU; temperature; top-p; min-p; seed; system prompt; mmap; repack; reserve;
Hugging Face; gated model; licence; GB vs GiB; F32; F16; BF16; FP32; FP16; FP8; embedding;
tokenizer; parameters; B; distilled; abliterated; coder; vision; hallucination""".replace(
    "\n", " "
)

every_entry = pytest.mark.parametrize("one", entries(), ids=lambda one: one.term)


@pytest.mark.parametrize("kind", TENSOR_TYPES, ids=lambda kind: kind.name)
def test_bits_and_blocks_are_those_of_the_reference_table(kind: TensorType) -> None:
    one = entry(kind.name)
    assert (one.bits_per_weight, one.block) == (kind.bits_per_weight, kind.block)
    assert one.text.startswith(f"{kind.bits_per_weight:g} bits ")
    assert kind.block == 1 or f" {kind.block} weights share a block of {kind.bytes}" in one.text
    assert (type_block(kind.id), type_bytes(kind.id)) == (kind.block, kind.bytes)
    if kind.name in UNKNOWN_TO_GGUF | NOT_AS_IN_THE_ENGINE:
        return
    block, size = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind.name]]
    assert (kind.block, kind.bytes) == (block, size)
    assert one.bits_per_weight == size * 8 / block


def test_the_reference_table_knows_no_type_that_is_missing_here() -> None:
    assert {kind.name for kind in gguf.GGML_QUANT_SIZES} <= set(TYPE_BY_NAME)
    names = {kind.name for kind in gguf.LlamaFileType} - {"GUESSED"}
    known = {name.removeprefix("MOSTLY_").removeprefix("ALL_") for name in names}
    assert known <= {name for name, _ in FILE_TYPES.values()}


@pytest.mark.parametrize("name", sorted({name for name, _ in FILE_TYPES.values()}))
def test_every_file_type_says_its_recipe_and_what_it_is_good_for(name: str) -> None:
    one = entry(name)
    recipe = table("recipes")["recipes"][name]
    assert one.term == name
    assert recipe["recipe"] in one.text
    assert recipe["use"] in one.text
    assert one.needs_imatrix is recipe["imatrix"]
    assert (NEEDED in one.text) is recipe["imatrix"]
    base = dict(FILE_TYPES.values())[name]
    assert one.bits_per_weight is not None or base in one.text


@pytest.mark.parametrize("name", sorted(REMOVED_TYPES.values()))
def test_types_that_were_removed_are_said_to_be(name: str) -> None:
    assert not entry(name).loads
    assert "cannot be loaded" in entry(name).short


@pytest.mark.parametrize("term", [term.strip() for term in WANTED.split(";") if term.strip()])
def test_every_wanted_term_is_explained(term: str) -> None:
    assert entry(term).text


def test_titles_are_unique_and_no_alias_belongs_to_two() -> None:
    titles = [plain(one.term) for one in entries()]
    assert len(titles) == len(set(titles))
    owners: dict[str, str] = dict(zip(titles, (one.term for one in entries()), strict=True))
    for one in entries():
        for alias in one.aliases:
            assert owners.setdefault(plain(alias), one.term) == one.term, alias


@every_entry
def test_an_entry_is_short_and_ends_its_sentences(one: Entry) -> None:
    assert len(one.short) <= 90
    assert one.short.endswith(".")
    assert one.text.endswith(".")
    assert "!" not in one.short + one.text
    sentences = re.findall(r"[.?](?:\s|$)", one.text)
    assert (1 if one.bits_per_weight else 2) <= len(sentences) <= 6, len(sentences)


@every_entry
def test_an_entry_points_to_others_that_exist(one: Entry) -> None:
    titles = {each.term for each in entries()}
    assert set(one.see_also) <= titles
    assert one.term not in one.see_also
    assert one.see_also


@every_entry
def test_an_entry_that_states_a_figure_has_a_source(one: Entry) -> None:
    if FIGURE.search(one.short + one.text):
        assert one.source is not None
    if one.source is not None:
        assert one.source.name
        assert one.source.url.startswith("https://")
        assert 1990 < one.source.year <= 2026


def test_every_source_is_used_or_goes() -> None:
    used = {one.source for one in entries()}
    idle = {key for key in table("sources") if source(key) not in used}
    assert idle == set()


def test_first_steps_are_few_and_lead_on() -> None:
    steps = first_steps()
    assert 5 <= len(steps) <= 7
    titles = {each.term for each in entries()}
    for step in steps:
        assert set(step.see_also) <= titles
        assert len(step.text) < 320
