"""The memory panel: the one widget that stands wherever a plan is made.

It shows a PanelView and tells what a person turned. It is built once; a tick of
the slider only re-says what changed, and every figure moves in the same frame.
"""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.choices import ALL_LAYERS, KV_TYPES, Choices, FlashAttention
from ui.text.panel import PanelView
from ui.theme.type import Type, px
from ui.widgets.combo import Combo
from ui.widgets.context_choice import ContextChoice
from ui.widgets.device_rows import DeviceRows
from ui.widgets.field import LabelledField
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided, Text
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Hairline, Surface

WIDTH = 304
INSPECTOR_WIDTH = 288
_WIDEST = 460
_PADDING = 16
_FLASH = tuple((each, each.value) for each in FlashAttention)


class MemoryPanel(Surface):
    """`edited` carries the Choices as a person turned them; `show_view` never emits it.

    `inspector` is the form beside the chat: bars less high, choices one under the other.
    Further things go into `body` (under the choices), `corner` (right of the title) and
    `foot` (always in sight, for the button that follows from the plan).
    """

    edited = Signal(object)  # Choices

    def __init__(self, *, inspector: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("panel", line="left", parent=parent)
        self._choices = Choices()
        self._title = Elided("Memory", Type.LEAD, weight=600)
        self._badge = FitBadge()
        self._devices = DeviceRows(inspector=inspector)
        self._context = ContextChoice()
        self._inspector = inspector
        self._grid = QGridLayout()
        self._layers = Combo("GPU layers")
        self._kv = Combo("KV type")
        self._flash = Combo("Flash attention")
        self._layers_field = LabelledField("GPU layers", self._layers, above=not inspector)
        self._notes = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        self._notes.hide()
        self.corner = QHBoxLayout()
        self.body = QVBoxLayout()
        self.foot = QVBoxLayout()
        self._build(inspector=inspector)
        self._kv.show_options([(name, name) for name in KV_TYPES])
        self._flash.show_options(_FLASH)
        self._context.edited.connect(self._on_context_edited)
        self._layers.edited.connect(self._on_layers_edited)
        self._kv.edited.connect(self._on_kv_edited)
        self._flash.edited.connect(self._on_flash_edited)
        self.setFixedWidth(panel_width(inspector=inspector))

    def show_view(self, view: PanelView) -> None:
        """Show this plan."""
        self._choices = view.choices
        self._title.show_text(view.headline)
        self._badge.show_fit(view.fit)
        self._devices.show_devices(view.devices)
        self._context.show_context(view.context, largest=view.largest)
        self._show_choices(view)
        notes = "\n".join(view.notes)
        self._notes.show_text(notes)
        self._notes.setVisible(bool(notes))

    def showEvent(self, event: QShowEvent) -> None:
        """Take room for the foot only where something was put there."""
        super().showEvent(event)
        below = _PADDING if self.foot.count() else 0
        self.foot.setContentsMargins(_PADDING, below // 2, _PADDING, below)

    # --- building ------------------------------------------------------------------------------

    def _build(self, *, inspector: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        scroll = ScrollColumn(margin=_PADDING, gap=12)
        outer.addWidget(scroll, 1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        head.addLayout(self.corner)
        column = scroll.column
        column.addLayout(head)
        column.addWidget(self._devices)
        column.addWidget(self._notes)
        column.addWidget(Hairline())
        column.addWidget(self._context)
        column.addWidget(Hairline())
        column.addLayout(self._choices_grid(inspector=inspector))
        column.addLayout(self.body)
        column.addStretch(1)
        self.foot.setSpacing(8)
        outer.addLayout(self.foot)

    def _choices_grid(self, *, inspector: bool) -> QGridLayout:
        grid = self._grid
        grid.setSpacing(8)
        fields = (
            self._layers_field,
            LabelledField("KV type", self._kv, above=not inspector),
            LabelledField(
                "Flash attention" if inspector else "Flash attn.",
                self._flash,
                above=not inspector,
            ),
        )
        for number, field in enumerate(fields):
            grid.addWidget(field, number if inspector else 0, 0 if inspector else number)
            if not inspector:
                grid.setColumnStretch(number, 1)
        return grid

    # --- showing -------------------------------------------------------------------------------

    def _show_choices(self, view: PanelView) -> None:
        self._layers_field.setVisible(view.layers > 0)
        self._grid.setColumnStretch(0, 1 if view.layers or self._inspector else 0)
        if view.layers:
            self._layers.show_options(_layer_options(view.layers, view.gpu_layers))
            asked = view.choices.gpu_layers
            everything = asked is not None and asked >= view.layers
            self._layers.show_value(ALL_LAYERS if everything else asked)
        kv_k, kv_v = view.choices.kv_type_k, view.choices.kv_type_v
        if kv_k == kv_v:
            self._kv.show_options([(name, name) for name in KV_TYPES])
            self._kv.show_value(kv_k)
        else:
            both = f"{kv_k} / {kv_v}"
            self._kv.show_options([*((name, name) for name in KV_TYPES), (both, both)])
            self._kv.show_value(both)
        self._flash.show_value(view.choices.flash_attention)

    # --- a person's doing ----------------------------------------------------------------------

    def _tell(self, choices: Choices) -> None:
        self._choices = choices
        self.edited.emit(choices)

    def _on_context_edited(self, tokens: int) -> None:
        self._tell(replace(self._choices, context=tokens))

    def _on_layers_edited(self, layers: int | None) -> None:
        self._tell(replace(self._choices, gpu_layers=layers))

    def _on_kv_edited(self, name: str) -> None:
        kv_k, _, kv_v = name.partition(" / ")
        self._tell(replace(self._choices, kv_type_k=kv_k, kv_type_v=kv_v or kv_k))

    def _on_flash_edited(self, flash: FlashAttention) -> None:
        self._tell(replace(self._choices, flash_attention=flash))


def panel_width(*, inspector: bool) -> int:
    """How wide the panel is: as in the look, and wider with larger text, within reason."""
    usual = INSPECTOR_WIDTH if inspector else WIDTH
    return min(px(usual), _WIDEST)


def _layer_options(layers: int, automatic: int) -> list[tuple[object, str]]:
    """'auto', 'all 48', then one fewer each down to none."""
    options: list[tuple[object, str]] = [
        (None, f"auto {min(automatic, layers)}"),
        (ALL_LAYERS, f"all {layers}"),
    ]
    options += [(count, str(count)) for count in range(layers - 1, 0, -1)]
    options.append((0, "none"))
    return options
