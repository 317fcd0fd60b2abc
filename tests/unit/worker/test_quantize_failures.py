from pathlib import Path

from launcher.protocol.scoring import QuantizeFile
from launcher.worker.log import Line
from launcher.worker.quantize_file import failure

WROTE = [Line(4, "llama_model_quantize: failed to quantize: basic_ios::clear: iostream error")]


def request(target: Path) -> QuantizeFile:
    return QuantizeFile(id=1, source="m.gguf", target=str(target), quantization="Q8_0")


def test_a_disk_without_room_is_told_with_its_figures(tmp_path: Path) -> None:
    (tmp_path / "half.gguf").write_bytes(bytes(1000))
    found = failure(request(tmp_path / "half.gguf"), WROTE, 10**18)
    assert (found.kind, found.detail) == ("disk_full", str(tmp_path))
    needed, free = found.numbers
    assert 1000 < free < needed == 10**18


def test_a_disk_with_room_that_takes_nothing_is_told_as_that(tmp_path: Path) -> None:
    assert failure(request(tmp_path / "half.gguf"), WROTE, 0).kind == "not_saved"


def test_another_reason_is_the_engines_own(tmp_path: Path) -> None:
    said = [
        Line(4, "llama_model_quantize: failed to quantize: cannot dequantize tensor type i2_s")
    ]
    found = failure(request(tmp_path / "half.gguf"), said, 10**18)
    assert (found.kind, found.detail) == ("quantize_failed", "cannot dequantize tensor type i2_s")
