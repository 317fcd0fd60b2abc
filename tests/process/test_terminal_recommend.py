"""`snug recommend` in a process of its own, on imagined computers and without a network."""

import pytest

from tests.process.terminal import NUMBER, OF_CLASS, TEXT, WHOLE, Maybe, misfits, snug

RECOMMEND = {
    "priority": TEXT,
    "purpose": TEXT,
    "context": WHOLE,
    "picks": [
        {
            "repo": TEXT,
            "files": TEXT,
            "model": TEXT,
            "variant": TEXT,
            "size": WHOLE,
            "memory": WHOLE,
            "fit": TEXT,
            "quality": {
                "class": TEXT,
                "kept": NUMBER,
                "basis": TEXT,
                "source": TEXT,
                **OF_CLASS,
            },
            "licence": Maybe(TEXT),
            "reason": TEXT,
            "runner_up": Maybe(TEXT),
            "why_not": Maybe(TEXT),
            "context": Maybe(WHOLE),
            "tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
            "prompt_tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
            "why": [TEXT],
            "notes": [TEXT],
        }
    ],
    "nothing_fits": Maybe(TEXT),
    "imagined": Maybe(TEXT),
    "notes": [TEXT],
}
CARD = ("--ram", "32", "--gpu", "RTX 4070")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, snug_home: object) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")


def test_the_answer_has_the_keys_that_were_promised() -> None:
    call = snug("recommend", *CARD, "--json")
    assert call.status == 0
    assert misfits(call.answer, RECOMMEND) == []
    assert len(call.answer["picks"]) == 3
    assert call.answer["picks"][0]["notes"][0].startswith("The size is predicted.")


def test_an_imagined_computers_memory_is_said_to_be_free() -> None:
    said = "All of its memory is taken to be free; a running system usually holds 2 to 4 GiB."
    assert snug("recommend", *CARD, "--offline", "--json").answer["notes"] == [said]
    assert said in snug("recommend", *CARD, "--offline").out


def test_why_shows_the_arithmetic() -> None:
    plain = snug("recommend", *CARD, "--offline").out
    why = snug("recommend", *CARD, "--offline", "--why").out
    assert "12.00 GiB free on RTX 4070" not in plain
    assert "12.00 GiB free on RTX 4070" in why


def test_what_matters_and_what_for_decide() -> None:
    long = snug("recommend", *CARD, "--priority", "longest", "--offline", "--json").answer
    assert "tokens, among the longest here" in long["picks"][0]["reason"]
    code = snug("recommend", *CARD, "--for", "code", "--context", "32k", "--offline", "--json")
    assert code.answer["context"] == 32768
    assert "for code" in code.answer["picks"][0]["reason"]


def test_an_unknown_speed_is_null() -> None:
    answer = snug("recommend", "--ram", "16", "--gpu", "10", "--offline", "--json").answer
    assert answer["picks"][0]["tokens_per_second"] is None


def test_nothing_that_fits_ends_with_one_and_says_what_helps() -> None:
    call = snug("recommend", "--ram", "0.25", "--offline", "--json")
    assert call.status == 1
    assert call.answer["picks"] == []
    assert "More memory would help" in call.answer["nothing_fits"]


@pytest.mark.parametrize("words", [("--context", "3"), ("--for", "song"), ("--priority", "cheap")])
def test_a_wrong_call_ends_with_two(words: tuple[str, str]) -> None:
    assert snug("recommend", *words, "--offline").status == 2
