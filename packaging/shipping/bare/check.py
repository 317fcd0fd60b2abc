"""One trial on a bare system: its name, what came of it, and how long it took."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from bootstrap.talk import say
from shipping.bare.system import CommandFailed, Ran

Outcome = Literal["ok", "failed", "skipped"]
LAST_LINES: Final = 5
LONGEST: Final = 1500  # characters of a reason


class CheckFailed(Exception):
    """The package did not do what it should; the text says what it did."""


class CheckSkipped(Exception):
    """It cannot be tried here; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one check. Seconds."""

    name: str
    outcome: Outcome
    detail: str
    seconds: float


def tried(name: str, check: Callable[[], str]) -> Result:
    """Run it; what it gives back, or the reason it failed, is the detail."""
    begun = time.monotonic()
    outcome: Outcome = "ok"
    try:
        detail = check()
    except CheckSkipped as error:
        outcome, detail = "skipped", str(error)
    except (CheckFailed, CommandFailed, OSError, ValueError, KeyError) as error:
        outcome, detail = "failed", f"{type(error).__name__}: {error}"
    seconds = round(time.monotonic() - begun, 2)
    result = Result(name=name, outcome=outcome, detail=detail[:LONGEST], seconds=seconds)
    lines = result.detail.splitlines() or [""]
    say(f"{outcome:8}{name}: {lines[0 if outcome == 'ok' else -1]} ({seconds:.1f} s)")
    return result


def write(results: Sequence[Result], file: Path) -> None:
    """All of them as JSON, with whether none failed."""
    answer = {
        "ok": all(one.outcome != "failed" for one in results),
        "seconds": round(sum(one.seconds for one in results), 1),
        "checks": [asdict(one) for one in results],
    }
    file.write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def claim(true: object, otherwise: str) -> None:
    """Raises CheckFailed with these words where it is not so."""
    if not true:
        raise CheckFailed(otherwise)


def worked(ran: Ran) -> Ran:
    """It ended well. Raises CheckFailed with what it said."""
    if ran.status is None:
        raise CheckFailed(f"did not end in {ran.seconds:.0f} s: {_telling(ran.told)}")
    claim(ran.status == 0, f"ended with {ran.status}: {_telling(ran.told) or 'without a word'}")
    return ran


def _telling(told: str) -> str:
    """What went wrong, if lines say so, else the last ones."""
    lines = told.splitlines()
    failed = [line for line in lines if line.startswith("FAIL")]
    return "\n".join((failed or lines)[-LAST_LINES:])


def spoke(ran: Ran) -> str:
    """It could not do it and said so in a sentence, which is given back. Raises CheckFailed."""
    claim(ran.status is not None, f"did not end in {ran.seconds:.0f} s")
    return a_sentence(ran.told)


def a_sentence(told: str) -> str:
    """The first line that ends as a sentence does. Raises CheckFailed."""
    claim(told.strip(), "ended without a word")
    claim("Traceback" not in told, f"showed a traceback: {told[-800:]}")
    lines = (line.strip() for line in told.splitlines())
    sentence = next((line for line in lines if line.endswith(".")), "")
    claim(sentence, f"ended with no sentence: {told[-800:]}")
    return sentence


def works_or_speaks(ran: Ran) -> str:
    """Either is right: it did its work, or said in one sentence why not."""
    return "works" if ran.status == 0 else f"says: {spoke(ran)}"
