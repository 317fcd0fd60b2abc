"""Where answers go: one object on stdout with `--json`, words otherwise; the rest on stderr."""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The terminal, or the program that reads us."""

    json: bool

    def answer(self, keys: Mapping[str, object], words: str) -> None:
        """The command's answer."""
        self._write(_line(keys) if self.json else words)

    def event(self, keys: Mapping[str, object], words: str) -> None:
        """One of several answers, as it happens: one JSON object a line."""
        if self.json:
            self._write(_line(keys))
        else:
            self.say(words)

    def piece(self, text: str) -> None:
        """A piece of a streamed answer, for people only."""
        if not self.json:
            sys.stdout.write(_printable(text))
            sys.stdout.flush()

    def say(self, words: str) -> None:
        """A line beside the answer."""
        print(_printable(words, to_errors=True), file=sys.stderr, flush=True)

    def status(self, words: str) -> None:
        """A line that replaces itself, where somebody is looking; an empty one takes it away.

        With spaces, for the console of Windows prints an escape code as it stands.
        """
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns - 1  # one more would begin a line
            line = _printable(words[:width], to_errors=True).ljust(width)
            sys.stderr.write(f"\r{line}" + ("" if words else "\r"))
            sys.stderr.flush()

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(_printable(text) + "\n")
        sys.stdout.flush()


def _line(keys: Mapping[str, object]) -> str:
    """JSON that loses nothing: escaped where this terminal's encoding lacks a character."""
    line = json.dumps(keys, ensure_ascii=False, allow_nan=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(keys, allow_nan=False)
    return line


def _printable(text: str, *, to_errors: bool = False) -> str:
    """The text with what this terminal's encoding lacks replaced instead of raising."""
    encoding = (sys.stderr if to_errors else sys.stdout).encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
