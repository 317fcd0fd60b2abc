"""Words on the board: none stands over another, none over the budget's line."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from launcher.choosing.board import Axis
from tests.fakes.boards import board_for
from ui.pages.compare.lettering import Drawn, Of, lettering
from ui.pages.compare.side_by_side import fitting
from ui.pages.compare.verdict import first_choice
from ui.pages.compare.view import BoardView, board_view
from ui.theme.type import Type, font

FAMILIES = (
    ("Gemma 3",),
    ("Qwen 3",),
    ("Gemma 3", "google/gemma-2-2b-it", "meta-llama/Llama-3.1-8B-Instruct"),
    ("gpt-oss",),
    ("TinyLlama",),
)


def drawn(view: BoardView, width: float, height: float) -> Drawn:
    area = QRectF(30, 8, width, height)
    span = view.y.high - view.y.low
    places = {
        one.key: QPointF(
            area.left() + area.width() * view.x.share(one.across),
            area.bottom() - area.height() * (one.up - view.y.low) / span,
        )
        for one in view.points
    }
    chosen = first_choice(view)
    return Drawn(view=view, area=area, places=places, chosen=chosen, pointed="", focused=False)


@pytest.mark.parametrize("asked", FAMILIES)
@pytest.mark.parametrize("size", [(910, 240), (720, 230), (420, 210)])
@pytest.mark.parametrize("gpu", [2.0, 11.5, 22.0])
@pytest.mark.parametrize("axis", [Axis.MEMORY, Axis.SIZE])
def test_no_words_stand_over_others_or_over_the_budgets_line(
    qapp: QApplication, asked: tuple[str, ...], size: tuple[int, int], gpu: float, axis: Axis
) -> None:
    board = drawn(board_view(board_for(*asked, gpu=gpu, axis=axis)), *size)
    words = lettering(board).words
    for one, other in combinations(words, 2):
        assert not one.area.intersects(other.area), (one.text, other.text)
    assert all(board.area.adjusted(-1, -1, 1, 1).contains(one.area) for one in words)
    budget = board.view.budget
    if budget is not None and board.view.x.low < budget < board.view.x.high:
        across = board.area.left() + board.area.width() * board.view.x.share(budget)
        assert not any(one.area.left() < across < one.area.right() for one in words)


def test_the_winner_and_every_model_are_named_where_there_is_room(qapp: QApplication) -> None:
    view = board_view(board_for("Gemma 3"))
    words = lettering(drawn(view, 910, 300)).words
    assert [one.text for one in words if one.of is Of.MODEL] == [one.name for one in view.models]
    assert sum(one.of is Of.WINNER for one in words) == 1
    assert [one.text for one in words if one.of is Of.LETTER] == ["A", "B"]


def test_a_very_long_name_is_shortened_and_keeps_its_end(qapp: QApplication) -> None:
    view = board_view(board_for("TinyLlama"))
    name = "A model with a name that never seems to end and goes on and on 7B"
    (model,) = view.models
    long = replace(view, models=(replace(model, name=name, short=name),))
    words = [one.text for one in lettering(drawn(long, 910, 300)).words if one.of is Of.MODEL]
    assert "…" in words[0]
    assert words[0].endswith("7B")


def test_beside_one_another_the_name_is_shortened_and_never_the_quantization(
    qapp: QApplication,
) -> None:
    face = font(Type.BODY, weight=600)
    title, short = "Gemma 3 27B Instruct · Q5_K_M", "Gemma 3 27B Instruct Q5_K_M"
    breadth = QFontMetricsF(face).horizontalAdvance
    assert fitting(title, short, face, breadth(title) + 1) == title
    for share in (0.6, 0.7, 0.8):
        words = fitting(title, short, face, share * breadth(title))
        assert words.endswith("… · Q5_K_M")
        assert words.startswith("Ge")
        assert breadth(words) <= share * breadth(title) + 1
    assert fitting(title, short, face, 10) == "Q5_K_M"
