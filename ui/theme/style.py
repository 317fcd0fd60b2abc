"""One palette and one style sheet, both made from the theme's values."""

from string import Template

from PySide6.QtGui import QColor, QPalette

from ui.theme import resources
from ui.theme.tokens import Theme, colour_roles
from ui.theme.type import px

_MEASURES = (3, 4, 6, 7, 8, 12, 20, 24, 26, 32)


def style_sheet(theme: Theme) -> str:
    """The style sheet of Qt's own controls. Raises KeyError where it asks for an unknown name."""
    template = resources.read("style", "app.qss")
    words = {role: getattr(theme.colours, role) for role in colour_roles()}
    words |= {name: state.ink for name, state in theme.states.items()}
    words |= {f"px_{measure}": str(px(measure)) for measure in _MEASURES}
    return Template(template).substitute(words)


def palette(theme: Theme) -> QPalette:
    """The palette, for what the style sheet does not reach: Fusion's own drawing, dialogs."""
    colours = theme.colours
    roles = {
        QPalette.ColorRole.Window: colours.bg,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.raised,
        QPalette.ColorRole.AlternateBase: colours.panel,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.text3,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: theme.states["too_big"].ink,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Light: colours.raised,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Mid: colours.line2,
        QPalette.ColorRole.Dark: colours.line2,
        QPalette.ColorRole.Shadow: colours.line,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.text3))
    return made
