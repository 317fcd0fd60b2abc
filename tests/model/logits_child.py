"""Runs in a process of its own: the logits of a text's windows, straight from the engine.

`plain` asks the bindings alone; `parts` asks the worker's reader, a few rows at a time.
"""

import ctypes
import sys
from pathlib import Path
from typing import Any

import numpy as np

from launcher.worker import bindings
from launcher.worker.interrupt import Interrupt
from launcher.worker.text_windows import text_windows
from launcher.worker.window_reader import WindowReader

engine = bindings.C

WINDOW = 512
SILENT = engine.llama_log_callback(lambda _level, _text, _data: None)


def opened(path: str, outputs: int) -> tuple[Any, Any]:
    engine.llama_log_set(SILENT, None)
    engine.llama_backend_init()
    parameters = engine.llama_model_default_params()
    parameters.n_gpu_layers = 0
    model = engine.llama_model_load_from_file(path.encode(), parameters)
    how = engine.llama_context_default_params()
    how.n_ctx = how.n_batch = how.n_ubatch = WINDOW
    how.n_seq_max = 1
    how.n_outputs_max = how.n_outputs_max_per_seq = outputs
    how.n_threads = how.n_threads_batch = 1
    return model, engine.llama_init_from_model(model, how)


def plain(path: str, text: bytes) -> tuple[Any, Any]:
    """All logits of every window in one step each, and the tokens they were computed from."""
    model, context = opened(path, WINDOW)
    vocabulary = engine.llama_model_get_vocab(model)
    size = engine.llama_vocab_n_tokens(vocabulary)
    room = (ctypes.c_int32 * (len(text) + 8))()
    count = engine.llama_tokenize(vocabulary, text, len(text), room, len(room), True, False)
    tokens = np.array(room[: count // WINDOW * WINDOW], np.int32).reshape(-1, WINDOW)
    if engine.llama_vocab_get_add_bos(vocabulary):
        tokens[:, 0] = engine.llama_vocab_bos(vocabulary)
    rows = []
    for window in tokens:
        engine.llama_memory_clear(engine.llama_get_memory(context), True)
        batch = engine.llama_batch_init(WINDOW, 0, 1)
        batch.n_tokens = WINDOW
        for at, token in enumerate(window):
            batch.token[at], batch.pos[at], batch.logits[at] = int(token), at, 1
            batch.n_seq_id[at], batch.seq_id[at][0] = 1, 0
        assert engine.llama_decode(context, batch) == 0
        logits = engine.llama_get_logits(context)
        rows.append(np.ctypeslib.as_array(logits, (WINDOW, size)).copy())
        engine.llama_batch_free(batch)
    return np.array(rows), tokens


def parts(path: str, file: str) -> tuple[Any, Any]:
    """The second halves' logits as the worker reads them, 64 rows at once."""
    model, context = opened(path, 64)
    vocabulary = engine.llama_model_get_vocab(model)
    texts = text_windows(vocabulary, file, WINDOW)
    size = engine.llama_vocab_n_tokens(vocabulary)
    reader = WindowReader(context, texts, size, 64, Interrupt())
    found = [
        np.concatenate([part.copy() for part in reader.read(index)])
        for index in range(texts.count)
    ]
    return np.array(found), np.array([texts.at(index) for index in range(texts.count)])


def main() -> None:
    how, path, file, out = sys.argv[1:]
    made = plain(path, Path(file).read_bytes()) if how == "plain" else parts(path, file)
    np.savez(out, logits=made[0], tokens=made[1])


if __name__ == "__main__":
    main()
