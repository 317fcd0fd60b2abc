"""The way from point to point with the arrow keys."""

from PySide6.QtCore import Qt

from ui.pages.compare.view import BoardView, ordered_up

_ALONG = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_UPWARD = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


def stepped(view: BoardView, now: str, key: Qt.Key) -> str:
    """The key of the point that an arrow key leads to; '' where it leads nowhere.

    Left and right follow the axis, up and down the score; Home and End are the axis's ends.
    From no point they lead to the winner, or to the first one.
    """
    along = [one.key for one in view.points]
    if not along:
        return ""
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return along[0 if key == Qt.Key.Key_Home else -1]
    if key not in _ALONG and key not in _UPWARD:
        return ""
    if now not in along:
        return view.board.winner if view.board.winner in along else along[0]
    order = along if key in _ALONG else [one.key for one in ordered_up(view.points)]
    place = order.index(now) + (_ALONG.get(key) or _UPWARD.get(key, 0))
    return order[min(max(place, 0), len(order) - 1)]
