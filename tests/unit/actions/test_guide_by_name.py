from pathlib import Path

import pytest

from launcher.actions.ask import draw_of
from launcher.actions.parts import Parts
from launcher.actions.self_test import self_test_checks
from launcher.actions.target import resolve
from launcher.chat.temperature import GREEDY, USUAL, usual_temperature
from launcher.chat.values import Sampling
from launcher.errors import GuideMissing, NoSuchFile
from launcher.models.gguf import read_facts
from launcher.models.write import write_model
from tests.fakes.little_guide import lose_guide, place_guide


def test_the_word_is_resolved_to_the_file_that_ships(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_guide(tmp_path, monkeypatch)
    target = resolve(parts, "guide")
    assert (target.path, target.facts.name) == (path, "Snug's little guide")


def test_a_file_that_is_called_so_is_meant_with_its_folder(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_guide(tmp_path, monkeypatch)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GuideMissing):
        resolve(parts, "guide")
    with pytest.raises(NoSuchFile):
        resolve(parts, "./guide")
    write_model(tmp_path / "guide", "llama")
    assert resolve(parts, "./guide").facts.name == "Tiny random llama"


def test_hidden_it_is_not_listed_and_answers_by_its_name(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place_guide(tmp_path, monkeypatch)
    assert [model.path for model in parts.library.scan()] == [path]
    parts.settings.change(guide_hidden=True)
    assert parts.library.scan() == ()
    assert resolve(parts, "guide").path == path
    parts.settings.change(guide_hidden=False)
    assert [model.origin for model in parts.library.scan()] == ["built-in"]


def test_it_is_drawn_greedily_unless_a_person_chose_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = read_facts(place_guide(tmp_path, monkeypatch))
    write_model(tmp_path / "other.gguf", "llama")
    assert usual_temperature(facts) == GREEDY == 0.0
    assert usual_temperature(read_facts(tmp_path / "other.gguf")) == USUAL
    assert draw_of(Sampling(), usual_temperature(facts)).temperature == 0.0
    assert draw_of(Sampling(temperature=0.8), usual_temperature(facts)).temperature == 0.8
    assert draw_of(Sampling()).temperature == USUAL


def test_without_the_guide_the_self_test_makes_a_model_and_says_so(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_guide(tmp_path, monkeypatch)
    checks = {check.name: check for check in self_test_checks(parts)}
    assert "missing from this installation" in checks["model"].detail
    assert checks["answer"].detail.endswith("tokens")
    assert all(check.ok for check in checks.values())


def test_a_guide_that_answers_wrongly_or_is_another_file_fails_the_self_test(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_guide(tmp_path, monkeypatch, promised="ab" * 32)
    checks = {check.name: check for check in self_test_checks(parts)}
    assert not checks["model"].ok
    assert "not the file that shipped" in checks["model"].detail
    assert not checks["answer"].ok
    assert "answered wrongly" in checks["answer"].detail
    assert checks["dry run"].ok
