"""Loads and unloads the model, and keeps what is loaded on the desk."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from launcher.actions.estimate import estimate_now
from launcher.actions.load import LoadedModel, cancel_load, load, unload
from launcher.actions.machine import as_if_unloaded, look_with_engine
from launcher.actions.parts import Parts
from launcher.errors import ChoiceError, EngineDied, LoadCancelled
from launcher.memory.choices import Choices
from launcher.memory.fit import Fit, judge
from launcher.models.facts import ModelFacts
from launcher.protocol.messages import Progress
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.desk import Desk, Loading
from ui.text.failures import sentence_for
from ui.text.fitting_view import lack_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A load that was asked for and needs more memory than is free; `words` say how much."""

    path: Path
    name: str
    facts: ModelFacts
    choices: Choices
    words: str


class LoadingErrand(QObject):
    """One model at a time. The worker's death, whenever it comes, takes the model off the desk."""

    failed = Signal(object)  # Sentence
    loaded = Signal(object)  # LoadedModel
    doubted = Signal(object)  # Doubt: nothing is loaded before it is asked for again
    died = Signal(object)  # Sentence: the worker ended while nobody asked it anything

    def __init__(self, parts: Parts, desk: Desk, background: Background, relay: Relay) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._relay = relay
        self._cancelled = False
        parts.session.listen(
            lambda death: relay.call(lambda: self._on_session_died(death), to=self)
        )

    def load(self, path: Path, name: str, choices: Choices, *, anyway: bool = False) -> None:
        """Load this file, in place of what is loaded; `anyway`: though it is too big."""
        if self._desk.now.loading is not None:
            return
        doubt = None if anyway else self._doubt(path, name, choices)
        if doubt is not None:
            self.doubted.emit(doubt)
            return
        choices = replace(choices, threads=self._desk.now.settings.threads)
        self._cancelled = False
        before = self._desk.now.loaded
        self._desk.put(loading=Loading(path=path, name=name))

        def told(progress: Progress) -> None:
            self._relay.call(lambda: self._on_progress(path, progress), to=self)

        def work() -> LoadedModel:
            machine = as_if_unloaded(look_with_engine(self._parts), before)
            if self._cancelled:
                raise LoadCancelled
            return load(self._parts, path, choices, machine, told)

        self._background.run(work, to=self, done=self._on_loaded, failed=self._on_failed)

    def _doubt(self, path: Path, name: str, choices: Choices) -> Doubt | None:
        """By arithmetic, for the memory that is free once the loaded model is gone."""
        now = self._desk.now
        known = {one.path: one.facts for one in now.models or ()}
        facts = now.loaded.facts if now.loaded and now.loaded.path == path else known.get(path)
        if facts is None or now.room is None:
            return None
        try:
            found = estimate_now(facts, choices, now.room, reserve=now.settings.reserve)
        except ChoiceError:
            return None  # the load itself is refused, and says why
        fit = judge(found, reserve=now.settings.reserve)
        if fit is not Fit.TOO_BIG:
            return None
        words = lack_words(found, now.room, fit, now.settings.reserve)
        return Doubt(path=path, name=name, facts=facts, choices=choices, words=words)

    def cancel(self) -> None:
        """Stop the loading that is going on."""
        self._cancelled = True
        cancel_load(self._parts)

    def eject(self) -> None:
        """Give the model's memory back."""
        self._background.run(
            lambda: unload(self._parts),
            to=self,
            done=lambda _: self.forget(),
            failed=self._on_failed,
        )

    def forget(self) -> None:
        """The worker is gone, and the model with it."""
        self._desk.put(loaded=None)

    def _on_progress(self, path: Path, progress: Progress) -> None:
        loading = self._desk.now.loading
        if loading is not None and loading.path == path and progress.total:
            share = progress.done / progress.total
            self._desk.put(loading=Loading(path=path, name=loading.name, share=share))

    def _on_loaded(self, model: LoadedModel) -> None:
        self._desk.put(loading=None, loaded=model)
        self.loaded.emit(model)

    def _on_failed(self, error: Exception) -> None:
        there = self._parts.session.loaded is not None
        self._desk.put(loading=None, loaded=self._desk.now.loaded if there else None)
        if not isinstance(error, LoadCancelled):
            self.failed.emit(sentence_for(error))

    def _on_session_died(self, death: EngineDied) -> None:
        idle = self._desk.now.loading is None
        had = self._desk.now.loaded is not None
        self._desk.put(loaded=None)
        if idle and had:
            self.died.emit(sentence_for(death))
