"""Code as coloured HTML. The library finds the words; three colours are enough to read by."""

import html
from typing import Final

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Operator, String, _TokenType
from pygments.util import ClassNotFound

from ui.theme.tokens import Theme

LONGEST: Final = 60_000  # characters; longer code is shown plain, at once


def highlighted(code: str, language: str, theme: Theme) -> str:
    """The code as the inside of a <pre>, in the theme's colours. Unknown languages stay plain."""
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return html.escape(code)
    if len(code) > LONGEST:
        return html.escape(code)
    return "".join(_span(kind, text, theme) for kind, text in lexer.get_tokens(code))


def language_name(language: str) -> str:
    """'py' as people write it: 'Python'. What is not known is shown as it stands."""
    try:
        return str(get_lexer_by_name(language).name) if language else "Code"
    except ClassNotFound:
        return language


def _span(kind: _TokenType, text: str, theme: Theme) -> str:
    colours = theme.colours
    if _is(kind, Comment):
        colour = colours.code_comment
    elif _is(kind, String):
        colour = colours.code_string
    elif _is(kind, Keyword) or _is(kind, Operator.Word):
        colour = colours.code_keyword
    elif _is(kind, Name.Function) or _is(kind, Name.Class):
        colour = colours.accent
    else:
        return html.escape(text)
    return f'<span style="color:{colour}">{html.escape(text)}</span>'


def _is(kind: _TokenType, family: _TokenType) -> bool:
    """Token kinds are paths: `Comment.Single` is of the family `Comment`."""
    return tuple(kind[: len(family)]) == tuple(family)
