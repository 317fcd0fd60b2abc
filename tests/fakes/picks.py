"""Recommended models, made of values alone."""

from dataclasses import replace

from launcher.choosing.kept import Expected
from launcher.choosing.pick import Pick
from launcher.choosing.quality_words import Judged, Quality
from launcher.choosing.weigh import weigh
from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.catalog import facts_of, known_as
from launcher.planning.speed import Speed
from launcher.units import GIB


def weighed(machine: Machine, repo: str, variant: str = "Q4_K_M", context: int = 8192) -> Weighed:
    """A model of the catalog on this machine, with a speed that is the same every time."""
    known = known_as(repo)
    file = weigh(
        facts_of(known, variant),
        repo=repo,
        model=known.name,
        variant=variant,
        choices=Choices(context=context),
        machine=machine,
        reserve=GIB,
        paces={},
    )
    return replace(
        file,
        speed=Speed(low=44.2, high=51.8, basis=Basis.ARITHMETIC, because="From 504 GB/s."),
        judged=Judged(quality=Quality.CLOSE, basis=Basis.GUESS, because="from its bits."),
        expected=Expected(kept=0.98, basis=Basis.GUESS, because="from a fit."),
    )


def pick_of(machine: Machine, repo: str, variant: str = "Q4_K_M", files: str = "") -> Pick:
    """The same as a pick, with sentences."""
    return Pick(
        file=weighed(machine, repo, variant),
        files=files or f"someone/{repo.rpartition('/')[2]}-GGUF",
        licence="apache-2.0",
        reason="The largest model that lies wholly on your GPU with 8,192 tokens beside it.",
        runner_up="Qwen3 8B Q6_K",
        why_not="Smaller, and its answers are a little weaker.",
        why=("4.68 GiB of weights.", "1.13 GiB of KV cache at 8,192 tokens."),
    )
