"""What the Engine page says."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from launcher.engines.values import EngineStart, GivenUp, Trial
from launcher.hardware.facts import Device, DeviceKind, Engine
from launcher.protocol.messages import EngineModule
from launcher.units import GIB
from tests.fakes.engine_rows import MODULES, WORKED, built_in, own_build, pack
from ui.pages.engine.view import (
    COMMAND,
    NONE_USED,
    EngineLine,
    Standing,
    engine_view,
    is_pack,
    trial_words,
)
from ui.text.engine_words import (
    backend_words,
    given_up_sentence,
    missing_words,
    variant_words,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CPU = Device(name="CPU", description="AMD EPYC", kind=DeviceKind.CPU, total=GIB, free=GIB)
ENGINE = Engine(version="0.5.0", build="gcc 12", devices=(CPU,))


def line(row: object, built_for: tuple[str, ...] = ()) -> EngineLine:
    view = engine_view([row], ENGINE, (), built_for=built_for, now=NOW)  # type: ignore[list-item]
    return view.lines[0]


def test_backends_are_named_by_what_they_are_good_for() -> None:
    assert backend_words(("cpu", "vulkan", "rpc")) == (
        "the processor, NVIDIA, AMD and Intel cards (Vulkan) and other computers (RPC)"
    )
    assert backend_words(("CUDA",)) == "NVIDIA cards (CUDA)"
    assert backend_words(()) == ""
    assert backend_words(("hip", "rocm")) == "AMD cards (ROCm)"  # two names of one thing
    assert backend_words(("something-new",)) == "something-new"


def test_the_processors_variant_is_said_with_how_many_there_were() -> None:
    assert variant_words(MODULES) == "Chosen for this processor: zen4, of 3."
    assert variant_words(MODULES[3:]) == ""


def test_a_module_without_its_loader_says_why_and_what_to_install() -> None:
    (said,) = missing_words(MODULES, "linux")
    assert "libvulkan.so.1" in said
    assert "Install the package libvulkan1" in said
    (elsewhere,) = missing_words((replace(MODULES[4], reason="vulkan-1.dll: 126"),), "win32")
    assert "Install the graphics driver" in elsewhere


def test_variants_that_were_not_chosen_are_no_fault() -> None:
    left = EngineModule(name="cpu-zen5", file="x", loaded=False, reason="no AVX512_FP16 here")
    assert missing_words((left,)) == ()


def test_what_was_left_out_on_purpose_is_no_fault() -> None:
    left = EngineModule(name="vulkan", file="x", loaded=False, reason="left out, for so it was")
    assert missing_words((left,)) == ()


def test_a_module_that_is_missing_for_another_reason_is_said_too() -> None:
    strange = EngineModule(
        name="cuda", file="x", loaded=False, reason="libcudart.so.12: not found"
    )
    (said,) = missing_words((strange,))
    assert "libcudart.so.12" in said
    assert "NVIDIA's driver" in said


def test_an_engine_says_what_it_can_use_its_commit_and_its_size() -> None:
    shown = line(built_in())
    assert shown.name == "The built-in engine"
    assert shown.standing is Standing.IN_USE
    assert shown.uses.startswith("Can use the processor")
    assert shown.facts == "llama.cpp 0.5.0-dev · commit 0c1e57098 · 64 MiB"
    assert not shown.can_use
    assert not shown.can_remove
    assert shown.sentence.startswith("The built-in engine. In use. Can use")


def test_an_added_module_can_be_used_and_removed() -> None:
    shown = line(pack())
    assert shown.uses == "Adds NVIDIA cards (CUDA)"
    assert shown.trial == "Not tested yet."
    assert (shown.can_use, shown.can_remove) == (True, True)


def test_a_faulty_one_says_why_and_can_only_be_removed() -> None:
    shown = line(pack(fault="Its engine.json cannot be read."))
    assert shown.name == "cuda-12"
    assert shown.standing is Standing.FAULTY
    assert shown.fault == "Its engine.json cannot be read."
    assert (shown.can_use, shown.can_remove) == (False, True)


def test_an_active_one_that_no_start_took_is_from_the_next_start() -> None:
    assert line(pack(active=True)).standing is Standing.NEXT


def test_a_chosen_one_that_was_given_up_is_said_to_have_failed() -> None:
    gone = GivenUp(start=EngineStart(ident="cuda-12"), why="It died.")
    view = engine_view([pack(active=True)], ENGINE, (), given_up=(gone,), now=NOW)
    assert view.lines[0].standing is Standing.FAILED
    assert view.given_up is not None


def test_what_an_own_build_is_for_is_read_from_its_libraries(tmp_path: Path) -> None:
    view = engine_view([own_build(tmp_path)], ENGINE, (), built_for=("cpu", "vulkan"), now=NOW)
    shown = view.lines[0]
    assert shown.name == "The engine built from source"
    assert shown.uses == ("Built for the processor and NVIDIA, AMD and Intel cards (Vulkan)")
    assert view.command == COMMAND


def test_only_a_source_checkout_is_told_how_to_build() -> None:
    assert engine_view([built_in()], ENGINE, (), now=NOW).command == ""


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-21T11:00:00+00:00", "today at "),
        ("2026-11-20T11:00:00+00:00", "yesterday at "),
        ("2026-11-02T11:00:00+00:00", "on "),
        ("the other day", "at a time that is unknown"),
    ],
)
def test_a_test_says_when_it_was(when: str, said: str) -> None:
    assert said in trial_words(replace(WORKED, when=when), NOW)


def test_a_test_that_failed_says_so_before_its_reason() -> None:
    failed = Trial(when=WORKED.when, ok=False, detail="No answer.", devices=(), seconds=30.0)
    assert "It failed. No answer." in trial_words(failed, NOW)
    assert "1.2 s" in trial_words(WORKED, NOW)


def test_what_runs_now_is_said_with_its_devices() -> None:
    view = engine_view([built_in()], ENGINE, MODULES, now=NOW)
    assert view.running == "llama.cpp 0.5.0, build gcc 12. It can use AMD EPYC."
    assert engine_view([], None, (), now=NOW).running == NONE_USED


def test_what_was_given_up_at_the_start_is_said_whole_and_where_to_look() -> None:
    assert given_up_sentence(()) is None
    first = GivenUp(start=EngineStart(ident="cuda-12"), why="CUDA 12 did not start. Go on.")
    second = GivenUp(start=EngineStart(), why="The built-in engine did not start. Go on.")
    said = given_up_sentence((first, second))
    assert said is not None
    assert said.what == first.why
    assert second.why in said.next
    assert said.next.endswith("Settings, Engine shows what is in use.")
    here = engine_view([], ENGINE, (), given_up=(first,), now=NOW).given_up
    assert here is not None
    assert here.next == ""


def test_a_pack_is_a_folder_or_an_archive(tmp_path: Path) -> None:
    assert is_pack(tmp_path)
    assert is_pack(Path("engine.ZIP"))
    assert is_pack(Path("engine.tar.gz"))
    assert not is_pack(Path("model.gguf"))
