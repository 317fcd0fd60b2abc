"""Files are quantized by a real worker, with an importance matrix and without."""

import struct
import time
from pathlib import Path

import gguf
import numpy as np
import psutil
import pytest

from launcher.errors import (
    AlreadyQuantized,
    BadImatrix,
    LoadCancelled,
    NeedsImatrix,
    NotGguf,
    NotSaved,
    TargetIsSource,
    UnknownChoice,
)
from launcher.models.gguf import read_facts
from launcher.protocol.scoring import (
    TensorQuantized,
)
from launcher.runtime.measurer import Measurer
from launcher.runtime.session import Session
from tests.process.asking import parameters, said
from tests.process.conftest import MakeModel
from tests.process.measuring import (
    quantize,
)


@pytest.fixture(scope="module")
def model(tiny: MakeModel) -> Path:
    return tiny("llama", quantization="F16")


def test_a_file_is_quantized(measurer: Measurer, model: Path, tmp_path: Path) -> None:
    heard: list[TensorQuantized] = []
    target = tmp_path / "q8.gguf"
    made = measurer.quantize(model, target, "q8_0", on_tensor=heard.append)
    tensors = read_facts(model).tensors
    assert [one.done for one in heard] == list(range(1, len(tensors) + 1))
    assert {one.of for one in heard} == {len(tensors)}
    assert {one.tensor for one in heard} == {tensor.name for tensor in tensors}
    assert made.size == target.stat().st_size < model.stat().st_size
    assert made.fallbacks == ()
    assert {tensor.type for tensor in read_facts(target).tensors} == {"Q8_0", "F32"}


def test_tensors_that_get_another_type_are_named(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "q4.gguf"
    made = quantize(measurer, model, target, "Q4_K_M")
    types = {tensor.name: tensor.type for tensor in read_facts(target).tensors}
    wanted = {one.tensor: (one.wanted, one.got) for one in made.fallbacks}
    assert wanted["blk.0.attn_q.weight"] == ("Q4_K", "Q5_0")
    assert "blk.0.ffn_down.weight" not in wanted
    assert all(types[one.tensor] == one.got for one in made.fallbacks)


def test_what_was_quantized_can_be_asked(
    measurer: Measurer, model: Path, tmp_path: Path, session: Session
) -> None:
    quantize(measurer, model, tmp_path / "q8.gguf", "Q8_0")
    prompts = ("Once upon a time", "the moon")
    answers = measurer.answer(tmp_path / "q8.gguf", parameters(), prompts, most_tokens=48)
    session.load(tmp_path / "q8.gguf", parameters())
    assert answers[0] == (said(session), "length")
    assert len(answers) == 2


def test_what_has_lost_too_much_is_no_source(
    measurer: Measurer, tiny: MakeModel, tmp_path: Path
) -> None:
    with pytest.raises(AlreadyQuantized) as caught:
        quantize(measurer, tiny("llama", quantization="Q4_0"), tmp_path / "q8.gguf", "Q8_0")
    assert caught.value.quantization == "Q4_0"
    source = tiny("llama", quantization="Q8_0")
    quantize(measurer, source, tmp_path / "q4.gguf", "Q4_0")
    assert (tmp_path / "q4.gguf").stat().st_size < source.stat().st_size


def test_what_cannot_be_made_is_refused_before_anything_is_written(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "made.gguf"
    with pytest.raises(UnknownChoice):
        quantize(measurer, model, target, "Q9_9")
    with pytest.raises(NeedsImatrix) as caught:
        quantize(measurer, model, target, "IQ2_XXS")
    assert caught.value.quantization == "IQ2_XXS"
    with pytest.raises(NotSaved):
        quantize(measurer, model, tmp_path / "no" / "made.gguf", "Q8_0")
    with pytest.raises(TargetIsSource):
        quantize(measurer, model, model, "Q8_0")
    (tmp_path / "page.gguf").write_text("<html>", "utf-8")
    with pytest.raises(NotGguf):
        quantize(measurer, tmp_path / "page.gguf", target, "Q8_0")
    assert not target.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_takes_nothing_is_said(measurer: Measurer, model: Path) -> None:
    with pytest.raises(NotSaved) as caught:
        quantize(measurer, model, Path("/dev/full"), "Q8_0")
    assert caught.value.path == "/dev/full"


def test_quantizing_that_is_stopped_ends_the_worker(slow_to_load: Path, tmp_path: Path) -> None:
    with Measurer() as measurer:
        worker = measurer.hello().pid
        stopped: list[float] = []

        def took(_tensor: TensorQuantized) -> None:
            stopped.append(time.monotonic())
            measurer.stop()

        with pytest.raises(LoadCancelled):
            measurer.quantize(slow_to_load, tmp_path / "made.gguf", "Q2_K", on_tensor=took)
        assert time.monotonic() - stopped[0] < 5
        assert not psutil.pid_exists(worker)


# --- importance matrices ----------------------------------------------------------------------


def importance(model: Path, seed: int = 1) -> dict[str, np.ndarray]:
    """Some for every tensor that is a matrix, as a real one has."""
    drawn = np.random.default_rng(seed)
    return {
        tensor.name: drawn.uniform(0.1, 4.0, tensor.shape[0]).astype(np.float32)
        for tensor in read_facts(model).tensors
        if len(tensor.shape) == 2
    }


def as_gguf(path: Path, values: dict[str, np.ndarray], asked: float = 8.0) -> Path:
    writer = gguf.GGUFWriter(path, "")
    writer.add_string("general.type", "imatrix")
    writer.add_array("imatrix.datasets", ["some.txt"])
    writer.add_uint32("imatrix.chunk_count", 4)
    writer.add_uint32("imatrix.chunk_size", 512)
    for name, means in values.items():
        writer.add_tensor(f"{name}.in_sum2", (means * asked).reshape(1, -1).astype(np.float32))
        writer.add_tensor(f"{name}.counts", np.full((1, 1), asked, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def as_numbers(path: Path, values: dict[str, np.ndarray], asked: int = 8) -> Path:
    data = struct.pack("<i", len(values))
    for name, means in values.items():
        data += struct.pack("<i", len(name)) + name.encode()
        data += struct.pack("<ii", asked, len(means))
        data += (means * np.float32(asked)).astype("<f4").tobytes()
    path.write_bytes(data + struct.pack("<ii", 4, 8) + b"some.txt")
    return path


def tensor_data(path: Path) -> dict[str, bytes]:
    return {one.name: one.data.tobytes() for one in gguf.GGUFReader(path).tensors}


def test_both_formats_of_an_imatrix_make_the_same_file(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    values = importance(model)
    files = {
        "gguf": as_gguf(tmp_path / "imatrix.gguf", values),
        "dat": as_numbers(tmp_path / "imatrix.dat", values),
        "other": as_gguf(tmp_path / "other.gguf", importance(model, seed=2)),
    }
    made = {}
    for name, file in files.items():
        made[name] = tmp_path / f"made-{name}.gguf"
        quantize(measurer, model, made[name], "Q4_0", imatrix=file)
    quantize(measurer, model, plain := tmp_path / "plain.gguf", "Q4_0")
    assert tensor_data(made["gguf"]) == tensor_data(made["dat"])
    assert tensor_data(made["gguf"]) != tensor_data(made["other"])
    assert tensor_data(made["gguf"]) != tensor_data(plain)
    metadata = read_facts(made["gguf"]).metadata
    assert metadata["quantize.imatrix.file"] == "imatrix.gguf"
    assert metadata["quantize.imatrix.entries_count"] == len(values)


def test_with_an_imatrix_the_smallest_types_can_be_made(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    matrix = as_gguf(tmp_path / "imatrix.gguf", importance(model))
    quantize(measurer, model, tmp_path / "iq2.gguf", "IQ2_XXS", imatrix=matrix)
    types = {tensor.type for tensor in read_facts(tmp_path / "iq2.gguf").tensors}
    assert "IQ2_XXS" in types


def test_what_is_no_imatrix_of_this_model_is_refused(
    measurer: Measurer, model: Path, tmp_path: Path
) -> None:
    values = importance(model)
    whole = as_numbers(tmp_path / "whole.dat", values).read_bytes()
    (tmp_path / "cut.dat").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.dat").write_text("importance " * 99, "utf-8")
    longer = {name: np.append(means, means) for name, means in values.items()}
    alien = {f"alien.{name}": means for name, means in values.items()}
    broken = {name: means * np.float32("nan") for name, means in values.items()}
    negative = {name: -means for name, means in values.items()}
    zeros = {name: means * 0 for name, means in values.items()}
    few = {name: means for name, means in values.items() if "attn_q" in name}
    cases = {
        tmp_path / "no.dat": "no such file",
        tmp_path / "cut.dat": "damaged",
        tmp_path / "text.dat": "damaged",
        model: "another kind",
        as_gguf(tmp_path / "longer.gguf", longer): "another model",
        as_gguf(tmp_path / "alien.gguf", alien): "another model",
        as_gguf(tmp_path / "broken.gguf", broken): "no numbers",
        as_gguf(tmp_path / "negative.gguf", negative): "below zero",
        as_gguf(tmp_path / "zeros.gguf", zeros): "only zeros",
        as_gguf(tmp_path / "few.gguf", few): "has nothing for",
    }
    for matrix, reason in cases.items():
        with pytest.raises(BadImatrix) as caught:
            quantize(measurer, model, tmp_path / "made.gguf", "IQ2_XXS", imatrix=matrix)
        assert reason in caught.value.reason
        assert caught.value.path == str(matrix)
