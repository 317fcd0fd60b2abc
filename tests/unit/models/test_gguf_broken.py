import os
import struct
from pathlib import Path

import pytest

from launcher.errors import (
    BadModelFile,
    DamagedHeader,
    NoSuchFile,
    NotGguf,
    TruncatedFile,
    UnreadableFile,
)
from launcher.models.facts import Tensor
from launcher.models.gguf import HeaderParser, read_facts
from launcher.models.wire import header_bytes, placed, string
from launcher.models.write import write_model

HEAD = b"GGUF" + struct.pack("<I", 3)


def counted(tensors: int, pairs: int) -> bytes:
    return HEAD + struct.pack("<QQ", tensors, pairs)


def tensor(name: str = "t", **changed: object) -> Tensor:
    values: dict[str, object] = {"shape": (32, 2), "type": "Q8_0", "offset": 0, "size": 68}
    return Tensor(name=name, **(values | changed))  # type: ignore[arg-type]


def entry(*, name: bytes = b"t", shape: tuple[int, ...] = (32,), kind: int = 8) -> bytes:
    dims = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
    return struct.pack("<Q", len(name)) + name + dims + struct.pack("<IQ", kind, 0)


def pair(key: str, kind: int, body: bytes) -> bytes:
    return string(key) + struct.pack("<I", kind) + body


def refusal(data: bytes) -> str:
    with pytest.raises(DamagedHeader) as caught:
        HeaderParser("x").feed(data)
    assert 0 <= caught.value.offset <= len(data)
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b"\n  <html lang='en'>", "html"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "git-lfs"),
        (b'{"error": "Repository not found"}', "json"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (b"\x80\x02ctorch" * 200, "unknown"),
        (b"GGML" + bytes(2000), "unknown"),
        (b"lmgg" + bytes(2000), "unknown"),
        (bytes(4096), "unknown"),
    ],
)
def test_a_file_that_is_something_else_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(NotGguf) as caught:
        read_facts(path)
    assert caught.value.looks_like == kind
    assert caught.value.path == str(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile):
        read_facts(tmp_path / "none.gguf")
    with pytest.raises(UnreadableFile, match="folder"):
        read_facts(tmp_path)
    with pytest.raises(UnreadableFile):
        read_facts(tmp_path / "a\0b.gguf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(UnreadableFile, match="ordinary"):
        read_facts(tmp_path / "pipe.gguf")


def test_a_file_without_permission_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFile, match="Permission denied"):
        read_facts(path)


def test_a_file_cut_anywhere_is_truncated(tmp_path: Path) -> None:
    whole = tmp_path / "whole.gguf"
    write_model(whole, "llama", layers=1, quantization="Q4_0")
    data = whole.read_bytes()
    header = read_facts(whole).header_size
    cuts = [*range(1, 40), *range(40, header, 997), header - 1, header, header + 1, len(data) - 32]
    for cut in cuts:
        path = tmp_path / "cut.gguf"
        path.write_bytes(data[:cut])
        with pytest.raises(TruncatedFile) as caught:
            read_facts(path)
        assert caught.value.actual == cut
        assert cut < caught.value.expected <= len(data)


def test_padding_behind_the_last_tensor_may_be_missing(tmp_path: Path) -> None:
    tensors = placed((tensor(),), 32)
    path = tmp_path / "unpadded.gguf"
    path.write_bytes(header_bytes({"general.architecture": "llama"}, tensors) + bytes(68))
    assert len(read_facts(path).tensors) == 1


def test_a_file_for_other_computers_is_named() -> None:
    assert "big-endian" in refusal(b"GGUF" + struct.pack(">IQQ", 3, 1, 1))


@pytest.mark.parametrize("version", [0, 1, 4, 0xFFFF])
def test_an_unknown_version_is_refused(version: int) -> None:
    assert "version" in refusal(b"GGUF" + struct.pack("<IQQ", version, 0, 0))


@pytest.mark.parametrize("count", [100_001, 2**32, 2**63, 2**64 - 1])
def test_huge_counts_are_refused_at_once(count: int) -> None:
    assert "tensors" in refusal(counted(count, 0))
    assert "keys" in refusal(counted(0, count))


@pytest.mark.parametrize("length", [65_536, 2**31, 2**63, 2**64 - 1])
def test_a_huge_name_is_refused_before_it_is_read(length: int) -> None:
    assert "bytes" in refusal(counted(0, 1) + struct.pack("<Q", length))


@pytest.mark.parametrize("length", [2**24 + 1, 2**40, 2**64 - 1])
def test_a_huge_text_is_refused_before_it_is_read(length: int) -> None:
    text = struct.pack("<Q", length)
    assert "text" in refusal(counted(0, 1) + pair("general.name", 8, text))


@pytest.mark.parametrize("length", [2**28, 2**40, 2**63 - 1, 2**64 - 1])
def test_a_huge_token_is_refused(length: int) -> None:
    body = struct.pack("<IQ", 8, 300_000) + string("first") + struct.pack("<Q", length)
    refusal(counted(0, 1) + pair("tokenizer.ggml.tokens", 9, body + bytes(64)))


@pytest.mark.parametrize("kind", [0, 6, 8, 12])
@pytest.mark.parametrize("count", [2**29, 2**61, 2**64 - 1])
def test_a_huge_list_is_refused_before_it_is_read(kind: int, count: int) -> None:
    refusal(counted(0, 1) + pair("a.list", 9, struct.pack("<IQ", kind, count)))


def test_more_text_than_memory_should_hold_is_refused() -> None:
    parser = HeaderParser()
    parser.feed(counted(0, 100))
    for number in range(4):
        assert not parser.feed(pair(f"key{number}", 8, struct.pack("<Q", 2**24)))
        assert not parser.feed(bytes(2**24))
    one_more = pair("key4", 8, struct.pack("<Q", 2**24) + bytes(2**24))
    with pytest.raises(DamagedHeader, match="more text"):
        parser.feed(one_more)


def test_a_key_that_comes_twice_is_refused() -> None:
    twice = pair("a.b", 4, bytes(4)) * 2
    assert "a.b comes twice" in refusal(counted(0, 2) + twice)


def test_an_empty_or_unreadable_key_is_refused() -> None:
    assert "without a name" in refusal(counted(0, 1) + pair("", 4, bytes(4)))
    assert "not text" in refusal(counted(0, 1) + struct.pack("<Q", 2) + b"\xff\xfe")


@pytest.mark.parametrize("kind", [13, 99, 2**32 - 1])
def test_an_unknown_value_type_is_refused(kind: int) -> None:
    assert str(kind) in refusal(counted(0, 1) + pair("key", kind, bytes(8)))
    listed = struct.pack("<IQ", kind, 9_999) + bytes(8)
    assert str(kind) in refusal(counted(0, 1) + pair("key", 9, listed))


def test_a_list_of_lists_is_refused() -> None:
    assert "lists" in refusal(counted(0, 1) + pair("key", 9, struct.pack("<IQ", 9, 2)))


@pytest.mark.parametrize("alignment", [0, 3, 48])
def test_an_impossible_alignment_is_refused(alignment: int) -> None:
    data = header_bytes({"general.alignment": alignment}, ())
    assert "alignment" in refusal(data)


def test_an_alignment_of_the_wrong_type_is_refused() -> None:
    data = header_bytes({"general.alignment": 32}, (), kinds={"general.alignment": "u64"})
    assert "alignment" in refusal(data)
    assert "alignment" in refusal(header_bytes({"general.alignment": "32"}, ()))
    assert "alignment" in refusal(header_bytes({"general.alignment": True}, ()))


def test_an_unknown_tensor_type_is_named() -> None:
    assert "type 77" in refusal(counted(1, 0) + entry(kind=77))
    assert "Q4_0_4_4" in refusal(counted(1, 0) + entry(kind=31))


def test_rows_that_no_block_fills_are_refused() -> None:
    assert "multiple of 32" in refusal(counted(1, 0) + entry(shape=(33,)))
    assert "multiple of 256" in refusal(counted(1, 0) + entry(shape=(64,), kind=12))


@pytest.mark.parametrize(
    "shape", [(2**32, 2**32), (2**64 - 32,), (32, 2**63), (2**40, 2**20, 8, 4), (0, 2**64 - 1)]
)
def test_an_impossible_shape_is_refused(shape: tuple[int, ...]) -> None:
    assert "shape" in refusal(counted(1, 0) + entry(shape=shape))


def test_sizes_that_overflow_are_refused() -> None:
    huge = entry(shape=(2**62,), kind=0)
    assert "too large" in refusal(counted(1, 0) + huge)


def test_too_many_dimensions_and_long_names_are_refused() -> None:
    assert "5 dimensions" in refusal(counted(1, 0) + entry(shape=(32, 1, 1, 1, 1)))
    assert "64 bytes" in refusal(counted(1, 0) + entry(name=b"x" * 64))


def test_a_tensor_that_comes_twice_is_refused() -> None:
    data = header_bytes({}, placed((tensor("same"), tensor("same")), 32))
    assert "same comes twice" in refusal(data)


@pytest.mark.parametrize("offset", [1, 16, 32, 64, 128, 2**40])
def test_tensors_that_overlap_or_leave_gaps_are_refused(offset: int) -> None:
    data = header_bytes({}, (tensor("a"), tensor("b", offset=offset)))
    assert "begins at" in refusal(data)


def test_tensors_beyond_the_end_of_the_file_are_reported_in_bytes(tmp_path: Path) -> None:
    data = header_bytes({}, (tensor(shape=(32, 2**30), size=34 * 2**30),))
    path = tmp_path / "small.gguf"
    path.write_bytes(data + bytes(100))
    with pytest.raises(TruncatedFile) as caught:
        read_facts(path)
    assert caught.value.expected == len(data) + 34 * 2**30
    assert caught.value.actual == len(data) + 100


def test_an_architecture_that_is_no_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(header_bytes({"general.architecture": 7}, ()))
    with pytest.raises(BadModelFile):
        read_facts(path)
