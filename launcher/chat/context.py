"""What the model is sent of a conversation: everything a person sees of it.

Nothing is dropped to make room. Where the conversation is longer than the
context, the worker refuses with the two figures and the person decides
(ContextOverflow). Half an answer is sent too, since it is what stands in the
window, and asking to go on then works; only what has no text is left out.
"""

from collections.abc import Sequence

from launcher.chat.values import Conversation, Message
from launcher.protocol.messages import Turn


def turns_of(talk: Conversation, messages: Sequence[Message]) -> tuple[Turn, ...]:
    """The system prompt, if there is one, and every message that says something, in order."""
    said = [Turn(role=str(message.role), text=message.text) for message in messages]
    system = [Turn(role="system", text=talk.system)]
    return tuple(turn for turn in (*system, *said) if turn.text.strip())
