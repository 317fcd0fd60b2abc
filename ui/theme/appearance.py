"""What the window wears now: light, dark, or as the system has it.

The theme travels on the application, as its palette and font do, so that a
widget may be made anywhere and still read it: `worn()`. When it changes, Qt
tells every widget (a style change), and `changed` tells whoever else must know.
"""

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory

from launcher.settings.schema import Theme as Wish
from ui.theme import tokens
from ui.theme.icons import app_icon
from ui.theme.style import palette, style_sheet
from ui.theme.tokens import Theme
from ui.theme.type import body_font, text_scale

_PROPERTY: Final = "snug_theme"
MOTION_MS: Final = 150


class Appearance(QObject):
    """Dresses the application. Made once, after QApplication and before the first widget."""

    changed = Signal(object)  # Theme

    def __init__(self, app: QApplication, *, scale: float | None = None) -> None:
        """`scale` overrides the system's text size (1.0 is 100 %)."""
        super().__init__(app)
        self._app = app
        self._system_font = QFont(app.font())
        self._wish = Wish.SYSTEM
        self._worn: Theme | None = None
        self._themes = {name: tokens.load(name) for name in tokens.NAMES}
        style = QStyleFactory.create("Fusion")
        if style is not None:
            app.setStyle(style)
        self.grow(text_scale(self._system_font.pointSizeF()) if scale is None else scale)
        app.setWindowIcon(app_icon())
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)

    def wear(self, wish: Wish) -> None:
        """Wear what the person wishes, from now on."""
        self._wish = wish
        self._dress()

    def grow(self, scale: float) -> None:
        """Draw text this much larger than usual. Widgets made before keep their measures."""
        self._app.setFont(body_font(self._system_font, scale))
        if self._worn is not None:
            self._app.setStyleSheet(style_sheet(self._worn))

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._dress()

    def _dress(self) -> None:
        theme = self._themes[self._name()]
        if theme is self._worn:
            return
        self._worn = theme
        self._app.setProperty(_PROPERTY, theme)
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet(theme))
        self.changed.emit(theme)

    def _name(self) -> str:
        if self._wish is not Wish.SYSTEM:
            return self._wish.value
        scheme = self._hints.colorScheme()
        return "dark" if scheme is Qt.ColorScheme.Dark else "light"


def worn() -> Theme:
    """The theme worn now. Raises LookupError before one was put on."""
    app = QApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    if not isinstance(theme, Theme):
        raise LookupError(_PROPERTY)
    return theme


def motion_ms() -> int:
    """How long something may take to move (ms); 0 where the system asks for less motion."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return 0
    animated = app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
    return MOTION_MS if animated else 0
