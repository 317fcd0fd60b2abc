"""Somebody at the window: finds things by the names everyone hears, presses keys, clicks.

Keys and clicks come through the X server as a keyboard's and a mouse's would (xdotool).
"""

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from shipping.bare.check import CheckFailed
from shipping.bare.display import SIZE
from shipping.bare.system import Account, System

PATIENCE: Final = 60.0  # seconds
PAUSE: Final = 0.25  # between two looks
LISTENER: Final = "/usr/local/lib/snug-seen.py"
BUS: Final = "/run/snug-test-bus"
Seen = Mapping[str, object]
Answer = TypeVar("Answer")


class Person:
    """A session: a message bus, eyes, hands. Use it in a `with`."""

    def __init__(self, system: System, account: Account, display: str) -> None:
        self._system = system
        self._account = account
        self._display = display
        self.environment = {
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={BUS}",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def __enter__(self) -> Self:
        self._system.copy(Path(__file__).with_name("seen.py"), LISTENER)
        (self._system.root / "run").chmod(0o777)
        words = ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={BUS}"]
        self._bus = self.starts(*words)
        socket = self._system.root / BUS.lstrip("/")
        until(socket.exists, "the message bus")
        words = self._system.words(
            ["python3", LISTENER], account=self._account, environment=self.environment
        )
        self._eyes = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (self._eyes, self._bus):
            process.kill()
            process.communicate()

    def starts(
        self, *command: str, environment: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """A program, which goes on; what it says is kept in a file of its home."""
        given = self.environment | dict(environment or {})
        words = self._system.words(command, account=self._account, environment=given, network=True)
        said = self._system.root / self._account.home.lstrip("/") / ".said"
        with said.open("ab") as log:
            return subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, encoding="utf-8"
            )

    def said(self) -> str:
        """What the programs wrote so far."""
        path = self._system.root / self._account.home.lstrip("/") / ".said"
        return path.read_text(encoding="utf-8", errors="replace")

    # --- eyes -----------------------------------------------------------------------------------

    def sees(self) -> list[Seen]:
        """Everything that is showing now."""
        assert self._eyes.stdin is not None  # noqa: S101  it was asked for
        assert self._eyes.stdout is not None  # noqa: S101  as above
        self._eyes.stdin.write("look\n")
        self._eyes.stdin.flush()
        line = self._eyes.stdout.readline()
        if not line:
            raise CheckFailed("nothing is told of the window: the listener ended")
        seen: list[Seen] = json.loads(line)
        return seen

    def find(self, name: str, *, role: str = "", patience: float = PATIENCE) -> Seen:
        """The thing that is called so, or whose name begins so; waits until it is there."""

        def there() -> Seen | None:
            return best(self.sees(), name, role=role)

        return until(there, f"{role or 'something'} called {name!r}", patience=patience)

    # --- hands ----------------------------------------------------------------------------------

    def clicks(self, name: str, *, role: str = "") -> None:
        """Where it lies, once it can be used."""

        def usable() -> Seen | None:
            found = best(self.sees(), name, role=role)
            return found if found and found["enabled"] and on_screen(found) else None

        x, y = middle(until(usable, f"{role or 'something'} called {name!r} to click"))
        self._does("mousemove", str(x), str(y), "click", "1")

    def writes(self, text: str) -> None:
        """By the keyboard, into what has the focus."""
        self._does("type", "--delay", "15", text)

    def presses(self, *keys: str) -> None:
        """Keys by X's names."""
        self._does("key", *keys)

    def takes_the_window(self, title: str) -> None:
        """Waits for it, and gives it the keyboard; there is no window manager to do so."""

        def there() -> str | None:
            found = self._asks("search", "--onlyvisible", "--name", title).split()
            return found[-1] if found else None

        window = until(there, f"a window titled {title!r}")
        self._does("windowsize", "--sync", window, *(str(one) for one in SIZE))
        self._does("windowmove", window, "0", "0")
        self._does("windowfocus", "--sync", window)

    def _does(self, *words: str) -> None:
        self._asks(*words)

    def _asks(self, *words: str) -> str:
        environment = os.environ | {"DISPLAY": self._display}
        answer = subprocess.run(
            ["xdotool", *words],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env=environment,
            timeout=30,
        )
        return answer.stdout


def best(seen: list[Seen], name: str, *, role: str = "") -> Seen | None:
    """Called so exactly, else beginning so; of this role where one is named."""
    fitting = [one for one in seen if not role or one["role"] == role]
    exact = [one for one in fitting if one["name"] == name]
    begins = [one for one in fitting if str(one["name"]).startswith(name)]
    return next(iter(exact + begins), None)


def middle(seen: Seen) -> tuple[int, int]:
    """Of its box, in pixels of the screen."""
    x, y, width, height = _box(seen)
    return x + width // 2, y + height // 2


def on_screen(seen: Seen) -> bool:
    """Whether its middle can be clicked."""
    x, y = middle(seen)
    return 0 <= x < SIZE[0] and 0 <= y < SIZE[1]


def _box(seen: Seen) -> tuple[int, int, int, int]:
    box = seen["box"]
    assert isinstance(box, list)  # noqa: S101  as seen.py writes it
    x, y, width, height = box
    return x, y, width, height


def until(look: Callable[[], Answer | None], what: str, *, patience: float = PATIENCE) -> Answer:
    """The first answer that is one. Raises CheckFailed when none comes."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := look():
            return answer
        time.sleep(PAUSE)
    raise CheckFailed(f"waited {patience:.0f} s for {what}")
