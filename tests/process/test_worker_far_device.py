"""A second device with its own memory, without a graphics card: the engine's RPC on loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from launcher.errors import EngineDied, LoadFailed, OutOfRange
from launcher.protocol.messages import Delta, DeviceUse, DrawParameters, EngineParameters
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from tests.process.asking import QUESTION, parameters, said
from tests.process.conftest import MakeModel

SERVER = """
import ctypes, sys
from launcher.worker.bindings import function
from launcher.worker.devices import cpu_device
start = function("ggml_backend_rpc_start_server", None, ctypes.c_char_p, ctypes.c_char_p,
                 ctypes.c_size_t, ctypes.c_size_t, ctypes.POINTER(ctypes.c_void_p))
start(sys.argv[1].encode(), None, 1, 1, (ctypes.c_void_p * 1)(cpu_device()))
"""


@contextmanager
def _server() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    code = [sys.executable, "-c", SERVER, place]
    with subprocess.Popen(code, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(place, server)
            yield place, server
        finally:
            server.kill()


def _wait_for(place: str, server: "subprocess.Popen[bytes]") -> None:
    """Its output comes only with the first client, so we knock until it opens or dies."""
    host, _, port = place.partition(":")
    for _attempt in range(600):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.05)
                break
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with _server() as (place, _process):
        yield place


def _places(devices: tuple[DeviceUse, ...]) -> dict[str, DeviceUse]:
    return {device.name: device for device in devices}


@pytest.fixture(autouse=True)
def hung_up(session: Session) -> Iterator[None]:
    """The other computer serves one program at a time."""
    yield
    session.unload()


@pytest.mark.parametrize("architecture", ["llama", "gemma3", "granitehybrid"])
@pytest.mark.parametrize("layers", [0, 2, -1])
def test_a_plan_with_a_second_device_is_the_load_on_each(
    session: Session,
    planner: Planner,
    tiny: MakeModel,
    endpoint: str,
    architecture: str,
    layers: int,
) -> None:
    path = tiny(architecture, layers=4, quantization="Q8_0")
    asked = parameters(context=1024, gpu_layers=layers, rpc=(endpoint,))
    planned = planner.plan(path, asked)
    loaded = session.load(path, asked)
    assert planned.devices == loaded.devices
    far = _places(loaded.devices).get("RPC0")
    if layers == 0:
        assert far is None or far.weights == 0
    else:
        assert far is not None
        assert far.kind == "rpc"
        assert far.weights > 0
        assert far.kv > 0 or architecture == "granitehybrid"
    assert said(session)


@pytest.mark.parametrize(
    "settings",
    [
        {"kv_on_gpu": False, "flash_attention": "on"},
        {"kv_on_gpu": False, "flash_attention": "on", "kv_type_k": "q8_0", "kv_type_v": "q8_0"},
        {"main_gpu": 0},
        {"cpu_moe": 2},
    ],
)
@pytest.mark.parametrize("architecture", ["llama", "qwen3moe", "granitehybrid"])
def test_every_lever_is_the_same_in_a_plan_and_in_a_load(
    session: Session,
    planner: Planner,
    tiny: MakeModel,
    endpoint: str,
    architecture: str,
    settings: dict[str, object],
) -> None:
    path = tiny(architecture, layers=4, quantization="Q8_0")
    asked = parameters(context=1024, gpu_layers=-1, rpc=(endpoint,), **settings)
    planned = planner.plan(path, asked)
    loaded = session.load(path, asked)
    assert planned.devices == loaded.devices
    far = _places(loaded.devices)["RPC0"]
    assert far.weights > 0
    assert (far.kv == 0) == ("kv_on_gpu" in settings)
    assert (far.recurrent == 0) == ("kv_on_gpu" in settings or architecture != "granitehybrid")
    assert said(session)


def test_the_engines_plan_forgets_that_the_processor_attends(
    session: Session, planner: Planner, tiny: MakeModel, endpoint: str
) -> None:
    """A fault of this engine that launcher.memory.from_engine makes up for; gone, so may that."""
    asked = parameters(
        context=1024, gpu_layers=-1, rpc=(endpoint,), kv_on_gpu=False, flash_attention="off"
    )
    path = tiny("llama", layers=4, quantization="Q8_0")
    planned = _places(planner.plan(path, asked).devices)
    loaded = _places(session.load(path, asked).devices)
    assert planned["RPC0"].compute > 3 * loaded["RPC0"].compute
    assert loaded["CPU"].compute > 3 * planned["CPU"].compute
    assert [replace(use, compute=0) for use in planned.values()] == [
        replace(use, compute=0) for use in loaded.values()
    ]


def test_a_main_device_that_is_not_there_is_a_choice_that_cannot_be(
    planner: Planner, tiny: MakeModel, endpoint: str
) -> None:
    with pytest.raises(OutOfRange) as caught:
        planner.plan(tiny("llama"), parameters(rpc=(endpoint,), main_gpu=3))
    assert (caught.value.what, caught.value.asked, caught.value.most) == ("main_gpu", 3, 0)
    assert planner.plan(tiny("llama"), parameters(main_gpu=3)).devices[0].name == "CPU"


def test_more_layers_move_weights_over(planner: Planner, tiny: MakeModel, endpoint: str) -> None:
    path = tiny("llama", layers=4)

    def far(layers: int) -> int:
        asked = EngineParameters(context=1024, gpu_layers=layers, rpc=(endpoint,))
        found = _places(planner.plan(path, asked).devices).get("RPC0")
        return found.weights if found else 0

    steps = [far(layers) for layers in range(6)]
    assert steps == sorted(set(steps))


def test_the_answer_does_not_depend_on_where_layers_are(
    session: Session, tiny: MakeModel, endpoint: str
) -> None:
    path = tiny("llama", layers=4)
    session.load(path, parameters())
    here = said(session)
    session.load(path, parameters(gpu_layers=-1, rpc=(endpoint,)))
    assert said(session) == here


def test_the_next_model_does_without_the_other_computer(
    session: Session, tiny: MakeModel, endpoint: str
) -> None:
    session.load(tiny("llama"), parameters(rpc=(endpoint,)))
    assert [device.name for device in session.load(tiny("llama"), parameters()).devices] == ["CPU"]


def test_a_computer_that_goes_away_is_a_death_that_is_told(
    own_session: Session, tiny: MakeModel
) -> None:
    with _server() as (place, server):
        asked = parameters(context=16_384, rpc=(place,))
        own_session.load(tiny("llama", context=16_384), asked)

        def take(_delta: Delta) -> None:
            server.kill()

        with pytest.raises(EngineDied) as caught:
            own_session.generate(QUESTION, DrawParameters(temperature=0), take)
    assert caught.value.cause == "assertion"


def test_a_computer_that_serves_another_program_is_told(
    session: Session, planner: Planner, tiny: MakeModel, endpoint: str
) -> None:
    asked = parameters(rpc=(endpoint,))
    session.load(tiny("llama"), asked)
    with pytest.raises(LoadFailed) as caught:
        planner.plan(tiny("llama"), asked)
    assert caught.value.detail == f"{endpoint} is busy with another program"
