"""A run that is planned or under way, in words and shares. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.actions.measure import MeasurePlan, Moment, Step
from launcher.units import duration_text, size_text

WAITING: Final = "Waiting until the chat is done: the two would slow each other down."
KINDS: Final = {
    "make": ("to make", "Making"),
    "time": ("to time", "Timing"),
    "score": ("to read the text", "Reading the text with"),
    "answer": ("to answer", "Answers of"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgress:
    """How far one file is: 0 to 1, and in words."""

    title: str
    share: float
    words: str
    now: bool
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """How far all of it is."""

    title: str
    share: float
    left: str
    waiting: bool
    files: tuple[FileProgress, ...]


def plan_words(plan: MeasurePlan) -> str:
    """'24 steps, about 1 min, 41 MiB on the disk meanwhile. 6 are here from before.'"""
    todo = [step for step in plan.steps if not step.known]
    kept = len(plan.steps) - len(todo)
    if not todo:
        return "All of it was measured before: nothing is left to do."
    told = [_count(len(todo), "step")]
    told.append(f"about {duration_text(plan.seconds)}" if plan.seconds else "duration unknown")
    if plan.disk:
        told.append(f"{size_text(plan.disk)} on the disk meanwhile")
    before = f" {_count(kept, 'step')} {'is' if kept == 1 else 'are'} here from before."
    return f"{', '.join(told)}.{before if kept else ''}"


def nothing_to_do(plan: MeasurePlan) -> bool:
    """Whether every figure is here from before."""
    return all(step.known for step in plan.steps)


def run_view(plan: MeasurePlan, moment: Moment | None) -> RunView:
    """Where the run is; before its first word it is at the beginning.

    `step` of a moment counts from 1.
    """
    at = moment.step - 1 if moment else 0
    share = moment.share if moment else 0.0
    return RunView(
        title=_title(plan, moment),
        share=_whole_share(plan.steps, at, share),
        left=_left(plan, moment),
        waiting=moment is not None and moment.waiting,
        files=_files(plan.steps, at, share if moment else None),
    )


def _title(plan: MeasurePlan, moment: Moment | None) -> str:
    if moment is None:
        return "Beginning"
    doing = KINDS[moment.kind][1]
    name = titles_of(plan.steps).get(moment.file, moment.file)
    return f"{doing} {name} (step {moment.step} of {moment.of})"


def _left(plan: MeasurePlan, moment: Moment | None) -> str:
    seconds = moment.seconds_left if moment else plan.seconds
    if seconds is None:
        return "Time left is not known yet."
    return f"About {duration_text(seconds)} left."


def _whole_share(steps: Sequence[Step], at: int, share: float) -> float:
    """By the seconds the steps were thought to take; by their number where that is unknown."""
    weights = [0.0 if step.known else (step.seconds or 1.0) for step in steps]
    if any(step.seconds is None for step in steps):
        weights = [0.0 if step.known else 1.0 for step in steps]
    done = sum(weights[:at]) + (weights[at] * share if at < len(weights) else 0.0)
    return done / sum(weights) if sum(weights) else 1.0


def _files(steps: Sequence[Step], at: int, share: float | None) -> tuple[FileProgress, ...]:
    places: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        places.setdefault(step.file, []).append(number)
    titles = titles_of(steps)
    return tuple(_progress(titles[file], steps, own, at, share) for file, own in places.items())


def _progress(
    title: str, steps: Sequence[Step], own: Sequence[int], at: int, share: float | None
) -> FileProgress:
    finished = [n for n in own if n < at or steps[n].known]
    now = share is not None and at in own and not steps[at].known
    done = len(finished) == len(own)
    part = (len(finished) + (share or 0.0 if now else 0.0)) / len(own)
    if done:
        words = "here from before" if all(steps[n].known for n in own) else "done"
    elif now:
        words = KINDS[steps[at].kind][1].removesuffix(" of").removesuffix(" with").lower()
    else:
        words = ", ".join(KINDS[steps[n].kind][0] for n in own if n not in finished)
    return FileProgress(title=title, share=1.0 if done else part, words=words, now=now, done=done)


def titles_of(steps: Sequence[Step]) -> dict[str, str]:
    """How the run's files are called: without their ending."""
    files = list(dict.fromkeys(step.file for step in steps))
    return {file: file.removesuffix(".gguf") for file in files}


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
