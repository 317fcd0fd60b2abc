import sys
from pathlib import Path

import psutil
import pytest
from bootstrap import logged
from bootstrap.logged import explain_failure, run_logged, telling_lines
from bootstrap.talk import LiveLine

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)
print(child.pid, flush=True)
child.wait()
"""


def test_everything_a_command_says_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    words = [sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr)"]
    assert run_logged(words, label="Trying", log=log)
    text = log.read_text(encoding="utf-8")
    assert {"out", "err"} <= set(text.splitlines())


def test_a_command_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [sys.executable, "-c", "raise SystemExit(3)"]
    assert not run_logged(words, label="Trying", log=tmp_path / "build.log")
    assert "Trying: failed after 0:0" in capsys.readouterr().err


def test_an_interrupted_command_takes_its_children_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[psutil.Process] = []

    def interrupt(_line: object, text: str) -> None:
        if text:
            started.append(psutil.Process(int(text)))
            raise KeyboardInterrupt

    monkeypatch.setattr(LiveLine, "saw", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_logged([sys.executable, "-c", PARENT], label="Trying", log=tmp_path / "build.log")
    _, alive = psutil.wait_procs(started, timeout=10)
    assert started
    assert not alive


def test_the_last_lines_are_the_compilers_not_pips() -> None:
    text = (
        "[1/197] gcc -c a.c\n"
        "a.c:1:10: fatal error: missing.h: No such file\n"
        f"[2/197] {'x' * 5000}\n"
        "ninja: build stopped: subcommand failed.\n\n"
        "error: subprocess-exited-with-error\n  note: not a problem with pip\n"
    )
    assert telling_lines(text) == [
        "a.c:1:10: fatal error: missing.h: No such file",
        "ninja: build stopped: subcommand failed.",
    ]


@pytest.mark.parametrize(("sign", "meaning"), logged.KNOWN_FAILURES)
def test_a_known_failure_says_what_to_do(tmp_path: Path, sign: str, meaning: str) -> None:
    log = tmp_path / "build.log"
    log.write_text(f"\n$ pip install\ncc1plus: {sign}: x\n", encoding="utf-8")
    assert meaning in str(explain_failure(log, what="Building"))


def test_only_the_last_command_explains_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "build.log"
    log.write_text("\n$ first\nNo space left on device\n\n$ second\nodd\n", encoding="utf-8")
    error = str(explain_failure(log, what="Building"))
    assert error == f"Building failed. The reason is in the lines above. All of it is in {log}."
    assert capsys.readouterr().err.splitlines() == ["    odd"]
