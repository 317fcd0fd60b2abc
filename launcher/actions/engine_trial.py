"""An engine's self-test: a child loads it, and the little guide answers a question with it."""

import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from launcher.actions.self_test import KEY_FACTS, QUESTION
from launcher.engines.starts import OneStart
from launcher.engines.values import EngineStart, Trial
from launcher.errors import LoadCancelled, SnugError
from launcher.models.guide import guide_file
from launcher.models.write import write_model
from launcher.protocol.messages import EngineModule, EngineParameters, Hello
from launcher.runtime.measurer import Measurer
from launcher.sentences import sentence_of, unexpected
from launcher.units import duration_text

WITHIN: Final = 120.0  # seconds from hello to the answer; a slow graphics card takes some
LONGEST: Final = 48  # tokens of the answer; what must be in it comes early
CONTEXT: Final = 512  # tokens
SHOWN: Final = 60  # characters of the answer


def trial_of(
    start: EngineStart, must_load: Path | None = None, *, within: float = WITHIN
) -> Trial:
    """How it went, a failure in one sentence. `must_load`: a module has to come from there."""
    began = time.perf_counter()
    devices: tuple[str, ...] = ()
    child = Measurer(engines=OneStart(start))
    try:
        with child:
            hello = child.hello()
            devices = tuple(device.name for device in hello.devices)
            fault = _not_loaded(hello.modules, must_load) if must_load else ""
            fine, detail = (False, fault) if fault else _answered_within(within, child, hello)
    except LoadCancelled:
        fine, detail = False, f"There was no answer within {duration_text(within)}."
    except SnugError as error:
        fine, detail = False, sentence_of(error).what
    except OSError as error:  # the folder for temporary files is full, or there is none
        fine, detail = False, unexpected(error).what
    finally:
        child.close()
    return Trial(
        when=datetime.now().astimezone().isoformat(timespec="seconds"),
        ok=fine,
        detail=detail,
        devices=devices,
        seconds=round(time.perf_counter() - began, 3),
    )


def _not_loaded(modules: Sequence[EngineModule], folder: Path) -> str:
    """Why no module of this folder is in use; '' where one is."""
    ours = [each for each in modules if Path(each.file).parent == folder]
    if any(each.loaded for each in ours):
        return ""
    told = "; ".join(f"{each.name}: {each.reason}" for each in ours if each.reason)
    return f"Its module could not be loaded ({told or 'it has none'})."


def _answered_within(seconds: float, child: Measurer, hello: Hello) -> tuple[bool, str]:
    """Raises LoadCancelled where it takes longer."""
    timer = threading.Timer(seconds, child.stop)
    timer.start()
    try:
        return _answered(child, hello)
    finally:
        timer.cancel()
        timer.join()


def _answered(child: Measurer, hello: Hello) -> tuple[bool, str]:
    """Whether the little guide answers rightly, on a graphics card where there is one."""
    where = EngineParameters(context=CONTEXT, gpu_layers=-1 if _has_card(hello) else 0)
    guide = guide_file()
    if guide is None:  # the weights are random, so that it answers is all there is to see
        with tempfile.TemporaryDirectory(prefix="snug-") as folder:
            made = Path(folder) / "trial.gguf"
            write_model(made, "llama")
            child.answer(made, where, (QUESTION,), most_tokens=LONGEST)
        return True, "A model of random weights answered."
    ((text, _reason),) = child.answer(guide, where, (QUESTION,), most_tokens=LONGEST)
    told = " ".join(text.split())
    shown = told if len(told) <= SHOWN else told[:SHOWN].rstrip(" .,;:") + "…"
    if any(fact in told.lower() for fact in KEY_FACTS):
        return True, f"The little guide answered “{shown}”."
    return False, f"The little guide answered wrongly: “{shown}”."


def _has_card(hello: Hello) -> bool:
    return any(device.kind in ("gpu", "igpu") for device in hello.devices)
