import sys
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import BadModelFile, NotSaved
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.slim import f16_header, facts_from_slim, slim_bytes, write_slim
from launcher.models.write import ARCHITECTURES, write_model
from launcher.units import GIB


def made(folder: Path, architecture: str = "llama", **choices: object) -> ModelFacts:
    paths = write_model(folder / "made.gguf", architecture, **choices)  # type: ignore[arg-type]
    return read_facts(paths[0])


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_slim_form_gives_the_facts_back(tmp_path: Path, architecture: str) -> None:
    facts = made(tmp_path, architecture, quantization="Q8_0")
    assert facts_from_slim(slim_bytes(facts)) == facts


def test_the_slim_form_of_shards_gives_the_facts_back(tmp_path: Path) -> None:
    facts = made(tmp_path, "granitehybrid", layers=4, shards=4)
    assert facts_from_slim(slim_bytes(facts)) == facts


def test_unusual_types_of_numbers_survive(tmp_path: Path) -> None:
    facts = made(tmp_path)
    metadata = dict(facts.metadata) | {"llama.odd": 3, "tokenizer.odd": 5, "llama.vocab_size": 9}
    kinds = {"llama.odd": "u64", "tokenizer.odd": "u8", "llama.vocab_size": "u64"}
    odd = replace(facts, metadata=metadata, kinds=kinds)
    assert facts_from_slim(slim_bytes(odd)) == odd


def test_the_trained_models_slim_form_is_small_and_true(test_data: Path) -> None:
    facts = read_facts(test_data / "stories260K-chat.gguf")
    assert len(slim_bytes(facts)) < 8_000
    assert facts_from_slim(slim_bytes(facts)) == facts


@pytest.mark.parametrize("architecture", ["llama", "gemma3"])
def test_the_engine_sees_no_tokenizer_and_no_shards(tmp_path: Path, architecture: str) -> None:
    facts = made(tmp_path, architecture, shards=2)
    path = tmp_path / "slim.gguf"
    write_slim(facts, path)
    slim = read_facts(path)
    seen = [key for key in slim.metadata if key.startswith(("tokenizer.", "split."))]
    assert seen == ["tokenizer.ggml.model"]
    assert slim.metadata["tokenizer.ggml.model"] == "none"
    assert slim.key("vocab_size") == facts.vocabulary
    assert slim.key("attention.head_count_kv") == facts.key("attention.head_count_kv")
    assert [t.name for t in slim.tensors] == [t.name for t in facts.tensors]
    assert {t.shard for t in slim.tensors} == {0}
    assert slim.weight_bytes == facts.weight_bytes


def test_a_model_without_a_token_list_gets_the_rows_of_its_embedding(tmp_path: Path) -> None:
    facts = made(tmp_path)
    rows = facts.vocabulary
    metadata = {key: v for key, v in facts.metadata.items() if key != "llama.vocab_size"}
    write_slim(replace(facts, vocabulary=0, metadata=metadata), tmp_path / "slim.gguf")
    assert read_facts(tmp_path / "slim.gguf").key("vocab_size") == rows


@pytest.mark.skipif(sys.platform == "win32", reason="blocks are counted elsewhere there")
def test_the_slim_file_is_as_long_as_the_model_and_hardly_on_the_disk(tmp_path: Path) -> None:
    facts = made(tmp_path)
    large = replace(
        facts, tensors=tuple(replace(t, shape=(t.shape[0], 1_000_000)) for t in facts.tensors)
    )
    path = tmp_path / "slim.gguf"
    write_slim(large, path)
    status = path.stat()
    assert status.st_size > 5 * GIB
    assert status.st_blocks * 512 < 1_000_000


def test_writing_leaves_nothing_half_done(tmp_path: Path) -> None:
    facts = made(tmp_path)
    folder = tmp_path / "new" / "folder"
    write_slim(facts, folder / "slim.gguf")
    write_slim(facts, folder / "slim.gguf")
    assert [path.name for path in folder.iterdir()] == ["slim.gguf"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    facts = made(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotSaved):
        write_slim(facts, tmp_path / "file" / "slim.gguf")
    (tmp_path / "folder.gguf" / "inside").mkdir(parents=True)
    with pytest.raises(NotSaved):
        write_slim(facts, tmp_path / "folder.gguf")
    assert not list(tmp_path.glob(".*"))


def test_other_types_change_the_sizes(tmp_path: Path) -> None:
    facts = made(tmp_path, quantization="F16")
    types = ["Q8_0" if t.type == "F16" else t.type for t in facts.tensors]
    write_slim(facts, tmp_path / "q8.gguf", types=types)
    q8 = read_facts(tmp_path / "q8.gguf")
    assert [t.type for t in q8.tensors] == types
    assert q8.weight_bytes < 0.54 * facts.weight_bytes
    with pytest.raises(ValueError, match="shorter"):
        slim_bytes(facts, types=types[1:])


def test_a_type_whose_blocks_do_not_fit_is_refused(tmp_path: Path) -> None:
    facts = made(tmp_path)
    with pytest.raises(ValueError, match="multiple of 256"):
        slim_bytes(facts, types=["Q4_K"] * len(facts.tensors))


@pytest.mark.parametrize("quantization", ["Q8_0", "F16", "BF16"])
def test_the_unquantized_form_is_f16_with_f32_vectors(tmp_path: Path, quantization: str) -> None:
    facts = made(tmp_path, "mamba", quantization=quantization)
    plain = f16_header(facts)
    types = {t.name: t.type for t in plain.tensors}
    assert types["token_embd.weight"] == "F16"
    assert types["blk.0.ssm_in.weight"] == "F16"
    assert types["output_norm.weight"] == "F32"
    assert types["blk.0.ssm_conv1d.weight"] == "F32"
    assert plain.parameters == facts.parameters
    assert facts_from_slim(slim_bytes(plain)).weight_bytes == plain.weight_bytes


def test_the_unquantized_form_of_an_f32_model_is_f16_too(tmp_path: Path) -> None:
    plain = f16_header(made(tmp_path, quantization="F32"))
    assert {t.type for t in plain.tensors if len(t.shape) > 1} == {"F16"}


def test_a_header_that_is_not_slim_is_refused(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(BadModelFile, match="no slim header"):
        facts_from_slim((tmp_path / "made.gguf").read_bytes())
    with pytest.raises(BadModelFile):
        facts_from_slim(b"<html>")
    with pytest.raises(BadModelFile):
        facts_from_slim(b"")
