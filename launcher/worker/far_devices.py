"""Other computers as devices, by the engine's RPC.

A server there serves one program at a time, and the engine aborts or waits for
ever when it gets no answer. So we say hello first, in the engine's own words
(ggml/src/ggml-rpc/ggml-rpc.cpp), and give up where nobody replies.
"""

import ctypes
import socket
import struct
from typing import Any, Final

from launcher.worker.bindings import function
from launcher.worker.devices import GPU, IGPU, all_devices, type_of
from launcher.worker.refused import Refused

ANSWER_WITHIN: Final = 3.0  # seconds
HELLO: Final = 14  # RPC_CMD_HELLO
CAPABILITIES: Final = 24  # bytes; none of ours, so the connection stays plain TCP
VERSION: Final = 7  # RPC_PROTO_MAJOR_VERSION
LENGTH: Final = struct.Struct("<Q")

_POINTER: Final = ctypes.c_void_p


def devices_with(endpoints: tuple[str, ...]) -> list[Any]:
    """Handles for a model that may use further computers, in the engine's order: those first.

    They are given to one model and not registered for all, so the next model
    does without them. Source of the order: llama_prepare_model_devices.
    Raises Refused where a computer does not answer.
    """
    found = [device for endpoint in endpoints for device in _devices_at(endpoint)]
    own = [device for device in all_devices() if type_of(device) in (GPU, IGPU)]
    graphics = [device for device in own if type_of(device) == GPU]
    return found + (graphics or own)


def _devices_at(endpoint: str) -> list[Any]:
    _say_hello(endpoint)
    try:
        add = function("ggml_backend_rpc_add_server", _POINTER, ctypes.c_char_p)
    except AttributeError as error:
        raise Refused("load_failed", "this engine was built without RPC") from error
    registry = add(endpoint.encode())
    if not registry:
        raise Refused("load_failed", f"{endpoint} offers no device")
    count = function("ggml_backend_reg_dev_count", ctypes.c_size_t, _POINTER)(registry)
    get = function("ggml_backend_reg_dev_get", _POINTER, _POINTER, ctypes.c_size_t)
    return [get(registry, index) for index in range(count)]


def _say_hello(endpoint: str) -> None:
    host, _, port = endpoint.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=ANSWER_WITHIN) as line:
            line.sendall(bytes([HELLO]) + LENGTH.pack(CAPABILITIES) + bytes(CAPABILITIES))
            with line.makefile("rb") as stream:
                answer = stream.read(LENGTH.size + 1)
    except TimeoutError as error:
        raise Refused("load_failed", f"{endpoint} is busy with another program") from error
    except (OSError, ValueError, OverflowError) as error:
        raise Refused("load_failed", f"{endpoint} does not answer: {error}") from error
    if len(answer) <= LENGTH.size or answer[-1] != VERSION:
        raise Refused("load_failed", f"{endpoint} speaks another version of RPC than {VERSION}")
