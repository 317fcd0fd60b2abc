"""What a person should know of a measurement before it begins."""

from collections.abc import Iterator, Sequence
from typing import Final

from launcher.actions.measuring.subjects import Subject
from launcher.actions.measuring.wish import WINDOW, MeasureWish, MeasuringText

OWN_TEXT: Final = "Figures of this text compare only with figures of the same text."
TOO_SHORT: Final = (
    "{file} was made for {trained} tokens at once and reads {window} here: its perplexity is"
    " higher than it would be within them."
)
OTHER_MODELS: Final = (
    "The files are of different models, so their perplexities cannot be set side by side: they"
    " cut the text into other tokens or learned from other texts."
)


def notes_of(
    wish: MeasureWish, subjects: Sequence[Subject], text: MeasuringText | None, low: int | None
) -> Iterator[str]:
    """A sentence for each; `low` is the battery's charge in percent where it is too little."""
    for subject in subjects:
        if subject.why_not_read:
            yield f"{subject.label} is only timed: {subject.why_not_read}."
    readable = [subject for subject in subjects if not subject.why_not_read]
    if len({(s.facts.vocabulary, s.facts.parameters) for s in readable}) > 1:
        yield OTHER_MODELS
    for subject in readable:
        trained = subject.facts.trained_context
        if trained and trained < WINDOW:
            yield TOO_SHORT.format(file=subject.label, trained=trained, window=WINDOW)
    if text is not None and text.own:
        yield OWN_TEXT
    if low is not None and not wish.on_battery:
        yield (
            f"The computer runs on its battery, with {low} % left: it begins only when that is"
            " allowed."
        )
