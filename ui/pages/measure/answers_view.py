"""What the files answered to the same prompt: equal answers are said once. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.measurement.measured_file import MeasuredFile
from ui.pages.measure.view import Group, shortened

_ENDED: Final = "stop"  # it came to an end by itself
NOTHING: Final = "It said nothing."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """One answer and the files that gave it, word for word."""

    titles: str
    text: str
    note: str


def prompts(group: Group) -> tuple[str, ...]:
    """What was asked of at least one of the files, once each."""
    asked = {said.prompt: None for file in group.files for said in file.answers}
    return tuple(asked)


def answers(group: Group, prompt: str) -> tuple[AnswerView, ...]:
    """The different answers to this prompt, the reference's first."""
    found: dict[str, list[str]] = {}
    cut: dict[str, bool] = {}
    for file, title in _reference_first(group):
        for said in file.answers:
            if said.prompt == prompt:
                text = said.text.strip()
                found.setdefault(text, []).append(title)
                cut[text] = cut.get(text, False) or said.reason != _ENDED
    first = next(iter(found), None)
    return tuple(
        AnswerView(
            titles=", ".join(map(shortened, titles)),
            text=text or NOTHING,
            note=_note(titles, cut=cut[text], first=text == first, many=len(found)),
        )
        for text, titles in found.items()
    )


def _reference_first(group: Group) -> Sequence[tuple[MeasuredFile, str]]:
    pairs = list(zip(group.files, group.titles, strict=True))
    return sorted(pairs, key=lambda pair: pair[0].content not in group.references)


def _note(titles: Sequence[str], *, cut: bool, first: bool, many: int) -> str:
    words = []
    if len(titles) > 1 and many == 1:
        words.append(f"All {len(titles)} files, word for word.")
    elif len(titles) > 1:
        words.append(f"{len(titles)} files, word for word.")
    if cut:
        words.append("Ended at the limit of tokens.")
    if first and many > 1:
        words.append("The others differ from this one.")
    return " ".join(words)
