"""The receipt of each load: what was predicted beside what it took.

The engine's own figures are there when the load is over; main memory counts once a
prompt has been read, for a compute buffer's pages are not touched before. No load
waits for its receipt longer than `PATIENCE`, and none fails because of it.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from launcher.actions.estimate import digest_of, estimate_exactly
from launcher.actions.parts import Parts
from launcher.errors import EngineError, SnugError
from launcher.hardware.facts import Machine
from launcher.hardware.held import resident_of
from launcher.hardware.meters import GpuReading
from launcher.measurement.place import place_of
from launcher.measurement.receipt import ENGINE_PARTS, MAIN_MEMORY, Line, Receipt
from launcher.measurement.weighing import driver_lines
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.estimate import DeviceShare, Estimate
from launcher.models.facts import ModelFacts
from launcher.protocol.messages import DeviceUse, Done, Hello, Loaded
from launcher.sentences import sentence_of

PATIENCE: Final = 1.0  # seconds that a finished load waits for the dry run; it takes 0.02
log = logging.getLogger(__name__)


def receipts(parts: Parts) -> tuple[Receipt, ...]:
    """This machine's receipts, the newest first."""
    return parts.receipts.all()


def measured_here(parts: Parts, facts: ModelFacts, choices: Choices) -> Receipt | None:
    """The latest receipt of this model and this kind of plan, where it says something.

    None where the load came out as predicted, or was another engine's. It may start
    the planning worker, so it belongs beside `estimate_exactly`, off the window's thread.
    """
    found = parts.receipts.latest_for(digest_of(facts), choices)
    return _of_this_engine(parts, found) if found is not None and found.notable else None


def latest_here(parts: Parts, facts: ModelFacts, choices: Choices) -> Receipt | None:
    """The same also where the load came out as predicted."""
    found = parts.receipts.latest_for(digest_of(facts), choices)
    return _of_this_engine(parts, found) if found is not None else None


def _of_this_engine(parts: Parts, found: Receipt) -> Receipt | None:
    try:
        return found if found.engine == _engine(parts.planner.hello()) else None
    except EngineError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeLoad:
    """What was seen before a load, and the engine's own prediction, which is on its way."""

    facts: ModelFacts
    choices: Choices
    machine: Machine
    gpus: tuple[GpuReading, ...]
    held: Mapping[str, int]  # bytes of the model before, by device; they come free in between
    exact: "Future[Estimate]"

    def predicted(self, otherwise: Estimate) -> Estimate:
        """The engine's prediction, or `otherwise` where it does not come in time."""
        try:
            failed = self.exact.exception(PATIENCE)
        except NotYet:
            return otherwise
        return otherwise if failed else self.exact.result()


def before_load(parts: Parts, facts: ModelFacts, choices: Choices, machine: Machine) -> BeforeLoad:
    """Read what is taken now, and let the planner predict while the model loads."""
    return BeforeLoad(
        facts=facts,
        choices=choices,
        machine=machine,
        gpus=parts.weighing.read(machine),
        held=parts.weighing.held_by(parts.session.worker),
        exact=_later(lambda: estimate_exactly(parts, facts, choices, machine)),
    )


def after_load(
    parts: Parts, before: BeforeLoad, path: Path, predicted: Estimate, loaded: Loaded
) -> None:
    """Write the receipt, as far as it can be known by now."""
    worker = parts.session.worker
    if not worker:  # it died right after: there is nothing to weigh
        return
    try:
        receipt = Receipt(
            when=datetime.now(UTC),
            name=before.facts.name or path.stem,
            path=str(path),
            model=digest_of(before.facts),
            choices=before.choices,
            gpu_layers=predicted.gpu_layers,
            lines=(
                *_engine_lines(before, predicted, loaded),
                *driver_lines(
                    predicted.devices,
                    before.gpus,
                    parts.weighing.read(before.machine, (worker,)),
                    before.held,
                ),
                _main_memory(predicted, None),
            ),
            basis=predicted.basis.weights,
            engine=_engine(parts.session.hello()),
            machine=place_of(before.machine),
        )
    except EngineError:
        return
    parts.weighing.begin(receipt, worker)
    _keep(parts, receipt)


def after_answer(parts: Parts, done: Done) -> None:
    """Weigh the worker once its model has answered for the first time."""
    if not done.answer_tokens:
        return
    worker = parts.session.worker
    receipt = parts.weighing.finish(worker)
    held = resident_of(worker) if receipt else None
    if receipt is None or held is None:
        return
    lines = tuple(
        replace(line, measured=held.resident) if line.part == MAIN_MEMORY else line
        for line in receipt.lines
    )
    _keep(parts, replace(receipt, lines=lines, prompt=done.prompt_tokens))


def _engine_lines(before: BeforeLoad, predicted: Estimate, loaded: Loaded) -> list[Line]:
    """A line for each part of each device that was predicted or found to hold anything."""
    shares = {share.name: share for share in predicted.devices}
    uses = {use.name: use for use in loaded.devices}
    lines = []
    for device in shares | uses:
        for part in ENGINE_PARTS:
            said = _predicted(shares.get(device), part, before)
            found = _found(uses.get(device), part)
            if said or found:
                lines.append(Line(device=device, part=part, predicted=said, measured=found))
    return lines


def _predicted(share: DeviceShare | None, part: str, before: BeforeLoad) -> int:
    """Bytes as the engine counts them: a mapped file whole, and what it rearranged besides."""
    if share is None:
        return 0
    found: int = getattr(share, part)
    if part == "weights" and before.choices.load is LoadMode.MMAP:
        return min(found, before.facts.file_size) + share.repacked
    return found


def _found(use: DeviceUse | None, part: str) -> int:
    found: int = getattr(use, part) if use else 0
    return found


def _main_memory(predicted: Estimate, measured: int | None) -> Line:
    return Line(
        device=predicted.devices[0].name,
        part=MAIN_MEMORY,
        predicted=predicted.resident,
        measured=measured,
    )


def _keep(parts: Parts, receipt: Receipt) -> None:
    try:
        parts.receipts.add(receipt)
    except SnugError as error:
        log.warning("The receipt of this load is not kept. %s", sentence_of(error).what)


def _engine(hello: Hello) -> str:
    return f"{hello.engine} ({hello.build})"


def _later(ask: Callable[[], Estimate]) -> "Future[Estimate]":
    """The answer of a thread that nobody has to wait for when the program ends."""
    future: Future[Estimate] = Future()

    def work() -> None:
        try:
            future.set_result(ask())
        except Exception as error:  # noqa: BLE001  whatever it is, no load fails because of it
            future.set_exception(error)

    threading.Thread(target=work, name="exact-plan", daemon=True).start()
    return future
