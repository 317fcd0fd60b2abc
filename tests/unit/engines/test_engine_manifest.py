import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.engines.intake import as_object
from launcher.engines.manifest import LARGEST, parse_manifest, read_manifest
from launcher.engines.values import PackKind
from launcher.errors import EnginePackReason, EnginePackUnusable
from launcher.sentences import sentence_of
from tests.fakes.engines import engine_files, manifest, write_pack

HERE = Path("pack")


def parsed(**changes: Any) -> object:
    return parse_manifest(json.dumps(manifest(engine_files(), **changes)).encode(), HERE)


def refused(data: bytes) -> str:
    with pytest.raises(EnginePackUnusable) as caught:
        parse_manifest(data, HERE)
    assert caught.value.reason is EnginePackReason.MANIFEST
    assert caught.value.path == "pack"
    return caught.value.detail


def test_what_engine_json_says_comes_back_as_it_was(tmp_path: Path) -> None:
    read = read_manifest(write_pack(tmp_path / "pack"))
    assert read.kind is PackKind.ENGINE
    assert read.backends == ("cpu", "cuda")
    assert {each.name for each in read.files} == set(engine_files())
    assert parse_manifest(json.dumps(as_object(read)).encode(), HERE) == read


def test_a_folder_without_one_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(EnginePackUnusable) as caught:
        read_manifest(tmp_path)
    assert caught.value.reason is EnginePackReason.NO_MANIFEST
    assert "engine.json" in sentence_of(caught.value).what


def test_keys_of_a_later_version_are_passed_over() -> None:
    assert parsed(for_tests=True, colour="green") == parsed()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": 2}, "format"),
        ({"format": True}, "format"),
        ({"kind": "kernel"}, "kind"),
        ({"kind": None}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": 7}, "name"),
        ({"commit": "0c1e57098"}, "commit"),
        ({"commit": "x" * 40}, "commit"),
        ({"backends": "cpu"}, "backends"),
        ({"backends": ["../cpu"]}, "backends"),
        ({"files": []}, "no file"),
        ({"files": None}, "files"),
        ({"files": ["libllama.so"]}, "files"),
        ({"files": [{"name": "a", "size": 1, "sha256": "ab"}]}, "sha256"),
        ({"files": [{"name": "a", "size": 0, "sha256": "a" * 64}]}, "size"),
        ({"files": [{"name": "a", "size": True, "sha256": "a" * 64}]}, "size"),
        ({"files": [{"name": "a", "size": 1 << 40, "sha256": "a" * 64}]}, "size"),
        ({"files": [{"size": 1, "sha256": "a" * 64}]}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changes: dict[str, Any], told: str) -> None:
    assert told in refused(json.dumps(manifest({}) | changes).encode()) or (
        None in changes.values()
        and told in refused(json.dumps(manifest({"a": b"1"}, **changes)).encode())
    )


@pytest.mark.parametrize(
    "name",
    ["../evil.so", "sub/evil.so", "sub\\evil.so", "/evil.so", "C:evil.so", "..", ".hidden", "a..b",
     "engine.json", "ENGINE.JSON", "a\0b", ""],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    row = {"name": name, "size": 1, "sha256": "a" * 64}
    refused(json.dumps(manifest({}, files=[row])).encode())


def test_a_file_that_is_listed_twice_is_refused_in_whatever_case() -> None:
    rows = [{"name": name, "size": 1, "sha256": "a" * 64} for name in ("libA.so", "liba.so")]
    assert "twice" in refused(json.dumps(manifest({}, files=rows)).encode())


def test_an_endless_one_is_refused() -> None:
    refused(b"[" * 200_000)
    refused(b" " * (LARGEST + 1))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_manifest_or_refused(data: bytes) -> None:
    refused(data)
