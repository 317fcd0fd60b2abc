"""What is on the desk now: one frozen value, and one signal when it is another.

Errands put results here, presenters read them. Nobody keeps a copy.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from launcher.actions.load import LoadedModel
from launcher.actions.machine import as_if_unloaded, gives_back
from launcher.hardware.facts import Machine
from launcher.hardware.meters import Reading
from launcher.hardware.pace import Pace
from launcher.hub.job import JobState
from launcher.library.store import LocalModel
from launcher.measurement.measured_file import MeasuredFile
from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.settings.schema import Settings
from ui.text.models import model_key, usual_choices
from ui.turned import Turned, unplaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """A model on its way into memory; `share` is 0…1, None before the engine has begun."""

    path: Path
    name: str
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """Everything the window shows that more than one page needs. None: not known yet."""

    settings: Settings
    machine: Machine | None = None
    reading: Reading | None = None
    models: tuple[LocalModel, ...] | None = None
    jobs: tuple[JobState, ...] = ()
    loading: Loading | None = None
    loaded: LoadedModel | None = None
    turned: Turned = field(default_factory=Turned)
    room: Machine | None = None  # the machine as if nothing were loaded; the desk sees to it
    imagined: Machine | None = None  # another computer that plans are made for meanwhile
    paces: tuple[Pace, ...] = ()  # how fast this machine's devices were measured to be
    measured: tuple[MeasuredFile, ...] = ()  # what was measured of files here, the newest first

    @property
    def computer(self) -> Machine | None:
        """What plans are made for: the imagined one, else this one as if nothing were loaded."""
        return self.imagined or self.room

    @property
    def given_back(self) -> int:
        """Bytes that unloading the model would set free."""
        real = self.machine if self.imagined is None else None
        return gives_back(real, self.loaded) if real else 0

    @property
    def loaded_key(self) -> str:
        """What the loaded model's choices are kept under; '' where none is loaded."""
        if self.loaded is None:
            return ""
        path = self.loaded.path
        repo = next((one.repo for one in self.models or () if one.path == path), None)
        return model_key(repo or path, self.loaded.facts)

    def choices_for(self, key: str, facts: ModelFacts, *, there: bool) -> Choices:
        """How this model is to be loaded: as it was turned, else as it is loaded, else as usual.

        `there`: on the imagined computer, for which nothing that names this one's GPUs holds.
        """
        if there and key in self.turned.there:
            return self.turned.there[key]
        mine = self.turned.here.get(key)
        if mine is None and self.loaded is not None and self.loaded_key == key:
            mine = self.loaded.choices
        mine = mine or usual_choices(facts, self.settings)
        return unplaced(mine) if there else mine

    def choices_of(self, model: LocalModel, *, there: bool) -> Choices:
        """The same for a model on the disk, whose header was read."""
        if model.facts is None:
            return Choices(context=self.settings.context)
        return self.choices_for(key_of(model), model.facts, there=there)


class Desk(QObject):
    """Holds the one value. Only the GUI thread touches it."""

    changed = Signal(object, object)  # the value before, the value now

    def __init__(self, first: OnDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = _with_room(first)

    @property
    def now(self) -> OnDesk:
        """The value as it is."""
        return self._now

    def turn(self, key: str, choices: Choices, *, there: bool) -> None:
        """A person turned these for that model: on the imagined computer, or on this one."""
        self.put(turned=self._now.turned.having(key, choices, there=there))

    def put(self, **changes: Any) -> None:
        """Lay something on the desk; tells everyone once, and only if it is different."""
        before, after = self._now, replace(self._now, **changes)
        if before != after:
            if before.machine is not after.machine or before.loaded is not after.loaded:
                after = _with_room(after)
            if before.imagined is not after.imagined:
                turned = after.turned.at_another() if after.imagined else after.turned.back()
                after = replace(after, turned=turned)
            self._now = after
            self.changed.emit(before, after)


def key_of(model: LocalModel) -> str:
    """What its choices are kept under; '' where its header cannot be read."""
    return model_key(model.repo or model.path, model.facts) if model.facts else ""


def _with_room(now: OnDesk) -> OnDesk:
    """The next model takes the place of the loaded one, so it finds what that one gives back."""
    return replace(now, room=as_if_unloaded(now.machine, now.loaded) if now.machine else None)
