"""The worker's process, seen from our side: requests in, events out, and how it ended."""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, get_args

from launcher.errors import EngineDied, EngineMissing
from launcher.protocol.codec import NotAMessage, decode, encode
from launcher.protocol.messages import Event, Failed, Fatal, Request
from launcher.runtime.command import worker_command, worker_environment
from launcher.runtime.exit_status import KILLED, OomKills, cause_of, code_of, name_of, oom_kills
from launcher.runtime.last_words import LastWords, speak_of_memory, telling

PATIENCE: Final = 1.0  # seconds for each of: end by yourself, end when told
ENGINE_MISSING: Final = 3  # the worker's exit status

OnEvent = Callable[[Event], None]
OnDeath = Callable[[EngineDied], None]


@dataclass(eq=False)
class EngineProcess:
    """One worker process. `on_event` and `on_death` are called from its own thread.

    The thread that starts the process is the one that reads it to the end:
    on Linux the worker asks to die with its parent, and the kernel takes that to
    be the thread.
    """

    on_event: OnEvent
    on_death: OnDeath
    environment: Mapping[str, str] | None = None
    words: LastWords = field(default_factory=LastWords)
    _process: "subprocess.Popen[bytes] | None" = None
    _thread: threading.Thread | None = None
    _fault: OSError | None = None
    _started: threading.Event = field(default_factory=threading.Event)
    _sending: threading.Lock = field(default_factory=threading.Lock)
    _fatal: str = ""
    _ending: bool = False
    _oom: OomKills | None = None

    def start(self) -> None:
        """Start the process; its Hello follows as an event. Raises EngineMissing."""
        self._thread = threading.Thread(target=self._live, name="engine", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._fault:
            raise EngineMissing(_not_run(self._fault))

    @property
    def pid(self) -> int:
        """The process, 0 where there is none."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def send(self, request: Request) -> None:
        """Say something. A process that is gone is told by `on_death`, not here."""
        if self._process is None or self._process.stdin is None:
            return
        line = encode(request)
        with self._sending, suppress(OSError, ValueError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def close(self, patience: float = PATIENCE) -> None:
        """End it: its stdin is closed, then it is told, then it is killed. Waits for the end."""
        self._ending = True
        process = self._process
        if process is None:
            return
        with self._sending, suppress(OSError, ValueError):
            if process.stdin:
                process.stdin.close()
        for harder in (process.terminate, process.kill):
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                break
            harder()
        self._join()

    def kill(self) -> None:
        """End it at once. Waits for the end."""
        self._ending = True
        if self._process:
            self._process.kill()
            self._join()

    def _join(self) -> None:
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def _live(self) -> None:
        self._oom = oom_kills()
        try:
            process = self._process = _spawn(self.environment)
        except OSError as fault:
            self._fault = fault
            self._started.set()
            return
        self._started.set()
        listener = threading.Thread(
            target=self._listen, args=(process.stderr,), name="engine-words", daemon=True
        )
        listener.start()
        self._read(process.stdout)
        status = process.wait()
        listener.join(PATIENCE)
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError, ValueError):
                if pipe:
                    pipe.close()
        self.on_death(self._death(status))

    def _read(self, stream: IO[bytes] | None) -> None:
        for line in stream or ():
            try:
                event = decode(line)
            except NotAMessage as error:
                event = Failed(id=0, kind="protocol", detail=str(error))
            if isinstance(event, Fatal):
                self._fatal = event.detail
            if isinstance(event, get_args(Event)):
                self.on_event(event)

    def _listen(self, stream: IO[bytes] | None) -> None:
        for line in stream or ():
            self.words.add(line)

    def _death(self, status: int) -> EngineDied:
        said = self.words.lines()
        cause = "stopped" if self._ending else cause_of(status)
        killed = cause == KILLED and self._oom and oom_kills().rose_since(self._oom)
        refused = cause == "assertion" and speak_of_memory([*said, self._fatal])
        if killed or refused:
            cause = "out_of_memory"
        words = telling(said, self._fatal) or (f"ended with {name_of(status)}",)
        return EngineDied(cause, code_of(status), words)


def _not_run(fault: OSError) -> str:
    """Which program the system would not run, and why."""
    program = Path(fault.filename or worker_command()[0]).name
    return f"{program}: {fault.strerror or fault}"


def _spawn(environment: Mapping[str, str] | None) -> "subprocess.Popen[bytes]":
    hidden = 0
    if sys.platform == "win32":
        hidden = subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=worker_environment(environment),
        creationflags=hidden,
    )
