"""A card that sleeps is not woken by looking."""

from pathlib import Path

import pytest

from launcher.hardware.facts import Gpu
from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.power import Doze, asleep, may_sleep
from tests.fakes.computer import laptop

CARD = Gpu(name="RTX", vendor="nvidia", driver="560", total=8, free=7, pci="0000:01:00.0")


def test_a_card_sleeps_when_the_kernel_says_so(tmp_path: Path) -> None:
    assert asleep(laptop(tmp_path, "suspended"))
    assert not asleep(laptop(tmp_path, "active"))
    assert not asleep(laptop(tmp_path, "suspending"))


def test_one_card_that_is_awake_is_enough(tmp_path: Path) -> None:
    laptop(tmp_path, "suspended")
    laptop(tmp_path, "active", name="0000:02:00.0")
    assert not asleep(tmp_path)


def test_without_a_card_nothing_sleeps(tmp_path: Path) -> None:
    assert not asleep(tmp_path)
    assert not may_sleep(tmp_path)


def test_a_desktops_card_stays_on(tmp_path: Path) -> None:
    assert not may_sleep(laptop(tmp_path, "active", control="on"))
    assert may_sleep(laptop(tmp_path, "active", control="auto"))


def test_what_a_card_said_stands_while_it_sleeps(tmp_path: Path) -> None:
    doze = Doze()
    asked: list[int] = []

    def ask() -> tuple[Gpu, ...]:
        asked.append(len(asked))
        return (CARD,)

    root = laptop(tmp_path, "suspended")
    assert doze.read(root, ask) == (CARD,)  # it must be known once
    assert doze.read(root, ask) == (CARD,)
    assert len(asked) == 1
    laptop(tmp_path, "active")
    doze.read(root, ask)
    assert len(asked) == 2


def test_a_driver_that_failed_is_asked_again(tmp_path: Path) -> None:
    def fail() -> tuple[Gpu, ...]:
        raise ProbeFailed("no")

    doze, root = Doze(), laptop(tmp_path, "suspended")
    for _ in range(2):
        with pytest.raises(ProbeFailed):
            doze.read(root, fail)
