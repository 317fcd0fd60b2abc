"""The board on which connections and the hash meet."""

import itertools
import threading

from hypothesis import given
from hypothesis import strategies as st

from launcher.hub.segments import LARGEST, SMALLEST, Board, segment_size
from launcher.units import GIB, MIB


@given(st.integers(1, 10_000), st.integers(1, 3_000))
def test_segments_cover_a_file_without_gap_or_overlap(size: int, segment: int) -> None:
    segments = Board(size, segment).segments
    assert segments[0].start == 0
    assert segments[-1].stop == size
    assert all(a.stop == b.start for a, b in itertools.pairwise(segments))
    assert all(0 < each.stop - each.start <= segment for each in segments)


def test_segments_grow_with_the_file() -> None:
    assert segment_size(0) == segment_size(100 * MIB) == SMALLEST
    assert segment_size(2 * GIB) == 32 * MIB
    assert segment_size(400 * GIB) == LARGEST


def test_the_first_free_segment_is_taken_and_a_given_back_one_again() -> None:
    board = Board(30, 10)
    (first,) = board.take()
    (second,) = board.take()
    assert (first.index, second.index) == (0, 1)
    board.give_back([first])
    assert board.take() == [first]


def test_a_run_ends_before_what_is_there() -> None:
    board = Board(50, 10, [(0, 0), (3, 9), (0, 0), (0, 0), (10, 5)])
    assert [each.index for each in board.take(many=True)] == [0]
    assert [each.index for each in board.take(many=True)] == [1, 2, 3]


def test_nonsense_in_a_journal_is_as_nothing() -> None:
    board = Board(20, 10, [(-1, 4), (11, 4)])
    assert board.present == 0


def test_who_waits_for_a_segment_gets_one_that_is_lost() -> None:
    board = Board(10, 10, [(10, 5)])
    got: list[int] = []
    thread = threading.Thread(target=lambda: got.extend(each.index for each in board.take()))
    thread.start()
    board.lost(board.segments[0])
    thread.join(20)
    assert got == [0]
    assert board.present == 0


def test_nobody_waits_after_the_end() -> None:
    board = Board(10, 10)
    board.take()
    threads = [
        threading.Thread(target=board.take),
        threading.Thread(target=lambda: board.wait_beyond(board.segments[0], 0)),
    ]
    for thread in threads:
        thread.start()
    board.end()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_what_is_written_counts_once() -> None:
    board = Board(20, 10, [(4, 7), (0, 0)])
    (first,) = board.take()
    board.wrote(first, 6, 99)
    assert (board.present, board.received) == (10, 6)
    assert board.held() == [(10, 99), (0, 0)]
