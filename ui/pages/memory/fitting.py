"""What fits and what more would cost: asked in the background once the choices rest."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from launcher.actions.fit import fit_exactly
from launcher.actions.parts import Parts
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.study import Study
from ui.text.failures import sentence_for

REST_MS: Final = 300  # the engine answers the slider first; this takes many of its answers


class FittingErrand(QObject):
    """`found` carries the study that was asked about and its Fitting, `failed` a Sentence."""

    found = Signal(object, object)
    failed = Signal(object)

    def __init__(self, parts: Parts, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._latest = Latest(background, self)
        self._study: Study | None = None
        self._asked: Study | None = None  # whose answer is on its way
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._ask)

    def want(self, study: Study) -> None:
        """Ask for this, unless something else is wanted before it is asked."""
        self._latest.drop()
        self._study = study
        self._timer.start()

    def hurry(self) -> None:
        """Somebody waits for it; asks again where the last answer was none."""
        self._timer.stop()
        if self._asked is not self._study:
            self._ask()

    def drop(self) -> None:
        """Want no answer."""
        self._timer.stop()
        self._latest.drop()
        self._study = self._asked = None

    def _ask(self) -> None:
        study = self._study
        if study is not None:
            self._asked = study
            self._latest.ask(
                lambda: fit_exactly(self._parts, study.facts, study.choices, study.machine),
                done=lambda fitting: self.found.emit(study, fitting),
                failed=self._on_failed,
            )

    def _on_failed(self, error: Exception) -> None:
        self._asked = None
        self.failed.emit(sentence_for(error))
