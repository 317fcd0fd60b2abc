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
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.estimate import Basis, estimate
from launcher.memory.from_engine import estimate_from_engine
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
GEMMA = {
    "architecture": "gemma3",
    "layers": 24,
    "embedding": 3840,
    "feed_forward": 15360,
    "heads": 16,
    "head_size": 256,
    "vocabulary": 262144,
    "tied": True,
    "more": {"attention.sliding_window": 1024},
}
SHAPES = {"dense": {}, "tied": TIED, "mixture": MIXTURE, "sliding": GEMMA}
LEVERS = {
    "all there": Choices(gpu_layers=-1),
    "ten there": Choices(gpu_layers=10),
    "three to one": Choices(gpu_layers=-1, split=(3, 1)),
    "the second alone": Choices(gpu_layers=-1, main_gpu=1),
    "ten on the second": Choices(gpu_layers=10, main_gpu=1),
    "caches here": Choices(gpu_layers=-1, kv_on_gpu=False),
    "caches of ten here": Choices(gpu_layers=10, kv_on_gpu=False),
    "long caches here": Choices(
        gpu_layers=-1, context=32768, kv_on_gpu=False, kv_type_k="q8_0", kv_type_v="q8_0"
    ),
    "nothing rearranged": Choices(gpu_layers=10, repack=False),
    "written out": Choices(gpu_layers=-1, flash_attention=FlashAttention.OFF),
    "experts here": Choices(gpu_layers=-1, cpu_moe=5),
    "all experts here": Choices(gpu_layers=-1, cpu_moe=99, main_gpu=0),
    "experts of ten": Choices(gpu_layers=10, cpu_moe=20, repack=False),
    "three at once": Choices(gpu_layers=-1, parallel=3),
    "three in one cache": Choices(gpu_layers=-1, parallel=3, unified=True),
    "windows in full": Choices(gpu_layers=-1, swa_full=True),
    "a short step": Choices(gpu_layers=-1, batch=256),
}
NEAR = 0.02
NEAR_LEVERS = 0.05
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
        [sys.executable, "-m", "tests.fakes.rpc_server", f"127.0.0.1:{port}", "2"],
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


def machine_with(planner: Planner, devices: int) -> Machine:
    """This processor, and so many far ones."""
    return Machine(
        cpu=Cpu(name="CPU", physical_cores=2, logical_cores=2, features=planner.hello().features),
        memory=Memory(total=64 * GIB, available=64 * GIB),
        devices=tuple(
            Device(
                name=f"RPC{number}",
                description="far",
                kind=DeviceKind.RPC,
                total=64 * GIB,
                free=64 * GIB,
            )
            for number in range(devices)
        ),
    )


@pytest.fixture(scope="module")
def machine(planner: Planner) -> Machine:
    return machine_with(planner, 2)


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
    choices = Choices(gpu_layers=gpu_layers, cpu_moe=cpu_moe, main_gpu=0)
    ours = estimate(facts, choices, machine)
    write_slim(facts, tmp_path / "slim.gguf")
    told = engine_parameters(choices, gpu_layers=ours.gpu_layers, machine=machine)
    answer = planner.plan(tmp_path / "slim.gguf", replace(told, rpc=(endpoint,)))
    theirs = {use.name: use for use in answer.devices}
    for our in ours.devices[:2]:
        their = theirs[our.name]
        assert (our.weights, our.repacked, our.kv) == (their.weights, their.repacked, their.kv)
    total = sum(use.weights + use.kv + use.compute + use.output for use in answer.devices)
    assert ours.total == pytest.approx(total, rel=NEAR)


@pytest.mark.parametrize("choices", LEVERS.values(), ids=LEVERS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_lever_moves_the_same_bytes_on_two_devices(
    shape: dict[str, Any],
    choices: Choices,
    endpoint: str,
    planner: Planner,
    machine: Machine,
    tmp_path: Path,
) -> None:
    facts = facts_of(**shape)
    ours = estimate(facts, choices, machine)
    write_slim(facts, tmp_path / "slim.gguf")
    told = engine_parameters(choices, gpu_layers=ours.gpu_layers, machine=machine)
    answer = planner.plan(tmp_path / "slim.gguf", replace(told, rpc=(endpoint,)))
    theirs = estimate_from_engine(answer, facts, choices, machine, ours.gpu_layers)
    assert theirs.basis.kv is Basis.ENGINE
    for our, their in zip(ours.devices, theirs.devices, strict=True):
        assert (our.name, our.weights, our.repacked, our.kv, our.output) == (
            their.name,
            their.weights,
            their.repacked,
            their.kv,
            their.output,
        )
    assert ours.total == pytest.approx(theirs.total, rel=NEAR_LEVERS)
