"""What the About page says."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from launcher.actions.updates import Update, UpdateState
from launcher.hardware.facts import Engine, Gpu
from launcher.identity import LICENCE, VERSION
from launcher.notices import Notice
from launcher.paths import Places
from launcher.protocol.messages import EngineModule
from launcher.releases.release import Download
from tests.fakes.engine_rows import MODULES
from tests.fakes.machine_facts import machine_of
from ui.pages.about.update_view import update_view
from ui.pages.about.view import (
    count_words,
    details_text,
    fact_lines,
    folder_lines,
    notice_rows,
    notice_text,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QT = Notice(name="Qt", version="6.9", licence="LGPL-3.0-only", text="LGPL\n", url="https://qt.io")
NUMPY = Notice(name="NumPy", version="2.3", licence="BSD-3-Clause", text="BSD\n", url="")
ENGINE = Engine(version="0.5.0", build="gcc 12")
NEWER = Update(
    version="0.2.0",
    date="2026-12-01",
    notes="- faster",
    download=Download(
        system="linux-x86_64",
        kind="deb",
        url="https://example.org/snug.deb",
        size=90 << 20,
        sha256="0" * 64,
    ),
    page="https://example.org",
)


def test_the_program_is_said_in_a_few_lines() -> None:
    words = {one.label: one.words for one in fact_lines(ENGINE)}
    assert words["Version"] == VERSION
    assert words["Licence"] == LICENCE
    assert words["Engine"] == "llama.cpp 0.5.0, build gcc 12"
    assert {one.label: one.words for one in fact_lines(None)}["Engine"] == "unknown"


def test_every_folder_snug_writes_to_is_named() -> None:
    where = Places(settings=Path("/s"), data=Path("/d"), cache=Path("/c"))
    folders = {one.folder for one in folder_lines(where, Path("/m"))}
    assert folders == {Path("/s"), Path("/d"), Path("/c"), Path("/m")}


def test_notices_are_found_by_name_and_by_licence_and_keep_their_place() -> None:
    both = (QT, NUMPY)
    assert [one.title for one in notice_rows(both)] == ["Qt 6.9", "NumPy 2.3"]
    assert [one.place for one in notice_rows(both, "bsd")] == [1]
    assert [one.place for one in notice_rows(both, "LGPL qt")] == [0]
    assert notice_rows(both, "qt bsd") == ()
    assert count_words(2, 2) == "2 notices"
    assert count_words(1, 2) == "1 of 2 notices"


def test_a_notice_is_shown_whole() -> None:
    assert notice_text(QT) == "Qt 6.9\nLGPL-3.0-only\nhttps://qt.io\n\nLGPL\n"
    assert notice_text(NUMPY).startswith("NumPy 2.3\nBSD-3-Clause\n\nBSD")


def test_details_for_a_report_name_no_path_of_a_persons() -> None:
    card = Gpu(name="RTX 4070", vendor="NVIDIA", driver=None, total=None, free=None)
    machine = replace(machine_of(32, 12), gpus=(card,), engine=ENGINE)
    text = details_text(machine, qt="Qt 6.9", frozen=False)
    assert f"Snug {VERSION}, from source" in text
    assert "Graphics: RTX 4070, driver unknown" in text
    assert "Engine: llama.cpp 0.5.0, build gcc 12" in text
    assert "Engine's devices: none" in text
    assert str(Path.home()) not in text


def test_details_name_modules_that_failed_but_no_variant_that_was_not_chosen() -> None:
    other = EngineModule(name="cpu-zen5", file="x", loaded=False, reason="the processor lacks it")
    machine = replace(machine_of(8), engine=replace(ENGINE, modules=(*MODULES, other)))
    text = details_text(machine, qt="Qt 6.9", frozen=True)
    assert "Engine's modules: cpu-zen4 and rpc" in text
    assert "Not loaded: vulkan, libvulkan.so.1" in text
    assert "zen5" not in text


def test_details_can_be_copied_before_the_machine_is_known() -> None:
    assert details_text(None, qt="Qt 6.9", frozen=True).startswith(f"Snug {VERSION}, installed")


def test_nobody_was_asked_yet() -> None:
    state = UpdateState(asked=None, update=None, problem="", skipped="")
    view = update_view(state, on=False, now=NOW)
    assert view.words == (
        "Snug asks for a newer version only when you press Check now. It was not asked yet."
    )
    assert (view.title, view.address, view.version) == ("", "", "")


def test_without_a_newer_one_this_is_the_newest_unless_the_question_failed() -> None:
    state = UpdateState(asked=NOW, update=None, problem="", skipped="")
    assert update_view(state, on=True, now=NOW).words.endswith("This is the newest.")
    failed = replace(state, problem="The feed did not answer.")
    view = update_view(failed, on=True, now=NOW)
    assert "newest" not in view.words
    assert view.problem == "The feed did not answer."


def test_a_newer_one_is_shown_with_its_notes_and_where_to_get_it() -> None:
    state = UpdateState(asked=NOW, update=NEWER, problem="", skipped="")
    view = update_view(state, on=True, now=NOW)
    assert view.title == "Version 0.2.0 of 2026-12-01 is there."
    assert (view.notes, view.address) == ("- faster", "https://example.org/snug.deb")
    assert not view.skipped
    assert update_view(replace(state, skipped="0.2.0"), on=True, now=NOW).skipped


def test_a_newer_one_for_other_systems_says_so_and_leads_to_its_page() -> None:
    state = UpdateState(asked=NOW, update=replace(NEWER, download=None), problem="", skipped="")
    view = update_view(state, on=True, now=NOW)
    assert view.title.endswith("It has no download for this system.")
    assert view.address == "https://example.org"
