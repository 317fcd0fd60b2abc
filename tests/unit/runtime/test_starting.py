"""One engine after the other, until one says hello."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.engines.values import EngineStart
from launcher.errors import (
    EngineDamaged,
    EngineDied,
    EngineError,
    EngineMissing,
    EngineTimeout,
    ProgramReplaced,
    ProtocolMismatch,
)
from launcher.identity import VERSION
from launcher.protocol.messages import PROTOCOL, Failed, Hello
from launcher.runtime.command import engine_environment
from launcher.runtime.starting import first_that_starts, greeting
from tests.fakes.engines import write_pack

HELLO = Hello(
    protocol=PROTOCOL, pid=7, bindings="", engine="", build="", features=(), devices=(),
    program=VERSION,
)  # fmt: skip
CRASHED = EngineDied("crash", 11, ("vkCreateInstance: segmentation fault",))


class Recorded:
    """Two engines to try, and what was told of them."""

    def __init__(self, folder: Path | None = None) -> None:
        self.card = EngineStart(folder=folder)
        self.processor = replace(self.card, graphics=False)
        self.told: list[object] = []
        self.fell: list[bool] = []

    def order(self) -> tuple[EngineStart, ...]:
        return self.card, self.processor

    def started(self, start: EngineStart) -> None:
        self.told.append(start)

    def give_up(self, start: EngineStart, why: str, *, fell: bool = False) -> None:
        self.told.append((start, why))
        self.fell.append(fell)


def starting(*errors: EngineError | None) -> Callable[[EngineStart], Hello]:
    left = list(errors)

    def start(_start: EngineStart) -> Hello:
        error = left.pop(0)
        if error:
            raise error
        return HELLO

    return start


def tried(
    engines: Recorded, *errors: EngineError | None, closed: Callable[[], bool] = lambda: False
) -> Hello:
    return first_that_starts(engines, starting(*errors), closed)


def test_the_first_that_starts_is_in_use_and_nobody_is_given_up() -> None:
    engines = Recorded()
    assert tried(engines, None) is HELLO
    assert engines.told == [engines.card]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (CRASHED, "crashed"),
        (EngineTimeout(30.0), "30 s"),
        (EngineMissing("libcuda.so.1: cannot open shared object file"), "libcuda.so.1"),
    ],
)
def test_an_engine_that_dies_hangs_or_is_not_there_is_given_up_for_the_next(
    error: EngineError, why: str
) -> None:
    engines = Recorded()
    assert tried(engines, error, None) is HELLO
    (given, reason), last = engines.told  # type: ignore[misc]
    assert (given, last) == (engines.card, engines.processor)
    assert why in reason


@pytest.mark.parametrize(
    ("error", "fell"),
    [
        (CRASHED, True),
        (EngineTimeout(30.0), True),
        (EngineDied("killed", 9, ()), False),
        (EngineDied("out_of_memory", 9, ()), False),
        (EngineDied("missing_library", 0xC0000135, ()), False),
        (EngineMissing("libcuda.so.1"), False),
    ],
)
def test_only_a_crash_or_a_silence_is_held_against_a_driver(
    error: EngineError, fell: bool
) -> None:
    engines = Recorded()
    tried(engines, error, None)
    assert engines.fell == [fell]


def test_where_none_starts_nobody_is_given_up_and_the_first_reason_is_told() -> None:
    engines = Recorded()
    with pytest.raises(EngineDied) as caught:
        tried(engines, CRASHED, EngineTimeout(30.0))
    assert caught.value is CRASHED
    assert engines.told == []


def test_a_program_that_is_closed_meanwhile_tries_no_other() -> None:
    engines = Recorded()
    with pytest.raises(EngineDied):
        tried(engines, CRASHED, closed=lambda: True)


def test_where_none_starts_damaged_files_are_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "engine")
    (folder / "libggml.so").unlink()
    engines = Recorded(folder)
    with pytest.raises(EngineDamaged) as caught:
        tried(engines, CRASHED, CRASHED)
    assert caught.value.problems == ("libggml.so is missing",)
    assert caught.value.__cause__ is CRASHED


def test_whole_files_are_not_blamed(tmp_path: Path) -> None:
    with pytest.raises(EngineDied):
        tried(Recorded(write_pack(tmp_path / "engine")), CRASHED, CRASHED)


def test_a_program_that_was_replaced_is_not_another_engines_business() -> None:
    engines = Recorded()
    with pytest.raises(ProgramReplaced):
        tried(engines, ProgramReplaced(VERSION, "9.9"))
    assert engines.told == []


def test_only_a_hello_of_our_version_is_one() -> None:
    assert greeting(HELLO) is HELLO
    for program, told in (("9.9", "9.9"), ("", "an earlier one")):
        with pytest.raises(ProgramReplaced) as caught:
            greeting(replace(HELLO, program=program, protocol=99))
        assert caught.value.theirs == told
    with pytest.raises(ProtocolMismatch):
        greeting(replace(HELLO, protocol=99))
    with pytest.raises(EngineMissing):
        greeting(Failed(id=0, kind="engine_missing", detail="gone"))
    with pytest.raises(EngineDied):
        greeting(CRASHED)


def test_a_worker_is_told_its_engine_by_its_environment(tmp_path: Path) -> None:
    assert engine_environment(EngineStart()) == {}
    told = engine_environment(EngineStart(folder=tmp_path, modules=(tmp_path / "a",)))
    assert told == {
        "SNUG_ENGINE_FOLDER": str(tmp_path),
        "SNUG_ENGINE_MODULES": json.dumps([str(tmp_path / "a")]),
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="its name is Linux' own")
def test_an_engines_folders_go_before_a_persons_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/other")
    start = EngineStart(folder=tmp_path, modules=(tmp_path / "a:b", tmp_path / "c"))
    told = engine_environment(start)
    assert told["LD_LIBRARY_PATH"] == f"{tmp_path}:{tmp_path / 'c'}:/opt/other"
    assert json.loads(told["SNUG_ENGINE_MODULES"]) == [str(each) for each in start.modules]
    assert engine_environment(EngineStart())["LD_LIBRARY_PATH"].endswith(":/opt/other")
    monkeypatch.delenv("LD_LIBRARY_PATH")
    assert "LD_LIBRARY_PATH" not in engine_environment(start)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_a_variable_of_linux_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/other")
    monkeypatch.setattr("sys.platform", system)
    assert "LD_LIBRARY_PATH" not in engine_environment(EngineStart(folder=tmp_path))


def test_without_graphics_no_driver_is_asked() -> None:
    told = engine_environment(EngineStart(graphics=False))
    assert told["SNUG_ENGINE_GRAPHICS"] == "0"
    assert told["CUDA_VISIBLE_DEVICES"] == "-1"
    assert told["GGML_VK_VISIBLE_DEVICES"] == ""
