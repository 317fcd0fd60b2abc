"""What the first page says."""

from dataclasses import replace
from pathlib import Path

from launcher.hardware.facts import DeviceKind, Disk
from launcher.memory.estimate import Basis
from launcher.planning.speed import Speed
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.picks import pick_of
from ui.pages.welcome.view import computer_view, heading, pick_views, speed_words
from ui.text.words import PartKind


def test_the_computer_is_told_in_four_lines() -> None:
    machine = machine_of(32, 12, features=("AVX2", "AVX512"))
    machine = replace(
        machine, disks=(Disk(folder=Path("models"), free=214 * GIB, total=900 * GIB),)
    )
    view = computer_view(machine, reserve=GIB)
    assert [line.icon for line in view.lines] == ["cpu", "ram", "gpu", "disk"]
    assert view.lines[0].detail == "8 cores; the engine uses AVX512"
    assert view.lines[2].title == "GPU 0, 12.00 GiB"
    assert view.lines[3].title == "214.00 GiB free on disk"


def test_the_large_figure_is_what_a_model_may_take() -> None:
    view = computer_view(machine_of(32, 12), reserve=GIB)
    assert (view.figure, view.words) == (
        "11.0",
        "for a model and its conversation, wholly on the GPU",
    )
    parts = {part.kind: part.size for part in view.bar.parts}
    assert parts == {PartKind.RESERVE: GIB, PartKind.FREE: 11 * GIB}


def test_without_a_graphics_card_the_processor_does_the_work() -> None:
    view = computer_view(machine_of(8), reserve=GIB)
    assert view.lines[2].title == "No graphics card"
    assert view.words.endswith("in main memory")


def test_a_card_that_cannot_be_used_says_why() -> None:
    machine = machine_of(8, 6)
    cpu, card = machine.devices
    refused = replace(card, usable=False, reason="Its driver is too old.")
    view = computer_view(replace(machine, devices=(cpu, refused)), reserve=GIB)
    assert view.lines[2].detail == "Its driver is too old"
    assert refused.kind is DeviceKind.GPU


def test_a_pick_says_its_figures_and_where_they_come_from() -> None:
    (view,) = pick_views([pick_of(machine_of(32, 12), "Qwen/Qwen3-8B")])
    facts = {fact.label: fact for fact in view.facts}
    assert facts["Download"].value == "4.68 GiB"
    assert facts["Quantization"].value == "Q4_K_M"
    assert facts["Answers"].value == "44–52 tokens/s"
    assert (facts["Answers"].basis, facts["Answers"].told) == (Basis.ARITHMETIC, "From 504 GB/s.")
    assert facts["Longest context"].value.endswith(" tokens")
    assert view.runner_up.startswith("Next: Qwen3 8B Q6_K. Smaller")


def test_a_card_is_heard_as_a_sentence() -> None:
    (view,) = pick_views([pick_of(machine_of(32, 12), "Qwen/Qwen3-8B")])
    assert view.sentence.startswith("Qwen 3 8B, fits. The largest model")
    assert "Download 4.68 GiB, Quantization Q4_K_M" in view.sentence


def test_an_unknown_speed_is_called_unknown() -> None:
    assert speed_words(None) == "unknown"
    assert speed_words(Speed(low=3.24, high=3.21, basis=Basis.GUESS)) == "3.2 tokens/s"
    assert speed_words(Speed(low=8.04, high=12.4, basis=Basis.GUESS)) == "8.0–12 tokens/s"


def test_the_heading_counts() -> None:
    assert [heading(number) for number in (1, 2, 3)] == [
        "One that fits",
        "Two that fit",
        "Three that fit",
    ]
