import dataclasses
from pathlib import Path

import pytest
from bootstrap.project import read_project
from bootstrap.stamp import Stamp, python_version, read_stamp, remove_stamp, write_stamp

STAMP = Stamp(
    place="/a/clone",
    python="3.12.1",
    fingerprint="f",
    backend="cpu",
    dev=False,
    window=False,
)
PROJECT = """
[build-system]
requires = ["setuptools>=77"]
[project]
name = "snug"
requires-python = ">=3.11"
dependencies = ["psutil==7.2.2", "llama-cpp-python == 0.3.36"]
[project.optional-dependencies]
dev = ["pytest"]
[tool.ruff]
line-length = 99
"""


def fingerprint(folder: Path, text: str) -> str:
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return read_project(file).fingerprint


def test_a_stamp_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_stamp(tmp_path, STAMP)
    assert read_stamp(tmp_path) == STAMP
    assert [one.name for one in tmp_path.iterdir()] == ["snug-setup.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"place": "x"}', '{"unknown": 1}', "\x00"])
def test_a_damaged_stamp_is_no_stamp(tmp_path: Path, text: str) -> None:
    (tmp_path / "snug-setup.json").write_text(text, encoding="utf-8")
    assert read_stamp(tmp_path) is None


def test_removing_a_stamp_twice_is_no_error(tmp_path: Path) -> None:
    write_stamp(tmp_path, STAMP)
    remove_stamp(tmp_path)
    remove_stamp(tmp_path)
    assert read_stamp(tmp_path) is None


@pytest.mark.parametrize("field", ["place", "python", "fingerprint"])
def test_a_stamp_of_something_else_does_not_serve(field: str) -> None:
    wanted = dataclasses.replace(STAMP, **{field: "other"})  # type: ignore[arg-type]
    assert STAMP.serves(wanted=STAMP, any_backend=True)
    assert not STAMP.serves(wanted=wanted, any_backend=True)


def test_the_backend_counts_only_when_one_is_asked_for() -> None:
    wanted = dataclasses.replace(STAMP, backend="cuda")
    assert STAMP.serves(wanted=wanted, any_backend=True)
    assert not STAMP.serves(wanted=wanted, any_backend=False)


@pytest.mark.parametrize("part", ["dev", "window"])
def test_what_has_more_serves_those_who_need_less(part: str) -> None:
    more = dataclasses.replace(STAMP, **{part: True})  # type: ignore[arg-type]
    assert more.serves(wanted=STAMP, any_backend=True)
    assert not STAMP.serves(wanted=more, any_backend=True)


def test_the_python_version_comes_from_the_environment(tmp_path: Path) -> None:
    assert python_version(tmp_path) == ""
    text = "home = /usr/bin\nversion = 3.12.1\nexecutable = /usr/bin/python3.12\n"
    (tmp_path / "pyvenv.cfg").write_text(text, encoding="utf-8")
    assert python_version(tmp_path) == "3.12.1"


def test_a_changed_dependency_changes_the_fingerprint(tmp_path: Path) -> None:
    before = fingerprint(tmp_path, PROJECT)
    assert fingerprint(tmp_path, PROJECT.replace("7.2.2", "7.2.3")) != before
    assert fingerprint(tmp_path, PROJECT.replace('"pytest"', '"pytest", "ruff"')) != before


def test_a_linters_setting_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    before = fingerprint(tmp_path, PROJECT)
    assert fingerprint(tmp_path, PROJECT.replace("99", "100")) == before


def test_the_engine_is_pinned(repository: Path) -> None:
    project = read_project(repository / "pyproject.toml")
    assert project.engine == f"llama-cpp-python=={project.engine_version}"
    assert project.engine_version.count(".") == 2


def test_an_engine_without_a_pin_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must pin llama-cpp-python"):
        fingerprint(tmp_path, PROJECT.replace(" == 0.3.36", ">=0.3"))
