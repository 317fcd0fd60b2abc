"""The worker that chats: load a model, ask it, stop it.

Calls wait for their answer, so they belong on a thread that may.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from launcher.engines.starts import Starts
from launcher.errors import EngineDied, LoadCancelled, NoModelLoaded, ProtocolMismatch
from launcher.protocol.messages import (
    Count,
    Counted,
    Delta,
    Done,
    DrawParameters,
    EngineParameters,
    Event,
    Generate,
    Hello,
    Load,
    Loaded,
    Progress,
    Turn,
    Unload,
)
from launcher.runtime.line import START_WITHIN, Line

CANCEL_WITHIN: Final = 2.0  # seconds a load has to end by itself

OnProgress: TypeAlias = Callable[[Progress], None]
OnDelta: TypeAlias = Callable[[Delta], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is loaded, and in which process."""

    path: Path
    parameters: EngineParameters
    worker: int
    loaded: Loaded


class Session:
    """One model at a time, in a process of its own.

    When the worker dies the waiting call raises EngineDied; the next question
    starts it again and loads the same model first.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        start_within: float = START_WITHIN,
        engines: Starts | None = None,
    ) -> None:
        self._line = Line(
            patient=False, environment=environment, start_within=start_within, engines=engines
        )
        self._wanted: _Wanted | None = None

    def hello(self) -> Hello:
        """The worker's first words; starts it where it does not run.

        Raises EngineMissing, EngineTimeout, EngineDied, ProtocolMismatch.
        """
        return self._line.hello()

    @property
    def loaded(self) -> Loaded | None:
        """The model that answers, or will after a restart; None for none."""
        return self._wanted.loaded if self._wanted else None

    @property
    def worker(self) -> int:
        """The worker's process number, 0 where none runs."""
        return self._line.worker

    @property
    def busy(self) -> bool:
        """Whether it loads or answers now."""
        return self._line.busy

    def listen(self, on_death: Callable[[EngineDied], None]) -> None:
        """Who is told, on a thread of ours, when the worker dies while nobody waits for it."""
        self._line.on_idle_death = on_death

    def load(
        self, path: Path, parameters: EngineParameters, on_progress: OnProgress | None = None
    ) -> Loaded:
        """Load a model in place of the one before; `on_progress` is called from this thread.

        Raises BadModelFile, ChoiceError, EngineError; LoadCancelled when stopped;
        EngineBusy while an answer is written.
        """
        with self._line.turn():
            return self._load(path, parameters, on_progress)

    def generate(
        self,
        turns: Sequence[Turn],
        draw: DrawParameters,
        on_delta: OnDelta | None = None,
        on_progress: OnProgress | None = None,
        stop: Sequence[str] = (),
    ) -> Done:
        """Answer the conversation; both callbacks are called from this thread.

        Where the worker died before, it is started and the model loaded again,
        with that progress told too. Raises NoModelLoaded, ContextOverflow,
        TemplateFailed, DecodeFailed, EngineDied, EngineBusy.
        """

        def took(event: Event) -> None:
            if isinstance(event, Delta) and on_delta:
                on_delta(event)
            elif isinstance(event, Progress) and on_progress:
                on_progress(event)

        with self._line.turn():
            self._again(on_progress)
            answer = self._line.ask(
                lambda number: Generate(
                    id=number, turns=tuple(turns), draw=draw, stop=tuple(stop)
                ),
                on_event=took,
            )
        return _expect(answer, Done)

    def count(self, turns: Sequence[Turn]) -> int:
        """Tokens of the conversation as the model's template writes it."""
        with self._line.turn():
            self._again(None)
            answer = self._line.ask(lambda number: Count(id=number, turns=tuple(turns)))
        return _expect(answer, Counted).tokens

    def stop(self) -> None:
        """Stop the answer that is being written; from any thread, without waiting."""
        self._line.interrupt()

    def cancel_load(self) -> None:
        """Stop the loading that is going on; a load that does not listen is killed."""
        self._line.interrupt(kill_after=CANCEL_WITHIN)

    def unload(self) -> None:
        """Give the model's memory back."""
        with self._line.turn():
            self._wanted = None
            if self._line.worker:
                self._line.ask(lambda number: Unload(id=number))

    def rest(self) -> None:
        """End the worker if it is idle; the next question starts it and loads the model again."""
        self._line.rest()

    def close(self) -> None:
        """End the worker; whoever waits gets what is there as Done (cancelled), or EngineDied."""
        self._wanted = None
        self._line.close()

    def _load(
        self, path: Path, parameters: EngineParameters, on_progress: OnProgress | None
    ) -> Loaded:
        self._wanted = None

        def took(event: Event) -> None:
            if isinstance(event, Progress) and on_progress:
                on_progress(event)

        try:
            answer = self._line.ask(
                lambda number: Load(id=number, path=str(path), parameters=parameters),
                path=str(path),
                on_event=took,
            )
        except EngineDied as died:
            if died.cause == "stopped" and self._line.interrupted:
                raise LoadCancelled from died
            raise
        loaded = _expect(answer, Loaded)
        self._wanted = _Wanted(path, parameters, self._line.worker, loaded)
        return loaded

    def _again(self, on_progress: OnProgress | None) -> None:
        """The model in memory again where the worker is another one than it was loaded in."""
        wanted = self._wanted
        if wanted is None:
            raise NoModelLoaded
        if wanted.worker == self._line.worker:
            return
        try:
            self._load(wanted.path, wanted.parameters, on_progress)
        except BaseException:
            self._wanted = wanted  # the next question may try once more
            raise


Answer = TypeVar("Answer", Loaded, Done, Counted)


def _expect(event: Event, kind: type[Answer]) -> Answer:
    if not isinstance(event, kind):
        raise ProtocolMismatch(f"expected {kind.__name__}, got {type(event).__name__}")
    return event
