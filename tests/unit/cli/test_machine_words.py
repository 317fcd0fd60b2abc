"""What `snug hardware` says of other programs."""

import argparse
import json
from dataclasses import replace
from typing import Any

import pytest

from launcher.cli import machine as command
from launcher.hardware.facts import Holder, Machine
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of

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
    command.hardware(argparse.Namespace(), None, answer)  # type: ignore[arg-type]  # only answers
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
