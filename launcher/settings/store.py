"""The settings file: read once, written on every change, never lost.

Only what differs from the defaults is stored. Keys this version does not know
stay in the file, and so do values that make no sense, until that very setting
is changed. Where the file cannot be written, settings hold until the program ends,
and that is told once.
"""

import errno
import os
import threading
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from launcher.errors import (
    ChoiceError,
    NotSaved,
    OutOfRange,
    SettingsDamaged,
    SettingsIgnored,
    SettingsNotKept,
    SnugError,
    UnknownChoice,
)
from launcher.kept import put_aside, read_object, write_object
from launcher.settings.schema import DEFAULTS, Settings, settings_from, words_of

Listener = Callable[[Settings], None]
NAMES: Final = frozenset(asdict(DEFAULTS))


class SettingsStore:
    """The settings as they are now, and the file behind them. Any thread may use it."""

    def __init__(self, file: Path) -> None:
        """Nothing is read until `load`."""
        self._file = file
        self._lock = threading.Lock()
        self._settings = DEFAULTS
        self._strangers: dict[str, object] = {}
        self._notices: tuple[SnugError, ...] = ()
        self._listeners: list[Listener] = []
        self._told_of_loss = False

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """What a person should hear of the file: SettingsDamaged, -Ignored, -NotKept."""
        return self._notices

    def load(self) -> Settings:
        """Read the file. A damaged one is put aside and the defaults hold; nothing is raised."""
        with self._lock:
            try:
                raw = read_object(self._file) or {}
            except (OSError, ValueError):
                raw = {}
                damaged = SettingsDamaged(str(self._file), str(put_aside(self._file)))
                self._notices = (*self._notices, damaged)
            self._settings, bad = settings_from(raw)
            self._strangers = {
                name: value for name, value in raw.items() if name not in NAMES or name in bad
            }
            if bad:
                labels = tuple(words_of(name).label for name in bad)
                self._notices = (*self._notices, SettingsIgnored(str(self._file), labels))
            refusal = _refusal_to_write(self._file)
            if refusal and not self._told_of_loss:
                self._told_of_loss = True
                self._notices = (*self._notices, SettingsNotKept(str(self._file), refusal))
            return self._settings

    def save(self, settings: Settings) -> None:
        """Make these the settings and write them. Raises SettingsNotKept, once; they hold."""
        with self._lock:
            changed, loss = self._write(settings, mended=())
        self._tell_all(settings, changed=changed, loss=loss)

    def change(self, **values: object) -> Settings:
        """Change some settings by name, save them, and return all.

        Raises OutOfRange or UnknownChoice for a value the setting cannot have; then nothing has
        changed. Raises SettingsNotKept the first time that the file cannot be written, where
        `load` has not said so already; then they hold until the program ends.
        """
        unknown = values.keys() - NAMES
        if unknown:
            raise AttributeError(f"no such setting: {', '.join(sorted(unknown))}")
        given, bad = settings_from(values)
        if bad:
            raise _refusal(bad[0], values[bad[0]])
        good: dict[str, Any] = {name: getattr(given, name) for name in values}
        with self._lock:
            settings = replace(self._settings, **good)
            changed, loss = self._write(settings, mended=tuple(good))
        self._tell_all(settings, changed=changed, loss=loss)
        return settings

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, in the changer's thread; returns how to stop."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def _write(
        self, settings: Settings, *, mended: Collection[str]
    ) -> tuple[bool, SettingsNotKept | None]:
        """Whether anything changed, and that it is not kept, where that is still to be told.

        A setting in `mended` was chosen, be it to its default.
        """
        changed = _different(settings, self._settings)
        strangers = {
            name: value
            for name, value in self._strangers.items()
            if name not in changed and name not in mended
        }
        loss = None
        try:
            write_object(self._file, strangers | _different(settings, DEFAULTS))
        except NotSaved as error:
            if not self._told_of_loss:
                loss = SettingsNotKept(str(self._file), error.reason)
            self._told_of_loss = True
        self._settings, self._strangers = settings, strangers
        return bool(changed), loss

    def _tell_all(
        self, settings: Settings, *, changed: bool, loss: SettingsNotKept | None
    ) -> None:
        if changed:
            self._tell(settings)
        if loss is not None:
            raise loss

    def _tell(self, settings: Settings) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(settings)


def _refusal_to_write(file: Path) -> str:
    """Why the file could not be replaced, as far as can be told without trying; '' where it could.

    Its folder may still be made, where the nearest one above it takes new ones.
    """
    folder = next((one for one in file.parents if os.path.lexists(one)), file.parent)
    if not folder.is_dir():
        return f"{folder} is no folder"
    return "" if os.access(folder, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)


def _different(one: Settings, other: Settings) -> dict[str, object]:
    first, second = asdict(one), asdict(other)
    return {name: value for name, value in first.items() if value != second[name]}


def _refusal(name: str, value: object) -> ChoiceError:
    words = words_of(name)
    if type(value) is int and words.least is not None and words.most is not None:
        return OutOfRange(words.label, value, words.least, words.most)
    kind = type(getattr(DEFAULTS, name))
    allowed = tuple(str(one) for one in kind) if issubclass(kind, StrEnum) else ()
    return UnknownChoice(words.label, str(value), allowed)
