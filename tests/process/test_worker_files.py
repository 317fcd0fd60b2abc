from pathlib import Path

import pytest

from launcher import errors
from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.write import write_model
from launcher.runtime.session import Session
from tests.process.asking import parameters
from tests.process.conftest import MakeModel


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git-lfs"),
        (b'{"error": "gated"}', "json"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x00\x01\x02\x03", "unknown"),
    ],
)
def test_a_file_that_is_something_else_is_named(
    session: Session, tmp_path: Path, content: bytes, looks_like: str
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(errors.NotGguf) as caught:
        session.load(path, parameters())
    assert (caught.value.path, caught.value.looks_like) == (str(path), looks_like)


def test_a_file_that_is_not_there_is_said_to_be_missing(session: Session, tmp_path: Path) -> None:
    with pytest.raises(errors.NoSuchFile):
        session.load(tmp_path / "none.gguf", parameters())


def test_a_folder_is_not_read_as_a_model(session: Session, tmp_path: Path) -> None:
    with pytest.raises(errors.UnreadableFile):
        session.load(tmp_path, parameters())


def test_a_file_cut_in_its_tensors_says_how_long_it_should_be(
    session: Session, tiny: MakeModel, tmp_path: Path
) -> None:
    whole = tiny("llama").read_bytes()
    path = tmp_path / "cut.gguf"
    path.write_bytes(whole[:-100_000])
    with pytest.raises(errors.TruncatedFile) as caught:
        session.load(path, parameters())
    assert caught.value.actual == len(whole) - 100_000
    assert len(whole) - 64 <= caught.value.expected <= len(whole)


@pytest.mark.parametrize("length", [6, 30, 500, 5_000])
def test_a_file_cut_in_its_header_is_truncated(
    session: Session, tiny: MakeModel, tmp_path: Path, length: int
) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(tiny("llama").read_bytes()[:length])
    with pytest.raises(errors.TruncatedFile):
        session.load(path, parameters())


def test_an_unknown_architecture_is_named(
    session: Session, tiny: MakeModel, tmp_path: Path
) -> None:
    path = tmp_path / "new.gguf"
    path.write_bytes(tiny("llama").read_bytes().replace(b"llama", b"lemma"))
    with pytest.raises(errors.UnsupportedArchitecture) as caught:
        session.load(path, parameters())
    assert caught.value.architecture == "lemma"


def test_a_projector_is_no_chat_model(session: Session, tiny: MakeModel, tmp_path: Path) -> None:
    path = tmp_path / "mmproj.gguf"
    changed = (
        tiny("llama")
        .read_bytes()
        .replace(
            b"\x05\x00\x00\x00\x00\x00\x00\x00llama", b"\x04\x00\x00\x00\x00\x00\x00\x00clip", 1
        )
    )
    path.write_bytes(changed)
    with pytest.raises(errors.BadModelFile):
        session.load(path, parameters())


def test_a_header_without_a_vocabulary_is_no_chat_model(
    session: Session, tiny: MakeModel, tmp_path: Path
) -> None:
    write_slim(read_facts(tiny("llama")), tmp_path / "slim.gguf")
    with pytest.raises(errors.NotAChatModel):
        session.load(tmp_path / "slim.gguf", parameters())


def test_a_missing_shard_is_named(session: Session, tmp_path: Path) -> None:
    shards = write_model(tmp_path / "split.gguf", "llama", shards=3)
    assert session.load(shards[0], parameters()).layers == 2
    shards[1].unlink()
    with pytest.raises(errors.MissingShard) as caught:
        session.load(shards[0], parameters())
    assert caught.value.missing == str(shards[1])


def test_another_shard_than_the_first_asks_for_the_first(session: Session, tmp_path: Path) -> None:
    shards = write_model(tmp_path / "split.gguf", "llama", shards=2)
    with pytest.raises(errors.MissingShard):
        session.load(shards[1], parameters())


@pytest.mark.parametrize("context", [0, -5, 2_000_000_000])
def test_an_impossible_context_is_refused_at_once(
    session: Session, tiny: MakeModel, context: int
) -> None:
    with pytest.raises(errors.OutOfRange) as caught:
        session.load(tiny("llama"), parameters(context=context))
    assert (caught.value.what, caught.value.asked) == ("context", context)


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("batch", 0),
        ("micro_batch", 4096),
        ("threads", 100_000),
        ("sequences", 0),
        ("gpu_layers", -2),
        ("cpu_moe", -1),
    ],
)
def test_numbers_that_would_end_the_engine_never_reach_it(
    session: Session, tiny: MakeModel, what: str, asked: int
) -> None:
    with pytest.raises(errors.OutOfRange) as caught:
        session.load(tiny("llama"), parameters(**{what: asked}))
    assert (caught.value.what, caught.value.asked) == (what, asked)


@pytest.mark.parametrize(
    ("what", "asked"), [("kv_type_k", "q9"), ("flash_attention", "maybe"), ("load", "magic")]
)
def test_words_that_mean_nothing_are_refused(
    session: Session, tiny: MakeModel, what: str, asked: str
) -> None:
    with pytest.raises(errors.UnknownChoice) as caught:
        session.load(tiny("llama"), parameters(**{what: asked}))
    assert (caught.value.what, caught.value.asked) == (what, asked)


def test_a_kv_type_that_does_not_divide_the_head_is_told(
    session: Session, test_data: Path
) -> None:
    with pytest.raises(errors.KvTypeMisfit) as caught:
        session.load(test_data / "stories260K-chat.gguf", parameters(kv_type_k="q8_0"))
    assert (caught.value.block, caught.value.head_size) == (32, 8)


def test_a_quantized_v_without_flash_attention_is_told(session: Session, tiny: MakeModel) -> None:
    with pytest.raises(errors.QuantizedVNeedsFlashAttention):
        session.load(tiny("llama"), parameters(kv_type_v="q8_0", flash_attention="off"))


def test_a_computer_that_does_not_answer_is_told_and_the_worker_lives(
    session: Session, tiny: MakeModel
) -> None:
    before = session.hello().pid
    with pytest.raises(errors.LoadFailed) as caught:
        session.load(tiny("llama"), parameters(rpc=("127.0.0.1:1",)))
    assert "127.0.0.1:1 does not answer" in caught.value.detail
    assert session.worker == before


def test_memory_that_is_not_there_is_told_in_bytes(tiny: MakeModel, large_slim: Path) -> None:
    session = Session()
    try:
        session.hello()
        _limit(session.worker, 1 << 30)
        with pytest.raises(errors.OutOfMemory) as caught:
            session.load(large_slim, parameters())
        assert caught.value.needed > 1 << 30
        assert session.load(tiny("llama"), parameters()).layers == 2
    finally:
        session.close()


def _limit(process: int, size: int) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("no limit can be set here")
    resource.prlimit(process, resource.RLIMIT_AS, (size, size))
