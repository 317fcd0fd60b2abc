"""The struct layouts and defaults this version of the engine was written for."""

import ctypes
import sys

import pytest

from launcher.protocol.messages import EngineParameters
from launcher.worker import mmproj
from launcher.worker.bindings import C, function
from launcher.worker.breakdown import ITANIUM
from launcher.worker.derive import FILE_TYPES
from launcher.worker.devices import PCI, list_devices
from launcher.worker.limits import KV_TYPES, LOAD, check_main_gpu
from launcher.worker.refused import Refused
from launcher.worker.structs import context_struct, model_struct


def _values(struct: object, names: str) -> dict[str, object]:
    return {name: getattr(struct, name) for name in names.split()}


def test_sizes_of_the_structs_are_those_we_know() -> None:
    assert ctypes.sizeof(C.llama_model_params) == 80
    assert ctypes.sizeof(C.llama_context_params) == 160
    assert ctypes.sizeof(C.llama_model_quantize_params) == 64
    assert ctypes.sizeof(C.llama_batch) == 56


def test_a_models_defaults_are_those_we_know() -> None:
    names = "n_gpu_layers split_mode load_mode lazy_mode main_gpu vocab_only check_tensors"
    names += " use_extra_bufts no_host no_alloc load_mtp"
    assert _values(C.llama_model_default_params(), names) == {
        "n_gpu_layers": -1,
        "split_mode": 1,
        "load_mode": -1,
        "lazy_mode": 1,
        "main_gpu": 0,
        "vocab_only": False,
        "check_tensors": False,
        "use_extra_bufts": True,
        "no_host": False,
        "no_alloc": False,
        "load_mtp": False,
    }


def test_a_contexts_defaults_are_those_we_know() -> None:
    names = "n_ctx n_batch n_ubatch n_seq_max n_rs_seq n_outputs_max n_outputs_max_per_seq"
    names += " ctx_type rope_scaling_type pooling_type attention_type flash_attn_type"
    names += " rope_freq_base yarn_ext_factor yarn_attn_factor yarn_beta_fast yarn_beta_slow"
    names += " type_k type_v embeddings offload_kqv no_perf op_offload swa_full kv_unified"
    assert _values(C.llama_context_default_params(), names) == {
        "n_ctx": 512,
        "n_batch": 2048,
        "n_ubatch": 512,
        "n_seq_max": 1,
        "n_rs_seq": 0,
        "n_outputs_max": 0,
        "n_outputs_max_per_seq": 1,
        "ctx_type": 0,
        "rope_scaling_type": -1,
        "pooling_type": -1,
        "attention_type": -1,
        "flash_attn_type": -1,
        "rope_freq_base": 0.0,
        "yarn_ext_factor": -1.0,
        "yarn_attn_factor": -1.0,
        "yarn_beta_fast": -1.0,
        "yarn_beta_slow": -1.0,
        "type_k": 1,
        "type_v": 1,
        "embeddings": False,
        "offload_kqv": True,
        "no_perf": True,
        "op_offload": True,
        "swa_full": True,
        "kv_unified": False,
    }


@pytest.mark.parametrize(("name", "number"), KV_TYPES.items())
def test_kv_types_have_the_engines_numbers(name: str, number: int) -> None:
    assert function("ggml_type_name", ctypes.c_char_p, ctypes.c_int)(number) == name.encode()


def test_load_modes_have_the_engines_numbers() -> None:
    names = {"read": b"none", "mmap": b"mmap", "lock": b"mlock"}
    assert {word: C.llama_load_mode_name(number) for word, number in LOAD.items()} == names


@pytest.mark.parametrize(("name", "number"), FILE_TYPES.items())
def test_file_types_have_the_engines_numbers(name: str, number: int) -> None:
    said = C.llama_ftype_name(number).decode().upper()
    family = name.split("_", maxsplit=1)[0]
    assert family in said.replace(" ", "_")
    small = {"S": "SMALL", "M": "MEDIUM", "L": "LARGE"}
    if name.startswith("Q") and name[-1] in small and "_K_" in name:
        assert small[name[-1]] in said


@pytest.mark.skipif(sys.platform == "win32", reason="another name there")
def test_the_breakdown_is_a_symbol_of_this_library() -> None:
    assert function(ITANIUM, ctypes.c_void_p, ctypes.c_void_p)


@pytest.mark.skipif(sys.platform == "win32", reason="another name there")
def test_the_counter_for_pictures_is_a_symbol_of_its_library() -> None:
    assert mmproj._ask() is not None


def test_every_lever_of_a_model_reaches_its_struct() -> None:
    usual = model_struct(EngineParameters(context=512), dry=True).params
    assert _values(usual, "split_mode main_gpu use_extra_bufts load_mtp") == {
        "split_mode": 1,
        "main_gpu": 0,
        "use_extra_bufts": True,
        "load_mtp": False,
    }
    asked = EngineParameters(context=512, main_gpu=1, repack=False, mtp=True)
    changed = model_struct(asked, dry=True).params
    assert _values(changed, "split_mode main_gpu use_extra_bufts load_mtp") == {
        "split_mode": 0,
        "main_gpu": 1,
        "use_extra_bufts": False,
        "load_mtp": True,
    }


def test_every_lever_of_a_context_reaches_its_struct() -> None:
    names = "offload_kqv swa_full kv_unified"
    usual = context_struct(EngineParameters(context=512))
    assert _values(usual, names) == {"offload_kqv": True, "swa_full": False, "kv_unified": False}
    asked = EngineParameters(context=512, kv_on_gpu=False, swa_full=True, unified=True)
    changed = context_struct(asked)
    assert _values(changed, names) == {"offload_kqv": False, "swa_full": True, "kv_unified": True}


def test_a_main_gpu_beyond_the_list_is_refused() -> None:
    asked = EngineParameters(context=512, main_gpu=2)
    check_main_gpu(asked, 3)
    check_main_gpu(asked, 0)  # the processor alone: the choice says nothing
    with pytest.raises(Refused) as caught:
        check_main_gpu(asked, 2)
    assert (caught.value.kind, caught.value.detail, caught.value.numbers) == (
        "bad_choice",
        "main_gpu",
        (2, 0, 1),
    )


@pytest.mark.parametrize(
    ("told", "is_one"),
    [("0000:c1:00.0", True), ("00000000:01:00.0", True), ("gpu-0", False), ("", False)],
)
def test_an_address_of_a_card_is_told_from_other_words(told: str, is_one: bool) -> None:
    assert (PCI.fullmatch(told) is not None) == is_one


def test_the_processor_has_no_address() -> None:
    assert [device.pci for device in list_devices() if device.kind == "cpu"] == [None]
