"""A conversation as a file for other programs and for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from launcher.chat.values import Conversation, Message, Role


def as_markdown(talk: Conversation, messages: Sequence[Message]) -> str:
    """The conversation to read: a heading per message, answers under their model's name."""
    parts = [f"# {talk.title or 'Conversation'}"]
    if talk.system.strip():
        quoted = "\n".join(f"> {line}".rstrip() for line in talk.system.strip().splitlines())
        parts.append(f"System prompt:\n\n{quoted}")
    parts += [f"## {_speaker(one)}\n\n{one.text.strip()}".rstrip() for one in messages]
    return "\n\n".join(parts) + "\n"


def as_json(talk: Conversation, messages: Sequence[Message]) -> str:
    """The conversation with everything that is known of it; times as ISO 8601, UTC."""
    answer = {
        "title": talk.title,
        "system": talk.system,
        "sampling": asdict(talk.sampling),
        "created": _time(talk.created),
        "changed": _time(talk.changed),
        "messages": [
            {name: value for name, value in asdict(message).items() if name != "id"}
            for message in messages
        ],
    }
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _speaker(message: Message) -> str:
    if message.role is Role.ASSISTANT:
        return message.model or "Model"
    return "You" if message.role is Role.USER else "System"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
