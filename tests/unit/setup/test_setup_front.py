import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap import develop, environment, folder, front, install
from bootstrap.front import Call, understand
from bootstrap.project import read_project
from bootstrap.stamp import Stamp, write_stamp
from bootstrap.talk import SetupError

import snug


def call(command: str, *rest: str, backend: str | None = None) -> Call:
    return Call(command=command, rest=rest, backend=backend)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ([], call("")),
        (["hardware", "--json"], call("", "hardware", "--json")),
        (["--help"], call("", "--help")),
        (["model.gguf"], call("", "model.gguf")),
        (["chat", "m.gguf", "--backend", "x"], call("", "chat", "m.gguf", "--backend", "x")),
        (["test", "-k", "memory", "--full"], call("test", "-k", "memory", "--full")),
        (["--backend", "cuda"], call("", backend="cuda")),
        (["--backend=cpu", "setup"], call("setup", backend="cpu")),
        (["setup", "--backend", "auto"], call("setup", backend="auto")),
        (["bench", "estimate"], call("bench", "estimate")),
    ],
)
def test_our_own_words_are_told_from_the_programs(words: list[str], meant: Call) -> None:
    assert understand(words) == meant


@pytest.mark.parametrize(
    "words", [["--backend"], ["--backend", "fast"], ["setup", "now"], ["--backend=", "setup"]]
)
def test_a_wrong_call_ends_with_2_before_anything_is_touched(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(front, "set_up", lambda _call: pytest.fail("set up"))
    assert front.run(words, usage="") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_help_of_our_own_commands_sets_nothing_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(front, "set_up", lambda _call: pytest.fail("set up"))
    assert front.run(["setup", "--help"], usage=snug.__doc__ or "") == 0
    assert "python3 snug.py setup" in capsys.readouterr().out


def test_only_developers_commands_need_their_tools() -> None:
    assert [understand([word]).needs_dev for word in ("test", "check", "bench")] == [True] * 3
    assert not understand(["hardware"]).needs_dev


def test_a_terminal_command_needs_no_window() -> None:
    assert not understand(["hardware"]).opens_window
    assert understand([]).opens_window


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path) -> Path:
    """An environment whose stamp says that it serves this clone."""
    python = folder.program(tmp_path, "python")
    python.parent.mkdir()
    python.touch()
    (tmp_path / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    project = read_project(repository / "pyproject.toml")
    stamp = Stamp(
        place=str(repository),
        python="3.12.1",
        fingerprint=project.fingerprint,
        backend="cpu",
        dev=False,
        window=False,
    )
    write_stamp(tmp_path, stamp)
    monkeypatch.setattr(front, "VENV", tmp_path)
    monkeypatch.setattr(
        install, "install", lambda _project, **asked: pytest.fail(f"installs: {asked}")
    )
    return tmp_path


def test_a_second_start_installs_nothing(finished: Path) -> None:
    front.set_up(call("", "hardware"))


@pytest.mark.parametrize("asked", [call("test"), call(""), call("", "hardware", backend="cuda")])
def test_what_is_not_there_yet_is_installed(finished: Path, asked: Call) -> None:
    with pytest.raises(pytest.fail.Exception, match="installs"):
        front.set_up(asked)


def test_an_environment_without_its_python_is_set_up_again(finished: Path) -> None:
    folder.program(finished, "python").unlink()
    with pytest.raises(pytest.fail.Exception, match="'before': None"):
        front.set_up(call(""))


def test_the_set_up_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_call: Call) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(front, "set_up", stop)
    assert front.run([], usage="") == 130
    assert capsys.readouterr().err == "Stopped. The same command goes on from here.\n"


@pytest.mark.parametrize(
    ("words", "started"), [([], ["ui"]), (["hardware", "--json"], ["ui", "hardware"])]
)
def test_the_program_takes_over(
    words: list[str], started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[list[str]] = []
    monkeypatch.setattr(front, "set_up", lambda _call: None)
    monkeypatch.setattr(front, "replace_by", replaced.append)
    front.run(words, usage="")
    assert replaced[0][1:3] == ["-P", "-m"]
    assert replaced[0][3 : 3 + len(started)] == started


def test_a_check_runs_everything_even_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    passing, failing = ([sys.executable, "-c", f"raise SystemExit({n})"] for n in (0, 1))
    monkeypatch.setattr(
        develop, "checks", lambda *, with_tests: {"lint": failing, "tests": passing}
    )
    assert develop.check([]) == 1
    last = capsys.readouterr().err.splitlines()[-2:]
    assert [line.split()[:2] for line in last] == [["FAILED", "lint"], ["ok", "tests"]]


def test_a_check_can_leave_the_tests_out() -> None:
    assert "tests" in develop.checks(with_tests=True)
    assert "tests" not in develop.checks(with_tests=False)
    with pytest.raises(SetupError, match="does not understand --fast"):
        develop.check(["--fast"])


def test_a_half_made_environment_is_seen(tmp_path: Path) -> None:
    assert not environment.is_whole(tmp_path)
    (tmp_path / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    (tmp_path / "lib" / "python3.12" / "site-packages" / "pip").mkdir(parents=True)
    assert not environment.is_whole(tmp_path)


def test_what_an_interrupted_pip_left_is_cleared_away(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    for name in ("whole-1.dist-info", "half-1.dist-info", "~lama_cpp", "whole"):
        (packages / name).mkdir(parents=True)
    (packages / "whole-1.dist-info" / "RECORD").touch()
    environment.clear_remains(tmp_path)
    assert {one.name for one in packages.iterdir()} == {"whole", "whole-1.dist-info"}


def test_the_environment_these_tests_run_in_is_whole() -> None:
    if sys.prefix == sys.base_prefix:
        pytest.skip("runs outside an environment")
    assert environment.is_whole(Path(sys.prefix))


@pytest.mark.parametrize(
    ("version", "enough"), [("3.11.0", True), ("3.14.2", True), ("3.10.9", False), ("", False)]
)
def test_an_environment_of_an_old_python_is_made_again(version: str, enough: bool) -> None:
    assert environment.is_new_enough(version) is enough


def test_an_old_python_can_read_the_front_door(repository: Path) -> None:
    source = (repository / "snug.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_a_newer_python_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("the stand-ins are shell scripts")
    for name, script in {
        "python3.14": "exit 127",
        "python3.13": f'exec {sys.executable} "$@"',
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(snug, "ROOT", tmp_path)
    found = snug.newer_python()
    assert found is not None
    assert Path(found).samefile(sys.executable)


def test_without_a_newer_python_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(snug, "newer_python", lambda: None)
    assert snug.start_again() == 1
    assert "Snug needs Python 3.11 or newer" in capsys.readouterr().err


def test_a_later_start_loads_little(repository: Path) -> None:
    script = (
        "import sys; sys.path[:0] = ['.', 'packaging']\n"
        "import snug, bootstrap.front\n"
        "print(*{'subprocess', 'ctypes', 'bootstrap.install', 'shutil'} & set(sys.modules))"
    )
    words = [sys.executable, "-I", "-S", "-c", script]
    loaded = subprocess.run(words, check=True, capture_output=True, text=True, cwd=repository)
    assert loaded.stdout.split() == []
