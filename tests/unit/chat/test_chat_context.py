from launcher.chat.context import turns_of
from launcher.chat.values import Conversation, Ending, Message, Role
from launcher.protocol.messages import Turn


def message(number: int, role: Role, text: str, ending: Ending | None = None) -> Message:
    return Message(id=number, role=role, text=text, ending=ending)


def test_the_system_prompt_comes_first_and_every_message_follows() -> None:
    talk = Conversation(id=1, title="t", system="Be brief.")
    said = (
        message(1, Role.USER, "Hi"),
        message(2, Role.ASSISTANT, "Hello.", Ending.STOP),
        message(3, Role.USER, "And?"),
    )
    assert turns_of(talk, said) == (
        Turn(role="system", text="Be brief."),
        Turn(role="user", text="Hi"),
        Turn(role="assistant", text="Hello."),
        Turn(role="user", text="And?"),
    )


def test_an_empty_system_prompt_and_answers_without_text_are_left_out() -> None:
    talk = Conversation(id=1, title="t", system="  \n")
    said = (
        message(1, Role.USER, "Hi"),
        message(2, Role.ASSISTANT, "", Ending.FAILED),
        message(3, Role.ASSISTANT, "\n", Ending.CANCELLED),
        message(4, Role.USER, "Hi?"),
    )
    assert [turn.text for turn in turns_of(talk, said)] == ["Hi", "Hi?"]


def test_half_an_answer_is_sent_so_that_the_model_can_go_on() -> None:
    talk = Conversation(id=1, title="t")
    for ending in (Ending.FAILED, Ending.WRITING, Ending.CANCELLED, Ending.CONTEXT):
        said = (message(1, Role.USER, "Count"), message(2, Role.ASSISTANT, "One, tw", ending))
        assert turns_of(talk, said)[1] == Turn(role="assistant", text="One, tw")


def test_nothing_is_dropped_to_make_room() -> None:
    talk = Conversation(id=1, title="t")
    said = tuple(message(n, Role.USER, "word " * 1000) for n in range(500))
    assert len(turns_of(talk, said)) == 500
