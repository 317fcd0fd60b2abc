import os
import sys
from pathlib import Path

import pytest

from launcher.runtime.command import worker_command, worker_environment


def test_from_source_the_worker_is_this_python_with_our_module() -> None:
    assert worker_command() == [sys.executable, "-P", "-m", "launcher.worker"]


def test_frozen_the_worker_is_a_program_beside_us(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "snug"))
    monkeypatch.setattr(sys, "platform", "win32")
    assert worker_command() == [str(tmp_path / "snug-worker.exe")]
    assert worker_environment().get("PYTHONPATH") == os.environ.get("PYTHONPATH")


def test_the_environment_keeps_debuggers_and_spinning_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.delenv("GGML_NO_BACKTRACE", raising=False)
    environment = worker_environment({"MORE": "1"})
    assert environment["GGML_NO_BACKTRACE"] == "1"
    assert environment["OMP_WAIT_POLICY"] == "passive"
    assert environment["MORE"] == "1"
    for name in ("LLAMA_CPP_LIB_PATH", "SNUG_ENGINE_FOLDER", "SNUG_ENGINE_MODULES"):
        monkeypatch.setenv(name, "/somewhere/else")
        assert name not in worker_environment()
    assert worker_environment({"SNUG_ENGINE_FOLDER": "/ours"})["SNUG_ENGINE_FOLDER"] == "/ours"
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    assert worker_environment()["OMP_WAIT_POLICY"] == "active"
