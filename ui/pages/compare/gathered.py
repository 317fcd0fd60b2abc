"""What is compared, found one by one: what cannot be read keeps nothing else away. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.actions.compared import Compared, compared_of, together
from launcher.actions.parts import Parts
from launcher.errors import InvalidToken, RepoGated, SnugError
from launcher.sentences import Sentence
from ui.text.failures import sentence_for

PAGE: Final = "Open its page"
SETTINGS: Final = "Open Settings"
INSTEAD: Final = "This is from the built-in catalog until the Hub answers."
AGAIN: Final = "Try again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A repository that gave nothing, or could not be asked; why, and what can be done."""

    repo: str
    said: Sentence
    buttons: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """What happened and what to do, with the repository's name in it."""
        named = self.repo in self.said.what
        what = self.said.what if named else f"{self.repo}: {self.said.what}"
        return f"{what} {self.said.next}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """By the name asked for: what was found, or why nothing was."""

    asked: tuple[str, ...]
    found: Mapping[str, Compared]
    failed: Mapping[str, SnugError]

    @property
    def compared(self) -> Compared:
        """Everything that was found, for one board."""
        return together([self.found[one] for one in self.asked if self._has(one)])

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What was not found or not asked for at the Hub, in the order it was asked for."""
        wanting = [one for one in self.asked if not self._has(one) or self.found[one].unasked]
        return tuple(self._trouble(one) for one in wanting)

    def knows(self, asked: Sequence[str]) -> bool:
        """Whether all of these were asked for before."""
        return all(one in self.found or one in self.failed for one in asked)

    def without(self, *names: str) -> "Gathered":
        """The same, knowing nothing of these: they are asked for again."""
        found = {one: what for one, what in self.found.items() if one not in names}
        failed = {one: what for one, what in self.failed.items() if one not in names}
        return Gathered(asked=self.asked, found=found, failed=failed)

    def _has(self, name: str) -> bool:
        return name in self.found and bool(self.found[name].files)

    def _trouble(self, name: str) -> Trouble:
        error = self.failed.get(name)
        if error is None and self.found[name].unasked:  # a note below the board says why
            return Trouble(repo=name, said=Sentence(what=INSTEAD, next=""), buttons=(AGAIN,))
        if error is None:
            words = " ".join(self.found[name].notes) or "It has no files to compare."
            return Trouble(repo=name, said=Sentence(what=words, next=""))
        return Trouble(repo=name, said=sentence_for(error), buttons=_buttons(error))


def _buttons(error: SnugError) -> tuple[str, ...]:
    """What helps: asking for access, a token, another try."""
    page = (PAGE,) if isinstance(error, RepoGated) else ()
    token = (SETTINGS,) if isinstance(error, RepoGated | InvalidToken) else ()
    return (*page, *token, AGAIN)


NOTHING: Final = Gathered(asked=(), found={}, failed={})


def gather(parts: Parts, family: str, repos: tuple[str, ...], known: Gathered) -> Gathered:
    """Find what is not `known` yet. Raises SnugError for the family; repositories fail alone."""
    asked = ((family,) if family else ()) + repos
    found = {one: what for one, what in known.found.items() if one in asked}
    failed = {one: what for one, what in known.failed.items() if one in asked}
    for name in asked:
        if name in found or name in failed:
            continue
        try:
            found[name] = compared_of(parts, name)
        except SnugError as error:
            if name == family:
                raise
            failed[name] = error
    return Gathered(asked=asked, found=found, failed=failed)
