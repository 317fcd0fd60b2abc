"""Markdown from a model or a stranger, as blocks that are safe to show.

HTML in it stays text, pictures become links, and only web and mail addresses
are links at all. Blocks of code come apart, to be shown with their own tools.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SAFE_SCHEMES: Final = ("http", "https", "mailto")
LONGEST: Final = 400_000  # characters; more than any answer, and less than what would stall
_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Everything but code, as the HTML that Qt's rich text reads."""

    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A block of code; `language` is what its author wrote after the fence, often nothing."""

    language: str
    text: str


Block = Prose | Code


def blocks(text: str) -> tuple[Block, ...]:
    """The text as blocks, in order."""
    parser = _parser()
    environment: dict[str, Any] = {}
    found: list[Block] = []
    waiting: list[Token] = []

    def flush() -> None:
        if waiting:
            markup = parser.renderer.render(waiting, parser.options, environment)
            found.append(Prose(html=markup))
            waiting.clear()

    for token in parser.parse(text[:LONGEST], environment):
        if token.level == 0 and token.type in ("fence", "code_block"):
            flush()
            language = token.info.strip().split(" ")[0] if token.info else ""
            found.append(Code(language=language, text=token.content.rstrip("\n")))
        else:
            waiting.append(token)
    flush()
    return tuple(found)


def settled_length(text: str) -> int:
    """How much of a growing text can no longer change: up to the last blank line outside code.

    What follows may still become something else, such as a list or a table.
    """
    fence = ""
    settled = position = 0
    for line in text.splitlines(keepends=True):
        position += len(line)
        opened = _FENCE.match(line)
        if opened and not fence:
            fence = opened[1]
        elif opened and opened[1][0] == fence[0] and len(opened[1]) >= len(fence):
            if not line.strip().strip(fence[0]):
                fence = ""
        elif not fence and not line.strip() and line.endswith("\n"):
            settled = position
    # An indented line after the blank may belong to the block before it.
    return settled if not text[settled : settled + 1].isspace() else 0


def is_safe_link(address: str) -> bool:
    """Whether an address may be offered for opening at all."""
    try:
        return urlsplit(address).scheme.lower() in SAFE_SCHEMES
    except ValueError:
        return False


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  sixty modules, for the first text shown

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("hr", _rule)
    for cell in ("th_open", "td_open"):
        parser.add_render_rule(cell, _cell_open)
    return parser


def _image(
    _self: object, tokens: "Sequence[Token]", index: int, _options: object, _environment: object
) -> str:
    token = tokens[index]
    address = str(token.attrs.get("src", ""))
    words = html.escape(token.content or "picture")
    if not is_safe_link(address):
        return words
    return f'<a href="{html.escape(address)}">{words}</a>'


def _link_open(
    _self: object, tokens: "Sequence[Token]", index: int, _options: object, _environment: object
) -> str:
    address = str(tokens[index].attrs.get("href", ""))
    return f'<a href="{html.escape(address)}">' if is_safe_link(address) else "<a>"


def _table_open(
    _self: object, _tokens: "Sequence[Token]", _index: int, _options: object, _environment: object
) -> str:
    return '<table cellspacing="0" cellpadding="6" width="100%">\n'


def _cell_open(
    _self: object, tokens: "Sequence[Token]", index: int, _options: object, _environment: object
) -> str:
    """Qt forgets a cell's border where the cell has a style of its own; `align` is none."""
    token = tokens[index]
    align = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} align="{align or "left"}">'


def _rule(
    _self: object, _tokens: "Sequence[Token]", _index: int, _options: object, _environment: object
) -> str:
    return "<hr>\n"
