"""How likely a text is to a model, and how far that is from what another file of it said.

Sources of the method: llama.cpp, tools/perplexity/perplexity.cpp.
"""

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from launcher.protocol.messages import EngineParameters, Event
from launcher.protocol.scoring import ScoreText, TextScored, WindowScored
from launcher.worker.bindings import C
from launcher.worker.handles import Model, check_chat_model, open_context, open_model, writes
from launcher.worker.interrupt import Interrupt
from launcher.worker.kept_rows import Head, KeepingRows, KeptRows
from launcher.worker.likelihood import Floats, Scored, scored
from launcher.worker.log import EngineLog
from launcher.worker.metadata import value_of
from launcher.worker.refused import Refused
from launcher.worker.text_windows import TextWindows, text_windows, vocabulary_digest
from launcher.worker.window_reader import WindowReader

OUTPUT: Final = 64 << 20  # bytes of logits at once; the engine holds as many again to compute them
LEAST_ROWS: Final = 64  # at once; in smaller batches ggml's attention on the CPU is less exact
SLICE: Final = 1 << 19  # numbers that are worked on at once
MOST_THREADS: Final = 4  # each holds a few slices

Send = Callable[[Event], None]


def score_text(request: ScoreText, log: EngineLog, interrupt: Interrupt, send: Send) -> TextScored:
    """Load the model, read the text, free it. Raises Refused where it cannot or is stopped."""
    model = open_model(
        request.path,
        request.parameters,
        log,
        dry=False,
        on_progress=lambda _share: not interrupt.is_set,
    )
    try:
        check_writes(model)
        with ExitStack() as stack:
            run = _run(request, model, stack, log, interrupt)
            for scores in run.windows():
                send(scores)
                interrupt.wait()
                _go_on(interrupt)
        return TextScored(
            id=request.id,
            tokens=len(run.texts.tokens),
            windows=run.texts.count,
            vocabulary=run.head.vocabulary.hex(),
        )
    finally:
        model.free()


def check_writes(model: Model) -> None:
    """Raises Refused('not_a_chat_model') for one whose logits say nothing of a next token."""
    check_chat_model(model)
    if not writes(model) or value_of(model.handle, "pooling_type"):
        raise Refused("not_a_chat_model", "embedding")


def rows_at_once(vocabulary: int, wanted: int) -> int:
    """Rows of logits the engine gives at once, so that they take little memory, in even parts."""
    affordable = max(LEAST_ROWS, OUTPUT // (4 * vocabulary))
    return math.ceil(wanted / math.ceil(wanted / affordable))


def _run(
    request: ScoreText, model: Model, stack: ExitStack, log: EngineLog, interrupt: Interrupt
) -> "_Run":
    """Everything opened that the run needs; the stack closes it."""
    vocabulary = C.llama_model_get_vocab(model.handle)
    texts = text_windows(vocabulary, request.text, request.window)
    last = _last(request, texts)
    head = _head(vocabulary, texts)
    reference = KeptRows(request.reference, head, last) if request.reference else None
    keeping = None
    if request.keep:
        keeping = stack.enter_context(KeepingRows(request.keep, head, request.first))
    rows = rows_at_once(head.size, head.rows)
    asked = _parameters(request.parameters, texts.window)
    context = open_context(model, asked, log, outputs=rows, interrupt=interrupt)
    stack.callback(context.free)
    return _Run(
        request=request,
        texts=texts,
        head=head,
        last=last,
        reader=WindowReader(context.handle, texts, head.size, rows, interrupt),
        reference=reference,
        keeping=keeping,
        threads=stack.enter_context(ThreadPoolExecutor(min(asked.threads, MOST_THREADS))),
    )


def _last(request: ScoreText, texts: TextWindows) -> int:
    """The window at which to stop."""
    last = request.first + request.count if request.count else texts.count
    if not 0 <= request.first <= last <= texts.count:
        raise Refused("bad_choice", "windows", (last, request.first, texts.count))
    return last


def _head(vocabulary: Any, texts: TextWindows) -> Head:
    return Head(
        window=texts.window,
        rows=texts.scored,
        size=C.llama_vocab_n_tokens(vocabulary),
        vocabulary=vocabulary_digest(vocabulary),
        text=texts.digest(),
    )


def _parameters(asked: EngineParameters, window: int) -> EngineParameters:
    """One sequence as long as a window, read at one go."""
    return replace(
        asked,
        context=window,
        sequences=1,
        unified=False,
        outputs=1,
        batch=max(asked.batch, window),
    )


def _go_on(interrupt: Interrupt) -> None:
    if interrupt.is_set:
        raise Refused("cancelled")


@dataclass(eq=False, kw_only=True)
class _Run:
    request: ScoreText
    texts: TextWindows
    head: Head
    last: int
    reader: WindowReader
    reference: KeptRows | None
    keeping: KeepingRows | None
    threads: ThreadPoolExecutor

    def windows(self) -> Iterator[WindowScored]:
        """Each window's scores, as soon as it is read and kept."""
        for index in range(self.request.first, self.last):
            began = time.perf_counter()
            parts = self._parts(index)
            yield WindowScored(
                id=self.request.id,
                index=index,
                of=self.last,
                seconds=time.perf_counter() - began,
                nll=_numbers([part.nll for part in parts]),
                kld=_numbers([part.kld for part in parts]),
                same_top=tuple(map(int, _numbers([part.same_top for part in parts]))),
                delta_p=_numbers([part.delta_p for part in parts]),
            )

    def _parts(self, index: int) -> list[Scored]:
        found: list[Scored] = []
        done = 0
        for logits in self.reader.read(index):
            found += self._scored(index, done, logits)
            done += len(logits)
        return found

    def _scored(self, index: int, done: int, logits: Floats) -> list[Scored]:
        """A part of a window behind `done` rows, in slices shared among threads, kept in order."""
        step = max(1, SLICE // logits.shape[1])
        expected = self.texts.expected(index)[done:]

        def one(start: int) -> Scored:
            rows = logits[start : start + step]
            known = None
            if self.reference:
                known = self.reference.part(index, done + start, len(rows))
            wanted = expected[start : start + len(rows)]
            return scored(rows, wanted, keep=self.keeping is not None, reference=known)

        found = []
        for part in self.threads.map(one, range(0, len(logits), step)):
            if self.keeping and part.kept is not None:
                self.keeping.add(part.kept)
            found.append(replace(part, kept=None))
        return found


def _numbers(parts: list[Any]) -> tuple[float, ...]:
    """Parts of a window in one; nothing where that was not asked for."""
    if any(part is None for part in parts):
        return ()
    return tuple(np.concatenate(parts).tolist())
