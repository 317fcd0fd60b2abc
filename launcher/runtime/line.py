"""A worker that is there when it is asked something, one question at a time.

It is started by the first question and again after it died. The caller's thread
waits; events come from the process's thread through a queue and are handled
where the caller waits.
"""

import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeAlias

from launcher.engines.starts import OneStart, Starts
from launcher.engines.values import EngineStart
from launcher.errors import (
    EngineBusy,
    EngineDied,
    EngineHung,
    EngineTimeout,
    ProgramReplaced,
    ProtocolMismatch,
)
from launcher.protocol.messages import (
    PROTOCOL,
    UNDERWAY,
    Event,
    Failed,
    Fatal,
    GoOn,
    Hello,
    Request,
    Stop,
)
from launcher.runtime.client import EngineProcess
from launcher.runtime.command import engine_environment
from launcher.runtime.failures import error_of
from launcher.runtime.question import Deadline, News, Question
from launcher.runtime.starting import first_that_starts, greeting

START_WITHIN: Final = 30.0  # seconds from the start to Hello; a cold disk is slow
LOOK_UP: Final = 1.0  # seconds between two looks at the signals while waiting

OnDeath: TypeAlias = Callable[[EngineDied], None]
OnEvent: TypeAlias = Callable[[Event], None]


class Line:
    """Keeps a worker at hand."""

    def __init__(
        self,
        *,
        patient: bool,
        environment: Mapping[str, str] | None = None,
        start_within: float = START_WITHIN,
        engines: Starts | None = None,
    ) -> None:
        self.on_idle_death: OnDeath = lambda _died: None
        self._engines = engines or OneStart()
        self._patient = patient  # wait for the question before, or say that we are busy
        self._environment = environment
        self._start_within = start_within
        self._turn = threading.Lock()  # held for as long as one caller's business takes
        self._starting = threading.Lock()
        self._state = threading.Lock()  # held for a few assignments
        self._process: EngineProcess | None = None
        self._hello: Hello | None = None
        self._question: Question | None = None
        self._numbers = 0
        self._interrupted = False
        self._closed = threading.Event()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else's questions meanwhile. Raises EngineBusy, or waits where we are patient."""
        if not self._turn.acquire(blocking=self._patient):
            raise EngineBusy
        try:
            self._interrupted = False
            yield
        finally:
            self._turn.release()

    @property
    def busy(self) -> bool:
        """Whether somebody has the turn now."""
        return self._turn.locked()

    def hello(self) -> Hello:
        """The worker's first words; starts it where it does not run.

        Raises EngineMissing, EngineDamaged, EngineTimeout, EngineDied, ProgramReplaced,
        ProtocolMismatch.
        """
        with self._starting:
            if self._hello and self._process and self._process.alive:
                return self._hello
            return first_that_starts(self._engines, self._start, self._closed.is_set)

    @property
    def worker(self) -> int:
        """The process that answers now, 0 for none: what was loaded in another one is gone."""
        process = self._process
        return process.pid if process and process.alive else 0

    def ask(
        self,
        make: Callable[[int], Request],
        *,
        path: str = "",
        on_event: OnEvent | None = None,
        within: float | None = None,
    ) -> Event:
        """Ask within our turn and wait for the answer's last event; `on_event` gets the others.

        `make` is given the request's number. Raises what Failed stands for, EngineDied when
        the worker does not live to answer, EngineHung when it gave none `within` these seconds.
        """
        self.hello()
        with self._asking() as question:
            self._send(make(question.number))
            if self._interrupted:
                self._send(Stop(id=self._number(), target=question.number))
            late = math.inf if within is None else time.monotonic() + within
            question.news.put(Deadline(late))
            try:
                return self._wait(question, path, on_event)
            except EngineDied as died:
                if within is None or died.cause != "stopped" or time.monotonic() < late:
                    raise
                raise EngineHung(within) from died

    def interrupt(self, *, kill_after: float | None = None) -> None:
        """Stop what is being answered, or about to be; from any thread, without waiting."""
        with self._state:
            question = self._question
        self._interrupted = True
        if question is None:
            return
        self._send(Stop(id=self._number(), target=question.number))
        if kill_after is not None:
            question.news.put(Deadline(time.monotonic() + kill_after))

    def go_on(self, request: int, *, again: bool = False) -> None:
        """Tell a worker that waits after a window or a repeat to go on."""
        self._send(GoOn(id=self._number(), target=request, again=again))

    @property
    def interrupted(self) -> bool:
        """Whether somebody asked to stop since this turn began."""
        return self._interrupted

    def rest(self, *, wait: bool = False) -> None:
        """End the worker if nobody is asking anything, or as soon as nobody does."""
        if self._turn.acquire(blocking=wait):
            try:
                with self._starting:
                    self.release()
            finally:
                self._turn.release()

    def release(self) -> None:
        """End the worker; the next question starts another."""
        with self._state:
            process, self._process, self._hello = self._process, None, None
            question = self._question
        if process:
            process.close()
            if question:
                question.news.put(EngineDied("stopped", 0, ()))

    def close(self) -> None:
        """End the worker for good; a caller that waits hears EngineDied, or the last answer."""
        self._closed.set()
        self.release()

    def _start(self, start: EngineStart) -> Hello:
        if self._closed.is_set():
            raise EngineDied("stopped", 0, ())
        news: queue.SimpleQueue[News] = queue.SimpleQueue()
        process = EngineProcess(
            on_event=lambda event: self._took(event, news),
            on_death=lambda died: self._died(process, died, news),
            environment=engine_environment(start) | dict(self._environment or {}),
        )
        with self._state:
            self._process, self._hello = process, None
        process.start()
        if self._closed.is_set():  # meanwhile, when there was no process yet that could be ended
            process.close()
            raise EngineDied("stopped", 0, ())
        try:
            return greeting(news.get(timeout=self._start_within))
        except queue.Empty:
            process.kill()
            raise EngineTimeout(self._start_within) from None
        except (ProtocolMismatch, ProgramReplaced):
            process.kill()
            raise

    def _took(self, event: Event, starting: "queue.SimpleQueue[News]") -> None:
        if isinstance(event, Fatal) and event.id == 0:
            return  # the death that follows has these words
        if isinstance(event, Hello) or event.id == 0:
            if isinstance(event, Hello) and event.protocol == PROTOCOL:
                with self._state:
                    self._hello = event
            starting.put(event)
            return
        with self._state:
            question = self._question
        if question and event.id == question.number and not isinstance(event, Fatal):
            question.news.put(event)

    def _died(
        self, process: EngineProcess, died: EngineDied, starting: "queue.SimpleQueue[News]"
    ) -> None:
        with self._state:
            ours = self._process is process
            greeted = self._hello is not None
            question = self._question
            if ours:
                self._process, self._hello = None, None
        if not ours or not greeted:
            starting.put(died)
        elif question:
            question.news.put(died)
        else:
            self.on_idle_death(died)

    @contextmanager
    def _asking(self) -> Iterator[Question]:
        question = Question(self._number())
        with self._state:
            self._question = question
        try:
            yield question
        finally:
            with self._state:
                self._question = None

    def _wait(self, question: Question, path: str, on_event: OnEvent | None) -> Event:
        over = False
        deadline: float | None = None
        try:
            while True:
                news = self._next(question, deadline)
                if isinstance(news, Deadline):
                    deadline = news.moment
                elif isinstance(news, EngineDied):
                    over = True
                    raise news
                elif isinstance(news, Failed):
                    over = True
                    raise error_of(news, path)
                elif not isinstance(news, UNDERWAY):
                    over = True
                    return news
                elif on_event:
                    on_event(news)
        finally:
            if not over:  # the caller gave up: the worker need not go on
                self._send(Stop(id=self._number(), target=question.number))

    def _next(self, question: Question, deadline: float | None) -> News:
        """The next news. It looks up now and then, or Windows would not hear Ctrl+C."""
        while True:
            left = LOOK_UP if deadline is None else min(LOOK_UP, deadline - time.monotonic())
            try:
                return question.news.get(timeout=max(0.0, left))
            except queue.Empty:
                if deadline is not None and time.monotonic() >= deadline:
                    self._kill()
                    deadline = None
                elif not self.worker and question.news.empty():
                    return EngineDied("exit", 0, ())

    def _kill(self) -> None:
        process = self._process
        if process:
            process.kill()

    def _send(self, request: Request) -> None:
        process = self._process
        if process:
            process.send(request)

    def _number(self) -> int:
        with self._state:
            self._numbers += 1
            return self._numbers
