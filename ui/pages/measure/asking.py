"""The form before a run: which files there are, what a person wants, and what that would take."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from launcher.actions.measure import MeasurePlan
from launcher.actions.parts import Parts
from launcher.actions.quantize import QUANTIZATIONS, predicted
from launcher.library.local_model import LocalModel
from launcher.models.gguf import read_facts
from launcher.models.guide import required_guide
from launcher.models.quantization import quantization_of
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.measuring import MeasuringErrand
from ui.pages.measure.page import MeasurePage
from ui.pages.measure.run_view import nothing_to_do, plan_words
from ui.pages.measure.wanted import (
    CHOOSE_FIRST,
    MAKES,
    Candidate,
    Wanted,
    candidate,
    candidates,
    guide_wanted,
    is_enough,
    make_chips,
    reference_of,
    settled,
    wish_of,
    with_kept,
)
from ui.text.failures import sentence_for

_WORKING = "Working out how long it takes."


class Asking(QObject):
    """`start_asked` carries the plan a person agreed to."""

    start_asked = Signal(object)  # MeasurePlan

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
        self._reading = Latest(background, self)
        self._sizing = Latest(background, self)
        self._background = background
        self._guide: Candidate | None = None
        self._added: tuple[Candidate, ...] = ()
        self._offered: tuple[Candidate, ...] = ()
        self._wanted = Wanted()
        self._sizes: dict[Path, dict[str, int]] = {}
        self._plan: MeasurePlan | None = None
        self._battery_low = False  # as the plan was made; nothing is begun then unless asked
        self._at_once = False  # the plan that is asked for is to be run without another click
        measuring.planned.connect(self._on_planned)
        measuring.refused.connect(self._on_refused)

    @property
    def wanted(self) -> Wanted:
        """What stands in the form."""
        return self._wanted

    def begin(self) -> None:
        """Connect the form, which is made by now, and look for the built-in guide."""
        setup = self._page.setup
        setup.edited.connect(self._on_edited)
        setup.added.connect(self._on_added)
        setup.start_asked.connect(self._on_start_asked)
        setup.closed.connect(self._on_closed)
        self._page.choose_asked.connect(self.open)
        self._page.guide_asked.connect(self.measure_guide)
        self._desk.changed.connect(self._on_desk_changed)
        self._background.run(  # a damaged one is not offered
            lambda: _read(required_guide()),
            to=self,
            done=self._on_guide,
            failed=lambda _error: None,
        )

    def open(self) -> None:
        """Show the form."""
        self._at_once = False
        self._wanted = replace(self._wanted, on_battery=False)
        self._ask()
        self._page.show_setup(there=True)

    def measure_guide(self) -> None:
        """The built-in guide at eight quantizations, without another question."""
        if self._guide is not None:
            self._wanted = guide_wanted(self._guide.path)
            self.go_on()

    def go_on(self) -> None:
        """The same again: what is measured is not measured twice."""
        self._at_once = True
        self._page.show_working()
        self._ask()

    def start_on_battery(self) -> None:
        """A person said so."""
        self._wanted = replace(self._wanted, on_battery=True)
        self.go_on()

    def take_kept(self, model: LocalModel) -> None:
        """A file that was made is a model of one's own now: it is wanted in place of another."""
        if model.facts is not None:
            kind = quantization_of(model.facts)
            self._wanted = with_kept(self._wanted, model.path, kind)

    # --- what is wanted -------------------------------------------------------------------------

    def _ask(self) -> None:
        """Show what is wanted, and work out what it takes."""
        others = (*((self._guide,) if self._guide else ()), *self._added)
        self._offered = candidates(self._desk.now.models or (), others)
        self._wanted = settled(self._wanted, self._offered, QUANTIZATIONS)
        self._show()
        self._plan = None
        if not is_enough(self._wanted):
            self._measuring.drop_plan()
            self._come_back()
            self._page.setup.show_plan(CHOOSE_FIRST, (), ready=False)
            return
        self._page.setup.show_plan(_WORKING, (), ready=False)
        self._measuring.plan(wish_of(self._wanted, self._offered))

    def _show(self) -> None:
        source = reference_of(self._wanted, self._offered)
        sizes = self._sizes.get(source.path, {}) if source else {}
        chips = make_chips(
            self._wanted, self._offered, quantizations=(MAKES, QUANTIZATIONS), sizes=sizes
        )
        self._page.setup.show_wanted(self._wanted, self._offered, chips)
        if source is not None and source.can_make and source.path not in self._sizes:
            self._size(source)

    def _size(self, source: Candidate) -> None:
        """How large each of the usual ones would be, by the engine's dry run."""
        self._sizes[source.path] = {}

        def work() -> dict[str, int]:
            facts = read_facts(source.path)
            return {name: predicted(self._parts, facts, name).file_size for name in MAKES}

        def done(sizes: dict[str, int]) -> None:
            self._sizes[source.path] = sizes
            self._show()

        self._background.run(work, to=self, done=done, failed=lambda _error: None)

    def _on_edited(self, wanted: Wanted) -> None:
        self._wanted = replace(wanted, on_battery=False)
        self._ask()

    def _on_added(self, path: Path) -> None:
        self._reading.ask(
            lambda: _read(path),
            done=self._on_read,
            failed=lambda error: self._page.say(sentence_for(error)),
        )

    def _on_read(self, found: Candidate) -> None:
        self._page.notice.settle()
        if found.path not in [one.path for one in self._offered]:
            self._added = (*self._added, found)
        self._wanted = replace(self._wanted, files=(*self._wanted.files, found.path))
        self._ask()

    def _on_guide(self, found: Candidate) -> None:
        self._guide = found
        self._page.show_guide(there=True)
        if self._page.setup.isVisible():
            self._ask()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.models != now.models and not self._page.setup.isHidden():
            self._ask()

    # --- the plan -------------------------------------------------------------------------------

    def _on_planned(self, plan: MeasurePlan, battery: bool) -> None:  # noqa: FBT001  Qt passes it so
        self._plan, self._battery_low = plan, battery
        ready = not nothing_to_do(plan)
        self._page.setup.show_plan(plan_words(plan), plan.notes, ready=ready, anyway=battery)
        if self._at_once and ready and not battery:
            self._at_once = False
            self.start_asked.emit(plan)
        else:
            self._come_back()

    def _on_refused(self, said: Sentence) -> None:
        self._come_back()
        self._page.setup.show_refused(said.what, said.next)

    def _come_back(self) -> None:
        """It cannot be begun at once: the form says why."""
        if self._at_once:
            self._at_once = False
            self._page.show_setup(there=True)

    def _on_start_asked(self) -> None:
        if self._plan is None:  # something was typed just now, and is being planned
            self._at_once = True
            self._page.show_working()
        elif self._battery_low:
            self.start_on_battery()
        else:
            self.start_asked.emit(self._plan)

    def _on_closed(self) -> None:
        self._at_once = False
        self._measuring.drop_plan()
        self._page.show_setup(there=False)


def _read(path: Path) -> Candidate:
    """The file as one to choose. Raises BadModelFile."""
    return candidate(path, read_facts(path))
