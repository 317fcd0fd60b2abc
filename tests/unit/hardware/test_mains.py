"""Mains or battery, as the system tells."""

from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from launcher.hardware.mains import charge, on_mains


def tells(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    def sensors_battery() -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(psutil, "sensors_battery", sensors_battery, raising=False)


@pytest.mark.parametrize(
    ("percent", "plugged", "share", "mains"),
    [(31, False, 0.31, False), (100, True, 1.0, True), (104.5, None, 1.0, None)],
)
def test_a_battery_tells_its_charge_and_whether_it_is_fed(
    monkeypatch: pytest.MonkeyPatch,
    percent: float,
    plugged: bool | None,
    share: float,
    mains: bool,
) -> None:
    tells(monkeypatch, SimpleNamespace(percent=percent, power_plugged=plugged))
    assert charge() == pytest.approx(share)
    assert on_mains() is mains


@pytest.mark.parametrize(
    "answer",
    [None, OSError("no bus"), psutil.Error(), SimpleNamespace(percent=None, power_plugged=None)],
)
def test_without_a_battery_or_an_answer_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    tells(monkeypatch, answer)
    assert charge() is None
    assert on_mains() is None


def test_a_system_that_cannot_be_asked_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert charge() is None
    assert on_mains() is None
