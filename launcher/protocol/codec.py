"""Values to lines and back, checked on the way in: a line from another process is not trusted."""

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from launcher.protocol import messages
from launcher.protocol.messages import Event, Request


class NotAMessage(ValueError):
    """The line is not a message of this protocol."""


def encode(message: Request | Event) -> bytes:
    """One line of UTF-8 JSON with its newline. Half a character is sent escaped."""
    body = {"type": type(message).__name__, **dataclasses.asdict(message)}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a character, as in a file name that is no text
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def decode(line: bytes) -> Request | Event:
    """The message in a line.

    Raises NotAMessage where the line is not JSON, names no known message, lacks
    a field or has one of the wrong type. Unknown fields are ignored.
    """
    try:
        body = json.loads(line)
    except ValueError as error:
        raise NotAMessage(str(error)) from error
    kinds = _kinds()
    if not isinstance(body, dict) or body.get("type") not in kinds:
        raise NotAMessage(f"no such message: {line[:80]!r}")
    return typing.cast("Request | Event", _build(kinds[body["type"]], body))


@cache
def _kinds() -> dict[str, type]:
    members = (*get_args(messages.Request), *get_args(messages.Event))
    return {member.__name__: member for member in members}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: type, body: dict[str, Any]) -> object:
    values: dict[str, object] = {}
    for field in dataclasses.fields(kind):
        if field.name in body:
            values[field.name] = _value(_hints(kind)[field.name], body[field.name], field.name)
        elif field.default is dataclasses.MISSING:
            raise NotAMessage(f"{kind.__name__} lacks {field.name}")
    return kind(**values)


def _value(hint: Any, raw: object, name: str) -> object:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if raw is None:
            return None
        return _value(next(a for a in get_args(hint) if a is not type(None)), raw, name)
    if origin is tuple:
        if not isinstance(raw, list):
            raise NotAMessage(f"{name} is not a list")
        return tuple(_value(get_args(hint)[0], item, name) for item in raw)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(raw, dict):
            raise NotAMessage(f"{name} is not an object")
        return _build(hint, raw)
    return _scalar(hint, raw, name)


def _scalar(hint: Any, raw: object, name: str) -> object:
    if hint is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if not isinstance(raw, hint) or (hint is int and isinstance(raw, bool)):
        raise NotAMessage(f"{name} is not {hint.__name__}")
    return raw
