import io

import pytest
from bootstrap.talk import SECONDS_BETWEEN_LINES, LiveLine, agrees, spent, step_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("[123/345] Building CXX object a.o", "step 123 of 345"),
        ("  [17/197] /usr/bin/gcc -DGGML_SHARED", "step 17 of 197"),
        ("[ 42%] Building CXX object a.o", "42 %"),
        ("[1/2] Building C object cmTC_ab12.dir/test.c.o", None),
        ("-- Found Threads: TRUE", None),
        ("note: array index [3/4] is odd", None),
    ],
)
def test_a_line_of_a_build_says_how_far_it_is(line: str, step: str | None) -> None:
    assert step_of(line) == step


def test_times_read_like_a_clock() -> None:
    assert [spent(seconds) for seconds in (0, 9.9, 65, 3600)] == ["0:00", "0:09", "1:05", "60:00"]


def test_a_log_gets_a_line_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    line = LiveLine("Building", stream=stream, clock=clock)
    line.saw("[30/197] gcc")
    line.tick()
    clock.now += SECONDS_BETWEEN_LINES
    line.tick()
    line.tick()
    clock.now += 50
    line.end("done")
    assert stream.getvalue().splitlines() == [
        "Building",
        "Building: 0:15, step 30 of 197",
        "Building: done after 1:05",
    ]


def test_a_terminal_gets_one_line_that_renews_itself() -> None:
    stream, clock = Terminal(), Clock()
    line = LiveLine("Building", stream=stream, clock=clock)
    for number in (30, 31):
        clock.now += 1
        line.saw(f"[{number}/197] gcc")
        line.tick()
    line.end("done")
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert written.split("\r")[1:3] == [
        "Building: 0:01, step 30 of 197",
        "Building: 0:02, step 31 of 197",
    ]


def test_a_shorter_text_leaves_nothing_of_the_longer_one() -> None:
    stream, clock = Terminal(), Clock()
    line = LiveLine("Building", stream=stream, clock=clock)
    line.saw("[130/197] gcc")
    clock.now += 1
    line.tick()
    line.end("done")
    *_, before, last = stream.getvalue().rstrip("\n").split("\r")
    assert len(last) >= len(before)


def test_nobody_agrees_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert not agrees("Install?")


@pytest.mark.parametrize(("answer", "agreed"), [("\n", True), ("y\n", True), ("n\n", False)])
def test_a_person_is_asked(monkeypatch: pytest.MonkeyPatch, answer: str, agreed: bool) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert agrees("Install?") is agreed
