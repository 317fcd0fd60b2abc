"""The small parts: halt, speed, patience, errors translated at the door."""

import threading

import httpx2
import pytest

from launcher.errors import NoNetwork, RepoNotFound
from launcher.hub.halt import Halt
from launcher.hub.patience import Patience
from launcher.hub.speed import WINDOW, Speed
from launcher.hub.translate import Question, plain, translated

ASKED = Question(host="example.org", has_token=False, repo="a/b")


def test_a_halt_cuts_what_it_was_told_of_and_what_comes_later() -> None:
    halt = Halt()
    cut: list[str] = []
    halt.on_halt(lambda: cut.append("before"))
    gone = lambda: cut.append("gone")  # noqa: E731
    halt.on_halt(gone)
    halt.forget(gone)
    assert not halt.wait(0)
    halt.say()
    halt.say()
    halt.on_halt(lambda: cut.append("after"))
    assert cut == ["before", "after"]
    assert halt.said


def test_who_waits_hears_a_halt() -> None:
    halt = Halt()
    heard: list[bool] = []
    thread = threading.Thread(target=lambda: heard.append(halt.wait(60)))
    thread.start()
    halt.say()
    thread.join(20)
    assert heard == [True]


def test_speed_is_that_of_the_last_seconds_and_falls_to_nothing_in_a_stall() -> None:
    speed = Speed()
    assert speed.rate == 0.0
    for second in range(20):
        speed.note(second * 1000, now=float(second))
    assert speed.rate == pytest.approx(1000)
    for second in range(20, 20 + int(WINDOW) + 1):
        speed.note(19_000, now=float(second))
    assert speed.rate == 0.0


def test_a_moment_is_too_short_for_a_speed() -> None:
    speed = Speed()
    speed.note(0, now=1.0)
    speed.note(10**9, now=1.01)
    assert speed.rate == 0.0


def test_waits_double_up_to_a_limit() -> None:
    patience = Patience(first_wait=1.0, most_wait=5.0)
    assert [patience.wait_after(n) for n in range(1, 6)] == [1, 2, 4, 5, 5]
    assert patience.wait_after(10_000) == 5


def test_addresses_do_not_get_into_words() -> None:
    told = plain(httpx2.ConnectError("cannot reach https://cdn.example/x?Signature=secret now"))
    assert told == "cannot reach … now"
    assert plain(ValueError()) == "ValueError"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx2.ReadTimeout("x"), "no answer in time"),
        (httpx2.ConnectError("refused"), "refused"),
        (httpx2.UnsupportedProtocol("no scheme"), "no scheme"),
        (OSError("no route"), "no route"),
    ],
)
def test_trouble_on_the_way_is_no_network(error: Exception, words: str) -> None:
    with pytest.raises(NoNetwork) as told, translated(ASKED):
        raise error
    assert (told.value.host, told.value.detail) == ("example.org", words)


def test_errors_of_ours_pass() -> None:
    with pytest.raises(RepoNotFound), translated(ASKED):
        raise RepoNotFound("a/b")
