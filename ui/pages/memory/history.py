"""What was turned, to go back and forth in. No Qt."""

from dataclasses import fields

from launcher.memory.choices import Choices


class History:
    """Choices one after another. A run of changes of one and the same choice is one step."""

    def __init__(self, first: Choices) -> None:
        self._steps = [first]
        self._at = 0
        self._last = ""  # the one choice that the newest step changed

    @property
    def can_undo(self) -> bool:
        """Whether there is something before."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return self._at + 1 < len(self._steps)

    def turn(self, choices: Choices) -> None:
        """Choices are these now; what was taken back is forgotten."""
        now = self._steps[self._at]
        changed = _changed(now, choices)
        if not changed:
            return
        del self._steps[self._at + 1 :]
        if len(changed) == 1 and changed[0] == self._last:
            self._steps[self._at] = choices
        else:
            self._steps.append(choices)
            self._at += 1
        self._last = changed[0] if len(changed) == 1 else ""

    def undo(self) -> Choices:
        """The choices before."""
        self._at = max(0, self._at - 1)
        self._last = ""
        return self._steps[self._at]

    def redo(self) -> Choices:
        """The choices that were taken back."""
        self._at = min(len(self._steps) - 1, self._at + 1)
        self._last = ""
        return self._steps[self._at]


def _changed(one: Choices, other: Choices) -> list[str]:
    names = (each.name for each in fields(Choices))
    return [name for name in names if getattr(one, name) != getattr(other, name)]
