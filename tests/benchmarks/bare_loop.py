"""The least a program could do: llama.cpp's own functions in a loop, nothing else.

A process of its own, told on stdin what to do, one JSON object a line:
{"prompt": …, "tokens": n, "clock": [n, …]} gives the seconds to the first token, for
all of them, and up to each count in `clock`. Text, stop words and messages are not its business.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from launcher.worker.bindings import C

ROLE = "<|im_start|>"
END = "<|im_end|>"


def main() -> None:
    """Load the model named in the call, then run until stdin ends."""
    path, context_length = Path(sys.argv[1]), int(sys.argv[2])
    silence = C.llama_log_callback(lambda *_: None)  # kept: the engine holds a bare pointer to it
    C.llama_log_set(silence, None)
    C.llama_backend_init()
    how = C.llama_model_default_params()
    how.load_mode = 0  # read into memory, as ours is: pages mapped from a file are another matter
    model = C.llama_model_load_from_file(bytes(path), how)
    wanted = C.llama_context_default_params()
    wanted.n_ctx = context_length
    wanted.n_threads = wanted.n_threads_batch = 1
    context = C.llama_init_from_model(model, wanted)
    say({"ready": True})
    for line in sys.stdin:
        say(run(model, context, **json.loads(line)))


def say(answer: dict[str, Any]) -> None:
    """One line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def run(model: Any, context: Any, *, prompt: str, tokens: int, clock: list[int]) -> dict[str, Any]:
    """One answer of so many tokens, drawn greedily."""
    vocabulary = C.llama_model_get_vocab(model)
    C.llama_memory_clear(C.llama_get_memory(context), True)
    chain = C.llama_sampler_chain_init(C.llama_sampler_chain_default_params())
    C.llama_sampler_chain_add(chain, C.llama_sampler_init_greedy())
    wanted, moments = set(clock), {}
    began = time.perf_counter()
    read = _tokens(vocabulary, f"{ROLE}user\n{prompt}{END}\n{ROLE}assistant\n")
    C.llama_decode(context, C.llama_batch_get_one(read, len(read)))
    cell = (C.llama_token * 1)()
    batch = C.llama_batch_get_one(cell, 1)
    sample, decode = C.llama_sampler_sample, C.llama_decode
    first = 0.0
    for count in range(1, tokens + 1):
        token = sample(chain, context, -1)
        if count == 1:
            first = time.perf_counter()
        if count in wanted:
            moments[count] = time.perf_counter() - first
        if count == tokens:
            break
        cell[0] = token
        decode(context, batch)
    last = time.perf_counter()
    C.llama_sampler_free(chain)
    return {
        "prompt": len(read),
        "first": first - began,
        "answer": last - first,
        "clock": [moments[count] for count in clock],
    }


def _tokens(vocabulary: Any, text: str) -> Any:
    data = text.encode()
    room = (C.llama_token * (len(data) + 16))()
    count = C.llama_tokenize(vocabulary, data, len(data), room, len(room), True, True)
    return (C.llama_token * count)(*room[:count])


if __name__ == "__main__":
    main()
