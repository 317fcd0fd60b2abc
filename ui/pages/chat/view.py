"""What the chat page says, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from launcher.chat.values import AnswerStats, Conversation, Ending, Message, Role
from launcher.units import duration_text


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message as it is shown. `notice` says how an answer ended, if not well."""

    id: int
    mine: bool
    text: str
    stats: str = ""
    notice: str = ""
    writing: bool = False
    last_answer: bool = False
    unanswered: bool = False  # the last message, and the person's own


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRow:
    """A conversation in the list; `group` is the heading it stands under."""

    id: int
    title: str
    detail: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeView:
    """The context gauge: tokens used, granted, trained (0: not known)."""

    used: int
    granted: int
    trained: int

    @property
    def words(self) -> str:
        """'2,914 used · 32,768 granted · 131,072 trained'."""
        if not self.granted:
            return ""
        trained = f" · {self.trained:,} trained" if self.trained else ""
        return f"{self.used:,} used · {self.granted:,} granted{trained}"


def message_views(messages: Sequence[Message]) -> tuple[MessageView, ...]:
    """The messages in order; the last answer is the one that can be given again."""
    shown = [m for m in messages if m.role is not Role.SYSTEM]
    return tuple(message_view(m, last=m is shown[-1]) for m in shown)


def message_view(message: Message, *, last: bool) -> MessageView:
    """One message."""
    mine = message.role is Role.USER
    return MessageView(
        id=message.id,
        mine=mine,
        text=message.text,
        stats="" if message.stats is None else stats_text(message.stats),
        notice=_notice(message),
        last_answer=last and not mine,
        unanswered=last and mine,
    )


def growing_view(message: int, text: str) -> MessageView:
    """An answer of which more is coming."""
    return MessageView(id=message, mine=False, text=text, writing=True)


def last_used(messages: Sequence[Message]) -> int:
    """Tokens of context the conversation took at its last answer; 0 where none was measured."""
    for message in reversed(messages):
        if message.stats is not None:
            return message.stats.context_used
    return 0


def stats_text(stats: AnswerStats) -> str:
    """'281 tokens · 47.3 tokens/s · first token after 0.4 s'."""
    tokens = "1 token" if stats.answer_tokens == 1 else f"{stats.answer_tokens:,} tokens"
    parts = [tokens]
    if stats.answer_speed > 0:
        digits = 1 if stats.answer_speed < 100 else 0
        parts.append(f"{stats.answer_speed:,.{digits}f} tokens/s")
    first = stats.first_token
    after = f"{first:.1f} s" if first >= 0.1 else f"{max(1, round(first * 1000))} ms"
    parts.append(f"first token after {after}")
    return " · ".join(parts)


def talk_rows(talks: Sequence[Conversation], now: datetime) -> tuple[TalkRow, ...]:
    """The conversations, newest first, under the day they were last changed."""
    return tuple(
        TalkRow(
            id=talk.id,
            title=talk.title or "New conversation",
            detail=_when(datetime.fromtimestamp(talk.changed, tz=now.tzinfo), now),
            group=_group(datetime.fromtimestamp(talk.changed, tz=now.tzinfo).date(), now.date()),
        )
        for talk in talks
    )


def reading_text(done: int, total: int, seconds: float) -> str:
    """How far the reading of a long prompt is, with the time left once it can be told."""
    words = f"Reading {done:,} of {total:,} tokens"
    if done and seconds > 0.5:
        words += f", about {duration_text(seconds * (total - done) / done)} left"
    return words


def file_name(title: str) -> str:
    """A conversation's title as the name of a file that every system takes."""
    bare = "".join(" " if sign in '<>:"/\\|?*' or sign < " " else sign for sign in title)
    return f"{' '.join(bare.split()).strip('. ') or 'Conversation'}.md"


def _notice(message: Message) -> str:
    if message.role is not Role.ASSISTANT or message.ending is None:
        return ""
    if message.ending is Ending.FAILED:
        return message.failure or "The answer could not be finished."
    return {
        Ending.WRITING: "This answer was interrupted. What had arrived is kept.",
        Ending.CANCELLED: "Stopped.",
        Ending.LENGTH: "The answer reached the most tokens that were allowed.",
        Ending.CONTEXT: "The context is full. A longer context or a new conversation gives room.",
    }.get(message.ending, "")


def _group(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if day > today - timedelta(days=7):
        return "Last week"
    if day > today - timedelta(days=31):
        return "Last month"
    return str(day.year)


def _when(then: datetime, now: datetime) -> str:
    if then.date() == now.date():
        return then.strftime("%H:%M")
    return then.strftime("%d %b %Y") if then.year != now.year else then.strftime("%d %b")
