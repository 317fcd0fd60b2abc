"""Measured files as a run would find them, for views and pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from launcher.measurement.measured_file import (
    Distance,
    MeasuredFile,
    Perplexity,
    ReadText,
    SaidAnswer,
    Timing,
)

MODEL = "Some model 4M"
SAMPLE = ReadText(name="sample text", sha256="ab" * 32, window=512, windows=4)
PROMPT = "What is the KV cache?"
# bits per weight, mean KL divergence, same top token, perplexity, answer tokens a second
FIGURES = {
    "F16": (16.0, None, None, 6.31, 402.0),
    "Q8_0": (8.5, 0.00021, 0.994, 6.312, 611.0),
    "Q6_K": (6.6, 0.0011, 0.986, 6.32, 688.0),
    "Q5_K_M": (5.9, 0.0034, 0.973, 6.35, 702.0),
    "Q4_K_M": (5.1, 0.0121, 0.951, 6.44, 745.0),
    "Q4_0": (4.8, 0.0202, 0.934, 6.52, 760.0),
    "Q3_K_M": (4.2, 0.0557, 0.894, 6.81, 690.0),
    "Q2_K": (3.4, 0.2231, 0.79, 8.02, 731.0),
}
WEIGHTS = 3_900_000


def measured(name: str = "Q4_K_M", **changes: object) -> MeasuredFile:
    """One file in this quantization, compared with F16."""
    bits, mean, same, perplexity, speed = FIGURES[name]
    distance = None
    if mean is not None and same is not None:
        distance = Distance(
            reference="model-F16.gguf",
            mean=mean,
            error=mean / 20,
            median=mean / 2,
            p99=mean * 9,
            largest=mean * 40,
            same_top=same,
            same_top_error=0.004,
            reference_content="content of F16",
        )
    said = "The words so far, kept." if bits > 4 else "Words words words"
    made = MeasuredFile(
        file=f"model-{name}.gguf",
        content=f"content of {name}",
        model=MODEL,
        base="Some model",
        parameters=WEIGHTS,
        quantization=name,
        size=round(WEIGHTS * bits / 8) + 70_000,
        bits_per_weight=bits,
        machine="this one",
        engine="0.3.36 (abc)",
        plan="2 threads, no GPU",
        when=datetime(2026, 11, 21, 12, tzinfo=UTC),
        load_seconds=0.04,
        resident=48_000_000,
        prompt=Timing(tokens=256, repeats=3, per_second=speed * 6, spread=speed / 20),
        answer=Timing(tokens=32, repeats=3, per_second=speed, spread=speed / 50),
        text=SAMPLE,
        vocabulary="cd" * 32,
        perplexity=Perplexity(value=perplexity, error=0.11, tokens=1020),
        distance=distance,
        answers=(SaidAnswer(prompt=PROMPT, text=said, reason="stop"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test's own words


def ladder(**changes: object) -> Sequence[MeasuredFile]:
    """All of them."""
    return tuple(measured(name, **changes) for name in FIGURES)
