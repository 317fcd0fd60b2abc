"""Training: one run with a fixed seed, which goes on where it was interrupted.

    python packaging/starter_model train [--folder FOLDER] [--tokens 30e6] [--seed 1]

Every batch is made from the seed and its own number, so a run in two parts sees what a run in
one sees.
"""

import json
import math
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import torch
from network import Guide, Shape
from tokens import SETTLING, SIZE, Writer, learn

TOKENIZER: Final = "tokenizer.json"
CHECKPOINT: Final = "checkpoint.pt"
LOG: Final = "log.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a run goes: tokens in all, how many at a time, how far each step goes."""

    seed: int = 1
    tokens: int = 30_000_000  # of the course
    revision: int = 3_600_000  # tokens after it, at a low rate that falls in a line
    revision_rate: float = 7e-4
    # Tokens a batch: large ones find the way out of the beginning, then small ones, more often.
    begun: int = 3_276_800  # tokens that are read in
    first_batch: int = 8192
    batch: int = 4096
    # Rows of so many tokens up to this share of all: most conversations are short, and
    # short rows are quicker; the last ones teach it to find its way in the whole context.
    lengths: tuple[tuple[float, int], ...] = ((0.72, 256), (0.9, 512), (1.0, 1024))
    revised: int = 512  # and in the revision
    rate: float = 2.5e-3
    last_rate: float = 5e-5
    warm_up: int = 150  # steps
    decay: float = 0.05
    threads: int = 2
    kept_every: int = 100  # steps between two checkpoints

    @property
    def begin_steps(self) -> int:
        """Steps with large batches."""
        return min(self.tokens, self.begun) // self.first_batch

    @property
    def steps(self) -> int:
        """Steps in all."""
        rest = max(0, self.tokens - self.begun) + self.revision
        return self.begin_steps + rest // self.batch

    def batch_of(self, step: int) -> int:
        """Tokens of this step's batch."""
        return self.first_batch if step < self.begin_steps else self.batch

    def read_before(self, step: int) -> int:
        """Tokens read in the steps before this one."""
        first = min(step, self.begin_steps)
        return first * self.first_batch + (step - first) * self.batch


def train(folder: Path, plan: Plan) -> Path:
    """Train to the end; the checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    vocabulary = folder / TOKENIZER
    if not vocabulary.exists():
        learn(plan.seed).save(str(vocabulary))
    guide = Guide(Shape(vocabulary=SIZE))
    optimizers = _optimizers(guide, plan)
    checkpoint = folder / CHECKPOINT
    done, seconds = _resumed(checkpoint, guide, optimizers)
    began = time.monotonic() - seconds
    losses: list[tuple[float, float]] = []
    for step, tokens, weights in _batches(vocabulary, plan, done):
        losses.append(_step(guide, optimizers, tokens, weights, _rate(step, plan)))
        if (step + 1) % 50 == 0:
            _note(folder / LOG, step + 1, plan, losses, time.monotonic() - began)
            losses = []
        if (step + 1) % plan.kept_every == 0 or step + 1 == plan.steps:
            _keep(checkpoint, guide, optimizers, step + 1, time.monotonic() - began)
    (folder / "plan.json").write_text(json.dumps(asdict(plan), indent=1) + "\n", "utf-8")
    return checkpoint


def _optimizers(guide: Guide, plan: Plan) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for the embedding and the norms."""
    named = dict(guide.named_parameters())
    matrices = [p for name, p in named.items() if p.dim() == 2 and name.startswith("layers.")]
    ours = {id(p) for p in matrices}
    rest = [p for p in named.values() if id(p) not in ours]
    return [
        torch.optim.Muon(
            matrices, lr=plan.rate, weight_decay=plan.decay, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(rest, lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]


def _step(
    guide: Guide,
    optimizers: list[torch.optim.Optimizer],
    tokens: torch.Tensor,
    weights: torch.Tensor,
    rate: float,
) -> tuple[float, float]:
    """The mean loss, and that of the tokens that settle an answer."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate
    with torch.autocast("cpu", dtype=torch.bfloat16):
        losses, heavy = guide.losses(tokens, weights)
    loss = (losses * heavy).sum() / heavy.sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(guide.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    settling = losses[heavy == SETTLING].mean()
    return float(loss.detach()), float(settling.detach())


def _rate(step: int, plan: Plan) -> float:
    """Up in a line, down along a cosine, and the revision; less with small batches."""
    batch = (plan.batch_of(step) / plan.first_batch) ** 0.5
    if step < plan.warm_up:
        return plan.rate * batch * (step + 1) / plan.warm_up
    share = plan.read_before(step) / plan.tokens
    if share >= 1:
        left = 1 - (plan.read_before(step) - plan.tokens) / plan.revision
        return batch * plan.revision_rate * max(0.0, left)
    cosine = (1 + math.cos(math.pi * share)) / 2
    return batch * (plan.last_rate + (plan.rate - plan.last_rate) * cosine)


def _batches(
    vocabulary: Path, plan: Plan, done: int
) -> Iterator[tuple[int, torch.Tensor, torch.Tensor]]:
    """Batches in order, written by one process ahead of the one that learns."""
    method = multiprocessing.get_context("spawn")
    with method.Pool(1, _open, (str(vocabulary),)) as pool:
        asked = ((step, *_form(step, plan), plan.seed) for step in range(done, plan.steps))
        pending: list[tuple[int, Any]] = []
        for one in asked:
            pending.append((one[0], pool.apply_async(_written, one)))
            if len(pending) > 4:
                step, ready = pending.pop(0)
                yield step, *map(torch.tensor, ready.get())
        for step, ready in pending:
            yield step, *map(torch.tensor, ready.get())


def _form(step: int, plan: Plan) -> tuple[int, int]:
    """Rows of a batch, and their tokens."""
    share = plan.read_before(step) / plan.tokens
    length = next((length for until, length in plan.lengths if share < until), plan.revised)
    return plan.batch_of(step) // length, length


_writers: Final[list[Writer]] = []


def _open(vocabulary: str) -> None:
    _writers.append(Writer(Path(vocabulary)))


def _written(step: int, rows: int, length: int, seed: int) -> Any:
    seeds = (f"{seed} {step} {row}" for row in range(rows))
    return _writers[0].rows(rows, length, seeds)


def _resumed(
    file: Path, guide: Guide, optimizers: list[torch.optim.Optimizer]
) -> tuple[int, float]:
    """Steps that are done, and the seconds they took."""
    if not file.exists():
        return 0, 0.0
    kept = torch.load(file, weights_only=True)
    guide.load_state_dict(kept["guide"])
    for optimizer, state in zip(optimizers, kept["optimizers"], strict=True):
        optimizer.load_state_dict(state)
    return int(kept["step"]), float(kept["seconds"])


def _keep(
    file: Path,
    guide: Guide,
    optimizers: list[torch.optim.Optimizer],
    step: int,
    seconds: float,
) -> None:
    new = file.with_suffix(".new")
    kept = {
        "guide": guide.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "step": step,
        "seconds": seconds,
        "shape": asdict(guide.shape),
    }
    torch.save(kept, new)
    new.replace(file)


def _note(
    file: Path, step: int, plan: Plan, losses: list[tuple[float, float]], seconds: float
) -> None:
    row = {
        "step": step,
        "of": plan.steps,
        "tokens": plan.read_before(step),
        "loss": round(sum(loss for loss, _ in losses) / len(losses), 4),
        "settling": round(sum(settling for _, settling in losses) / len(losses), 4),
        "seconds": round(seconds),
    }
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")
