"""Which words stand on the board, and where: none covers another, and none the budget's line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from launcher.actions.tradeoff import GIVEN
from ui.pages.compare.markers import MARK_SIDE
from ui.pages.compare.verdict import LETTERS
from ui.pages.compare.view import BoardView, ModelView
from ui.text.numbers import with_unit
from ui.theme import paint
from ui.theme.type import Type, font, px
from ui.widgets.labels import Room, above, beside

RING: Final = 11.0  # around a chosen point
_CROWDED: Final = 620  # pixels below which models are called by their short names
_MANY: Final = 5  # models from which they are too
_LONGEST: Final = 180  # pixels a name takes at most
_LEFT: Final = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A board and where its points lie on the widget."""

    view: BoardView
    area: QRectF
    places: Mapping[str, QPointF]
    chosen: Sequence[str]
    pointed: str
    focused: bool
    old: bool = False  # of another question: drawn faintly


class Of(StrEnum):
    """What words are about, which settles their colour."""

    BUDGET = "budget"
    REST = "rest"  # of the budget: where it lies
    WINNER = "winner"
    LETTER = "letter"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Words on one line, in their place."""

    of: Of
    text: str
    area: QRectF
    face: QFont
    side: Qt.AlignmentFlag = _LEFT
    tone: int = 0  # of the model's colour


@dataclass(slots=True, kw_only=True)
class Lettering:
    """All words of a board; `stem` leads from the winner's words to its point."""

    words: list[Word] = field(default_factory=list)
    stem: tuple[QPointF, QPointF] | None = None


def lettering(drawn: Drawn) -> Lettering:
    """Place the words, the weightiest first; what finds no place is left out."""
    room = Room(area=drawn.area, points=list(drawn.places.values()), radius=px(MARK_SIDE) * 0.7)
    found = Lettering()
    ring = px(RING)
    for key in drawn.chosen:
        if key in drawn.places:
            at = drawn.places[key]
            room.taken.append(QRectF(at.x() - ring, at.y() - ring, 2 * ring, 2 * ring))
    _place_budget(drawn, room, found)
    _place_winner(drawn, room, found)
    for number, key in enumerate(drawn.chosen):
        if key in drawn.places:
            _place_letter(drawn.places[key], LETTERS[number], room, found)
    for model in drawn.view.models:
        _place_name(drawn, model, room, found)
    return found


def _place_budget(drawn: Drawn, room: Room, found: Lettering) -> None:
    view, budget, area = drawn.view, drawn.view.budget, drawn.area
    if budget is None or view.board.budget is None or not view.x.low < budget < view.x.high:
        return
    across = area.left() + area.width() * view.x.share(budget)
    room.taken.append(QRectF(across - 2, area.top(), 4, area.height()))
    faces = (font(Type.SECONDARY, weight=600), font(Type.AXIS))
    rest = "" if view.board.budget_words == GIVEN else view.board.budget_words
    lines = tuple(one for one in (f"Budget {with_unit(view.board.budget)}", rest) if one)
    width = max(paint.breadth(*one) for one in zip(faces, lines, strict=False)) + 4
    height, gap = px(17), px(8)
    sides = [across + gap, across - gap - width]
    if sides[0] + width > area.right():
        sides.reverse()
    size = QSizeF(width, len(lines) * height)
    foot, head = area.bottom() - gap - size.height(), area.top() + px(6)
    places = [QPointF(x, y) for x in sides for y in (foot, head, (foot + head) / 2)]
    block = room.put([QRectF(place, size) for place in places])
    if block is None:
        return
    for number, (of, text) in enumerate(zip((Of.BUDGET, Of.REST), lines, strict=False)):
        line = QRectF(block.left(), block.top() + number * height, width, height)
        found.words.append(Word(of=of, text=text, area=line, face=faces[number]))


def _place_winner(drawn: Drawn, room: Room, found: Lettering) -> None:
    winner = drawn.view.point(drawn.view.board.winner)
    if winner is None:
        return
    at, face, gap = drawn.places[winner.key], font(Type.SECONDARY, weight=600), px(RING + 14)
    best = "Best" if drawn.view.board.budget is None else "Best within the budget"
    for text in (f"{best}: {winner.short}", f"Best: {winner.short}", best, "Best"):
        area = room.put(above(at, _size(face, text), gap))
        if area is None:
            continue
        ends = area.right() <= at.x() + 1
        side = Qt.AlignmentFlag.AlignRight if ends else _LEFT
        up = area.bottom() < at.y()
        own = px(RING if winner.key in drawn.chosen else 7)
        start = QPointF(at.x(), at.y() + (-own if up else own))
        end = QPointF(at.x(), area.bottom() + 1 if up else area.top() - 1)
        room.taken.append(QRectF(start, end).normalized().adjusted(-2, 0, 2, 0))
        found.words.append(Word(of=Of.WINNER, text=text, area=area, face=face, side=side))
        found.stem = start, end
        return


def _place_letter(at: QPointF, letter: str, room: Room, found: Lettering) -> None:
    face = font(Type.BODY, weight=600)
    size = QSizeF(paint.breadth(face, letter) + 2, px(16))
    gap = px(RING) + px(2)
    x, y, w, h = at.x(), at.y(), size.width(), size.height()
    corners = (
        (x - w / 2, y - gap - h),
        (x - w / 2, y + gap),
        (x - gap - w, y - gap - h / 2),
        (x + gap, y - gap - h / 2),
        (x - gap - w - 2, y - h / 2),
        (x + gap + 2, y - h / 2),
        (x - gap - w, y + gap - h / 2),
        (x + gap, y + gap - h / 2),
    )
    area = room.put([QRectF(QPointF(*corner), size) for corner in corners])
    if area is not None:
        middle = Qt.AlignmentFlag.AlignHCenter
        found.words.append(Word(of=Of.LETTER, text=letter, area=area, face=face, side=middle))


def _place_name(drawn: Drawn, model: ModelView, room: Room, found: Lettering) -> None:
    own = [one for one in drawn.view.points if one.file.model == model.model]
    seen = [one for one in own if one.frontier] or own
    if not seen:
        return
    face = font(Type.SECONDARY, weight=600)
    crowded = drawn.area.width() < px(_CROWDED) or len(drawn.view.models) > _MANY
    anchors = [drawn.places[seen[0].key], drawn.places[seen[-1].key]]
    anchors += [drawn.places[one.key] for one in seen[1:-1]]
    for name in (model.short,) if crowded else (model.name, model.short):
        text = _elided(face, name)
        area = room.put(beside(anchors, _size(face, text), px(8)))
        if area is not None:
            word = Word(of=Of.MODEL, text=text, area=area, face=face, tone=model.mark.tone)
            found.words.append(word)
            return


def _elided(face: QFont, name: str) -> str:
    """The name, its middle left out where it is very long: sizes stand at the end."""
    middle = Qt.TextElideMode.ElideMiddle
    return QFontMetricsF(face).elidedText(name, middle, px(_LONGEST))


def _size(face: QFont, words: str) -> QSizeF:
    metrics = QFontMetricsF(face)
    return QSizeF(metrics.horizontalAdvance(words) + 2, metrics.height())
