"""Models are timed by a real worker."""

import sys
import time
from pathlib import Path

import pytest

from launcher.errors import (
    LoadCancelled,
    OutOfRange,
)
from launcher.protocol.scoring import (
    RepeatTimed,
)
from launcher.runtime.measurer import Measurer
from tests.fakes.encoder import write_encoder
from tests.process.asking import parameters
from tests.process.conftest import MakeModel
from tests.process.measuring import nothing, without_words


@pytest.fixture(scope="module")
def model(tiny: MakeModel) -> Path:
    return tiny("llama", quantization="F16")


def test_a_model_is_timed(measurer: Measurer, model: Path) -> None:
    heard: list[RepeatTimed] = []
    timed = measurer.time(
        model, parameters(), prompt=64, answer=8, repeats=3, on_repeat=heard.append
    )
    assert [one.what for one in heard] == ["prompt"] * 3 + ["answer"] * 3
    assert timed.prompt == tuple(one.seconds for one in heard[:3])
    assert timed.answer == tuple(one.seconds for one in heard[3:])
    assert (timed.prompt_tokens, timed.answer_tokens) == (64, 8)
    assert all(0 < seconds < 30 for seconds in (*timed.prompt, *timed.answer))
    assert timed.load_seconds > 0
    if sys.platform == "linux":
        assert timed.resident
        assert timed.resident > model.stat().st_size


def test_a_repeat_that_was_disturbed_is_done_again(measurer: Measurer, model: Path) -> None:
    heard: list[RepeatTimed] = []

    def took(repeat: RepeatTimed) -> bool:
        heard.append(repeat)
        return len(heard) in (1, 3)

    timed = measurer.time(model, parameters(), prompt=64, answer=8, repeats=2, on_repeat=took)
    assert [one.what for one in heard] == ["prompt"] * 4 + ["answer"] * 2
    assert timed.prompt == (heard[1].seconds, heard[3].seconds)


def test_the_context_grows_with_what_is_timed(measurer: Measurer, model: Path) -> None:
    timed = measurer.time(
        model, parameters(context=256), prompt=700, answer=1, repeats=1, on_repeat=nothing
    )
    assert timed.prompt_tokens == 700


def test_an_encoder_is_timed_reading_alone(measurer: Measurer, tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "encoder.gguf")
    timed = measurer.time(
        encoder, parameters(), prompt=512, answer=8, repeats=2, on_repeat=nothing
    )
    assert (timed.prompt_tokens, timed.answer_tokens, timed.answer) == (128, 0, ())
    assert len(timed.prompt) == 2


def test_without_a_vocabulary_a_model_is_timed_all_the_same(
    measurer: Measurer, tmp_path: Path
) -> None:
    mute = without_words(tmp_path / "mute.gguf")
    timed = measurer.time(mute, parameters(), prompt=64, answer=4, repeats=1, on_repeat=nothing)
    assert len(timed.prompt) == len(timed.answer) == 1


def test_nothing_to_time_is_refused(measurer: Measurer, model: Path) -> None:
    for wrong in ({"prompt": 0}, {"answer": 0}, {"repeats": 0}):
        with pytest.raises(OutOfRange):
            measurer.time(model, parameters(), on_repeat=nothing, **wrong)


def test_timing_that_is_stopped_ends_at_once(model: Path) -> None:
    with Measurer() as measurer:

        def took(_repeat: RepeatTimed) -> None:
            measurer.stop()

        began = time.monotonic()
        with pytest.raises(LoadCancelled):
            measurer.time(model, parameters(), prompt=64, answer=8, repeats=999, on_repeat=took)
        assert time.monotonic() - began < 20
