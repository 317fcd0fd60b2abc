"""Stands where Qt's OpenGL widgets are left out of the program; see QtOpenGL beside it."""

from PySide6.QtWidgets import QWidget


class QOpenGLWidget(QWidget):
    """What pyqtgraph derives a view from when it is imported; no such view is ever made."""

    def __init__(self, *_arguments: object) -> None:
        """Refuse: there is no OpenGL to draw with. Raises RuntimeError."""
        raise RuntimeError("this program is frozen without Qt's OpenGL widgets")
