"""The settings page, generated from the schema, and the access token beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from launcher.settings.schema import Control
from ui.pages.settings.view import SettingGroup, SettingRow
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.check import Check
from ui.widgets.combo import Combo
from ui.widgets.field import LabelledField
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card


class SettingsPage(QWidget):
    """`edited(name, value)` when a person changed one; `token_edited` with a new token, or ''."""

    edited = Signal(str, object)
    token_edited = Signal(str)

    def __init__(self, groups: tuple[SettingGroup, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._show: dict[str, Callable[[object], None]] = {}
        self._fields: dict[str, QWidget] = {}
        self._token = QLineEdit()
        self._token.setEchoMode(QLineEdit.EchoMode.Password)
        self._token.setPlaceholderText("hf_…")
        self._token.setAccessibleName("Access token")
        self._token_words = Text("", Type.SECONDARY, ink="text3", wrap=True)
        self._token_save = Button("Save")
        self._token_forget = Button("Forget", Kind.QUIET)
        self._build(groups)

    def show_groups(self, groups: tuple[SettingGroup, ...]) -> None:
        """Show these values; emits nothing."""
        for group in groups:
            for row in group.rows:
                self._show[row.name](row.value)

    def show_setting(self, name: str) -> None:
        """Bring this setting into sight and the keyboard to it; nothing where it is not shown."""
        field = self._fields.get(name)
        if field is not None:
            # Its place is known once what was just shown has been laid out.
            QTimer.singleShot(0, field, lambda: self._bring(field))

    def show_token(self, words: str, *, can_forget: bool, fault: bool = False) -> None:
        """Say where the token is kept, or what went wrong keeping it."""
        self._token_words.show_ink("too_big" if fault else "text3")
        self._token_words.show_text(words)
        self._token_forget.setVisible(can_forget)
        if not fault:
            self._token.clear()

    def _bring(self, field: QWidget) -> None:
        self._scroll.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self, groups: tuple[SettingGroup, ...]) -> None:
        scroll = self._scroll = ScrollColumn(widest=px(720), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.column.addWidget(Text("Settings", Type.TITLE, weight=600))
        for group in groups:
            scroll.column.addWidget(Text(group.title, Type.LEAD, weight=600))
            card = Card()
            inside = QVBoxLayout(card)
            inside.setContentsMargins(px(16), px(16), px(16), px(16))
            inside.setSpacing(px(16))
            for row in group.rows:
                control = self._fields[row.name] = self._control(row)
                inside.addWidget(LabelledField(row.label, control, help_text=row.help))
            if any(row.name == "endpoint" for row in group.rows):
                inside.addWidget(self._token_field())
            scroll.column.addWidget(card)
        scroll.column.addStretch(1)

    def _token_field(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._token, 1)
        row.addWidget(self._token_save)
        row.addWidget(self._token_forget)
        self._token_save.setAccessibleName("Save the access token")
        self._token_forget.setAccessibleName("Forget the access token")
        self._token_save.clicked.connect(self._on_token_saved)
        self._token.returnPressed.connect(self._on_token_saved)
        self._token_forget.clicked.connect(lambda: self.token_edited.emit(""))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            LabelledField(
                "Hugging Face access token",
                box,
                help_text="For models whose owner asks people to request access first.",
            )
        )
        column.addWidget(self._token_words)
        return whole

    def _on_token_saved(self) -> None:
        token = self._token.text().strip()
        if token:
            self.token_edited.emit(token)

    def _control(self, row: SettingRow) -> QWidget:
        make = {
            Control.CHOICE: self._choice,
            Control.NUMBER: self._number,
            Control.TEXT: self._text,
            Control.FOLDER: self._folder,
            Control.SWITCH: self._switch,
        }[row.control]
        return make(row)

    def _choice(self, row: SettingRow) -> QWidget:
        combo = Combo(row.label)
        combo.show_options(row.options)
        combo.edited.connect(lambda value: self.edited.emit(row.name, value))
        self._show[row.name] = lambda value: combo.show_value(str(value))
        return combo

    def _number(self, row: SettingRow) -> QWidget:
        field = NumberField(
            row.label,
            least=row.least or 0,
            most=row.most or 2**31 - 1,
            step=row.step,
            unit=row.unit,
        )
        if row.unit:
            field.setSuffix(f" {row.unit}")
        field.edited.connect(lambda value: self.edited.emit(row.name, value))
        self._show[row.name] = lambda value: field.show_value(int(str(value)))
        return field

    def _text(self, row: SettingRow) -> QWidget:
        field = QLineEdit()
        field.setAccessibleName(row.label)
        field.editingFinished.connect(lambda: self.edited.emit(row.name, field.text().strip()))
        self._show[row.name] = lambda value: field.setText(str(value))
        return field

    def _folder(self, row: SettingRow) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        field = QLineEdit()
        field.setReadOnly(True)
        field.setAccessibleName(row.label)
        field.setPlaceholderText("Snug's own folder")
        button = Button("Choose…", icon="folder")
        button.setAccessibleName(f"Choose the {row.label.lower()}")
        line.addWidget(field, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

        def ask() -> None:
            chosen = QFileDialog.getExistingDirectory(self, row.label, field.text())
            if chosen:
                self.edited.emit(row.name, chosen)

        button.clicked.connect(ask)
        self._show[row.name] = lambda value: field.setText(str(value))
        return box

    def _switch(self, row: SettingRow) -> QWidget:
        check = Check("")  # its label stands beside it
        check.setAccessibleName(row.label)
        check.edited.connect(lambda value: self.edited.emit(row.name, value))
        self._show[row.name] = lambda value: check.show_value(bool(value))
        return check
