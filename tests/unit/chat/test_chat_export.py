import json

from launcher.chat.export import as_json, as_markdown
from launcher.chat.values import AnswerStats, Conversation, Ending, Message, Role

TALK = Conversation(
    id=3, title="Bread", system="Be brief.\n\nRhyme.", created=0.0, changed=86_400.0
)
SAID = (
    Message(id=1, role=Role.USER, text="How?\n"),
    Message(
        id=2,
        role=Role.ASSISTANT,
        text="Knead.",
        ending=Ending.STOP,
        model="tiny-Q8_0",
        stats=AnswerStats(answer_tokens=2),
    ),
    Message(id=3, role=Role.ASSISTANT, text="", ending=Ending.FAILED),
)


def test_markdown_reads_like_the_conversation() -> None:
    assert as_markdown(TALK, SAID) == (
        "# Bread\n\nSystem prompt:\n\n> Be brief.\n>\n> Rhyme.\n\n"
        "## You\n\nHow?\n\n## tiny-Q8_0\n\nKnead.\n\n## Model\n"
    )


def test_json_has_everything_that_is_known() -> None:
    found = json.loads(as_json(TALK, SAID))
    assert found["title"] == "Bread"
    assert found["changed"] == "1970-01-02T00:00:00+00:00"
    assert found["sampling"]["temperature"] is None  # as suits the model that answers
    assert found["sampling"]["top_p"] == 0.95
    assert [one["role"] for one in found["messages"]] == ["user", "assistant", "assistant"]
    assert found["messages"][1]["stats"]["answer_tokens"] == 2
    assert found["messages"][2]["ending"] == "failed"
