"""The little guide from its facts to its file: `python packaging/starter_model COMMAND`.

show [N]                          print conversations it learns from
train [--folder F] [--tokens N]   train it, or go on where a run was interrupted
write [--folder F] [--output O]   the GGUF file from the last checkpoint
evaluate FILE [--part P]          ask it everything through the program's own worker
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
RUN: Final = HERE / "run"
SHIPPED: Final = HERE.parents[1] / "resources" / "models" / "snug-little-guide-F16.gguf"


def main(words: list[str]) -> int:
    """Do what the first word says."""
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    show = commands.add_parser("show")
    show.add_argument("count", nargs="?", type=int, default=20)
    train = commands.add_parser("train")
    train.add_argument("--folder", type=Path, default=RUN)
    train.add_argument("--tokens", type=float, default=30e6)
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--threads", type=int, default=2)
    write = commands.add_parser("write")
    write.add_argument("--folder", type=Path, default=RUN)
    write.add_argument("--output", type=Path, default=SHIPPED)
    evaluate = commands.add_parser("evaluate")
    evaluate.add_argument("file", nargs="?", type=Path, default=SHIPPED)
    evaluate.add_argument("--part", default="")
    evaluate.add_argument("--report", type=Path)
    commands.add_parser("table")
    asked = parser.parse_args(words)
    does: dict[str, Callable[[argparse.Namespace], int]] = {
        "show": _show,
        "train": _train,
        "write": _write,
        "evaluate": _evaluate,
        "table": _table,
    }
    return does[asked.command](asked)


def _show(asked: argparse.Namespace) -> int:
    from conversations import conversation  # noqa: PLC0415

    rng = random.Random(1)
    for _ in range(asked.count):
        said = conversation(rng)
        sys.stdout.write(f"--- {said.system}\n")
        for one in said.exchanges:
            sys.stdout.write(f"> {one.question}\n  [{one.topic}] {one.answer}\n")
    return 0


def _train(asked: argparse.Namespace) -> int:
    from train import Plan, train  # noqa: PLC0415  needs PyTorch

    train(asked.folder, Plan(seed=asked.seed, tokens=int(asked.tokens), threads=asked.threads))
    return 0


def _write(asked: argparse.Namespace) -> int:
    from gguf_file import write  # noqa: PLC0415  needs PyTorch
    from train import CHECKPOINT, TOKENIZER  # noqa: PLC0415

    from launcher.models.guide import SUMS  # noqa: PLC0415

    asked.output.parent.mkdir(parents=True, exist_ok=True)
    write(asked.folder / CHECKPOINT, asked.folder / TOKENIZER, asked.output)
    hashed = hashlib.sha256(asked.output.read_bytes()).hexdigest()
    asked.output.with_name(SUMS).write_text(f"{hashed}  {asked.output.name}\n", "utf-8")
    return 0


def _evaluate(asked: argparse.Namespace) -> int:
    from evaluate import evaluate  # noqa: PLC0415

    return evaluate(asked.file, asked.part, asked.report)


def _table(_asked: argparse.Namespace) -> int:
    from table import write_table  # noqa: PLC0415

    write_table()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
