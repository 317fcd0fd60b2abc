import pytest

from ui.pages.settings.view import is_web_address


@pytest.mark.parametrize("text", ["https://huggingface.co", "http://127.0.0.1:8080/hub"])
def test_a_mirror_is_a_web_address(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text", ["not a url", "huggingface.co", "https://", "ftp://x", "http://[x"]
)
def test_what_no_hub_can_be_asked_at_is_refused(text):
    assert not is_web_address(text)
