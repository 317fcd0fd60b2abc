"""Prose from Markdown: wraps, can be selected, and never opens a link by itself."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px


class ProseLabel(QLabel):
    """Blocks of prose. `link_asked` carries the address a person clicked."""

    link_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markup = ""
        self._heights: dict[int, int] = {}
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setOpenExternalLinks(False)
        self.setFont(font(Type.BODY))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.linkActivated.connect(self.link_asked)

    def show_markup(self, markup: str) -> None:
        """Show this HTML, made by `ui.text.markdown`; costs nothing where it is shown already."""
        if markup != self._markup:
            self._markup = markup
            self._refresh()

    def heightForWidth(self, width: int) -> int:
        """Kept by width: a growing answer makes the column ask every paragraph above it again."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def minimumSizeHint(self) -> QSize:
        """Its width settles its height; the label's own guess would leave a gap below."""
        return QSize(px(40), 0)

    def changeEvent(self, event: QEvent) -> None:
        """Wear another theme's colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self._markup:
            self._refresh()

    def _refresh(self) -> None:
        self._heights.clear()
        self.setText(f"<style>{_style(worn())}</style>{self._markup}")


def _style(theme: Theme) -> str:
    colours = theme.colours
    lead = px(15)
    return (
        f"p, li {{ line-height: 150%; }}"
        f"p {{ margin: 0 0 {px(8)}px 0; }}"
        f"h1 {{ font-size: {px(20)}px; font-weight: 600; margin: {px(8)}px 0; }}"
        f"h2 {{ font-size: {lead}px; font-weight: 600; margin: {px(8)}px 0 {px(4)}px 0; }}"
        f"h3, h4, h5, h6 {{ font-size: {px(13)}px; font-weight: 600; "
        f"margin: {px(8)}px 0 {px(4)}px 0; }}"
        f"ul, ol {{ margin: 0 0 {px(8)}px 0; }}"
        f"code, pre {{ font-family: monospace; background-color: {colours.bubble}; }}"
        f"a {{ color: {colours.accent}; }}"
        f"blockquote {{ color: {colours.text2}; margin-left: {px(12)}px; }}"
        f"table {{ border-collapse: collapse; margin: {px(4)}px 0 {px(12)}px 0; }}"
        f"th {{ color: {colours.text2}; font-weight: 500; text-align: left; "
        f"border-bottom: 1px solid {colours.text}; }}"
        f"td {{ border-bottom: 1px solid {colours.line}; }}"
    )
