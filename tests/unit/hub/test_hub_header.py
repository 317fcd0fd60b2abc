"""What a model on the hub is, before it is downloaded."""

from pathlib import Path

import pytest

from launcher.errors import (
    FileChanged,
    FileNotInRepo,
    MissingShard,
    NotGguf,
    RepoGated,
    TruncatedFile,
)
from launcher.hub.client import Hub
from launcher.hub.files import list_files
from launcher.hub.header import remote_facts
from launcher.models.gguf import read_facts
from launcher.models.write import write_model
from tests.fakes.hub import FakeHub, Fault

REPO = "a/b"
KIB = 1 << 10
ENDLESS = 64 << 20  # bytes of tensors that nobody wants to have


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A model of 64 MiB, nearly all of it tensors."""
    (path,) = write_model(tmp_path / "tiny.gguf", "llama", name="Tiny")
    with path.open("r+b") as file:
        file.truncate(ENDLESS)
    return path


def put(server: FakeHub, *paths: Path) -> tuple[str, ...]:
    server.add_repo(REPO, {path.name: path for path in paths})
    return tuple(path.name for path in paths)


def test_the_facts_are_those_of_the_file(server: FakeHub, hub: Hub, whole: Path) -> None:
    files = put(server, whole)
    assert remote_facts(hub, list_files(hub, REPO), files) == read_facts(whole)


def test_one_request_reads_the_header_and_little_more(
    server: FakeHub, hub: Hub, whole: Path
) -> None:
    files = put(server, whole)
    server.break_file(REPO, files[0], Fault(throttle=20_000_000, times=None))
    facts = remote_facts(hub, list_files(hub, REPO), files)
    (request,) = server.requests("cdn")
    assert request.range == "bytes=0-"
    assert request.over.wait(20)
    assert facts.header_size <= request.sent <= facts.header_size + 192 * KIB


def test_a_second_look_costs_no_request_even_under_another_name(
    server: FakeHub, hub: Hub, whole: Path
) -> None:
    files = put(server, whole)
    facts = remote_facts(hub, list_files(hub, REPO), files)
    server.add_repo("c/d", {"other-name.gguf": whole})
    listing = list_files(hub, "c/d")
    before = len(server.seen)
    assert remote_facts(hub, listing, ["other-name.gguf"]) == facts
    assert len(server.seen) == before
    (kept,) = hub.headers_folder.iterdir()
    assert kept.stat().st_size < 64 * KIB


@pytest.mark.parametrize("damage", [b"", b"GGUF", b"no header", b"<html>"])
def test_a_damaged_kept_header_is_read_again(
    damage: bytes, server: FakeHub, hub: Hub, whole: Path
) -> None:
    files = put(server, whole)
    listing = list_files(hub, REPO)
    facts = remote_facts(hub, listing, files)
    (kept,) = hub.headers_folder.iterdir()
    good = kept.read_bytes()
    kept.write_bytes(damage)
    assert remote_facts(hub, listing, files) == facts
    assert kept.read_bytes() == good


def test_a_cache_that_cannot_be_written_is_done_without(
    server: FakeHub, tmp_path: Path, whole: Path
) -> None:
    (tmp_path / "file").write_text("where a folder should be")
    hub = Hub(endpoint=server.endpoint, headers_folder=tmp_path / "file" / "headers")
    files = put(server, whole)
    assert remote_facts(hub, list_files(hub, REPO), files) == read_facts(whole)


def test_shards_are_read_each_and_joined(server: FakeHub, hub: Hub, tmp_path: Path) -> None:
    paths = write_model(tmp_path / "big.gguf", "qwen3", shards=3, layers=3)
    files = put(server, *paths)
    listing = list_files(hub, REPO)
    assert remote_facts(hub, listing, files) == read_facts(paths[0])
    assert len(server.requests("cdn")) == 3
    assert remote_facts(hub, listing, files) == read_facts(paths[0])
    assert len(server.requests("cdn")) == 3
    with pytest.raises(MissingShard):
        remote_facts(hub, listing, files[:2])


def test_a_header_arrives_over_a_bad_line(server: FakeHub, hub: Hub, whole: Path) -> None:
    files = put(server, whole)
    server.break_file(
        REPO, files[0], Fault(cut_after=100), Fault(reset_after=0), Fault(cut_after=1000)
    )
    assert remote_facts(hub, list_files(hub, REPO), files) == read_facts(whole)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git-lfs"),
        (b'{"error": "no"}', "json"),
    ],
)
def test_what_is_no_gguf_is_said_to_be_none(
    data: bytes, kind: str, server: FakeHub, hub: Hub
) -> None:
    server.add_repo(REPO, {"m.gguf": data})
    with pytest.raises(NotGguf) as told:
        remote_facts(hub, list_files(hub, REPO), ["m.gguf"])
    assert told.value.looks_like == kind


def test_a_file_shorter_than_its_tensors_is_truncated(
    server: FakeHub, hub: Hub, tmp_path: Path
) -> None:
    (path,) = write_model(tmp_path / "m.gguf", "llama")
    server.add_repo(REPO, {"m.gguf": path.read_bytes()[:-1000]})
    with pytest.raises(TruncatedFile):
        remote_facts(hub, list_files(hub, REPO), ["m.gguf"])


def test_a_gated_model_and_a_missing_file_have_their_names(
    server: FakeHub, hub: Hub, whole: Path
) -> None:
    files = put(server, whole)
    listing = list_files(hub, REPO)
    with pytest.raises(FileNotInRepo):
        remote_facts(hub, listing, ["other.gguf"])
    server.repos[REPO].gated = True
    with pytest.raises(RepoGated):
        remote_facts(hub, listing, files)


@pytest.mark.parametrize("same_size", [True, False])
def test_a_file_that_was_replaced_since_it_was_listed_is_noticed(
    same_size: bool, server: FakeHub, hub: Hub, whole: Path, tmp_path: Path
) -> None:
    put(server, whole)
    listing = list_files(hub, REPO)
    (other,) = write_model(tmp_path / "other.gguf", "llama", name="Tinz", layers=1)
    with other.open("r+b") as file:
        file.truncate(ENDLESS if same_size else ENDLESS + 32)
    commit = server.repos[REPO].commit
    server.add_repo(REPO, {whole.name: other}).commit = commit
    with pytest.raises(FileChanged):
        remote_facts(hub, listing, [whole.name])
    assert not any(hub.headers_folder.glob("*.slim"))
