import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.text.markdown import Code, Prose, blocks, is_safe_link, settled_length


def prose(text: str) -> str:
    return "".join(block.html for block in blocks(text) if isinstance(block, Prose))


def test_html_stays_text():
    shown = prose("<script>alert(1)</script><img src=x onerror=y> <b>bold</b>")
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;b&gt;" in shown


def test_a_picture_becomes_a_link_and_is_never_fetched():
    shown = prose("![a cat](https://example.org/cat.png)")
    assert "<img" not in shown
    assert '<a href="https://example.org/cat.png">a cat</a>' in shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        "smb://host/share",
        "snug:x",
        "//host/path",
        "/etc/passwd",
    ],
)
def test_only_web_and_mail_addresses_are_links(address):
    assert not is_safe_link(address)
    assert "href" not in prose(f"[x](<{address}>) ![y](<{address}>)")


@given(st.text(alphabet="<>&\"'`*_[]()!# \n-|:abc/", max_size=200))
def test_nothing_written_becomes_a_tag_of_its_own(text):
    allowed = {
        "p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5",
        "h6", "blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "s",
    }  # fmt: skip
    for piece in prose(text).split("<")[1:]:
        tag = piece.lstrip("/").split(">")[0].split(" ")[0].rstrip("/")
        assert tag in allowed


def test_code_comes_apart_with_its_language():
    found = blocks("before\n\n```python\nx = 1\n```\nafter")
    assert [type(block) for block in found] == [Prose, Code, Prose]
    assert found[1] == Code(language="python", text="x = 1")


def test_an_open_fence_is_code_already():
    assert blocks("```py\nx =") == (Code(language="py", text="x ="),)


def test_a_blank_line_settles_what_is_before_it():
    assert settled_length("one\n\ntwo") == 5


@pytest.mark.parametrize("text", ["one", "```\na\n\nb", "~~~\n\n```\n\n", "- a\n\n  b"])
def test_what_may_still_change_is_not_settled(text):
    assert settled_length(text) == 0


def test_a_closed_fence_can_settle():
    text = "```\na\n\nb\n```\n\nmore"
    assert text[settled_length(text) :] == "more"


def test_a_table_and_strikethrough_are_understood():
    shown = prose("| a | b |\n|---|---|\n| 1 | ~~2~~ |")
    assert "<table" in shown
    assert "<s>2</s>" in shown
