"""The self-test that opens the window too, as a release's smoke test runs it."""

import json
import struct
from pathlib import Path

from tests.process.windows import run
from ui.window.places import Place


def test_it_goes_everywhere_asks_something_and_takes_a_picture(tmp_path: Path) -> None:
    picture, report = tmp_path / "window.png", tmp_path / "report.json"
    done = run("window-test", "--picture", picture, "--report", report)
    told = json.loads(report.read_text("utf-8"))
    assert done.returncode == 0, told
    assert told["ok"] is True
    names = [one["name"] for one in told["checks"]]
    assert set(Place) <= set(names)
    assert names.index("answer") < names.index("closing")
    (answer,) = [one["detail"] for one in told["checks"] if one["name"] == "answer"]
    assert "KV cache" in answer
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 800
    assert height >= 500


def test_it_ends_at_its_limit_and_says_so(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("window-test", "--report", report, "--seconds", "0.05")
    told = json.loads(report.read_text("utf-8"))
    assert done.returncode == 1
    assert told["ok"] is False
    assert told["checks"][-1]["name"] == "time"


def test_without_a_display_its_report_says_so(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("window-test", "--report", report, QT_QPA_PLATFORM="nonsense")
    (check,) = json.loads(report.read_text("utf-8"))["checks"]
    assert done.returncode == 1
    assert (check["name"], check["ok"]) == ("display", False)
    assert "nonsense" in check["detail"]
