"""How fast a device reads its memory, in words."""

from dataclasses import replace

import pytest

from launcher.actions.imagine import imagined
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from ui.pages.machine.view import machine_view
from ui.text.pace_words import (
    UNKNOWN,
    rate_words,
    result_words,
    seconds_to_measure,
    under_way_words,
)

SEEN = Pace(
    device="CPU",
    bandwidth=38.2e9,
    per_layer=1e-4,
    measured=True,
    source="measured here on 21 November 2026",
)


def pace(machine: Machine, key: str, measured: tuple[Pace, ...] = ()) -> str:
    view = machine_view(machine, None, reserve=GIB, measured=measured)
    return next(part.pace for part in view.parts if part.key == key)


def test_what_was_measured_is_told_with_its_day() -> None:
    words = pace(machine_of(32), "cpu", (SEEN,))
    assert words == "Reads weights at 38 GB/s, measured here on 21 November 2026"


def test_a_known_card_has_what_its_maker_prints() -> None:
    machine = imagined(machine_of(16), ram=32, gpus="RTX 4070")
    name = machine.devices[1].name
    assert pace(machine, name) == "Its memory reads 504 GB/s as printed by the maker"


def test_an_unknown_card_is_said_to_be_unknown() -> None:
    assert pace(machine_of(32, 12), "CUDA0") == UNKNOWN


def test_main_memory_that_nobody_measured_is_a_usual_range() -> None:
    words = pace(machine_of(32), "cpu")
    assert "not measured" in words
    assert " to " in words


def test_a_device_the_engine_cannot_use_has_no_speed() -> None:
    machine = machine_of(32, 12)
    cpu, card = machine.devices
    machine = replace(machine, devices=(cpu, replace(card, usable=False, reason="No driver.")))
    assert pace(machine, "CUDA0") == ""


@pytest.mark.parametrize(
    ("bandwidth", "words"), [(38.2e9, "38 GB/s"), (3.36e9, "3.4 GB/s"), (3.35e12, "3,350 GB/s")]
)
def test_a_rate_is_rounded_to_what_can_be_known(bandwidth: float, words: str) -> None:
    assert rate_words(bandwidth) == words


def test_every_card_takes_its_own_seconds() -> None:
    assert seconds_to_measure(machine_of(32)) == 3
    assert seconds_to_measure(machine_of(32, 12, 12)) == 9


def test_the_result_names_each_device() -> None:
    machine = machine_of(32)
    assert result_words((SEEN,), machine) == "Measured: CPU 38 GB/s."
    assert result_words((), machine) == "Nothing could be measured."


def test_what_is_left_is_never_less_than_a_second() -> None:
    assert under_way_words("CPU", -2.0) == "Measuring CPU: about 1 second left"
    assert under_way_words("CPU", 2.2) == "Measuring CPU: about 2 seconds left"
