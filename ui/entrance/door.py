"""The first start answers the later ones: they hand over files, and its window comes forward.

A thread of the door's own takes the calls. Until the window is there they are answered at once,
since it will come; after that only when the window itself has done what was asked, so that one
that hangs does not seem well.
"""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.identity import VERSION
from ui.entrance.address import address_of
from ui.entrance.lines import Call, Line, call, listen

HEARING: Final = 2.0  # seconds for a caller to say what it wants
ANSWERING: Final = 2.5  # seconds for the window to come forward
_END: Final = 2.0  # seconds for the thread to end


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What a later start wants: these files opened, the window brought forward.

    `token` is the desktop's permission to do so (XDG_ACTIVATION_TOKEN); '' without one.
    """

    version: str
    files: tuple[Path, ...] = ()
    token: str = ""


Answer = Callable[[Knock, Callable[[], None]], None]  # calls the second when it is done


class Door:
    """Held by the one window of a data folder, until `close`."""

    def __init__(self, line: Line | None = None, address: str = "") -> None:
        """Without a line nobody can call, and another window may be opened."""
        self._line = line
        self._address = address
        self._lock = threading.Lock()
        self._answer: Answer | None = None
        self._waiting: list[Knock] = []
        self._closing = False
        self._settled = threading.Event()  # nobody waits for the window any more
        self._thread: threading.Thread | None = None
        if line is not None:
            self._thread = threading.Thread(target=self._serve, name="door", daemon=True)
            self._thread.start()

    @classmethod
    def take(cls, data: Path) -> "Door | None":
        """The door of this data folder; None where a window holds it already.

        Where the system gives no place for one, the window goes without.
        """
        try:
            address = address_of(data)
            line = listen(address)
        except OSError:
            return cls()
        return None if line is None else cls(line, address)

    def answer_with(self, answer: Answer) -> None:
        """From now on the window answers; what came before it was there is handed to it now.

        `answer` is called in the door's thread, or here.
        """
        with self._lock:
            self._answer = answer
            waiting, self._waiting = self._waiting, []
        for knock in waiting:
            answer(knock, _nothing)

    def close(self) -> None:
        """Answer nobody any more; the next start opens a window of its own.

        So does one that waits for this window just now: it hears nothing and tries again.
        """
        if self._line is None or self._closing:
            return
        self._closing = True
        self._settled.set()
        with suppress(OSError):  # wakes the thread that waits for a caller
            call(self._address, HEARING).close()
        if self._thread is not None:
            self._thread.join(_END)
        self._line.close()

    def _serve(self) -> None:
        while not self._closing and self._line is not None:
            try:
                caller = self._line.accept()
            except OSError:
                return
            try:
                if not self._closing:
                    self._receive(caller)
            except (OSError, ValueError):
                continue  # gone, or it spoke nonsense
            finally:
                caller.close()

    def _receive(self, caller: Call) -> None:
        knock = knock_from(caller.read(HEARING))
        raised = self._pass_on(knock)
        if self._closing and not raised:
            return
        caller.write(_line({"version": VERSION, "raised": raised}))

    def _pass_on(self, knock: Knock) -> bool:
        with self._lock:
            answer = self._answer
            if answer is None:
                self._waiting.append(knock)
                return True
        done = threading.Event()
        settled = self._settled = threading.Event()

        def came_forward() -> None:
            done.set()
            settled.set()

        answer(knock, came_forward)
        if not self._closing:
            settled.wait(ANSWERING)
        return done.is_set()


def told(knock: Knock) -> bytes:
    """The line a later start sends."""
    files = [str(path) for path in knock.files]
    return _line({"version": knock.version, "files": files, "token": knock.token})


def knock_from(line: bytes) -> Knock:
    """What such a line says. Raises ValueError for any other."""
    try:
        said = json.loads(line)
        return Knock(
            version=str(said["version"]),
            files=tuple(Path(str(one)) for one in said["files"]),
            token=str(said["token"]),
        )
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("not what a start of Snug says") from error


def _line(said: dict[str, object]) -> bytes:
    return json.dumps(said).encode("ascii") + b"\n"


def _nothing() -> None:
    """Nobody waits to hear that it was done."""
