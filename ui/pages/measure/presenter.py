"""Where the Measure page meets the desk: the run, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from launcher.actions.measure import (
    MeasurePlan,
    Moment,
    forget_measured,
    put_back_measured,
    so_what,
)
from launcher.actions.parts import Parts
from launcher.errors import NotSaved, SnugError
from launcher.measurement.measured_file import MeasuredFile
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.errands.measuring import MeasuringErrand
from ui.pages.measure.asking import Asking
from ui.pages.measure.exported import exported
from ui.pages.measure.made_presenter import MadePresenter
from ui.pages.measure.page import MeasurePage
from ui.pages.measure.run_view import run_view
from ui.pages.measure.view import PICK_ONE, groups
from ui.text.failures import sentence_for


class MeasurePresenter(QObject):
    """`told` and `told_undoable` carry words for the toast; `undo` takes back the latter."""

    told = Signal(str)
    told_undoable = Signal(str)
    progressed = Signal(object)  # share of the run that is done (0 to 1), None when it is over
    kept = Signal()  # a made file became a model of one's own

    def __init__(
        self,
        page: MeasurePage,
        parts: Parts,
        desk: Desk,
        measuring: MeasuringErrand,
        background: Background,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._measuring = measuring
        self._background = background
        self._asking = Asking(page, parts, desk, measuring, background)
        self._made = MadePresenter(page, parts, background)
        self._plan: MeasurePlan | None = None
        self._so_far: tuple[MeasuredFile, ...] = ()  # of the run that goes on
        self._forgotten: tuple[MeasuredFile, ...] = ()
        self._away: set[str] = set()  # contents removed meanwhile, which the run still has

    def begin(self) -> None:
        """Be ready, the first time somebody comes here."""
        if self._page.built:
            return
        self._page.open()
        self._connect()
        self._asking.begin()
        self._made.begin()
        self._show_measured()
        self._measuring.look_up()

    def undo(self) -> None:
        """Take back the result that was removed last."""
        rows, self._forgotten = self._forgotten, ()
        self._away -= {row.content for row in rows}
        if rows:
            self._background.run(
                lambda: put_back_measured(self._parts, rows),
                to=self,
                done=lambda _none: self._measuring.look_up(),
                failed=self._on_not_changed,
            )

    def let_stand(self) -> None:
        """What was removed is not asked for any more."""
        self._forgotten = ()

    def _connect(self) -> None:
        page, measuring, run = self._page, self._measuring, self._page.run
        page.export_asked.connect(self._on_export_asked)
        page.removed.connect(self._on_removed)
        run.stop_asked.connect(self._on_stop_asked)
        run.again_asked.connect(self._asking.go_on)
        run.change_asked.connect(self._on_change_asked)
        run.anyway_asked.connect(self._asking.start_on_battery)
        self._asking.start_asked.connect(measuring.measure)
        self._made.kept.connect(self._asking.take_kept)
        self._made.kept.connect(lambda _model: self.kept.emit())
        self._made.told.connect(self.told)
        measuring.began.connect(self._on_began)
        measuring.reached.connect(self._on_reached)
        measuring.ended.connect(self._on_ended)
        measuring.stopped.connect(self._on_stopped)
        measuring.failed.connect(self._on_failed)
        self._desk.changed.connect(self._on_desk_changed)

    # --- the run --------------------------------------------------------------------------------

    def _on_began(self, plan: MeasurePlan) -> None:
        self._plan, self._so_far = plan, ()
        self._away.clear()
        self._page.notice.settle()
        self._page.show_run(run_view(plan, None))
        self.progressed.emit(0.0)

    def _on_reached(self, moment: Moment) -> None:
        if self._plan is None:
            return
        view = run_view(self._plan, moment)
        self._page.show_run(view)
        self.progressed.emit(view.share)
        if moment.so_far != self._so_far:
            self._so_far = moment.so_far
            self._show_measured()

    def _on_stop_asked(self) -> None:
        if self._measuring.busy:
            self._page.run.show_stopping()
            self._measuring.stop()
        else:  # it is still being worked out what there is to do
            self._asking.open()

    def _on_ended(self, files: tuple[MeasuredFile, ...]) -> None:
        self._so_far = files
        self._page.end_run()
        self._plan = None
        self._show_measured(newest=files)
        self._made.look()
        count = "1 file is" if len(files) == 1 else f"{len(files)} files are"
        self.progressed.emit(None)
        if self._page.isVisible():
            self._page.announce(f"{count} measured.")  # what is seen says it itself
        else:
            self.told.emit(f"{count} measured.")

    def _on_stopped(self, said: Sentence) -> None:
        self.progressed.emit(None)
        self._page.run.show_stopped(said.what, said.next, failed=False)
        self._made.look()

    def _on_failed(self, said: Sentence, battery: bool) -> None:  # noqa: FBT001  Qt passes it so
        self._page.run.show_stopped(said.what, said.next, failed=True, anyway=battery)
        self.progressed.emit(None)
        if not self._page.isVisible():
            self.told.emit("Measuring did not go on; Compare says why.")
        self._made.look()

    def _on_change_asked(self) -> None:
        self._asking.open()

    # --- what came of it ------------------------------------------------------------------------

    def _show_measured(self, newest: Sequence[MeasuredFile] = ()) -> None:
        """What the desk has, and what the run that goes on has found since."""
        kept = {one.content: one for one in self._desk.now.measured}
        fresh = {one.content: one for one in self._so_far if one.content not in self._away}
        files = tuple((kept | fresh).values())
        files = tuple(sorted(files, key=lambda one: one.when, reverse=True))
        found = groups(files)
        contents = {one.content for one in newest}
        key = next((g.key for g in found if contents & {f.content for f in g.files}), "")
        said = {one.key: so_what(one.files) if one.alike else PICK_ONE for one in found}
        self._page.show_groups(found, said, key)

    def _on_removed(self, content: str) -> None:
        self._away.add(content)
        self._background.run(
            lambda: forget_measured(self._parts, content),
            to=self,
            done=self._on_forgotten,
            failed=self._on_not_changed,
        )

    def _on_forgotten(self, rows: tuple[MeasuredFile, ...]) -> None:
        self.told_undoable.emit("The result is removed.")  # which ends what was told before
        self._forgotten = rows
        self._measuring.look_up()

    def _on_not_changed(self, error: Exception) -> None:
        self._page.say(sentence_for(error))
        self._measuring.look_up()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.measured != now.measured:
            if not self._measuring.busy:
                self._so_far = ()
            self._show_measured()

    def _on_export_asked(self, kind: str, file: Path) -> None:
        results = self._page.results
        if results is None or results.group is None:
            return
        try:
            if kind == "png":
                if not results.picture().save(str(file)):
                    raise NotSaved(str(file), "it cannot be written")
            else:
                exported(kind, results.group.files, file)
            self._page.notice.settle()
            self.told.emit(f"{file.name} is saved.")
        except SnugError as error:
            self._page.say(sentence_for(error))
