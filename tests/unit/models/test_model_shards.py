from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import DamagedHeader, MissingShard, TruncatedFile
from launcher.models.gguf import HeaderParser, read_facts
from launcher.models.header import Header
from launcher.models.shards import facts_from_parts, shard_name
from launcher.models.write import write_model


def header_of(path: Path) -> tuple[Header, int]:
    parser = HeaderParser(str(path))
    parser.feed(path.read_bytes())
    return parser.header, path.stat().st_size


@pytest.fixture
def shards(tmp_path: Path) -> tuple[Path, ...]:
    return write_model(tmp_path / "model.gguf", "qwen3", layers=3, shards=3)


def test_any_part_leads_to_the_whole_model(tmp_path: Path, shards: tuple[Path, ...]) -> None:
    whole = tmp_path / "whole.gguf"
    write_model(whole, "qwen3", layers=3)
    alone = read_facts(whole)
    for path in shards:
        facts = read_facts(path)
        assert facts.parameters == alone.parameters
        assert [t.name for t in facts.tensors] == [t.name for t in alone.tensors]
        assert {t.shard for t in facts.tensors} == {0, 1, 2}
        assert facts.file_size == sum(shard.stat().st_size for shard in shards)
        assert facts.header_size > alone.header_size
        assert facts.vocabulary == alone.vocabulary
        assert facts.chat_template == alone.chat_template


def test_every_shards_offsets_begin_anew(shards: tuple[Path, ...]) -> None:
    facts = read_facts(shards[0])
    firsts = [next(t for t in facts.tensors if t.shard == shard) for shard in range(3)]
    assert [t.offset for t in firsts] == [0, 0, 0]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_the_missing_part_is_named(shards: tuple[Path, ...], lost: int) -> None:
    opened = shards[(lost + 1) % 3]
    shards[lost].unlink()
    with pytest.raises(MissingShard) as caught:
        read_facts(opened)
    assert caught.value.missing == shards[lost].name
    assert caught.value.path == str(opened)


def test_a_renamed_part_says_which_other_it_lacks(shards: tuple[Path, ...]) -> None:
    first = shards[0].rename(shards[0].with_name("renamed.gguf"))
    with pytest.raises(MissingShard, match="part 2"):
        read_facts(first)
    second = shards[1].rename(shards[1].with_name("other.gguf"))
    with pytest.raises(MissingShard, match="part 1"):
        read_facts(second)


def test_a_truncated_part_is_the_one_that_is_named(shards: tuple[Path, ...]) -> None:
    data = shards[1].read_bytes()
    shards[1].write_bytes(data[:-64])
    with pytest.raises(TruncatedFile) as caught:
        read_facts(shards[0])
    assert caught.value.path == str(shards[1])


def test_a_name_that_looks_split_does_not_make_it_so(tmp_path: Path) -> None:
    path = tmp_path / "model-00001-of-00002.gguf"
    write_model(path, "llama")
    assert read_facts(path).layers == 2


def test_parts_of_different_models_are_not_joined(shards: tuple[Path, ...]) -> None:
    parts = [header_of(path) for path in shards]
    with pytest.raises(DamagedHeader, match="part 2"):
        facts_from_parts([parts[0], parts[2], parts[1]])
    twice = replace(parts[1][0], tensors=parts[0][0].tensors, data_size=0)
    with pytest.raises(DamagedHeader, match="comes twice"):
        facts_from_parts([parts[0], (twice, parts[1][1]), parts[2]])
    fewer = replace(parts[1][0], tensors=parts[1][0].tensors[1:])
    with pytest.raises(DamagedHeader, match="promised"):
        facts_from_parts([parts[0], (fewer, parts[1][1]), parts[2]])


def test_too_few_parts_are_missing_ones(shards: tuple[Path, ...]) -> None:
    parts = [header_of(path) for path in shards]
    with pytest.raises(MissingShard, match="part 3 of 3"):
        facts_from_parts(parts[:2])


@pytest.mark.parametrize(
    ("name", "part", "count"),
    [
        ("a-00001-of-00003.gguf", 1, 3),
        ("folder/a.gguf-00002-of-00015.gguf", 2, 15),
        ("A-00009-OF-00009.GGUF", 9, 9),
    ],
)
def test_names_of_parts_are_understood(name: str, part: int, count: int) -> None:
    found = shard_name(name)
    assert found is not None
    assert (found.part, found.count) == (part, count)
    if name.islower():
        assert found.brother(part) == name
        assert found.all()[part - 1] == name


@pytest.mark.parametrize(
    "name", ["a.gguf", "a-1-of-3.gguf", "a-00004-of-00003.gguf", "a-00000-of-00003.gguf", ""]
)
def test_other_names_are_no_parts(name: str) -> None:
    assert shard_name(name) is None
