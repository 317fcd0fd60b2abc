"""Main memory twice, why the two differ, and what a load was seen to take."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from launcher.actions.estimate import estimate_now
from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.measurement.receipt import DRIVER, MAIN_MEMORY, Line, Receipt
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.estimate import Basis
from tests.fakes.model_facts import facts_of
from ui.text.main_memory import (
    NO_GAP,
    PAGES_TOO,
    PROGRAM_TOO,
    UNTOUCHED,
    main_memory_view,
    measured_words,
    receipt_words,
)

GIB, MIB = 1 << 30, 1 << 20
MACHINE = Machine(
    cpu=Cpu(name="A processor", physical_cores=8, logical_cores=16, features=("AVX2",)),
    memory=Memory(total=32 * GIB, available=24 * GIB),
    devices=(
        Device(
            name="CUDA0",
            description="NVIDIA GeForce RTX 4070",
            kind=DeviceKind.GPU,
            total=12 * GIB,
            free=11 * GIB,
        ),
    ),
)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("load", "more", "why"),
    [
        (LoadMode.MMAP, GIB, PAGES_TOO),
        (LoadMode.MMAP, -GIB, UNTOUCHED),
        (LoadMode.READ, 80 * MIB, PROGRAM_TOO),
        (LoadMode.READ, -GIB, UNTOUCHED),
        (LoadMode.LOCK, MIB, NO_GAP),
    ],
)
def test_the_gap_is_explained_in_one_line(load: LoadMode, more: int, why: str) -> None:
    choices = Choices(load=load, gpu_layers=0)
    answer = estimate_now(facts_of(), choices, MACHINE, reserve=GIB)
    rearranged = tuple(
        replace(share, repacked=GIB if share.kind is DeviceKind.CPU else 0)
        for share in answer.devices
    )
    answer = replace(answer, resident=answer.reserved + more, devices=rearranged)
    view = main_memory_view(answer, choices)
    assert view is not None
    assert view.gap == why
    assert view.resident - view.reserved == more
    assert view.reserved == sum(
        share.sum for share in answer.devices if share.kind is DeviceKind.CPU
    )
    assert view.reserved_basis is Basis.ARITHMETIC


def test_a_mapped_file_that_is_used_as_it_lies_is_not_counted_twice() -> None:
    choices = Choices(load=LoadMode.MMAP, gpu_layers=0, repack=False)
    answer = estimate_now(facts_of(), choices, MACHINE, reserve=GIB)
    view = main_memory_view(replace(answer, resident=answer.reserved + GIB), choices)
    assert view is not None
    assert view.gap == PROGRAM_TOO


def test_without_main_memory_there_is_nothing_to_say() -> None:
    choices = Choices()
    answer = estimate_now(facts_of(), choices, MACHINE, reserve=GIB)
    gpu = tuple(share for share in answer.devices if share.kind is not DeviceKind.CPU)
    assert main_memory_view(replace(answer, devices=gpu), choices) is None


def receipt(*lines: Line, when: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)) -> Receipt:
    return Receipt(
        when=when,
        name="A model",
        path="a.gguf",
        model="0",
        choices=Choices(),
        gpu_layers=0,
        lines=lines,
    )


def line(part: str, more: int, device: str = "CUDA0") -> Line:
    return Line(device=device, part=part, predicted=GIB, measured=GIB + more)


def test_the_largest_difference_is_told_with_its_day() -> None:
    found = receipt(line("compute", 212 * MIB), line(DRIVER, 90 * MIB), line("kv", 0))
    assert measured_words(found, MACHINE, TODAY) == (
        "Measured here on 20 Nov: +212 MiB compute on RTX 4070, and 1 more"
    )


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (line(MAIN_MEMORY, 2 * GIB, "CPU"), "+2.00 GiB in RAM"),
        (line(DRIVER, -300 * MIB), "−300 MiB on RTX 4070"),
        (line("weights", 100 * MIB, "CPU"), "+100 MiB weights in RAM"),
    ],
)
def test_every_kind_of_line_has_its_words(found: Line, told: str) -> None:
    words = measured_words(receipt(found), MACHINE, TODAY)
    assert words == f"Measured here on 20 Nov: {told}"


def test_a_receipt_of_another_year_says_which() -> None:
    old = receipt(line(DRIVER, GIB), when=datetime(2025, 3, 2, 12, tzinfo=UTC))
    assert "2 Mar 2025" in measured_words(old, MACHINE, TODAY)


def test_what_came_out_as_predicted_is_not_mentioned() -> None:
    assert measured_words(receipt(line("kv", MIB)), MACHINE, TODAY) == ""
    assert measured_words(None, MACHINE, TODAY) == ""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), ""),
        ((line("kv", 0), Line(device="CPU", part=MAIN_MEMORY, predicted=GIB, measured=None)),
         "As predicted: 1,024 MiB on RTX 4070 set aside"),
        ((line(MAIN_MEMORY, 0, "CPU"), line("kv", 0)), "As predicted: 1,024 MiB in RAM"),
        ((line(MAIN_MEMORY, 0, "CPU"), line(DRIVER, 0)),
         "As predicted: 1,024 MiB in RAM, 1,024 MiB on RTX 4070"),
        ((line(MAIN_MEMORY, 90 * MIB, "CPU"),), "90 MiB more than predicted: in RAM"),
        ((line("compute", -90 * MIB),), "90 MiB less than predicted: compute on RTX 4070"),
    ],
)  # fmt: skip
def test_what_a_load_came_to_is_one_line(lines: tuple[Line, ...], told: str) -> None:
    assert receipt_words(receipt(*lines), MACHINE) == told
