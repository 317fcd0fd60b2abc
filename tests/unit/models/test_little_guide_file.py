import hashlib
from pathlib import Path

import pytest

from launcher.errors import GuideDamaged, GuideMissing
from launcher.models import guide
from launcher.models.gguf import read_facts
from launcher.models.guide import (
    file_named,
    guide_file,
    is_guide,
    promised_hash,
    required_guide,
)
from launcher.models.write import write_model
from tests.fakes.little_guide import lose_guide, place_guide


def test_the_word_alone_is_the_guide_and_a_path_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_guide(tmp_path, monkeypatch)
    assert file_named("guide") == path
    assert file_named("./guide") == Path("guide")
    assert file_named("guide.gguf") == Path("guide.gguf")
    assert file_named("~/guide") == Path.home() / "guide"


def test_an_installation_without_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_guide(tmp_path, monkeypatch)
    assert guide_file() is None
    assert promised_hash() is None
    with pytest.raises(GuideMissing):
        required_guide()
    with pytest.raises(GuideMissing):
        file_named("guide")


def test_another_file_in_its_place_is_damage_and_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_guide(tmp_path, monkeypatch)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(GuideDamaged):
        required_guide()
    with pytest.raises(GuideDamaged):
        file_named("guide")
    assert guide_file() == path
    path.with_name(guide.SUMS).unlink()  # nothing is promised then
    assert required_guide() == path


def test_a_file_made_from_it_is_known_by_its_header(tmp_path: Path) -> None:
    ours, other = tmp_path / "any-Q8_0.gguf", tmp_path / "guide.gguf"
    write_model(ours, "llama", quantization="Q8_0", name=guide.NAME)
    write_model(other, "llama")
    assert is_guide(read_facts(ours))
    assert not is_guide(read_facts(other))
    assert not is_guide(None)


def test_a_list_of_hashes_that_makes_no_sense_promises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_guide(tmp_path, monkeypatch)
    assert promised_hash() == hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(guide.SUMS).write_bytes(b"\xff\xfe\n\nalone\n")
    assert promised_hash() is None


def test_the_file_that_ships_is_the_guide_trained_for_1024_tokens() -> None:
    facts = read_facts(required_guide())
    assert is_guide(facts)
    assert facts.trained_context == 1024
    assert facts.chat_template
    assert facts.file_size <= 9_000_000


def test_the_hash_beside_the_file_is_its_own() -> None:
    """After the file was replaced: `sha256sum *.gguf > SHA256SUMS` in its folder."""
    actual = hashlib.sha256(required_guide().read_bytes()).hexdigest()
    assert promised_hash() == actual
