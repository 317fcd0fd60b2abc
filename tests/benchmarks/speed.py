"""Tokens a second that answers really have, beside what was predicted from a measured pace.

This computer's pace is measured as `snug hardware --measure` does, then models of real
dimensions and types are loaded and asked. Their weights are zeros in a sparse file; read
into memory they take as long as any others. The fastest of some answers counts, for a
machine with other work to do is slower than it is.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from launcher.actions.machine import look_with_engine
from launcher.actions.pace import measure_pace
from launcher.actions.parts import assemble
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.catalog import known_as
from launcher.models.facts import ModelFacts
from launcher.paths import places
from launcher.planning.paces import paces_of
from launcher.planning.speed import answer_speed
from launcher.protocol.messages import Done, DrawParameters, Turn
from launcher.runtime.session import Session
from tests.benchmarks.figures import Figure, best_of, median_of
from tests.benchmarks.large import write_known

MODELS = (  # of different size and type; the last is a mixture of experts
    ("Qwen/Qwen2.5-0.5B-Instruct", "Q8_0"),
    ("meta-llama/Llama-3.2-1B-Instruct", "Q6_K"),
    ("Qwen/Qwen2.5-1.5B-Instruct", "Q4_K_M"),
    ("Qwen/Qwen3-1.7B", "Q4_0"),
    ("Qwen/Qwen2.5-3B-Instruct", "Q4_K_M"),
    ("meta-llama/Llama-3.2-3B-Instruct", "IQ4_XS"),
    ("google/gemma-3-4b-it", "Q3_K_M"),
    ("Qwen/Qwen3-4B", "IQ3_M"),
    ("ibm-granite/granite-4.0-h-tiny", "Q4_K_M"),
)
CHOICES = Choices(context=4096, gpu_layers=0)
ANSWERS = 5
TOKENS = 33
GREEDY = DrawParameters(temperature=0, max_tokens=TOKENS)
SENTENCE = "Once upon a time there was a small house by the sea. "
LONG = (("Qwen/Qwen2.5-1.5B-Instruct", "Q4_K_M"),)  # asked with much said before as well
MUCH = 100  # sentences
ROOM = 1.3  # of the file must be free
BAR = "± 15 %"


def measure() -> Iterator[Figure]:
    """A row for the pace, then for every model its speed and its share of the prediction."""
    parts = assemble(places())
    machine = look_with_engine(parts)
    pace = next(one for one in measure_pace(parts, machine) if one.device == "CPU")
    parts.close()
    yield median_of("Memory read through Q4_K weights", [pace.bandwidth / 1e9], "GB/s")
    yield median_of("A layer's work beside its weights", [pace.per_layer * 1e6], "µs")
    with tempfile.TemporaryDirectory() as folder:
        for repo, variant in MODELS:
            yield from _figures(Path(folder), repo, variant, machine, pace)
        for repo, variant in LONG:
            yield from _figures(Path(folder), repo, variant, machine, pace, sentences=MUCH)


def _figures(
    folder: Path, repo: str, variant: str, machine: Machine, pace: Pace, *, sentences: int = 1
) -> Iterator[Figure]:
    known = known_as(repo)
    size = known.sizes[known.variants.index(variant)]
    if size * ROOM > psutil.virtual_memory().available:
        return
    path, facts = write_known(folder, known, variant)
    try:
        done = _answers(path, machine, SENTENCE * sentences)
    finally:
        path.unlink()
    seen = [one.later_tokens / one.later_seconds for one in done]
    fill = done[-1].context_used - done[-1].later_tokens // 2
    expected = predicted(facts, machine, pace, fill)
    name = f"{known.name} {variant}" + (f", {fill:,} tokens said" if sentences > 1 else "")
    yield best_of(f"Answer, {name}", seen, "tokens/s", promise=f"{expected:.1f} predicted")
    share = [one / expected for one in seen]
    yield best_of("… as a share of what was predicted", share, "×", promise=BAR)


def predicted(facts: ModelFacts, machine: Machine, pace: Pace, fill: int) -> float:
    """Tokens a second with so many tokens said."""
    planned = estimate(facts, CHOICES, machine)
    speed = answer_speed(facts, CHOICES, planned, paces_of(machine, (pace,)), fill=fill)
    return speed.middle if speed else float("nan")


def _answers(path: Path, machine: Machine, question: str) -> list[Done]:
    turns = (Turn(role="user", text=question),)
    session = Session()
    try:
        session.load(path, engine_parameters(CHOICES, gpu_layers=0, machine=machine))
        session.generate(turns, GREEDY)  # the first one touches everything
        return [session.generate(turns, GREEDY) for _ in range(ANSWERS)]
    finally:
        session.close()
