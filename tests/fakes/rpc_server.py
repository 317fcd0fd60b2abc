"""A second device without a second card: llama.cpp's RPC backend, serving this processor.

Run as a program with an endpoint, and the number of devices to be; it serves until it is ended.
"""

import ctypes
import sys

from launcher.worker.bindings import C, function

CPU = 0  # GGML_BACKEND_DEVICE_TYPE_CPU


def serve(endpoint: str, count: int = 1) -> None:
    """Does not return. Each device is this processor once more."""
    C.llama_backend_init()
    by_type = function("ggml_backend_dev_by_type", ctypes.c_void_p, ctypes.c_int)
    devices = (ctypes.c_void_p * count)(*[by_type(CPU)] * count)
    start = function(
        "ggml_backend_rpc_start_server",
        None,
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_size_t,
        ctypes.c_void_p,
    )
    start(endpoint.encode(), None, 1, count, ctypes.cast(devices, ctypes.c_void_p))


if __name__ == "__main__":
    serve(sys.argv[1], *map(int, sys.argv[2:]))
