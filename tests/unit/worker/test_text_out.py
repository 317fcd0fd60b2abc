import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.worker.pace import Pace
from launcher.worker.text_out import StopWords, TextOut


def run(pieces: list[bytes], stops: tuple[str, ...] = ()) -> tuple[str, bool, int]:
    told: list[str] = []
    out = TextOut(StopWords(stops), lambda text, _tokens: told.append(text))
    stopped = False
    for number, piece in enumerate(pieces, 1):
        stopped = out.add(piece, number, number / 1000)
        if stopped:
            break
    out.end(len(pieces))
    return "".join(told), stopped, len(told)


@given(st.text(), st.integers(1, 5))
def test_text_cut_anywhere_arrives_whole(text: str, width: int) -> None:
    data = text.encode("utf-8", "replace")
    pieces = [data[at : at + width] for at in range(0, len(data), width)]
    assert run(pieces)[0] == data.decode()


@given(st.text("ab", max_size=30), st.text("ab", min_size=1, max_size=4), st.integers(1, 4))
def test_a_stop_word_is_found_however_it_is_cut(text: str, word: str, width: int) -> None:
    pieces = [text[at : at + width].encode() for at in range(0, len(text), width)]
    shown, stopped, _ = run(pieces, (word,))
    assert shown == text.split(word, maxsplit=1)[0]
    assert stopped == (word in text)


def test_a_byte_that_is_no_character_holds_nothing_up() -> None:
    shown, _, _ = run([b"a", b"\xe2", b"b", b"c"])
    assert shown == "a\ufffdbc"


def test_the_first_piece_is_shown_at_once_and_the_others_on_time() -> None:
    _, _, times = run([b"x"] * 100)  # a token each millisecond
    assert times == 1 + 3 + 1  # at once, every 25 ms, the rest


def test_the_earliest_of_several_stop_words_counts() -> None:
    assert run([b"one two three"], ("three", "two"))[0] == "one "


@pytest.mark.parametrize(("moments", "due"), [([0.0, 0.01, 0.03], [True, False, True])])
def test_a_pace_is_kept(moments: list[float], due: list[bool]) -> None:
    pace = Pace(40)
    assert [pace.due(moment) for moment in moments] == due
