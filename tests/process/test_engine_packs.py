"""Engine packs from beginning to end: added, tried in a child, used, given up, removed."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from launcher.actions.engine_trial import trial_of
from launcher.actions.engines import (
    add_pack,
    list_engines,
    remove_engine,
    try_engine,
    use_engine,
)
from launcher.actions.parts import Parts, assemble
from launcher.engines.values import BUILT_IN, EngineStart
from launcher.errors import EnginePackReason, EnginePackUnusable
from launcher.paths import places
from tests.process.modules import compiled, copied, engine_of_modules, listed

Make = Callable[[], Parts]


@pytest.fixture
def built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged engine: the processor's modules alone."""
    folder = copied(tmp_path / "shipped", without=("vulkan", "rpc"))
    monkeypatch.setenv("SNUG_ENGINE", str(folder))
    return folder


@pytest.fixture
def parts() -> Iterator[Parts]:
    made = assemble(places())
    yield made
    made.close()


def addition(folder: Path, name: str, content: Path) -> Path:
    """A pack of one module."""
    folder.mkdir()
    shutil.copy(content, folder / content.name)
    return listed(folder, kind="module", name=name, backends=["rpc"])


def in_use(parts: Parts) -> str:
    parts.planner.hello()
    return next(row.ident for row in list_engines(parts) if row.in_use)


def test_a_whole_engine_is_added_tried_used_and_removed(
    built_in: Path, parts: Parts, tmp_path: Path
) -> None:
    assert in_use(parts) == BUILT_IN
    row = add_pack(parts, copied(tmp_path / "pack", without=("vulkan",)))
    assert (row.active, row.trial) == (False, None)
    used = use_engine(parts, row.ident)
    assert used.active
    assert used.trial is not None
    assert used.trial.ok
    assert "working memory" in used.trial.detail
    assert used.trial.devices == ("CPU",)
    assert in_use(parts) == row.ident
    assert parts.planner.hello().folder == str(row.folder)
    remove_engine(parts, row.ident)
    assert in_use(parts) == BUILT_IN
    assert parts.planner.hello().folder == str(built_in)
    assert parts.engines.given_up == ()


def test_a_module_is_added_to_the_built_in_engine(
    built_in: Path, parts: Parts, tmp_path: Path
) -> None:
    assert built_in.is_dir()
    pack = addition(tmp_path / "rpc", "RPC", engine_of_modules() / "libggml-rpc.so")
    row = use_engine(parts, add_pack(parts, pack).ident)
    assert in_use(parts) == row.ident
    hello = parts.planner.hello()
    assert hello.folder == str(built_in)
    assert [each.file for each in hello.modules if each.name == "rpc" and each.loaded] == [
        str(row.folder / "libggml-rpc.so")
    ]


@pytest.mark.parametrize(
    ("body", "needs", "told"),
    [
        ("abort();", "", "stopped at a fault"),
        ("", "libcuda.so.77", "libcuda.so.77"),
        ("", "", "does not fit this engine"),
    ],
)
def test_a_pack_that_fails_its_trial_is_not_used_and_the_program_starts(
    built_in: Path, parts: Parts, tmp_path: Path, body: str, needs: str, told: str
) -> None:
    assert built_in.is_dir()
    (tmp_path / "made").mkdir()
    module = compiled(tmp_path / "made" / "libggml-cuda.so", body, needs=needs)
    row = add_pack(parts, addition(tmp_path / "cuda", "CUDA", module))
    with pytest.raises(EnginePackUnusable) as caught:
        use_engine(parts, row.ident)
    assert caught.value.reason is EnginePackReason.TRIAL
    assert told in caught.value.detail
    trial = parts.engines.row(row.ident).trial
    assert trial is not None
    assert not trial.ok
    assert told in trial.detail
    assert parts.engines.row(BUILT_IN).active
    assert in_use(parts) == BUILT_IN


def test_an_active_pack_that_breaks_later_is_given_up_once_and_the_program_starts(
    built_in: Path, parts: Parts, tmp_path: Path
) -> None:
    assert built_in.is_dir()
    pack = addition(tmp_path / "rpc", "RPC", engine_of_modules() / "libggml-rpc.so")
    row = use_engine(parts, add_pack(parts, pack).ident)
    (tmp_path / "made").mkdir()
    broken = compiled(tmp_path / "made" / "libggml-rpc.so", "abort();")
    shutil.copy(broken, row.folder / "libggml-rpc.so")  # as a driver's update may do
    listed(row.folder, kind="module", name="RPC", backends=["rpc"])
    with_pack = assemble(places())
    try:
        assert in_use(with_pack) == BUILT_IN
        assert with_pack.session.hello().folder == str(built_in)
        (given,) = with_pack.engines.given_up
        assert "RPC" in given.why
        assert "stopped at a fault" in given.why
    finally:
        with_pack.close()


def test_the_built_in_engine_can_be_tried(built_in: Path, parts: Parts) -> None:
    trial = try_engine(parts)
    assert trial.ok
    assert parts.engines.row(BUILT_IN).trial == trial
    (built_in / "libllama.so").write_bytes(bytes(4096))
    with pytest.raises(EnginePackUnusable) as caught:
        try_engine(parts)
    assert caught.value.detail == "libllama.so is empty"


def test_an_engine_that_gives_no_answer_in_time_fails_its_trial() -> None:
    trial = trial_of(EngineStart(), within=0.0)
    assert not trial.ok
    assert trial.detail == "There was no answer within 0 s."
    assert "CPU" in trial.devices


def test_a_trial_needs_no_room_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert trial_of(EngineStart()).ok
    monkeypatch.setattr("launcher.actions.engine_trial.guide_file", lambda: None)
    trial = trial_of(EngineStart())
    assert not trial.ok
    assert trial.detail.startswith("The system refused: ")


def test_no_worker_holds_a_packs_libraries_while_it_is_deleted(
    built_in: Path, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert built_in.is_dir()
    row = use_engine(parts, add_pack(parts, copied(tmp_path / "pack", without=("vulkan",))).ident)
    pid = parts.planner.hello().pid
    assert parts.planner.hello().folder == str(row.folder)
    alive: list[bool] = []
    delete = parts.engines.remove

    def deleted(ident: str) -> None:
        alive.append(psutil.pid_exists(pid))
        delete(ident)

    monkeypatch.setattr(parts.engines, "remove", deleted)
    remove_engine(parts, row.ident)
    assert alive == [False]


def test_an_engine_that_was_left_out_is_used_again_after_a_test_that_passed(
    built_in: Path, parts: Parts
) -> None:
    whole = EngineStart(folder=built_in)
    for _session in range(2):
        other = assemble(places())
        other.engines.give_up(whole, "It crashed.", fell=True)
        other.close()
    parts.planner.hello()
    assert parts.engines.in_use == replace(whole, graphics=False)
    assert len(parts.engines.given_up) == 1
    assert try_engine(parts).ok
    assert parts.engines.given_up == ()
    parts.planner.hello()
    assert parts.engines.in_use == whole
