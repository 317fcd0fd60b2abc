"""What the machine page says."""

from dataclasses import replace

from launcher.hardware.facts import Engine, Holder, Machine, Memory
from launcher.hardware.meters import GpuReading, Reading
from launcher.protocol.messages import EngineModule
from launcher.units import GIB, MIB
from tests.fakes.engine_rows import MODULES
from tests.fakes.machine_facts import machine_of
from ui.pages.find.view import ready_text
from ui.pages.machine.view import MachineView, PartView, machine_view

FIREFOX = Holder(name="firefox", held=2150 * MIB, processes=12)
CODE = Holder(name="code", held=1434 * MIB, processes=9)
OURS = Holder(name="Snug", held=5 * GIB, processes=3, own=True)
BLENDER = Holder(name="blender", held=3 * GIB)


def part(view: MachineView, key: str) -> PartView:
    return next(one for one in view.parts if one.key == key)


def plain(one: PartView) -> str:
    return "\n".join(one.lines).replace("\N{NO-BREAK SPACE}", " ")


def desktop() -> Machine:
    machine = machine_of(32, 12)
    cpu, card = machine.devices
    return replace(
        machine,
        memory=replace(machine.memory, holders=(OURS, FIREFOX, CODE)),
        devices=(cpu, replace(card, holders=(BLENDER,))),
    )


def test_the_largest_others_are_named_under_main_memory_and_each_gpu() -> None:
    view = machine_view(desktop(), None, reserve=GIB)
    assert "firefox 2.10 GiB · code 1.40 GiB" in plain(part(view, "ram"))
    assert "blender 3.00 GiB" in plain(part(view, "CUDA0"))


def test_snug_itself_is_not_among_the_others() -> None:
    assert "Snug" not in plain(part(machine_view(desktop(), None, reserve=GIB), "ram"))


def test_four_are_named_at_most_and_a_figure_stays_with_its_name() -> None:
    many = tuple(Holder(name=f"program {n}", held=GIB) for n in range(8))
    machine = replace(desktop(), memory=replace(desktop().memory, holders=many))
    line = part(machine_view(machine, None, reserve=0), "ram").lines[-1]
    assert line.count("program") == 4
    assert "program\N{NO-BREAK SPACE}0\N{NO-BREAK SPACE}1.00\N{NO-BREAK SPACE}GiB" in line


def test_what_the_system_does_not_tell_is_not_there() -> None:
    view = machine_view(machine_of(32, 12), None, reserve=GIB)
    assert plain(part(view, "ram")) == "32.00 GiB free now"
    assert plain(part(view, "CUDA0")) == "12.00 GiB free now\nThe engine can use it"


def test_the_meters_have_the_later_word() -> None:
    later = Holder(name="steam", held=4 * GIB)
    reading = Reading(
        memory=Memory(total=32 * GIB, available=20 * GIB, holders=(later,)),
        gpus=(
            GpuReading(
                name="CUDA0",
                description="GPU 0",
                kind=desktop().devices[1].kind,
                total=12 * GIB,
                free=8 * GIB,
                holders=(later,),
            ),
        ),
    )
    view = machine_view(desktop(), reading, reserve=GIB)
    assert "steam 4.00 GiB" in plain(part(view, "ram"))
    assert "steam 4.00 GiB" in plain(part(view, "CUDA0"))
    bare = replace(reading, memory=replace(reading.memory, holders=()))
    assert "firefox" in plain(part(machine_view(desktop(), bare, reserve=GIB), "ram"))


def test_the_figure_counts_what_the_loaded_model_would_give_back() -> None:
    machine = machine_of(8)
    busy = replace(
        machine,
        memory=replace(machine.memory, available=3 * GIB),
        devices=(replace(machine.devices[0], free=3 * GIB),),
    )
    alone = machine_view(busy, None, reserve=GIB)
    assert alone.figure == "2.0"
    assert "unloaded" not in alone.figure_words
    view = machine_view(busy, None, reserve=GIB, room=machine)
    assert view.figure == "7.0"
    assert view.figure_words.endswith("once the loaded model is unloaded")


def test_a_person_is_told_what_the_loaded_model_gives_back() -> None:
    assert ready_text(0) == "This file is on your computer."
    assert ready_text(5017 * MIB).endswith(
        "The loaded model gives back 4.90 GiB when this one is loaded."
    )


def test_the_engine_says_which_variant_it_chose_and_what_could_not_be_loaded() -> None:
    cuda = EngineModule(name="cuda", file="x", loaded=False, reason="libcudart.so.12: not found")
    engine = Engine(version="0.5.0", build="gcc", modules=(*MODULES, cuda))
    shown = part(machine_view(replace(desktop(), engine=engine), None, reserve=0), "engine")
    assert "Chosen for this processor: zen4, of 3" in shown.lines
    assert shown.warning.startswith("NVIDIA cards (CUDA) cannot be used: libcudart.so.12")
    assert "libvulkan" not in shown.warning  # that is among the machine's notes


def test_an_engine_in_one_piece_says_nothing_of_modules() -> None:
    engine = Engine(version="0.5.0", build="gcc")
    shown = part(machine_view(replace(desktop(), engine=engine), None, reserve=0), "engine")
    assert shown.lines == ("Build gcc", "It can use no device")
    assert shown.warning == ""
