"""What `snug hardware` says of other programs, and of how fast the devices are."""

import argparse
import json
from dataclasses import replace
from typing import Any

import pytest

from launcher.cli import machine as command
from launcher.hardware.facts import Holder, Machine
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.paces import measured_of

OURS = Holder(name="Snug", held=33 * MIB, own=True)
FIREFOX = Holder(name="firefox", held=2150 * MIB, processes=12)
BLENDER = Holder(name="blender", held=3 * GIB)


class Heard:
    """Keeps the answer."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {}
        self.words = ""

    def answer(self, keys: dict[str, Any], words: str) -> None:
        self.keys, self.words = keys, words


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    bare = machine_of(32, 12)
    cpu, card = bare.devices
    held = (FIREFOX, OURS)
    machine: Machine = replace(
        bare,
        memory=replace(bare.memory, holders=held),
        devices=(replace(cpu, holders=held), replace(card, holders=(BLENDER,))),
    )
    monkeypatch.setattr(command, "look_with_engine", lambda _parts: machine)
    answer = Heard()
    monkeypatch.setattr(command, "measured_here", lambda _parts, _machine: (measured_of(),))
    asked = argparse.Namespace(measure=False)
    command.hardware(asked, None, answer)  # type: ignore[arg-type]  # only answers
    return answer


def test_every_holder_has_its_device(heard: Heard) -> None:
    assert heard.keys["processes"] == [
        {"name": "firefox", "held": 2150 * MIB, "device": "CPU", "own": False},
        {"name": "Snug", "held": 33 * MIB, "device": "CPU", "own": True},
        {"name": "blender", "held": 3 * GIB, "device": "CUDA0", "own": False},
    ]


def test_people_read_who_holds_what_under_each_device(heard: Heard) -> None:
    lines = [line.strip() for line in heard.words.splitlines()]
    memory = next(n for n, line in enumerate(lines) if line.startswith("Memory"))
    assert lines[memory + 1 : memory + 3] == ["2.10 GiB held by firefox", "33 MiB held by Snug"]
    gpu = next(n for n, line in enumerate(lines) if line.startswith("GPU"))
    assert lines[gpu + 1] == "3.00 GiB held by blender"


def test_the_keys_can_be_written(heard: Heard) -> None:
    assert json.loads(json.dumps(heard.keys))["processes"]


def test_what_was_measured_is_told_in_base_units(heard: Heard) -> None:
    assert heard.keys["pace"] == [
        {
            "device": "CPU",
            "bandwidth": 24e9,
            "per_layer": 30e-6,
            "compute": 2e11,
            "when": "2026-11-20T12:00:00+00:00",
        }
    ]


def test_people_read_the_pace_with_its_day_and_its_types(heard: Heard) -> None:
    *_, pace, types = heard.words.splitlines()
    assert pace == (
        "Pace       CPU reads 24.0 GB/s of weights and takes 30 µs a layer beside, "
        "measured here on 20 November 2026"
    )
    assert types.strip() == "by type, in GB/s: IQ3_S 4.5"
