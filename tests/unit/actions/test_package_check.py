import hashlib
import json
import sys
import threading
from pathlib import Path

import pytest

from launcher.actions.package_check import modules_words, package_words, resources_words
from launcher.actions.time_limit import hard_limit
from launcher.errors import InstallationIncomplete
from launcher.protocol.messages import EngineModule, Hello


def hello(*modules: EngineModule) -> Hello:
    return Hello(
        protocol=1,
        pid=1,
        bindings="0.3.36",
        engine="0.5.0",
        build="",
        features=(),
        devices=(),
        modules=modules,
    )


def module(name: str, *, loaded: bool, reason: str = "") -> EngineModule:
    return EngineModule(name=name, file=f"libggml-{name}.so", loaded=loaded, reason=reason)


def test_from_source_the_package_is_the_source() -> None:
    assert package_words(thorough=True).startswith("runs from source with Python 3.")


def test_a_package_is_counted_and_every_damaged_file_of_it_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = tmp_path / "_internal"
    parts.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(parts), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "snug"))
    with pytest.raises(InstallationIncomplete):
        package_words(thorough=False)
    names = ("snug", *(f"_internal/{number}.so" for number in range(6)))
    told = {}
    for name in names:
        (tmp_path / name).write_bytes(b"1234")
        told[name] = {"size": 4, "sha256": hashlib.sha256(b"1234").hexdigest()}
    contents = {"format": 1, "version": "0.1.0", "system": "linux-x86_64", "files": told}
    (parts / "contents.json").write_text(json.dumps(contents))
    assert (
        package_words(thorough=False) == "0.1.0 for linux-x86_64, 7 files, 28 bytes: sizes agree"
    )
    assert package_words(thorough=True).endswith("sizes and SHA-256 agree")
    for name in names[1:]:
        (tmp_path / name).write_bytes(bytes(4))
    assert package_words(thorough=False).endswith("sizes agree")
    with pytest.raises(ValueError, match=r"0\.so.*5\.so"):
        package_words(thorough=True)


def test_the_tables_of_the_program_are_read_and_counted() -> None:
    models, figures, terms = (int(part.split()[0]) for part in resources_words().split(", "))
    assert min(models, figures, terms) > 50


def test_modules_that_were_loaded_are_named_and_the_others_with_their_reason() -> None:
    said = modules_words(
        hello(
            module("cpu-zen4", loaded=True),
            module("cpu-haswell", loaded=False),
            module("vulkan", loaded=False, reason="libvulkan.so.1 is missing"),
        )
    )
    assert said == "cpu-zen4; left out: vulkan (libvulkan.so.1 is missing)"


def test_an_engine_in_one_piece_has_none() -> None:
    assert modules_words(hello()) == "the engine is in one piece"


def test_an_engine_without_a_module_for_the_processor_is_a_failure() -> None:
    with pytest.raises(ValueError, match="processor"):
        modules_words(hello(module("cpu-x64", loaded=False), module("rpc", loaded=True)))


def test_what_takes_too_long_is_told_and_ended_even_if_it_hangs() -> None:
    ended, hung, told = threading.Event(), threading.Event(), []
    statuses: list[int] = []

    def end(status: int) -> None:
        statuses.append(status)
        ended.set()
        hung.set()

    with hard_limit(0.01, lambda: told.append("late"), end=end):
        assert hung.wait(10)
    assert (told, statuses) == (["late"], [1])


def test_what_is_done_in_time_is_left_alone() -> None:
    with hard_limit(60, pytest.fail, end=pytest.fail):
        before = threading.active_count()
    assert threading.active_count() <= before
