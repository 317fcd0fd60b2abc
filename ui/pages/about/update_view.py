"""What About says of newer versions. No Qt."""

from dataclasses import dataclass
from datetime import datetime

from launcher.actions.updates import Update, UpdateState
from ui.text.numbers import day_word


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateView:
    """`words` say how things stand; `notes` are Markdown, `address` opens in the browser."""

    words: str
    problem: str = ""
    title: str = ""
    notes: str = ""
    address: str = ""
    version: str = ""  # of the newer one, '' where there is none
    skipped: bool = False


def update_view(state: UpdateState, *, on: bool, now: datetime) -> UpdateView:
    """How things stand by what was asked last; `on`: it is asked once a day."""
    words = f"{_habit(on=on)} {_asked(state, now)}"
    found = state.update
    if found is None:
        return UpdateView(words=words, problem=state.problem)
    return UpdateView(
        words=words,
        problem=state.problem,
        title=_title(found),
        notes=found.notes,
        address=found.address,
        version=found.version,
        skipped=found.version == state.skipped,
    )


def _title(found: Update) -> str:
    made_for = "" if found.download else " It has no download for this system."
    return f"Version {found.version} of {found.date} is there.{made_for}"


def _habit(*, on: bool) -> str:
    if on:
        return "Snug asks once a day whether there is a newer version."
    return "Snug asks for a newer version only when you press Check now."


def _asked(state: UpdateState, now: datetime) -> str:
    if state.asked is None:
        return "It was not asked yet."
    when = state.asked.astimezone()
    days = (now.date() - when.date()).days
    said = f"{when:%x}" if days > 1 else f"{day_word(when, now.date()).lower()} at {when:%H:%M}"
    newest = "" if state.update or state.problem else " This is the newest."
    return f"Last asked: {said}.{newest}"
