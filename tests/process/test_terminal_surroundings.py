"""The terminal in odd surroundings: damaged files of ours, strange names, closed pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.models.write import write_model
from tests.fakes.hub import FakeHub
from tests.process.terminal import LIMIT, ROOT, Call, snug


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "tiny-Q8_0.gguf"
    write_model(path, "llama", quantization="Q8_0")
    return path


def test_damaged_settings_are_kept_aside_told_and_no_obstacle(snug_home: Path) -> None:
    settings = snug_home / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text("{")
    call = snug("list", "--json")
    assert call.status == 0
    assert {model["origin"] for model in call.answer["models"]} <= {"built-in"}
    assert "settings.damaged-1.json" in call.err
    assert settings.with_name("settings.damaged-1.json").read_text() == "{"


def test_a_file_that_exists_but_is_none_of_ours_is_not_called_absent(model: Path) -> None:
    call = snug("delete", model, "--yes")
    assert call.status == 1
    assert "not in the library" in call.err
    assert model.exists()


def test_an_estimate_needs_no_place_to_write(model: Path, snug_home: Path) -> None:
    (snug_home / "cache").write_text("a file where the folder should be")
    call = snug("estimate", model, "--json")
    assert call.status == 0
    assert call.answer["basis"]["kv"] == "arithmetic"
    assert "cache" in call.answer["notes"][-1]


def test_json_loses_no_character_on_a_narrow_terminal(model: Path) -> None:
    named = model.rename(model.with_name("modèle-Q8_0.gguf"))
    call = snug("import", named, "--json", PYTHONIOENCODING="ascii")
    assert call.answer["models"][0]["path"] == str(named)


@pytest.mark.skipif(sys.platform != "linux", reason="names must be text elsewhere")
def test_a_model_whose_name_is_no_text_answers(model: Path) -> None:
    named = model.rename(os.fsdecode(os.fsencode(model.parent) + b"/odd\xff.gguf"))
    call = snug("chat", named, "--prompt", "Hello", "--max-tokens", 2, "--json")
    assert (call.status, call.err) == (0, "")
    path = json.loads(snug("import", named, "--json").out)["models"][0]["path"]
    assert os.fsencode(path) == os.fsencode(named)


@pytest.mark.skipif(os.name == "nt", reason="streams are closed in another way")
def test_streams_that_are_closed_are_no_obstacle() -> None:
    words = [sys.executable, "-m", "launcher.cli", "list"]
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *words], check=False, cwd=ROOT, timeout=LIMIT
    )
    assert closed.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="pipes end in another way")
def test_a_download_nobody_follows_any_more_stops_without_a_trace(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["download", "someone/tiny-GGUF", model.name, "--json"]
    with FakeHub() as hub:
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
        hub.add_repo("someone/tiny-GGUF", {model.name: model})
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "launcher.cli", *words],
            check=False,
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=LIMIT,
        )
        os.close(writing)
    call = Call(status=done.returncode, out="", err=done.stderr.decode())
    assert (call.status, call.err) == (1, "")
