"""Which engine is asked for, which are tried in turn, and what is said where one is gone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.engines.shipped import bindings_engine, shipped_engine
from launcher.engines.store import EngineStore
from launcher.engines.values import BUILT_IN, EngineStart, Trial
from launcher.errors import (
    EngineBuiltIn,
    EnginePackUnusable,
    EnginesDamaged,
    UnknownEngine,
)
from tests.fakes.engine_home import Home, whole
from tests.fakes.engines import library, write_addition, write_pack

TRIAL = Trial(
    when="2026-11-21T20:53:00+00:00", ok=True, detail="It answered.", devices=("CPU",), seconds=0.5
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_at_first_there_is_the_built_in_engine_with_and_without_graphics(home: Home) -> None:
    (row,) = home.store.rows()
    assert (row.ident, row.active, row.in_use, row.removable) == (BUILT_IN, True, False, False)
    assert row.manifest is not None
    assert row.manifest.name == "Snug's engine"
    assert row.size > 1000
    assert home.store.order() == (whole(home), replace(whole(home), graphics=False))


def test_what_was_added_is_listed_and_not_used_yet(home: Home) -> None:
    ident = home.add_engine()
    assert [row.ident for row in home.store.rows()] == [BUILT_IN, ident]
    assert not home.store.row(ident).active
    assert home.store.order()[0] == whole(home)


def test_an_active_engine_is_tried_first_then_the_built_in_one(home: Home) -> None:
    ident = home.add_engine()
    assert home.store.activate(ident).active
    first = EngineStart(ident=ident, folder=home.packs / ident)
    last = whole(home)
    for store in (home.store, home.opened()):  # and after a restart
        assert store.order() == (
            first,
            replace(first, graphics=False),
            last,
            replace(last, graphics=False),
        )


def test_an_addition_starts_the_built_in_engine_with_one_more_folder(home: Home) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    first, *rest = home.store.order()
    assert first == EngineStart(ident=ident, folder=home.shipped, modules=(home.packs / ident,))
    assert rest == [whole(home), replace(whole(home), graphics=False)]


def test_what_was_given_up_is_left_out_in_this_session_and_tried_in_the_next(home: Home) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    first = home.store.order()[0]
    home.store.give_up(first, "the driver crashed")
    home.store.give_up(first, "the driver crashed")
    assert first not in home.store.order()
    (given,) = home.store.given_up
    assert "CUDA 12" in given.why
    assert "the driver crashed" in given.why
    assert home.opened().order()[0] == first
    assert home.store.row(ident).active


def test_choosing_it_again_is_a_wish_to_have_it_tried_again(home: Home) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    home.store.give_up(home.store.order()[0], "it crashed")
    home.store.activate(ident)
    assert home.store.given_up == ()
    assert home.store.order()[0].ident == ident


def test_another_windows_choice_is_not_undone_while_files_are_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = home.add_engine()
    home.store.activate(ident)
    file = home.packs / ident / "libllama.so"
    file.write_bytes(file.read_bytes())  # a new time, so it is read anew
    other = home.opened()

    def meanwhile(*_each: object) -> None:
        other.activate(BUILT_IN)

    monkeypatch.setattr("launcher.engines.store.check_files", meanwhile)
    home.opened().order()
    assert home.store.row(BUILT_IN).active


@pytest.mark.parametrize("what", ["commit", "system", "bindings"])
def test_a_built_in_engine_of_another_version_shows_its_fault(home: Home, what: str) -> None:
    changes = {"commit": "ab" * 20, "system": "amiga-m68k", "bindings": "0.1.0"}
    home.shipped = write_pack(home.folder / "older", **{what: changes[what]})
    assert changes[what][:9] in home.store.row(BUILT_IN).fault
    with pytest.raises(EnginePackUnusable):
        home.store.verify(BUILT_IN)


def test_there_is_always_one_to_try(home: Home) -> None:
    for start in home.store.order():
        home.store.give_up(start, "it crashed")
    assert home.store.order() == (replace(whole(home), graphics=False),)


def test_what_a_worker_really_took_is_in_use(home: Home) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    assert [row.in_use for row in home.store.rows()] == [False, False]
    home.store.started(home.store.order()[-1])
    assert [row.in_use for row in home.store.rows()] == [True, False]


@pytest.mark.parametrize("harm", ["gone", "cut", "changed", "extra"])
def test_a_pack_that_is_not_what_it_was_is_not_started_and_told_once(
    home: Home, harm: str
) -> None:
    ident = home.add_engine()
    home.store.activate(ident)
    library_file = home.packs / ident / "libllama.so"
    if harm == "gone":
        (home.packs / ident).rename(home.folder / "moved")
    elif harm == "cut":
        library_file.write_bytes(b"")
    elif harm == "extra":
        (home.packs / ident / "libggml-new.so").write_bytes(library("new"))
    else:
        library_file.write_bytes(library_file.read_bytes()[:-1] + b"!")
    store = home.opened()
    for _time in range(2):
        assert store.order() == (whole(home), replace(whole(home), graphics=False))
    (given,) = store.given_up
    assert "built-in engine" in given.why
    if harm != "gone":
        assert "libllama.so" in given.why or "libggml-new.so" in given.why


def test_a_pack_that_was_only_copied_anew_is_read_and_used(home: Home) -> None:
    ident = home.add_engine()
    home.store.activate(ident)
    file = home.packs / ident / "libllama.so"
    file.write_bytes(file.read_bytes())
    store = home.opened()
    assert store.order()[0].ident == ident
    assert store.given_up == ()


def test_a_pack_of_another_commit_that_lies_there_has_a_fault_and_is_not_started(
    home: Home,
) -> None:
    write_pack(home.packs / "old", commit="ab" * 20)
    row = home.store.row("old")
    assert "ababababa" in row.fault
    with pytest.raises(EnginePackUnusable):
        home.store.verify("old")
    home.store.activate("old")
    assert home.store.order()[0] == whole(home)


def test_a_folder_that_is_no_pack_is_listed_with_its_fault(home: Home) -> None:
    (home.packs / "stray").mkdir(parents=True)
    (home.packs / ".part-x").mkdir()
    row = home.store.row("stray")
    assert row.manifest is None
    assert row.fault.endswith(".")
    assert [each.ident for each in home.store.rows()] == [BUILT_IN, "stray"]


def test_a_trial_is_kept(home: Home) -> None:
    home.store.record(BUILT_IN, TRIAL)
    assert home.opened().row(BUILT_IN).trial == TRIAL


def test_a_pack_that_is_removed_is_gone_and_the_built_in_engine_active(home: Home) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    home.store.record(ident, TRIAL)
    home.store.remove(ident)
    assert not (home.packs / ident).exists()
    assert list(home.packs.iterdir()) == []
    assert home.store.row(BUILT_IN).active
    assert home.store.given_up == ()
    assert home.opened().order()[0] == whole(home)


def test_the_built_in_engine_is_not_removed_and_an_unknown_one_is_told(home: Home) -> None:
    with pytest.raises(EngineBuiltIn):
        home.store.remove(BUILT_IN)
    for act in (home.store.remove, home.store.activate, home.store.verify, home.store.start_of):
        with pytest.raises(UnknownEngine) as caught:
            act("../program/engine")
        assert caught.value.names == (BUILT_IN,)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "null", '{"format": 0}', '{"format": 1, "active": 7}',
        '{"format": 1, "active": "built-in", "stamp": {"a": [1]}, "trials": {}}',
        '{"format": 1, "active": "built-in", "stamp": {}, "trials": {"a": {"when": "now"}}}',
        '{"format": 1, "active": "built-in", "stamp": {}, "trials": {}, "falls": {"a": 1}}',
        '{"format": 1, "active": "built-in", "stamp": {}, "trials": {"a": {"when": "2026-11-21", '
        f'"ok": true, "detail": "", "devices": [], "seconds": 1{"0" * 400}}}}}}}',
    ],
)  # fmt: skip
def test_a_damaged_list_is_put_aside_and_told(home: Home, text: str) -> None:
    file = home.folder / "engines.json"
    file.write_text(text, "utf-8")
    store = home.opened()
    assert store.order()[0] == whole(home)
    (notice,) = store.notices
    assert isinstance(notice, EnginesDamaged)
    assert Path(notice.kept).read_text("utf-8") == text
    assert not file.exists()


def test_a_list_that_names_a_folder_elsewhere_is_not_followed(home: Home) -> None:
    write_pack(home.folder / "elsewhere")
    told = {"format": 1, "active": "../elsewhere", "stamp": {}, "trials": {}}
    (home.folder / "engines.json").write_text(json.dumps(told), "utf-8")
    assert all(start.ident == BUILT_IN for start in home.opened().order())


def test_from_source_the_bindings_own_libraries_are_the_engine(tmp_path: Path) -> None:
    store = EngineStore(tmp_path / "engines.json", tmp_path / "engines", lambda: None)
    (row,) = store.rows()
    assert row.manifest is None
    assert row.folder == bindings_engine()
    assert row.size > 1 << 20
    assert row.fault == ""
    store.verify(BUILT_IN)
    assert store.order()[0] == EngineStart()
    with pytest.raises(EnginePackUnusable):
        store.add(write_addition(tmp_path / "cuda"))


def test_a_damaged_built_in_engine_shows_its_fault(home: Home) -> None:
    (home.shipped / "libllama.so").unlink()
    assert "libllama.so is missing" in home.store.row(BUILT_IN).fault


def test_a_folder_a_person_names_stands_for_the_built_in_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_ENGINE", str(tmp_path))
    assert shipped_engine() == tmp_path
    monkeypatch.setenv("SNUG_ENGINE", "~nobody-of-that-name/engine")
    assert shipped_engine() == Path.cwd() / "~nobody-of-that-name" / "engine"
    monkeypatch.delenv("SNUG_ENGINE")
    assert shipped_engine() is None
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert shipped_engine() == tmp_path / "engine"
