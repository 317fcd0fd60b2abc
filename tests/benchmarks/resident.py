"""Main memory a loaded model really occupies, beside what was shown before the load.

Models of real size are loaded by the real worker and read a prompt of 512 tokens; the
worker's memory is measured from outside. Their weights are zeros in a sparse file:
read, they fill memory like any others; mapped, their pages lie in the page cache.

How the constants of launcher.memory.resident were found: PROCESS is what a worker with
`write_model("llama")` occupied after an answer, less the model. VOCABULARY is what two
layers of 256 values with vocabularies of 32,000 to 262,144 tokens took beyond that, over
their headers' bytes. What malloc keeps is the difference between `read` with and without
rearranging: 9 MiB for tensors of 9, 32 for tensors of 46.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil

from launcher.actions.machine import look_with_engine
from launcher.actions.parts import assemble
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices, FlashAttention, LoadMode
from launcher.memory.estimate import estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.write import write_model
from launcher.paths import places
from launcher.protocol.messages import DrawParameters, Turn
from launcher.runtime.session import Session
from launcher.units import MIB
from tests.benchmarks.figures import Figure, median_of
from tests.benchmarks.large import write_large
from tests.fakes.catalogue import LLAMA_1B, LLAMA_8B, Shape

PROMPT = 512  # tokens
ONE = DrawParameters(temperature=0, max_tokens=1)
ROOM = 1.3  # of the prediction must be free, or the system would swap what is measured
WAYS = [(load, repack) for load in LoadMode for repack in (True, False)]
MODELS: tuple[tuple[str, Shape, list[tuple[LoadMode, bool]]], ...] = (
    ("1B Q4_K_M", LLAMA_1B, WAYS),
    ("8B Q4_K_M", LLAMA_8B, [(LoadMode.READ, True), (LoadMode.MMAP, True)]),
)
UNFUSED = Choices(gpu_layers=0, flash_attention=FlashAttention.OFF)
LONG = 32_768  # tokens of context, whose scores are set aside and hardly touched
LONGEST = 131_072


def measure() -> Iterator[Figure]:
    """Every way of loading, each in a worker of its own; a model that does not fit is left out."""
    parts = assemble(places())
    machine = look_with_engine(parts)
    parts.close()
    with tempfile.TemporaryDirectory() as folder:
        for name, shape, ways in MODELS:
            path, facts = write_large(Path(folder), shape, "Q4_K_M")
            for load, repack in ways:
                choices = Choices(gpu_layers=0, load=load, repack=repack)
                yield from _figures(name, path, facts, machine, choices)
            if shape is LLAMA_1B:
                yield from _unfused(name, path, facts, machine, context=LONG)
            path.unlink()
        (tiny,) = write_model(Path(folder) / "tiny.gguf", "llama", context=LONGEST)
        yield from _unfused("tiny llama", tiny, read_facts(tiny), machine, context=LONGEST)


def _unfused(
    name: str, path: Path, facts: ModelFacts, machine: Machine, *, context: int
) -> Iterator[Figure]:
    """Without flash attention, where scores of the whole context are set aside."""
    for load in (LoadMode.READ, LoadMode.MMAP):
        choices = replace(UNFUSED, load=load, context=context)
        told = f"{name}, {context >> 10}k without flash attention"
        yield from _figures(told, path, facts, machine, choices)


def _figures(
    name: str, path: Path, facts: ModelFacts, machine: Machine, choices: Choices
) -> Iterator[Figure]:
    predicted = estimate(facts, choices, machine)
    if predicted.resident * ROOM > psutil.virtual_memory().available:
        return
    parameters = engine_parameters(choices, gpu_layers=0, machine=machine)
    session = Session()
    try:
        session.load(path, parameters)
        session.generate(_prompt(session), ONE)
        occupied = psutil.Process(session.worker).memory_info().rss
    finally:
        session.close()
    how = f"{choices.load}, {'rearranged' if choices.repack else 'as it is'}"
    shown = f"{predicted.resident / MIB:,.0f} MiB shown; {predicted.reserved / MIB:,.0f} set aside"
    yield median_of(f"Resident, {name}, {how}", [occupied / MIB], "MiB", promise=shown)
    share = [occupied / predicted.resident]
    yield median_of("… as a share of what was shown", share, "×", promise="± 3 % or 64 MiB")


def _prompt(session: Session) -> tuple[Turn]:
    """A message of about so many tokens."""
    words = PROMPT // 2
    while session.count((_turn(words),)) > PROMPT:
        words = words * 3 // 4
    while session.count((_turn(words),)) < PROMPT:
        words += 2
    return (_turn(words),)


def _turn(words: int) -> Turn:
    return Turn(role="user", text="Once a " * words)
