from pathlib import Path

import pytest

from launcher.actions.parts import Parts
from launcher.actions.recommend import nothing_fits, picks_for, refreshed
from launcher.choosing.wish import Wish
from launcher.models.catalog import facts_of, known_as
from launcher.models.slim import write_slim
from tests.fakes.hub import FakeHub
from tests.fakes.imagined import a_computer

MACHINE = a_computer(ram=4, free=3)


def header(folder: Path, repo: str, variant: str, name: str) -> Path:
    """A file of the model's full size on the Hub, sparse."""
    path = folder / f"{name}-{variant}.gguf"
    write_slim(facts_of(known_as(repo), variant), path)
    return path


def test_models_are_recommended_without_a_network(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    chosen = picks_for(parts, Wish(), MACHINE)
    assert chosen[0].file.model == "Qwen 3.5 2B"
    assert chosen[0].notes == ()


def test_without_a_network_what_was_predicted_stands_and_says_so(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    chosen = picks_for(parts, Wish(), MACHINE)
    again = refreshed(parts, chosen)
    assert [one.file for one in again] == [one.file for one in chosen]
    assert all(one.notes[0].startswith("The size is predicted.") for one in again)


def test_the_hub_says_the_real_size_and_what_is_not_there(
    parts: Parts, hub: FakeHub, tmp_path: Path
) -> None:
    chosen = picks_for(parts, Wish(), MACHINE)
    first, second, *_ = chosen
    path = header(tmp_path, first.file.repo, first.file.variant, "Qwen3.5-2B")
    hub.add_repo(first.files, {path.name: path})
    other = header(tmp_path, second.file.repo, "Q4_K_M", "other")
    hub.add_repo(second.files, {other.name: other})
    again = refreshed(parts, chosen)
    assert again[0].file.size == path.stat().st_size
    assert again[0].notes == ()
    assert again[1].file.size == other.stat().st_size
    assert f"has no {second.file.variant}; the nearest is Q4_K_M" in again[1].notes[0]
    assert all(one.notes for one in again[2:])  # the Hub does not know them


def test_where_nothing_fits_there_is_a_sentence(parts: Parts) -> None:
    machine = a_computer(ram=0.5)
    assert picks_for(parts, Wish(), machine) == ()
    assert nothing_fits(parts, Wish(), machine).endswith(".")
