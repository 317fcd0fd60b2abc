"""docs/memory.md: what every model of the catalog takes, by arithmetic and by the engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from computer import computer

from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import DeviceShare, estimate
from launcher.memory.from_engine import estimate_from_engine
from launcher.memory.parameters import engine_parameters
from launcher.models.catalog import Known, catalog, facts_of
from launcher.models.slim import write_slim
from launcher.runtime.planner import Planner
from launcher.units import GIB, MIB

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "memory.md"
CONTEXTS: Final = {8192: "8k", 32768: "32k", 131072: "128k"}
TEXT: Final = """# What well-known models take

Made by `python packaging/catalog table` with the engine of llama-cpp-python {engine}. Nothing is
downloaded for it: the headers come from `resources/catalog`, made from published dimensions.

How to read it: a model takes its **weights**, about as much as its file, and a working memory for
the conversation that grows with the context, the **KV cache** (models that keep a **state**
instead take the same however long the conversation is; the column adds both). On top come the
buffers for the step that is being calculated. **Arithmetic** is what Snug shows at once, from the
header alone; **llama.cpp** is what the engine itself reserves for the same header in a dry run,
the figure that replaces the arithmetic a few milliseconds later. **Difference** is the first
against the second.

Conditions: everything in main memory, no graphics card; weights as Q4_K_M (gpt-oss as it is
published, in MXFP4); KV cache in f16; steps of at most {micro} tokens (micro-batch); flash
attention left to the engine; one conversation, and sliding-window layers keep their window only.
Text alone: no part for pictures or sound, no layers that guess ahead. Weights rearranged for the
processor count as the engine counts them here ({features}); a table embedding that also serves as
the output may then lie in memory twice. File sizes are predicted: tensors to the byte, the
tokenizer from the size of its vocabulary. GiB are 2^30 bytes. Where each model's dimensions come
from stands in `resources/catalog/index.json`.

{rows} rows. KV cache and state are the same to the byte in {exact_kv} of them, weights in
{exact_weights}. The whole differs by at most {worst}; by less than 1 % in {near}.
"""
HEAD: Final = (
    "| Model | Weights as | File | KV cache and state | Arithmetic | llama.cpp | Difference |\n"
    "|---|---|---:|---:|---:|---:|---:|\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One model at one context (bytes)."""

    known: Known
    file: int
    context: int
    ours: DeviceShare
    theirs: DeviceShare

    @property
    def difference(self) -> float:
        """Of the sums, as a share of the engine's."""
        return (self.ours.sum - self.theirs.sum) / self.theirs.sum


def write_table() -> None:
    """Ask the engine about every model and write the document."""
    planner = Planner()
    try:
        machine = computer(planner)
        with TemporaryDirectory() as scratch:
            slim = Path(scratch) / "slim.gguf"
            lines = [line for known in catalog() for line in _lines(known, planner, machine, slim)]
    finally:
        planner.close()
    DOCUMENT.write_text(_document(lines, machine), encoding="utf-8", newline="\n")


def _lines(known: Known, planner: Planner, machine: Machine, slim: Path) -> Iterator[Line]:
    facts = facts_of(known, known.usual)
    write_slim(facts, slim)
    for context in (context for context in CONTEXTS if context <= known.context_length):
        choices = Choices(context=context)
        ours = estimate(facts, choices, machine)
        told = engine_parameters(choices, gpu_layers=0, machine=machine)
        theirs = estimate_from_engine(planner.plan(slim, told), facts, choices, machine, 0)
        yield Line(
            known=known,
            file=facts.file_size,
            context=context,
            ours=ours.devices[0],
            theirs=theirs.devices[0],
        )


def _document(lines: list[Line], machine: Machine) -> str:
    worst = max(lines, key=lambda line: abs(line.difference))
    same = [line for line in lines if _kept(line.ours) == _kept(line.theirs)]
    text = (
        TEXT.format(
            engine=version("llama-cpp-python"),
            micro=Choices().micro_batch,
            features=", ".join(f for f in ("AVX2", "AVX512", "NEON") if f in machine.cpu.features)
            or "none of its kinds",
            rows=len(lines),
            exact_kv=len(same),
            exact_weights=sum(line.ours.weights == line.theirs.weights for line in lines),
            worst=f"{abs(worst.difference) * 100:.1f} %"
            f" ({worst.known.name}, {CONTEXTS[worst.context]})",
            near=sum(abs(line.difference) < 0.01 for line in lines),
        )
        .replace("%", " %")
        .replace("  %", " %")
    )
    for context, name in CONTEXTS.items():
        text += f"\n## {name}: {context:,} tokens\n\n"
        left_out = sum(known.context_length < context for known in catalog())
        if left_out:
            text += f"{left_out} models were trained for less and are not listed.\n\n"
        text += HEAD + "".join(_row(line) for line in lines if line.context == context)
    return text


def _kept(share: DeviceShare) -> tuple[int, int]:
    return share.kv, share.recurrent


def _row(line: Line) -> str:
    known = line.known
    cells = (
        known.name,
        known.usual,
        _size(line.file),
        _size(line.theirs.kv + line.theirs.recurrent),
        _size(line.ours.sum),
        _size(line.theirs.sum),
        _percent(line.difference),
    )
    return f"| {' | '.join(cells)} |\n"


def _percent(share: float) -> str:
    hundredths = round(share * 10_000)
    return f"{hundredths / 100:+.2f} %" if hundredths else "0.00 %"


def _size(count: int) -> str:
    return f"{count / GIB:,.2f} GiB" if count >= GIB else f"{count / MIB:,.0f} MiB"
