"""The Tab key's way through things that were made at different times: as they are laid out."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def tab_as_laid_out(root: QWidget) -> None:
    """Qt appends what is made later to the end; put it where it stands."""
    found = [one for one in _walk(root) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise([root, *(one for one in found if one is not root)]):
        QWidget.setTabOrder(before, after)


def _walk(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    inner = widget.widget() if isinstance(widget, QScrollArea) else None
    if inner is not None:
        yield from _walk(inner)
        return
    layout = widget.layout()
    if layout is not None:
        yield from _within(layout)


def _within(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = (item.widget(), item.layout()) if item else (None, None)
        if widget is not None:
            yield from _walk(widget)
        elif inner is not None:
            yield from _within(inner)
