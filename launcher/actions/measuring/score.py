"""Reading the text with one file: windows that were kept are not read again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from launcher.actions.measuring.loading import Loading
from launcher.actions.measuring.pause import Pause
from launcher.actions.measuring.progress import Progress
from launcher.actions.measuring.subjects import Subject
from launcher.actions.measuring.wish import WINDOW, MeasuringText
from launcher.errors import (
    DiskFull,
    NoRoomToMeasure,
    NotSaved,
    OtherVocabulary,
    OutOfRange,
    ReferenceLost,
    TextTooShort,
)
from launcher.measurement.measured_file import Distance, MeasuredFile, Perplexity, ReadText
from launcher.measurement.statistics import distance_of, perplexity_of
from launcher.measurement.windows_kept import KeptWindow, WholeText, WindowsKept
from launcher.protocol.scoring import WindowScored
from launcher.runtime.measurer import Measurer

LOGS: Final = "log-probabilities"
KeptOf = Callable[[Subject], WindowsKept]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A file and how it is loaded, its windows, and the reference's log-probabilities, if any."""

    subject: Subject
    kept: WindowsKept
    loading: Loading
    logs: Path | None


@dataclass(slots=True, kw_only=True)
class Scoring:
    """One text and how it is read; `most` windows at most, `file` is the text's copy."""

    measurer: Measurer
    text: MeasuringText
    file: Path
    most: int
    fresh: bool
    progress: Progress
    pause: Pause

    def of(
        self,
        subject: Subject,
        row: MeasuredFile,
        loading: Loading,
        kept_of: KeptOf,
        reference: Subject | None,
    ) -> MeasuredFile:
        """The row with the figures of the text, compared with the reference where there is one.

        Raises TextTooShort, OtherVocabulary, ReferenceLost, NotSaved, NoRoomToMeasure,
        EngineError.
        """
        kept = kept_of(subject)
        if self.fresh:
            kept.forget()
        logs = kept_of(reference).logs if reference else None
        self._read(_Task(subject=subject, kept=kept, loading=loading, logs=logs), reference)
        windows = kept.windows[: kept.count_for(self.most)]
        nll = [one for window in windows for one in window.nll]
        kld = [one for window in windows for one in window.kld]
        same = [one for window in windows for one in window.same_top]
        whole = kept.whole
        return replace(
            row,
            text=ReadText(
                name=self.text.name,
                sha256=self.text.sha256,
                window=WINDOW,
                windows=len(windows),
                whole=whole is not None and whole.windows == len(windows),
            ),
            vocabulary=whole.vocabulary if whole else "",
            perplexity=_perplexity(nll),
            distance=_distance(reference, kld, same),
        )

    def _read(self, task: _Task, reference: Subject | None) -> None:
        """Score what is missing."""
        kept = task.kept
        first = kept.cut_logs() if task.subject.is_reference else len(kept.windows)
        count = kept.count_for(self.most)
        if first >= count:
            return
        _make_folder(kept.logs.parent)
        with self._about(task, reference):
            try:
                self._windows(task, first, count - first)
            except OutOfRange as short:  # the text has fewer windows than were asked for
                if short.what != "windows" or not first < short.most < count:
                    raise
                self._windows(task, first, short.most - first)

    @contextmanager
    def _about(self, task: _Task, reference: Subject | None) -> Iterator[None]:
        """The worker's errors about the files that the person knows."""
        try:
            yield
        except OtherVocabulary as error:
            if reference is None:
                raise
            raise OtherVocabulary(task.subject.label, reference.label) from error
        except ReferenceLost as error:
            if reference is None or task.logs is None or error.path != str(task.logs):
                raise
            task.logs.unlink(missing_ok=True)  # so that it is made again the next time
            raise ReferenceLost(str(reference.path), error.reason) from error
        except DiskFull as full:
            raise NoRoomToMeasure(full.folder, full.needed, full.free, LOGS) from full
        except TextTooShort as error:
            raise TextTooShort(self.text.name, error.tokens, error.least) from error

    def _windows(self, task: _Task, first: int, count: int) -> None:
        kept = task.kept
        keep = kept.logs if task.subject.is_reference else None

        def on_window(window: WindowScored) -> None:
            kept.add(
                KeptWindow(
                    index=window.index,
                    nll=window.nll,
                    kld=window.kld,
                    same_top=window.same_top,
                    logs=kept.logs_size() if keep else 0,
                )
            )
            self.progress.reach((window.index + 1 - first) / count)
            self.pause.yield_to_chat()

        done = self.measurer.score(
            task.subject.path,
            task.loading.parameters,
            self.file,
            window=WINDOW,
            first=first,
            count=count,
            keep=keep,
            reference=task.logs,
            on_window=on_window,
        )
        kept.end(WholeText(tokens=done.tokens, windows=done.windows, vocabulary=done.vocabulary))


def _perplexity(nll: Sequence[float]) -> Perplexity | None:
    """None where a token was given no chance at all, so that there is no figure."""
    try:
        return perplexity_of(nll)
    except ValueError:
        return None


def _distance(
    reference: Subject | None, kld: Sequence[float], same_top: Sequence[int]
) -> Distance | None:
    if reference is None:
        return None
    try:
        return distance_of(reference.label, reference.content, kld, same_top)
    except ValueError:
        return None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSaved(str(folder), error.strerror or str(error)) from error
