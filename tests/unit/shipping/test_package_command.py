"""`snug.py package`: which steps a word stands for, and what must be there before them."""

from pathlib import Path

import pytest
from bootstrap.front import understand as front
from bootstrap.talk import SetupError
from shipping import package, tools


def test_all_is_every_step_in_its_order() -> None:
    assert package.steps("all", linux=True) == package.LINUX
    assert list(package.STEPS) == list(package.LINUX)


def test_elsewhere_the_linux_packages_are_left_out() -> None:
    assert package.steps("all", linux=False) == ("engine", "freeze", "sizes")
    with pytest.raises(SetupError, match="`deb` is made on Linux only"):
        package.steps("deb", linux=False)


def test_one_word_is_one_step() -> None:
    assert package.understand(["freeze"]).steps == ("freeze",)


def test_variants_are_a_list_of_names() -> None:
    order = package.understand(["engine", "--variants", "x64,haswell"])
    assert order.variants == ("x64", "haswell")


def test_a_pack_belongs_to_the_engines_step(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        package.understand(["--pack", "cuda"])
    assert ended.value.code == 2
    assert "belong to the step `engine`" in capsys.readouterr().err


def test_a_package_without_a_frozen_program_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.main(["deb", "--out", str(tmp_path)]) == 1
    assert "run `python3 snug.py package freeze` first" in capsys.readouterr().err


def test_a_freeze_without_an_engine_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.main(["freeze", "--engine", str(tmp_path / "none")]) == 1
    assert "holds no engine" in capsys.readouterr().err


def test_a_release_refuses_an_engine_for_tests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "engine.json").write_text('{"for_tests": true}', encoding="utf-8")
    assert package.main(["freeze", "--release", "--engine", str(tmp_path)]) == 1
    assert "is good for tests only" in capsys.readouterr().err


def test_the_front_door_knows_the_command_and_leaves_it_its_help() -> None:
    call = front(["package", "--help"])
    assert (call.command, call.rest, call.needs_dev) == ("package", ("--help",), False)


def test_programs_that_are_missing_are_named_with_the_command() -> None:
    found = tools.install_command(["ninja", "readelf", "strip"], manager="apt-get")
    assert found[:2] == ["apt-get", "install"]
    assert found[-2:] == ["ninja-build", "binutils"]


def test_programs_that_are_there_need_nothing() -> None:
    tools.require()
