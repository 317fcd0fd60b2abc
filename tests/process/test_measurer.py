"""Texts are scored by a real worker, window by window."""

import threading
from pathlib import Path

import psutil
import pytest

from launcher.errors import (
    EngineBusy,
    EngineHung,
    LoadCancelled,
    NotAChatModel,
    NotSaved,
    OtherVocabulary,
    OutOfRange,
    ReferenceLost,
    TextTooShort,
    UnusableText,
)
from launcher.protocol.messages import Event
from launcher.protocol.scoring import (
    ScoreText,
    WindowScored,
)
from launcher.runtime.line import Line
from launcher.runtime.measurer import Measurer
from tests.fakes.encoder import write_encoder
from tests.process.asking import parameters
from tests.process.conftest import MakeModel
from tests.process.measuring import SCORED, STORY, WINDOW, score, without_time, without_words


@pytest.fixture(scope="module")
def model(tiny: MakeModel) -> Path:
    return tiny("llama", quantization="F16")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "text.txt"
    path.write_text(STORY * 40, "utf-8")
    return path


def test_every_whole_window_is_scored(measurer: Measurer, model: Path, text: Path) -> None:
    found, windows = score(measurer, model, text)
    assert found.tokens >= 9 * WINDOW
    assert found.windows == len(windows) == found.tokens // WINDOW
    assert [window.index for window in windows] == list(range(found.windows))
    assert all(window.of == found.windows for window in windows)
    assert all(len(window.nll) == SCORED for window in windows)
    assert all(value > 0 for window in windows for value in window.nll)
    assert all(not (one.kld or one.same_top or one.delta_p) for one in windows)


@pytest.mark.parametrize("architecture", ["llama", "gemma3", "mamba", "falcon-h1", "lfm2"])
def test_a_window_does_not_hang_on_those_before_it(
    measurer: Measurer, tiny: MakeModel, text: Path, architecture: str
) -> None:
    model = tiny(architecture)
    _, whole = score(measurer, model, text, count=4)
    _, apart = score(measurer, model, text, first=3, count=1)
    assert without_time(apart) == without_time(whole[3:])


def test_a_file_is_at_no_distance_from_itself(
    measurer: Measurer, model: Path, text: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.bin"
    _, before = score(measurer, model, text, keep=kept)
    _, windows = score(measurer, model, text, reference=kept)
    assert [one.nll for one in windows] == [one.nll for one in before]
    for window in windows:
        assert len(window.kld) == len(window.same_top) == len(window.delta_p) == SCORED
        assert max(map(abs, window.kld)) < 5e-4  # 16 bits
        assert set(window.same_top) == {1}
        assert max(map(abs, window.delta_p)) < 5e-4


def test_a_run_that_was_stopped_goes_on_where_it_was(
    model: Path, text: Path, tmp_path: Path
) -> None:
    whole, kept = tmp_path / "whole.bin", tmp_path / "kept.bin"
    with Measurer() as measurer:
        _, all_windows = score(measurer, model, text, keep=whole)
    heard: list[WindowScored] = []
    with Measurer() as measurer:

        def took(window: WindowScored) -> None:
            heard.append(window)
            if len(heard) == 3:
                measurer.stop()

        with pytest.raises(LoadCancelled):
            score(measurer, model, text, keep=kept, on_window=took)
    assert len(heard) == 3
    with Measurer() as measurer:
        _, rest = score(measurer, model, text, keep=kept, first=3)
    assert without_time(heard + rest) == without_time(all_windows)
    assert kept.read_bytes() == whole.read_bytes()


def test_the_worker_waits_after_each_window(model: Path, text: Path) -> None:
    line = Line(patient=False)
    heard: list[Event] = []
    try:
        with line.turn(), pytest.raises(EngineHung):
            line.ask(
                lambda number: ScoreText(
                    id=number,
                    path=str(model),
                    parameters=parameters(),
                    text=str(text),
                    window=WINDOW,
                ),
                on_event=heard.append,
                within=1.5,
            )
    finally:
        line.close()
    assert [type(event) for event in heard] == [WindowScored]


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"once\0upon a time" * 99, "binary"),
        ("größer".encode("latin-1") * 99, "not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(
    measurer: Measurer, model: Path, tmp_path: Path, data: bytes, looks: str
) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(data)
    with pytest.raises(UnusableText) as caught:
        score(measurer, model, file)
    assert (caught.value.path, caught.value.looks_like) == (str(file), looks)


def test_a_text_that_is_not_there_is_refused(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnusableText) as caught:
        score(measurer, model, tmp_path / "no.txt")
    assert caught.value.looks_like == "missing"


def test_a_text_shorter_than_a_window_is_refused(
    measurer: Measurer, model: Path, text: Path
) -> None:
    with pytest.raises(TextTooShort) as caught:
        score(measurer, model, text, window=4096)
    assert caught.value.least == 4096
    assert 9 * WINDOW <= caught.value.tokens < 4096
    assert caught.value.path == str(text)


def test_windows_that_are_not_there_are_refused(
    measurer: Measurer, model: Path, text: Path
) -> None:
    with pytest.raises(OutOfRange):
        score(measurer, model, text, first=3, count=10_000)
    with pytest.raises(OutOfRange):
        score(measurer, model, text, window=2)


def test_files_of_two_vocabularies_are_not_compared(
    measurer: Measurer, model: Path, tiny: MakeModel, text: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.bin"
    ours, _ = score(measurer, model, text, keep=kept, count=1)
    other = tiny("qwen3")
    with pytest.raises(OtherVocabulary) as caught:
        score(measurer, other, text, reference=kept, count=1)
    assert caught.value.path == str(other)
    theirs, _ = score(measurer, other, text, count=1)
    again, _ = score(measurer, tiny("llama", quantization="Q8_0"), text, count=1)
    assert ours.vocabulary == again.vocabulary != theirs.vocabulary


def test_a_reference_that_is_gone_cut_or_of_another_text_is_refused(
    measurer: Measurer, model: Path, text: Path, tmp_path: Path
) -> None:
    kept, other = tmp_path / "kept.bin", tmp_path / "other.txt"
    other.write_text(STORY * 41, "utf-8")

    def reason(of: Path = text, **how: object) -> str:
        with pytest.raises(ReferenceLost) as caught:
            score(measurer, model, of, **how)
        assert caught.value.path == str(kept)
        return caught.value.reason

    assert "No such file" in reason(reference=kept)
    score(measurer, model, text, keep=kept, count=2)
    assert "cut short" in reason(reference=kept)
    assert "another text" in reason(other, reference=kept, count=1)
    assert "cut short" in reason(keep=kept, first=3)
    kept.write_bytes(b"something else" * 99)
    assert "damaged" in reason(reference=kept, count=1)


def test_a_place_that_cannot_be_written_is_said(
    measurer: Measurer, model: Path, text: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotSaved) as caught:
        score(measurer, model, text, keep=tmp_path / "no" / "kept.bin")
    assert caught.value.path == str(tmp_path / "no" / "kept.bin")


def test_what_cannot_write_is_not_scored(measurer: Measurer, text: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAChatModel):
        score(measurer, write_encoder(tmp_path / "encoder.gguf"), text)
    with pytest.raises(NotAChatModel):
        score(measurer, without_words(tmp_path / "mute.gguf"), text)


def test_only_one_run_goes_on_at_a_time() -> None:
    with Measurer() as measurer, pytest.raises(EngineBusy), measurer:
        pass


def test_the_worker_ends_with_the_run(model: Path, text: Path) -> None:
    with Measurer() as measurer:
        score(measurer, model, text, count=1)
        worker = measurer.worker
        assert psutil.pid_exists(worker)
    assert measurer.worker == 0
    assert not psutil.pid_exists(worker)


def test_a_run_that_was_stopped_before_it_began_does_nothing(model: Path, text: Path) -> None:
    with Measurer() as measurer:
        measurer.stop()
        with pytest.raises(LoadCancelled):
            score(measurer, model, text)
        assert measurer.worker == 0


def test_a_closed_measurer_ends_what_goes_on(model: Path, text: Path) -> None:
    with Measurer() as measurer:
        first = threading.Event()
        closing = threading.Thread(target=lambda: (first.wait(), measurer.close()))
        closing.start()

        def took(_window: WindowScored) -> None:
            first.set()
            closing.join()

        with pytest.raises(LoadCancelled):
            score(measurer, model, text, on_window=took)


def test_a_callback_that_fails_stops_the_run_and_no_more(model: Path, text: Path) -> None:
    with Measurer() as measurer:

        def took(_window: WindowScored) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            score(measurer, model, text, on_window=took)
        worker = measurer.worker
        _, windows = score(measurer, model, text, count=2)
        assert len(windows) == 2
        assert measurer.worker == worker
