"""The three choices that stand in every memory panel: GPU layers, KV type, flash attention."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from launcher.memory.choices import ALL_LAYERS, KV_TYPES, FlashAttention
from ui.text.panel import PanelView
from ui.widgets.combo import Combo
from ui.widgets.field import LabelledField

_FLASH = tuple((each, each.value) for each in FlashAttention)


class LoadChoices(QWidget):
    """`edited` carries what a person turned, by the names in Choices; `show_choices` never emits.

    `stacked`: one under the other with the names beside them, else side by side.
    """

    edited = Signal(object)  # dict; as a dict Qt would make plain words of the enums

    def __init__(self, *, stacked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stacked = stacked
        self._layers = Combo("GPU layers")
        self._kv = Combo("KV type")
        self._flash = Combo("Flash attention")
        self._layers_field = LabelledField(
            "GPU layers", self._layers, above=not stacked, term="GPU layers"
        )
        self._grid = QGridLayout(self)
        self._build()
        self._kv.show_options([(name, name) for name in KV_TYPES])
        self._flash.show_options(_FLASH)
        self._layers.edited.connect(self._on_layers_edited)
        self._kv.edited.connect(self._on_kv_edited)
        self._flash.edited.connect(self._on_flash_edited)

    def show_choices(self, view: PanelView) -> None:
        """Stand at these choices."""
        self._layers_field.setVisible(view.layers > 0)
        self._grid.setColumnStretch(0, 1 if view.layers or self._stacked else 0)
        if view.layers:
            self._layers.show_options(_layer_options(view))
            asked = view.choices.gpu_layers
            everything = asked is not None and asked >= view.layers
            self._layers.show_value(ALL_LAYERS if everything else asked)
        kv_k, kv_v = view.choices.kv_type_k, view.choices.kv_type_v
        now = kv_k if kv_k == kv_v else f"{kv_k} / {kv_v}"
        offered = [name for name in KV_TYPES if name in view.kv_types or name == now]
        names = offered if now in offered else [*offered, now]
        self._kv.show_options([(name, name) for name in names])
        self._kv.show_value(now)
        self._flash.show_value(view.choices.flash_attention)

    def _build(self) -> None:
        stacked = self._stacked
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        flash = "Flash attention" if stacked else "Flash attn."
        fields = (
            self._layers_field,
            LabelledField("KV type", self._kv, above=not stacked, term="KV type"),
            LabelledField(flash, self._flash, above=not stacked, term="Flash attention"),
        )
        for number, field in enumerate(fields):
            self._grid.addWidget(field, number if stacked else 0, 0 if stacked else number)
            if not stacked:
                self._grid.setColumnStretch(number, 1)

    def _on_layers_edited(self, layers: int | None) -> None:
        self.edited.emit({"gpu_layers": layers})

    def _on_kv_edited(self, name: str) -> None:
        kv_k, _, kv_v = name.partition(" / ")
        self.edited.emit({"kv_type_k": kv_k, "kv_type_v": kv_v or kv_k})

    def _on_flash_edited(self, flash: FlashAttention) -> None:
        self.edited.emit({"flash_attention": flash})


def _layer_options(view: PanelView) -> list[tuple[object, str]]:
    """'auto 30', 'all 48', then one fewer each down to none; auto's number only where it is so."""
    layers = view.layers
    automatic = view.choices.gpu_layers is None
    options: list[tuple[object, str]] = [
        (None, f"auto {min(view.gpu_layers, layers)}" if automatic else "auto"),
        (ALL_LAYERS, f"all {layers}"),
    ]
    options += [(count, str(count)) for count in range(layers - 1, 0, -1)]
    options.append((0, "none"))
    return options
