"""Runs in a process of its own, which may abort: builds models from metadata.

One JSON object a line, asked on stdin and answered on stdout.

Asked for one architecture and several settings it says what the engine holds for
each, once planned (`no_alloc`) and once allocated for real.
"""

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from launcher.protocol.messages import EngineParameters
from launcher.worker import log_sizes
from launcher.worker.bindings import C, function
from launcher.worker.breakdown import read_breakdown
from launcher.worker.log import EngineLog
from launcher.worker.structs import context_struct, model_struct

HALF = 1  # GGML_TYPE_F16
SCALARS: dict[type, str] = {bool: "bool", int: "u32", float: "f32", str: "str"}
CTYPES: dict[str, Any] = {
    "bool": ctypes.c_bool,
    "u32": ctypes.c_uint32,
    "u64": ctypes.c_uint64,
    "f32": ctypes.c_float,
    "str": ctypes.c_char_p,
}
ARRAYS = {"bool": 7, "u32": 4, "u64": 10, "f32": 6}  # enum gguf_type
LONG = (".ple.layer_multipliers", ".ple.head_offsets", ".ple.head_vocab_sizes")
POINTER = ctypes.c_void_p
SetData = ctypes.CFUNCTYPE(None, POINTER, POINTER)


class Refused(Exception):
    """The engine said no."""


def _leave(tensor: int, data: int) -> None:
    """No weight is ever read."""


leave = SetData(_leave)


@contextmanager
def metadata(keys: dict[str, Any], half: list[str]) -> Iterator[Any]:
    context = function("gguf_init_empty", POINTER)()
    for key, value in keys.items():
        write(context, key, value)
    room = tensors(context, half)
    try:
        yield context
    finally:
        function("gguf_free", None, POINTER)(context)
        function("ggml_free", None, POINTER)(room)


def write(context: Any, key: str, value: Any) -> None:
    if isinstance(value, list):
        kind = "u64" if key.endswith(LONG) else SCALARS[type(value[0])]
        entries = (CTYPES[kind] * len(value))(*value)
        function(
            "gguf_set_arr_data", None, POINTER, ctypes.c_char_p, ctypes.c_int, POINTER,
            ctypes.c_size_t,
        )(context, key.encode(), ARRAYS[kind], entries, len(value))  # fmt: skip
        return
    kind = SCALARS[type(value)]
    put = function(f"gguf_set_val_{kind}", None, POINTER, ctypes.c_char_p, CTYPES[kind])
    put(context, key.encode(), value.encode() if kind == "str" else value)


class InitParams(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("buffer", POINTER), ("no_alloc", ctypes.c_bool)]


def tensors(context: Any, half: list[str]) -> Any:
    """Names alone, so that the engine gives these tensors 16 bits."""
    room = function("ggml_init", POINTER, InitParams)(InitParams(1 << 20, None, True))
    make = function("ggml_new_tensor_1d", POINTER, POINTER, ctypes.c_int, ctypes.c_int64)
    name = function("ggml_set_name", POINTER, POINTER, ctypes.c_char_p)
    for tensor in half:
        made = make(room, HALF, 1)
        name(made, tensor.encode())
        function("gguf_add_tensor", None, POINTER, POINTER)(context, made)
    return room


@contextmanager
def model_of(
    keys: dict[str, Any], half: list[str], asked: EngineParameters, log: EngineLog, *, dry: bool
) -> Iterator[Any]:
    log.forget()
    struct = model_struct(asked, dry=dry)
    with metadata(keys, half) as described:
        model = C.llama_model_init_from_user(described, leave, None, struct.params)
        if not model:
            raise Refused(" | ".join(log.last()[-2:]) or "no model")
        try:
            yield model
        finally:
            C.llama_model_free(model)


def held(question: dict[str, Any], log: EngineLog, *, dry: bool) -> list[dict[str, Any]]:
    settings = [EngineParameters(**one) for one in question["settings"]]
    with ExitStack() as open_ones:
        beside = None
        if question["beside"]:  # a draft looks into the cache of the model it guesses for
            beside = open_ones.enter_context(
                model_of(question["beside"], [], settings[0], log, dry=dry)
            )
        model = open_ones.enter_context(
            model_of(question["keys"], question["half"], settings[0], log, dry=dry)
        )
        return [measured(model, beside, asked, log) for asked in settings]


def measured(model: Any, beside: Any, asked: EngineParameters, log: EngineLog) -> dict[str, Any]:
    params = context_struct(asked)
    with ExitStack() as open_ones:
        if beside:
            params.ctx_other = C.llama_init_from_model(beside, context_struct(asked))
            open_ones.callback(C.llama_free, params.ctx_other)
        log.forget()
        with log.capture() as lines:
            context = C.llama_init_from_model(model, params)
        if not context:
            return {"refused": " | ".join(log.last()[-2:])}
        open_ones.callback(C.llama_free, context)
        rows = read_breakdown(context) or []
        return {
            "weights": sum(row.weights for row in rows),
            "context": sum(row.context for row in rows),
            "compute": sum(row.compute for row in rows),
            "recurrent": sum(log_sizes.buffers(lines, "RS").values()),
            "granted": C.llama_n_ctx(context),
        }


def answer(question: dict[str, Any], log: EngineLog) -> dict[str, Any]:
    try:
        found = {"dry": held(question, log, dry=True)}
        if question["real"]:
            found["real"] = held(question, log, dry=False)
    except Refused as why:
        return {"refused": str(why)}
    return found


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some loaders print
    log = EngineLog()
    log.listen()
    C.llama_backend_init()
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line), log)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
