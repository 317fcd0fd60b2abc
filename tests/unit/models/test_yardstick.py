from pathlib import Path

import pytest

from launcher.actions.pace import MIXED, THIN, TYPES, WIDE
from launcher.errors import NotSaved
from launcher.models.gguf import read_facts
from launcher.models.quantization import TENSOR_TYPES
from launcher.models.yardstick import Yardstick, write_yardstick

SMALL = Yardstick(types=("Q8_0", "MXFP4", "Q4_K"), width=256, hidden=512, heads=4)
NOT_COMPUTED_WITH = {"F32", "Q8_1", "Q8_K", "I8", "I16", "I32", "I64", "F64"}


@pytest.mark.parametrize("stick", [SMALL, THIN, WIDE[0], *(one for _, one in MIXED)])
def test_a_yardstick_holds_what_it_says(tmp_path: Path, stick: Yardstick) -> None:
    path = tmp_path / "stick.gguf"
    write_yardstick(path, stick)
    facts = read_facts(path)
    sizes = {tensor.name: tensor.size for tensor in facts.tensors}
    read = sum(
        size
        for name, size in sizes.items()
        if name != "token_embd.weight" and not name.endswith("norm.weight")
    )
    layers = [stick.feed_forward_bytes(layer) for layer in range(stick.layers)]
    assert facts.layers == stick.layers
    assert read == sum(layers) + stick.usual_bytes
    assert layers == [
        sum(sizes[f"blk.{n}.{name}.weight"] for name in ("ffn_gate", "ffn_up", "ffn_down"))
        for n in range(stick.layers)
    ]
    assert stick.memory == pytest.approx(facts.weight_bytes, rel=0.01)


def test_only_weights_that_zeros_would_slow_down_are_written(tmp_path: Path) -> None:
    path = tmp_path / "stick.gguf"
    write_yardstick(path, SMALL)
    facts = read_facts(path)
    data = path.read_bytes()[facts.header_size :]
    for tensor in facts.tensors:
        held = data[tensor.offset : tensor.offset + tensor.size]
        assert set(held) == ({0x7C} if tensor.type == "MXFP4" else {0}), tensor.name


def test_every_type_that_weights_can_have_is_measured() -> None:
    known = {kind.name for kind in TENSOR_TYPES}
    assert set(TYPES) == known - NOT_COMPUTED_WITH
    assert len(TYPES) == len(set(TYPES))


def test_where_it_cannot_be_written_it_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    with pytest.raises(NotSaved):
        write_yardstick(blocked / "stick.gguf", SMALL)
