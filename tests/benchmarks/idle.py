"""What a window without a model takes while nobody touches it and the meters run."""

from collections.abc import Iterator

from tests.benchmarks.figures import Figure, median_of
from tests.benchmarks.window import open_window

SECONDS = 10
TIMES = 3


def measure() -> Iterator[Figure]:
    """The window's own process; the planning worker is another and ends when it is not needed."""
    seen = [open_window(str(SECONDS)) for _ in range(TIMES)]
    yield median_of(
        "Idle: memory of the window's process",
        [one["resident"] / (1 << 20) for one in seen],
        "MiB",
        promise="≤ 200 MB",
    )
    yield median_of("… processor, of one core", [one["cpu"] for one in seen], "%", promise="≤ 0.5")
