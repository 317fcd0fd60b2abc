"""What the worker scores, beside a straightforward computation from the same engine's logits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from launcher.models.write import write_model
from launcher.protocol.messages import EngineParameters
from launcher.protocol.scoring import WindowScored
from launcher.runtime.measurer import Measurer

CHILD = Path(__file__).with_name("logits_child.py")
PLAIN = EngineParameters(context=512, gpu_layers=0, threads=1)
FIRST = 256  # tokens of a window that come before those that predict a scored one
CLOSE = 1e-4
SENTENCES = (
    "Once upon a time there was a little dog who liked to play in the park. ",
    "One day, Lily found a big red ball near the river and ran home with it.\n\n",
    "“Look, Mum!” said Tom, but she was not there; 27 birds were. ",
    "The sky over the old house was as dark as the water under the two trees. ",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A model in F16 and in other quantizations made of it, and a text."""

    folder: Path
    text: Path

    def file(self, quantization: str) -> Path:
        return self.folder / f"{quantization}.gguf"


@pytest.fixture(scope="module")
def measurer() -> Iterator[Measurer]:
    with Measurer() as made:
        made.hello()
        yield made


@pytest.fixture(scope="module", params=["stories260K", "llama", "mamba"])
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, measurer: Measurer
) -> Case:
    folder = tmp_path_factory.mktemp("scores")
    if request.param == "stories260K":
        test_data: Path = request.getfixturevalue("test_data")
        source = test_data / "stories260K.gguf"
    else:
        source = write_model(folder / "source.gguf", request.param)[0]
    text = folder / "text.txt"
    text.write_text("".join(SENTENCES[at * at % 7 % 4] for at in range(60)), "utf-8")
    made = Case(folder, text)
    for quantization in ("F16", "Q8_0", "Q4_0"):
        target = made.file(quantization)
        measurer.quantize(source, target, quantization, on_tensor=lambda _tensor: None)
    return made


def child(how: str, path: Path, text: Path, out: Path) -> Any:
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, str(CHILD), how, str(path), str(text), str(out)],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        timeout=120,
    )
    return np.load(out)


def log_softmax(logits: Any) -> Any:
    wide = logits.astype(np.float64)
    wide -= wide.max(axis=-1, keepdims=True)
    return wide - np.log(np.exp(wide).sum(axis=-1, keepdims=True))


def straight(case: Case, quantization: str) -> tuple[Any, Any]:
    """log p of all tokens at each scored place of each window, and the tokens there."""
    out = case.folder / f"{quantization}.npz"
    found = child("plain", case.file(quantization), case.text, out)
    return log_softmax(found["logits"][:, FIRST:-1]), found["tokens"][:, FIRST + 1 :]


def score(measurer: Measurer, case: Case, quantization: str, **how: Any) -> list[WindowScored]:
    windows: list[WindowScored] = []
    measurer.score(case.file(quantization), PLAIN, case.text, on_window=windows.append, **how)
    return windows


def together(windows: list[WindowScored], what: str) -> Any:
    return np.concatenate([getattr(window, what) for window in windows])


def test_perplexity_and_distance_are_those_of_a_straightforward_computation(
    measurer: Measurer, case: Case
) -> None:
    kept = case.folder / "kept.bin"
    own = score(measurer, case, "F16", keep=kept)
    reference, tokens = straight(case, "F16")
    assert len(own) == len(tokens) >= 3
    likely = np.take_along_axis(reference, tokens[..., None], -1)[..., 0]
    assert together(own, "nll") == pytest.approx(-likely.ravel(), abs=CLOSE)
    perplexity = np.exp(-likely.mean())
    assert np.exp(together(own, "nll").mean()) == pytest.approx(perplexity, rel=CLOSE, abs=CLOSE)
    for quantization in ("Q8_0", "Q4_0"):
        found = score(measurer, case, quantization, reference=kept)
        other, _ = straight(case, quantization)
        chosen = np.take_along_axis(other, tokens[..., None], -1)[..., 0]
        distance = (np.exp(reference) * (reference - other)).sum(axis=-1).ravel()
        same = (reference.argmax(axis=-1) == other.argmax(axis=-1)).ravel()
        moved = (np.exp(chosen) - np.exp(likely)).ravel()
        kld = together(found, "kld")
        assert distance.mean() > 0
        assert kld.mean() == pytest.approx(distance.mean(), abs=CLOSE)
        assert np.percentile(kld, 99) == pytest.approx(np.percentile(distance, 99), abs=CLOSE)
        assert np.median(kld) == pytest.approx(np.median(distance), abs=CLOSE)
        assert kld.max() == pytest.approx(distance.max(), abs=2 * CLOSE)
        assert together(found, "same_top").mean() == pytest.approx(same.mean(), abs=CLOSE)
        assert together(found, "delta_p") == pytest.approx(moved, abs=CLOSE)
        assert together(found, "nll") == pytest.approx(-chosen.ravel(), abs=CLOSE)


def test_fewer_bits_are_farther_away(measurer: Measurer, case: Case) -> None:
    kept = case.folder / "farther.bin"
    score(measurer, case, "F16", keep=kept)
    mean = {
        each: together(score(measurer, case, each, reference=kept), "kld").mean()
        for each in ("F16", "Q8_0", "Q4_0")
    }
    assert abs(mean["F16"]) < CLOSE
    assert mean["F16"] < mean["Q8_0"] < mean["Q4_0"]


def test_a_window_read_in_parts_gives_the_same_logits(case: Case) -> None:
    whole = child("plain", case.file("F16"), case.text, case.folder / "whole.npz")
    parts = child("parts", case.file("F16"), case.text, case.folder / "parts.npz")
    assert np.array_equal(parts["tokens"], whole["tokens"])
    gap = log_softmax(parts["logits"]) - log_softmax(whole["logits"][:, FIRST:-1])
    assert np.abs(gap).max() < 5e-3  # another order of adding up, in a cache of 16 bits
    assert abs(gap.mean()) < CLOSE
