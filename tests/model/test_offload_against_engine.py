"""Where layers go, against the engine, with a second device on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.slim import write_slim
from launcher.runtime.planner import Planner
from launcher.units import GIB
from tests.fakes.model_facts import facts_of

TIED = {"layers": 16, "embedding": 2048, "feed_forward": 8192, "head_size": 64, "tied": True}
MIXTURE = {
    "architecture": "qwen3moe",
    "layers": 24,
    "embedding": 2048,
    "kv_heads": 4,
    "experts": {"count": 64, "used": 8, "n_ff_expert": 768},
}
NEAR = 0.02
SECONDS_TO_LISTEN = 30.0


def is_listening(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)  # also paces the next try where the port is silent
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.rpc_server", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + SECONDS_TO_LISTEN
    while not is_listening(port):
        if server.poll() is not None or time.monotonic() > until:
            server.kill()
            _, said = server.communicate()
            pytest.skip(f"this engine serves no RPC: {said.decode()[-200:]}")
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.communicate()


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    one = Planner()
    yield one
    one.close()


@pytest.fixture(scope="module")
def machine(planner: Planner) -> Machine:
    """This processor, and the far one."""
    return Machine(
        cpu=Cpu(name="CPU", physical_cores=2, logical_cores=2, features=planner.hello().features),
        memory=Memory(total=64 * GIB, available=64 * GIB),
        devices=(
            Device(
                name="RPC0",
                description="far",
                kind=DeviceKind.RPC,
                total=64 * GIB,
                free=64 * GIB,
            ),
        ),
    )


@pytest.mark.parametrize("shape", [{}, TIED, MIXTURE], ids=["dense", "tied", "mixture"])
@pytest.mark.parametrize(("gpu_layers", "cpu_moe"), [(0, 0), (1, 0), (10, 0), (-1, 0), (-1, 12)])
def test_layers_go_where_the_engine_puts_them(
    shape: dict[str, Any],
    gpu_layers: int,
    cpu_moe: int,
    endpoint: str,
    planner: Planner,
    machine: Machine,
    tmp_path: Path,
) -> None:
    facts = facts_of(**shape)
    choices = Choices(gpu_layers=gpu_layers, cpu_moe=cpu_moe)
    ours = estimate(facts, choices, machine)
    write_slim(facts, tmp_path / "slim.gguf")
    told = engine_parameters(choices, gpu_layers=ours.gpu_layers, machine=machine)
    answer = planner.plan(tmp_path / "slim.gguf", replace(told, rpc=(endpoint,)))
    theirs = {use.kind: use for use in answer.devices}
    for our in ours.devices:
        their = theirs[our.kind]
        assert (our.weights, our.repacked, our.kv) == (their.weights, their.repacked, their.kv)
    total = sum(use.weights + use.kv + use.compute + use.output for use in answer.devices)
    assert ours.total == pytest.approx(total, rel=NEAR)
