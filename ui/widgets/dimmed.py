"""Figures that no longer hold are drawn faintly, without losing what they say."""

from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

_FAINT = 0.45


def show_dimmed(widget: QWidget, *, dimmed: bool) -> None:
    """Draw it faintly, or as usual."""
    effect = widget.graphicsEffect()
    if effect is None and dimmed:
        made = QGraphicsOpacityEffect(widget)
        made.setOpacity(_FAINT)
        widget.setGraphicsEffect(made)
    elif effect is not None:
        effect.setEnabled(dimmed)
