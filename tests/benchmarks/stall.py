"""The longest time the window does not react while an answer streams into a long chat.

The real window with a conversation of 2,000 messages; 300 pieces of text a second
come through the answering errand, as the worker's would, on its thread. A timer of the GUI
thread notes how late it is called: what it is late by, nobody could click in.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

import ui.app
from launcher.chat.store import Conversations
from launcher.chat.values import Ending, Sampling
from launcher.paths import places
from launcher.protocol.messages import Delta, Done, DrawParameters, Progress, Turn
from launcher.runtime.session import Session
from tests.benchmarks.figures import Figure, milliseconds, most_of, share_of
from ui.window.places import Place

MESSAGES = 2_000
PER_SECOND = 300
SECONDS = 12
WATCH_MS = 2
CALM_MS = 1_500
TEXT = """\
The engine keeps **keys and values** for every token it has read, so a long conversation takes
memory of its own. Three things decide how much:

1. the number of *layers* that attend,
2. the width of a key and of a value, and
3. the type they are kept in, such as `f16` or `q8_0`.

```python
def kv_cache(layers: int, width: int, context: int) -> int:
    # two bytes each in f16, once for the keys and once for the values
    return 2 * 2 * layers * width * context
```

| Context | Memory |
|--------:|-------:|
| 8,192 | 1.00 GiB |
| 32,768 | 4.00 GiB |

> A sliding window changes this: most layers then keep a few thousand tokens only.

"""


def measure() -> Iterator[Figure]:
    """Opening, then streaming."""
    talk = _long_conversation()
    app = QApplication(sys.argv[:1])
    snug = ui.app.Snug(app, places())
    object.__setattr__(snug.parts, "session", Streaming())
    watchdog = Watchdog()
    snug.start()
    snug.window.show_place(Place.CHAT)
    _wait(CALM_MS)
    opened = watchdog.during(lambda done: _open(snug, talk, done))
    streamed = watchdog.during(lambda done: _stream(snug, talk, done))
    snug.close()
    yield most_of(
        f"GUI stall while {PER_SECOND} tokens/s stream into {MESSAGES:,} messages",
        milliseconds(streamed),
        "ms",
        promise="≤ 50",
    )
    yield share_of("… most of the time", milliseconds(streamed), "ms", share=0.99)
    yield most_of(f"GUI stall when a chat of {MESSAGES:,} is opened", milliseconds(opened), "ms")


class Streaming(Session):
    """A session whose answers come at a steady pace and cost no processor."""

    def generate(
        self,
        turns: Sequence[Turn],
        draw: DrawParameters,
        on_delta: Callable[[Delta], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        stop: Sequence[str] = (),
    ) -> Done:
        """Every piece in its own message, the hardest way they could come."""
        count = PER_SECOND * SECONDS
        began = time.perf_counter()
        for number, piece in enumerate(islice(cycle(_pieces(TEXT)), count), 1):
            time.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            if on_delta:
                on_delta(Delta(id=1, text=piece, tokens=number))
        return Done(
            id=1,
            reason="stop",
            prompt_tokens=100,
            reused_tokens=0,
            answer_tokens=count,
            first_token=0.01,
            prompt_seconds=0.01,
            answer_seconds=time.perf_counter() - began,
            context_used=count,
            context_granted=2 * count,
        )


class Watchdog(QObject):
    """Notes how late a timer of the GUI thread is called."""

    def __init__(self) -> None:
        super().__init__()
        self._late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def during(self, work: Callable[[Callable[[], None]], None]) -> list[float]:
        """Seconds of lateness while `work` goes on, which calls what it is given at its end."""
        loop = QEventLoop()
        self._late, self._last = [], time.perf_counter()
        self._timer.start(WATCH_MS)
        QTimer.singleShot(0, self, lambda: work(lambda: QTimer.singleShot(500, loop.quit)))
        loop.exec()
        self._timer.stop()
        return self._late

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, now - self._last - WATCH_MS / 1000))
        self._last = now


def _open(snug: Any, talk: int, done: Callable[[], None]) -> None:
    snug.pages.chat.talks.chosen.emit(talk)
    done()


def _stream(snug: Any, talk: int, done: Callable[[], None]) -> None:
    snug.answering.ended.connect(lambda *_: done())
    snug.answering.answer(talk, "A model")


def _long_conversation() -> int:
    """2,000 messages by turns, and a short one after it, which is the one that opens first."""
    where = places()
    where.data.mkdir(parents=True, exist_ok=True)
    store = Conversations(where.conversations_file)
    talk = store.create("A long conversation", system="", sampling=Sampling())
    for number in range(MESSAGES // 2):
        store.append(talk.id, f"Question {number}: what takes memory?")
        answer = store.begin_answer(talk.id, "A model")
        store.write_answer(answer, TEXT)
        store.end_answer(answer, Ending.STOP)
    store.append(talk.id, "And once more, at length?")
    short = store.create("A short one", system="", sampling=Sampling())
    store.append(short.id, "Hello")
    store.close()
    return talk.id


def _pieces(text: str) -> list[str]:
    """Four characters each, about as long as a token."""
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _wait(milliseconds_: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds_, loop.quit)
    loop.exec()
