import json
from pathlib import Path
from typing import Any

import pytest

from launcher.models.names import DecodedName, decode_name

FIELDS = ("quant", "dynamic", "qat", "imatrix", "shard", "split", "role")


def told(name: DecodedName) -> dict[str, Any]:
    return {
        "quant": name.quantization,
        "dynamic": name.dynamic,
        "qat": name.qat,
        "imatrix": name.imatrix,
        "shard": list(name.shard) if name.shard else None,
        "split": name.split,
        "role": name.role,
    }


@pytest.mark.parametrize("field", FIELDS)
def test_real_names_are_decoded(test_data: Path, field: str) -> None:
    path = test_data / "model-names.json"
    if not path.exists():
        pytest.skip("the set of names is not there")
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    wrong = [e["name"] for e in entries if told(decode_name(e["name"]))[field] != e[field]]
    assert len(wrong) <= 0.02 * len(entries), wrong


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("gemma-3-4b-it-Q4_K_M.gguf", "Q4_K_M"),
        ("gemma-3-4b-it-q4_k_m.gguf", "Q4_K_M"),
        ("x-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("x-Q6_K_L.gguf", "Q6_K_L"),
        ("x-IQ3_XXS.gguf", "IQ3_XXS"),
        ("x.IQ1_S.gguf", "IQ1_S"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("x-MXFP4_MOE.gguf", "MXFP4_MOE"),
        ("x-fp16.gguf", "F16"),
        ("x-BF16.gguf", "BF16"),
        ("x-TQ2_0.gguf", "TQ2_0"),
        ("x-q4_k.gguf", "Q4_K_M"),
        ("x-q4_0_s.gguf", "Q4_0"),
        ("x-Q4_0_4_4.gguf", "Q4_0_4_4"),
        ("x-Q4_K_M-fp16.gguf", "Q4_K_M"),
        ("f16-x-Q5_K_S.gguf", "Q5_K_S"),
        ("BF16/model-00001-of-00002.gguf", "BF16"),
        ("UD-Q2_K_XL/x-UD-Q2_K_XL-00001-of-00005.gguf", "UD-Q2_K_XL"),
        ("Kimi-K2-Instruct.gguf", None),
        ("qwen2.5-7b-instruct.gguf", None),
    ],
)
def test_the_type_is_found_in_a_name(path: str, label: str | None) -> None:
    assert decode_name(path).label == label


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("x-Q4_K_M.gguf", "model"),
        ("mmproj-F16.gguf", "mmproj"),
        ("x.mmproj-f16.gguf", "mmproj"),
        ("imatrix_unsloth.dat", "imatrix"),
        ("imatrix_unsloth.gguf_file", "imatrix"),
        ("x.imatrix.gguf", "imatrix"),
        ("x-imatrix-Q4_K_M.gguf", "model"),
        ("mtp-x-Q8_0.gguf", "draft"),
        ("x-draft-0.6B-Q8_0.gguf", "draft"),
        ("x-EAGLE3-BF16.gguf", "draft"),
        ("x-LoRA-f16.gguf", "lora"),
        ("explorative-Q4_0.gguf", "model"),
        ("ggml-vocab-qwen2.gguf", "vocab"),
    ],
)
def test_the_role_is_found_in_a_name(path: str, role: str) -> None:
    assert decode_name(path).role == role


def test_quantization_aware_training_may_be_told_by_the_repository_alone() -> None:
    path = "gemma-3-4b-it-q4_0.gguf"
    assert not decode_name(path).qat
    assert decode_name(path, repo="google/gemma-3-4b-it-qat-q4_0-gguf").qat
    assert not decode_name("aquatic-Q4_0.gguf").qat


def test_an_importance_matrix_is_known_when_said_or_needed() -> None:
    assert decode_name("x.i1-Q4_K_M.gguf").imatrix
    assert decode_name("x-IQ2_XS.gguf").imatrix
    assert decode_name("x-Q4_K_M.gguf").imatrix is None


@pytest.mark.parametrize(
    ("path", "shard", "split", "stem"),
    [
        ("a/x-Q8_0-00002-of-00003.gguf", (2, 3), "gguf-split", "a/x-Q8_0"),
        ("x-split-00001-of-00009.gguf", (1, 9), "gguf-split", "x"),
        ("x.Q6_K.gguf.part1of2", (1, 2), "byte-split", "x.Q6_K"),
        ("x.Q8_0.gguf-split-b", (2, None), "byte-split", "x.Q8_0"),
        ("x.gguf.a", (1, None), "byte-split", "x"),
        ("x.gguf.ab", (2, None), "byte-split", "x"),
        ("x.gguf.gz", None, "none", "x.gguf.gz"),
        ("x.GGUF", None, "none", "x"),
    ],
)
def test_parts_are_told_apart(
    path: str, shard: tuple[int, int | None] | None, split: str, stem: str
) -> None:
    name = decode_name(path)
    assert (name.shard, name.split, name.stem) == (shard, split, stem)
