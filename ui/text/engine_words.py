"""What is said of an engine, wherever it is said: what it can use, and what it lacks. No Qt."""

import sys
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from launcher.engines.store import BUILT_IN_NAME, SOURCE_NAME
from launcher.engines.values import BUILT_IN, EngineRow, GivenUp
from launcher.hardware.reasons import LEFT_OUT, LOADERS, VULKAN, missing
from launcher.protocol.messages import EngineModule
from launcher.sentences import Sentence

SHORT_COMMIT: Final = 9  # digits that tell two commits apart
LEADS: Final = "Settings, Engine shows what is in use."
VARIANT: Final = "cpu-"  # how the names of the processor's modules begin; one is loaded
BACKENDS: Final = MappingProxyType(
    {
        "cpu": "the processor",
        "cuda": "NVIDIA cards (CUDA)",
        "vulkan": "NVIDIA, AMD and Intel cards (Vulkan)",
        "metal": "Apple's graphics (Metal)",
        "hip": "AMD cards (ROCm)",
        "rocm": "AMD cards (ROCm)",
        "sycl": "Intel cards (SYCL)",
        "musa": "Moore Threads cards (MUSA)",
        "opencl": "graphics by OpenCL",
        "blas": "the processor's long prompts (BLAS)",
        "rpc": "other computers (RPC)",
    }
)


def backend_words(backends: Sequence[str]) -> str:
    """What they can use, in words: 'the processor, NVIDIA cards (CUDA) and other computers'."""
    return listed(list(dict.fromkeys(BACKENDS.get(one.lower(), one) for one in backends)))


def listed(words: Sequence[str]) -> str:
    """'one', 'one and two', 'one, two and three'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def variant_words(modules: Sequence[EngineModule]) -> str:
    """'Chosen for this processor: zen4, of 14.', '' for an engine without variants."""
    variants = [one for one in modules if one.name.startswith(VARIANT)]
    chosen = next((one.name.removeprefix(VARIANT) for one in variants if one.loaded), "")
    if not chosen:
        return ""
    return f"Chosen for this processor: {chosen}, of {len(variants)}."


def missing_words(modules: Sequence[EngineModule], system: str = sys.platform) -> tuple[str, ...]:
    """A sentence for each module that was to be loaded and could not be, with what would help."""
    loader = missing(modules, system, ())
    others = [one for one in modules if not (loader and one.name == VULKAN)]
    return tuple(one for one in (loader, *broken_words(others)) if one)


def broken_words(modules: Sequence[EngineModule]) -> tuple[str, ...]:
    """The same without what the facts of the machine say of a missing loader."""
    return tuple(
        f"{_of(one)} cannot be used: {one.reason.strip().rstrip('.')}. {_advice(one)}"
        for one in modules
        if not one.loaded
        and one.reason
        and not one.name.startswith(VARIANT)
        and not one.reason.startswith(LEFT_OUT)
        and not LOADERS.search(one.reason)
    )


def given_up_sentence(given_up: Sequence[GivenUp], *, leads: bool = True) -> Sentence | None:
    """What was tried at the start and did not work; None where all went well.

    `leads`: it is said elsewhere than on the Engine page, to which it leads.
    """
    if not given_up:
        return None
    first, *others = given_up
    lines = [one.why for one in others]
    if leads:
        lines.append(LEADS)
    return Sentence(what=first.why, next="\n".join(lines))


def engine_name(row: EngineRow) -> str:
    """What the list calls it."""
    if row.ident == BUILT_IN:
        return BUILT_IN_NAME if row.manifest else SOURCE_NAME
    return row.manifest.name if row.manifest else row.ident


def within(name: str) -> str:
    """An engine's name within a sentence: 'the engine built here'."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def _of(module: EngineModule) -> str:
    kind = module.name.lower()
    words = BACKENDS.get(kind)
    return f"{words[:1].upper()}{words[1:]}" if words else module.name


def _advice(module: EngineModule) -> str:
    """What would help, as far as the system's words tell it."""
    reason = module.reason.lower()
    if any(one in reason for one in ("libcuda", "libcudart", "libcublas", "nvcuda")):
        return "Install NVIDIA's driver, or remove the engine that needs it."
    return "The processor carries on meanwhile."
