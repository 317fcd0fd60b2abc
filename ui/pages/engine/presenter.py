"""Where the Engine page meets the engines on this computer."""

from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from launcher.actions.parts import Parts
from launcher.engines.values import EngineRow, Trial
from ui.desk import Desk, OnDesk
from ui.errands.engines import EnginesErrand, Listed
from ui.pages.engine.page import EnginePage
from ui.pages.engine.view import engine_view
from ui.text.engine_words import engine_name, within
from ui.text.models import display_name
from ui.widgets.question import Question

BUSY: Final = ("A model is loading or answering.", "Choose the engine when it has ended.")


class EnginePresenter(QObject):
    """`switched` when another engine is in use: what was loaded is to be loaded again."""

    switched = Signal(object)  # LoadedModel that a person had last, or None

    def __init__(self, page: EnginePage, parts: Parts, desk: Desk, errand: EnginesErrand) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._errand = errand
        self._listed: Listed | None = None
        self._connect(page, errand)
        desk.changed.connect(self._on_desk_changed)

    def begin(self) -> None:
        """List what is there, whenever the page comes into sight."""
        self._errand.refresh(self._desk.now.machine)

    def _connect(self, page: EnginePage, errand: EnginesErrand) -> None:
        page.opened.connect(self.begin)
        page.add_asked.connect(errand.add)
        page.test_asked.connect(lambda ident: errand.test(ident, self._name(ident)))
        page.use_asked.connect(self._on_use_asked)
        page.remove_asked.connect(self._on_remove_asked)
        page.reveal_asked.connect(self._on_reveal_asked)
        page.under_way.stop_asked.connect(errand.stop)
        errand.listed.connect(self._on_listed)
        errand.began.connect(self._on_began)
        errand.progressed.connect(page.under_way.show_share)
        errand.ended.connect(self._on_ended)
        errand.added.connect(self._on_added)
        errand.tested.connect(self._on_tested)
        errand.switched.connect(self._on_switched)
        errand.removed.connect(self._on_removed)
        errand.failed.connect(lambda said: self._say("error", said.what, said.next))

    # --- what a person asks ---------------------------------------------------------------------

    def _on_use_asked(self, ident: str) -> None:
        if self._parts.session.busy:
            self._say("info", *BUSY)
            return
        loaded, name = self._desk.now.loaded, self._name(ident)
        if loaded is None:
            self._errand.use(ident, name)
            return
        model = display_name(loaded.path, loaded.facts)
        question = Question(
            self._page,
            title=f"Use {name} now?",
            detail=f"{model} is loaded. It will be unloaded, and loaded again with this engine.",
            agree="Use it",
        )
        question.accepted.connect(lambda: self._errand.use(ident, name))
        question.open()

    def _on_remove_asked(self, ident: str) -> None:
        row = self._row(ident)
        if row is None:
            return
        if row.in_use and self._parts.session.busy:
            self._say("info", *BUSY)
            return
        after = " The built-in engine is used from then on." if row.active else ""
        question = Question(
            self._page,
            title=f"Remove {within(engine_name(row))}?",
            detail=f"{row.folder}\nIts files are deleted; it can be added again.{after}",
            agree="Remove",
            danger=True,
        )
        question.accepted.connect(lambda: self._errand.remove(ident, within(engine_name(row))))
        question.open()

    def _on_reveal_asked(self, ident: str) -> None:
        row = self._row(ident)
        if row is not None and row.folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.folder)))
        elif row is not None:
            self._say("error", "Its folder is not there any more.", "Remove it from this list.")

    # --- what came of it ------------------------------------------------------------------------

    def _on_began(self, words: str) -> None:
        self._page.told.hide()
        self._page.under_way.show_begun(words)
        self._page.show_busy(busy=True)

    def _on_ended(self) -> None:
        self._page.under_way.show_ended()
        self._page.show_busy(busy=False)
        self.begin()

    def _on_added(self, row: EngineRow) -> None:
        self._say("good", f"{engine_name(row)} is added.", "Press Use to have models run on it.")

    def _on_tested(self, trial: Trial) -> None:
        if trial.ok:
            self._say("good", f"It works: {trial.detail}")
        else:
            self._say("error", "It does not work here.", trial.detail)

    def _on_switched(self, row: EngineRow) -> None:
        self._say("good", f"{engine_name(row)} is in use from now on.")
        self.switched.emit(self._desk.now.loaded)

    def _on_removed(self, in_use: bool) -> None:  # noqa: FBT001  Qt passes it so
        self._say("good", "Removed.")
        if in_use:
            self.switched.emit(self._desk.now.loaded)

    def _on_listed(self, listed: Listed) -> None:
        self._listed = listed
        self._show()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if self._listed is None:
            return
        had, have = (one.machine.engine if one.machine else None for one in (before, now))
        if had != have and self._page.isVisible():
            self.begin()

    def _show(self) -> None:
        machine = self._desk.now.machine
        engine = machine.engine if machine else None
        if self._listed is None:
            return
        self._page.show_view(
            engine_view(
                self._listed.rows,
                engine,
                engine.modules if engine else (),
                advice=self._listed.advice,
                given_up=self._parts.engines.given_up,
                built_for=self._listed.built_for,
            )
        )

    def _row(self, ident: str) -> EngineRow | None:
        rows = self._listed.rows if self._listed else ()
        return next((row for row in rows if row.ident == ident), None)

    def _name(self, ident: str) -> str:
        row = self._row(ident)
        return within(engine_name(row)) if row else ident

    def _say(self, kind: str, what: str, next_step: str = "") -> None:
        self._page.told.show_words(kind, what, next_step)
