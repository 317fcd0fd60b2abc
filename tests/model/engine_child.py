"""Runs in a process of its own: asks the engine about files, one JSON object a line on stdout."""

import ctypes
import json
import math
import sys
from typing import Any

import llama_cpp.llama_cpp as engine

PROMPT = "<|im_start|>user\nHello dog, größer than 9?<|im_end|>\n<|im_start|>assistant\n"
said: list[str] = []


def remember(level: int, text: bytes, _data: object) -> None:
    said.append(text.decode(errors="replace"))


def load(path: str, *, plan: bool) -> Any:
    parameters = engine.llama_model_default_params()
    parameters.n_gpu_layers = 0
    if plan:
        parameters.no_alloc = True
        parameters.load_mode = 0
    model = engine.llama_model_load_from_file(path.encode(), parameters)
    if not model:
        raise SystemExit("".join(said[-12:]))
    return model


def context_of(model: Any) -> Any:
    parameters = engine.llama_context_default_params()
    parameters.n_ctx = 512
    parameters.n_batch = parameters.n_ubatch = 256
    parameters.swa_full = False
    parameters.n_threads = parameters.n_threads_batch = 1
    context = engine.llama_init_from_model(model, parameters)
    if not context:
        raise SystemExit("".join(said[-12:]))
    return context


def sizes(said_of_context: list[str]) -> list[str]:
    """What the engine logs of its caches and buffers, without where they lie."""
    marks = ("KiB", "MiB")
    lines = [line for line in said_of_context if any(mark in line for mark in marks)]
    return sorted(line.strip() for line in lines if "size =" in line and "buffer" not in line)


def look(path: str, *, plan: bool) -> dict[str, Any]:
    model = load(path, plan=plan)
    said.clear()
    context = context_of(model)
    buffers = [line.split("=")[-1].strip() for line in said if "compute buffer size" in line]
    answer = {
        "parameters": engine.llama_model_n_params(model),
        "bytes": engine.llama_model_size(model),
        "layers": engine.llama_model_n_layer(model),
        "recurrent": engine.llama_model_is_recurrent(model),
        "hybrid": engine.llama_model_is_hybrid(model),
        "caches": sizes(said),
        "compute": buffers,
    }
    if not plan:
        answer |= write(model, context)
    engine.llama_free(context)
    engine.llama_model_free(model)
    return answer


def write(model: Any, context: Any) -> dict[str, Any]:
    vocabulary = engine.llama_model_get_vocab(model)
    data = PROMPT.encode()
    tokens = (ctypes.c_int32 * 256)()
    count = engine.llama_tokenize(vocabulary, data, len(data), tokens, 256, True, True)
    size = engine.llama_vocab_n_tokens(vocabulary)
    batch = engine.llama_batch_get_one(tokens, count)
    written, finite = b"", True
    for _ in range(8):
        if engine.llama_decode(context, batch) != 0:
            raise SystemExit("decode failed")
        logits = engine.llama_get_logits_ith(context, -1)[:size]
        finite = finite and all(map(math.isfinite, logits))
        best = max(range(size), key=logits.__getitem__)
        written += piece(vocabulary, best)
        one = (ctypes.c_int32 * 1)(best)
        batch = engine.llama_batch_get_one(one, 1)
    read_back = b"".join(piece(vocabulary, token) for token in tokens[:count])
    end = engine.llama_vocab_eot(vocabulary)
    return {
        "prompt_tokens": count,
        "read_back": read_back.decode(),
        "written": written.decode(),
        "finite": finite,
        "vocabulary": size,
        "end": piece(vocabulary, end).decode(),
        "template": bool(engine.llama_model_chat_template(model, None)),
    }


def piece(vocabulary: Any, token: int) -> bytes:
    buffer = ctypes.create_string_buffer(256)
    size = engine.llama_token_to_piece(vocabulary, token, buffer, 256, 0, True)
    return buffer.raw[:size]


def types() -> dict[str, list[int]]:
    """Name, block and bytes of every type the engine has, by its number."""
    library = engine._lib
    library.ggml_type_name.restype = ctypes.c_char_p
    library.ggml_blck_size.restype = ctypes.c_int64
    library.ggml_type_size.restype = ctypes.c_size_t
    found = {}
    for number in range(43):  # GGML_TYPE_COUNT
        block = library.ggml_blck_size(number)
        if block:
            name = library.ggml_type_name(number).decode().upper()
            found[str(number)] = [name, block, library.ggml_type_size(number)]
    return found


def quantize_plan(path: str, file_type: int) -> dict[str, Any]:
    parameters = engine.llama_model_quantize_default_params()
    parameters.ftype = file_type
    parameters.dry_run = True
    parameters.nthread = 1
    said.clear()
    code = engine.llama_model_quantize(path.encode(), b"unused", ctypes.byref(parameters))
    return {"code": code, "said": [line for line in said if "size" in line]}


def main() -> None:
    callback = engine.llama_log_callback(remember)
    engine.llama_log_set(callback, None)
    engine.llama_backend_init()
    for line in sys.stdin:
        question = json.loads(line)
        match question.pop("ask"):
            case "types":
                answer: dict[str, Any] = types()
            case "quantize":
                answer = quantize_plan(**question)
            case _:
                answer = look(**question)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
