from datetime import UTC, datetime

from launcher.chat.values import AnswerStats, Conversation, Ending, Message, Role
from ui.pages.chat.view import (
    GaugeView,
    file_name,
    message_views,
    reading_text,
    stats_text,
    talk_rows,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def answer(ending: Ending, **more: object) -> Message:
    return Message(id=2, role=Role.ASSISTANT, text="half", ending=ending, **more)


def test_an_answer_says_how_it_ended_when_not_well():
    for ending in (Ending.WRITING, Ending.CANCELLED, Ending.LENGTH, Ending.CONTEXT):
        assert message_views([answer(ending)])[0].notice.endswith(".")
    assert message_views([answer(Ending.STOP)])[0].notice == ""
    failed = answer(Ending.FAILED, failure="The engine was killed.")
    assert message_views([failed])[0].notice == "The engine was killed."


def test_only_the_last_answer_can_be_given_again():
    mine = Message(id=1, role=Role.USER, text="q")
    views = message_views([mine, answer(Ending.STOP), Message(id=3, role=Role.USER, text="r")])
    assert not any(view.last_answer for view in views)
    assert message_views([mine, answer(Ending.STOP)])[1].last_answer


def test_the_system_prompt_is_no_message():
    assert message_views([Message(id=1, role=Role.SYSTEM, text="be brief")]) == ()


def test_stats_are_said_in_one_line():
    stats = AnswerStats(answer_tokens=281, answer_speed=47.31, first_token=0.42)
    assert stats_text(stats) == "281 tokens · 47.3 tokens/s · first token after 0.4 s"
    assert stats_text(AnswerStats(answer_tokens=1)).startswith("1 token · first")


def test_conversations_stand_under_their_days():
    def talk(number: int, days: int) -> Conversation:
        return Conversation(id=number, title=f"t{number}", changed=NOW.timestamp() - days * 86400)

    groups = [
        row.group for row in talk_rows([talk(n, d) for n, d in enumerate((0, 1, 3, 20, 400))], NOW)
    ]
    assert groups == ["Today", "Yesterday", "Last week", "Last month", "2025"]


def test_the_gauge_speaks_only_when_a_context_is_granted():
    assert GaugeView(used=5, granted=0, trained=9).words == ""
    words = GaugeView(used=2914, granted=32768, trained=131072).words
    assert words == "2,914 used · 32,768 granted · 131,072 trained"


def test_reading_tells_the_time_left_once_it_can():
    assert reading_text(0, 1000, 2.0) == "Reading 0 of 1,000 tokens"
    assert reading_text(250, 1000, 2.0) == "Reading 250 of 1,000 tokens, about 6 s left"


def test_a_title_becomes_a_name_every_system_takes():
    assert file_name("What is 1/2: a half?") == "What is 1 2 a half.md"
    assert file_name("...") == "Conversation.md"


def test_a_last_message_of_ones_own_can_be_answered():
    mine = Message(id=1, role=Role.USER, text="q")
    assert message_views([mine])[0].unanswered
    assert not message_views([mine, answer(Ending.STOP)])[0].unanswered
