"""`python -m tests.benchmarks.one NAME`: one benchmark in this process, figures on stdout."""

import importlib
import json
import sys
from dataclasses import asdict


def main() -> None:
    """Measure; whatever else is printed goes to stderr."""
    out, sys.stdout = sys.stdout, sys.stderr
    module = importlib.import_module(f"tests.benchmarks.{sys.argv[1]}")
    figures = [asdict(figure) for figure in module.measure()]
    out.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
