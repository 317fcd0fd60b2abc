"""Lets the model answer, one answer at a time; the text is handed over 30 times a second."""

import time
from functools import partial

from PySide6.QtCore import QObject, Signal

from launcher.actions.ask import answer, stop
from launcher.actions.parts import Parts
from launcher.chat.values import AnswerStats
from launcher.protocol.messages import Progress
from ui.bridge.background import Background
from ui.bridge.inbox import Inbox


class AnsweringErrand(QObject):
    """Goes on while another page is shown. The conversation is named in every signal."""

    grew = Signal(int, int, str)  # conversation, message, its text so far
    reading = Signal(int, int, float)  # tokens read, tokens of the prompt, seconds; all 0: done
    ended = Signal(int, int, object)  # conversation, context used, exception or None

    def __init__(self, parts: Parts, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._background = background
        self._talk: int | None = None
        self._message: int | None = None
        self._text = ""
        self._inbox: Inbox | None = None
        self._began = 0.0

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return self._talk is not None

    def busy_with(self, talk: int) -> bool:
        """Whether it is this conversation's."""
        return self._talk == talk

    def growing(self, talk: int) -> tuple[int, str] | None:
        """The answer that is being written in this conversation: its number, its text so far."""
        if self._talk != talk or self._message is None:
            return None
        return self._message, self._text

    def answer(self, talk: int, model: str, temperature: float) -> None:
        """Let the model answer this conversation; `temperature` where that names none."""
        if self.busy:
            return
        self._talk, self._message, self._text = talk, None, ""
        self._began = time.monotonic()
        inbox = self._inbox = Inbox(self)
        inbox.arrived.connect(self._on_arrived)
        self._background.run(
            lambda: answer(
                self._parts,
                talk,
                model=model,
                on_begin=inbox.post,
                on_text=inbox.post,
                on_progress=inbox.post,
                temperature=temperature,
            ),
            to=self,
            done=partial(self._on_done, talk),
            failed=partial(self._on_failed, talk),
        )

    def stop(self) -> None:
        """Stop it; what is there stays."""
        if self.busy:
            stop(self._parts)

    def _on_arrived(self, items: list[object]) -> None:
        pieces: list[str] = []
        for item in items:
            if isinstance(item, int):
                self._message = item
            elif isinstance(item, Progress):
                self._tell_reading(item)
            elif isinstance(item, str):
                pieces.append(item)
        if self._message is None or self._talk is None:
            return
        if pieces:
            self._text += "".join(pieces)
            self.reading.emit(0, 0, 0.0)
        self.grew.emit(self._talk, self._message, self._text)

    def _tell_reading(self, progress: Progress) -> None:
        if progress.phase == "prompt" and progress.done < progress.total:
            self.reading.emit(progress.done, progress.total, time.monotonic() - self._began)

    def _on_done(self, talk: int, stats: AnswerStats) -> None:
        self._finish(talk, stats.context_used, None)

    def _on_failed(self, talk: int, error: Exception) -> None:
        self._finish(talk, 0, error)

    def _finish(self, talk: int, used: int, error: Exception | None) -> None:
        if self._inbox is not None:
            self._inbox.flush()
            self._inbox.deleteLater()
            self._inbox = None
        self._talk = self._message = None
        self.reading.emit(0, 0, 0.0)
        self.ended.emit(talk, used, error)
