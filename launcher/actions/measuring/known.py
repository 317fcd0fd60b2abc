"""Which file it is, and what is known of it from before and need not be measured again.

A file is known by a hash of its header, size and samples of its data, whatever it is called. A
checkpoint of the same model has the same header and size; the samples tell them apart without
reading all of it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from launcher.actions.estimate import digest_of
from launcher.actions.measuring.wish import WINDOW, MeasuringText, Thoroughness
from launcher.actions.parts import Parts
from launcher.errors import NoSuchFile, UnreadableFile
from launcher.library.walk import group_of
from launcher.measurement.measured_file import MeasuredFile, Timing
from launcher.measurement.windows_kept import WindowsKept, WindowsOf
from launcher.models.facts import ModelFacts

PLACES: Final = 8  # samples of each file, spread over it
SAMPLE: Final = 16_384  # bytes


def content_of(path: Path, facts: ModelFacts) -> str:
    """The same for the same bytes, in any place. Raises NoSuchFile, UnreadableFile."""
    digest = hashlib.sha256(digest_of(facts).encode())
    for file in group_of(path):
        try:
            digest.update(str(file.stat().st_size).encode())
            for sample in _samples(file):
                digest.update(sample)
        except FileNotFoundError:
            raise NoSuchFile(str(file)) from None
        except OSError as error:
            raise UnreadableFile(str(file), error.strerror or str(error)) from error
    return digest.hexdigest()[:32]


def timing_known(
    row: MeasuredFile | None, facts: ModelFacts, how: Thoroughness, plan: str
) -> bool:
    """Whether it was timed as often with as many tokens and loaded in the same way."""
    if row is None or row.plan != plan:
        return False
    if row.answer is None:  # it only reads, and no more at once than it was made for
        longest = facts.trained_context or how.prompt
        return _timed(row.prompt, min(how.prompt, longest), how.repeats)
    return _timed(row.prompt, how.prompt, how.repeats) and _timed(
        row.answer, how.answer, how.repeats
    )


def score_known(
    row: MeasuredFile | None, text: MeasuringText | None, how: Thoroughness, reference: str
) -> bool:
    """Whether the same windows of the same text were read.

    `reference` is the content they are to be compared with, empty for none.
    """
    if row is None or text is None or row.text is None or row.perplexity is None:
        return False
    read = row.text
    if (read.sha256, read.window) != (text.sha256, WINDOW):
        return False
    if read.windows != how.windows and not (read.whole and read.windows <= how.windows):
        return False
    return not reference or (
        row.distance is not None and row.distance.reference_content == reference
    )


def answers_known(row: MeasuredFile | None, prompts: Sequence[str]) -> bool:
    """Whether all prompts were answered."""
    return row is not None and set(prompts) <= {said.prompt for said in row.answers}


def windows_of(
    parts: Parts, content: str, text: MeasuringText, *, engine: str, reference: str
) -> WindowsKept:
    """The windows that lie on the disk of a file compared with this reference (its content)."""
    of = WindowsOf(
        content=content, text=text.sha256, window=WINDOW, engine=engine, reference=reference
    )
    return WindowsKept(parts.places.measuring, of)


def _timed(timing: Timing | None, tokens: int, repeats: int) -> bool:
    """With as many tokens; more than half of the repeats must have counted."""
    return timing is not None and timing.tokens == tokens and timing.repeats > repeats // 2


def _samples(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        last = max(0, stream.seek(0, 2) - SAMPLE)
        for place in range(PLACES):
            stream.seek(last * place // (PLACES - 1))
            yield stream.read(SAMPLE)
