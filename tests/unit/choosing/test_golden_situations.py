"""What is recommended where: computers and wishes beside the answer an expert would give."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from launcher.choosing.across import picks
from launcher.choosing.wish import Priority, Purpose, Wish
from launcher.planning.paces import paces_of
from launcher.units import GIB
from tests.fakes.imagined import a_computer

TABLE: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("golden_situations.json").read_text("utf-8")
)


def named(row: Mapping[str, Any]) -> str:
    return f"{row['name']}, {row['priority']} {row['purpose']} {row['context']}"


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_the_model_an_expert_would_take_is_recommended(row: dict[str, Any]) -> None:
    machine = a_computer(ram=row["ram"], gpus=row["gpu"], free=row["free"])
    wish = Wish(
        priority=Priority(row["priority"]),
        purpose=Purpose(row["purpose"]),
        context=row["context"],
    )
    found = picks(wish, machine, reserve=GIB, paces=paces_of(machine))
    first = found[0]
    assert (first.file.model, first.file.variant) == (row["model"], row["variant"]), [
        one.file.key for one in found
    ]
    assert str(first.file.fit) == row["fit"]
    assert first.runner_up == row["runner_up"]
    for words in row["words"]:
        assert words in first.reason


def test_the_table_is_no_short_one() -> None:
    assert len({named(row) for row in TABLE}) >= 30
    assert {row["priority"] for row in TABLE} == {str(one) for one in Priority}
    assert {row["purpose"] for row in TABLE} == {str(one) for one in Purpose}
