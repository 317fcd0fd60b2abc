"""The files of a model are recommended for what a person chose last, at once."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from launcher.memory.choices import Choices
from tests.fakes.machine_facts import machine_of
from tests.fakes.repositories import repository_of
from tests.gui.conftest import OpenSnug

KINDS = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M")


def test_the_last_wish_decides_which_file_is_recommended(
    open_snug: OpenSnug, qtbot: QtBot
) -> None:
    snug = open_snug()
    judging = snug.late.find.now.presenter.model._judging
    repository, headers = repository_of("google/gemma-3-12b-it", KINDS)
    choices, machine = Choices(context=4096), machine_of(64)

    def recommended() -> tuple[str | None, str]:
        rows = judging.rows(repository, headers, choices, machine)
        (chosen,) = [row for row in rows if row.recommended]
        return chosen.variant.quantization, chosen.reason or ""

    kind, reason = recommended()
    assert (kind, reason.startswith("For ")) == ("Q6_K", False)
    wished = replace(snug.desk.now.settings, priority="fastest", purpose="code")
    snug.desk.put(settings=wished)
    kind, reason = recommended()
    assert kind == "Q5_K_M"
    assert reason.startswith("For code and speed: ")
    assert judging.wish(choices).context == 4096
