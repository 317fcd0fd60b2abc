"""Windows of a text that were scored, kept until the measurement that needs them is complete.

One line a window, appended and pushed to the disk, so that a run that was stopped or killed
goes on with the next one. A line cut in two is left out and overwritten.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from launcher.errors import NotSaved

LINES: Final = "windows.jsonl"
LOGS: Final = "reference.logprobs"
MOST: Final = 1 << 30  # bytes kept of finished runs, log-probabilities included
NONSENSE: Final = (ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsOf:
    """What a scored window hangs on: files by content, the text by SHA-256, tokens a window."""

    content: str
    text: str
    window: int
    engine: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWindow:
    """One scored window; `logs` is how long the file of log-probabilities was then (bytes)."""

    index: int
    nll: tuple[float, ...]
    kld: tuple[float, ...] = ()
    same_top: tuple[int, ...] = ()
    logs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeText:
    """What is known once a file has read the text: its tokens, windows, the vocabulary's hash."""

    tokens: int
    windows: int
    vocabulary: str


class WindowsKept:
    """The scored windows of one file, text and reference, in a folder of their own."""

    def __init__(self, inside: Path, of: WindowsOf) -> None:
        """What lies in `inside` of the same; makes nothing yet."""
        name = hashlib.sha256(json.dumps(asdict(of), sort_keys=True).encode()).hexdigest()
        self._folder = inside / name[:24]
        self._windows: list[KeptWindow] = []
        self._whole: WholeText | None = None
        self._length = 0  # bytes of lines that make sense
        self._read()

    @property
    def windows(self) -> Sequence[KeptWindow]:
        """The windows from the first on, without a gap."""
        return tuple(self._windows)

    @property
    def whole(self) -> WholeText | None:
        """What the text was found to hold; None before it was read to the end once."""
        return self._whole

    @property
    def logs(self) -> Path:
        """Where the reference's log-probabilities of these windows lie or will."""
        return self._folder / LOGS

    def has_logs(self, count: int) -> bool:
        """Whether the log-probabilities of the first `count` windows are there."""
        return 0 < count <= self.with_logs()

    def with_logs(self) -> int:
        """How many windows from the first on have their log-probabilities there."""
        there = _size(self.logs)
        ends = [window.logs for window in self._windows]
        return next((n for n in range(len(ends), 0, -1) if 0 < ends[n - 1] <= there), 0)

    def count_for(self, asked: int) -> int:
        """How many windows there are to score when `asked` are wanted at most."""
        return asked if self._whole is None else min(asked, self._whole.windows)

    def add(self, window: KeptWindow) -> None:
        """Keep the next window. Raises NotSaved, and ValueError where it is another one."""
        if window.index != len(self._windows):
            raise ValueError(window.index)
        self._append(asdict(window))
        self._windows.append(window)

    def end(self, whole: WholeText) -> None:
        """The text was read. Raises NotSaved."""
        if whole != self._whole:
            self._append({"whole": asdict(whole)})
            self._whole = whole

    def cut_logs(self) -> int:
        """Forget windows whose log-probabilities are not there; the number of those that stay.

        A run that was killed may have written a part of the next one's; it is cut off.
        Raises NotSaved.
        """
        good = self.with_logs()
        try:
            if good:
                os.truncate(self.logs, self._windows[good - 1].logs)
            else:
                self.logs.unlink(missing_ok=True)
            if good < len(self._windows):
                self._rewrite(self._windows[:good])
        except OSError as error:
            raise NotSaved(str(self.logs), error.strerror or str(error)) from error
        return good

    def forget(self) -> None:
        """Drop everything, to begin anew."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._windows, self._whole, self._length = [], None, 0

    def logs_size(self) -> int:
        """Bytes of the log-probabilities that are there."""
        return _size(self.logs)

    def _append(self, line: Mapping[str, Any]) -> None:
        data = json.dumps(line).encode() + b"\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / LINES).open("ab") as file:
                file.truncate(self._length)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise NotSaved(str(self._folder), error.strerror or str(error)) from error
        self._length += len(data)

    def _rewrite(self, windows: Sequence[KeptWindow]) -> None:
        (self._folder / LINES).unlink(missing_ok=True)
        whole, self._windows, self._whole, self._length = self._whole, [], None, 0
        for window in windows:
            self.add(window)
        if whole is not None:
            self.end(whole)

    def _read(self) -> None:
        for data, line in _lines(self._folder / LINES):
            if "whole" in line:
                self._whole = WholeText(**line["whole"])
            else:
                window = _window(line)
                if window.index != len(self._windows):
                    return
                self._windows.append(window)
            self._length += data


def tidy(inside: Path, most: int = MOST) -> None:
    """Remove the oldest of what is kept until at most so many bytes are left."""
    folders = []
    with suppress(OSError):
        folders = [one for one in inside.iterdir() if one.is_dir()]
    known = [(_age(folder), folder, _weight(folder)) for folder in folders]
    left = sum(weight for _, _, weight in known)
    for _, folder, weight in sorted(known, key=lambda one: one[0]):
        if left <= most:
            return
        shutil.rmtree(folder, ignore_errors=True)
        left -= weight


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line that makes sense with its bytes, up to the first that makes none."""
    try:
        data = file.read_bytes()
    except OSError:
        return
    for line in data.splitlines(keepends=True):
        if not line.endswith(b"\n"):
            return
        try:
            found = json.loads(line)
            if "whole" not in found:
                _window(found)
            else:
                WholeText(**found["whole"])
        except NONSENSE:
            return
        yield len(line), found


def _window(line: Mapping[str, Any]) -> KeptWindow:
    return KeptWindow(
        index=int(line["index"]),
        nll=tuple(float(one) for one in line["nll"]),
        kld=tuple(float(one) for one in line["kld"]),
        same_top=tuple(int(one) for one in line["same_top"]),
        logs=int(line["logs"]),
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _age(folder: Path) -> float:
    try:
        return (folder / LINES).stat().st_mtime
    except OSError:
        return 0.0


def _weight(folder: Path) -> int:
    with suppress(OSError):
        return sum(_size(file) for file in folder.iterdir())
    return 0
