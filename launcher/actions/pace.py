"""How fast this computer's devices are, measured through the engine in a few seconds."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from launcher.actions.parts import Parts
from launcher.errors import (
    DecodeFailed,
    EngineBusy,
    EngineMissing,
    LoadCancelled,
    NotSaved,
    OutOfMemory,
    SnugError,
)
from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.hardware.mains import on_mains
from launcher.hardware.pace import Pace
from launcher.measurement.calibration import Timed, graphics_pace, processor_pace
from launcher.measurement.paces import Circumstances, MeasuredPace
from launcher.measurement.place import place_of
from launcher.measurement.turns import IN_USE, alone_with
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.devices import engine_devices
from launcher.memory.parameters import engine_parameters
from launcher.models.yardstick import USUAL, Yardstick, write_yardstick
from launcher.protocol.messages import EngineParameters
from launcher.runtime.pacer import Pacer
from launcher.sentences import sentence_of
from launcher.units import MIB

PROMPT: Final = 512  # tokens at most
CONTEXT: Final = 1024
PREFIX: Final = "tmp"
SPARE: Final = 512 * MIB  # beside the weights: the worker, its buffers
TYPES: Final = (  # every type the engine computes with; the last one's prompt is not timed
    *("F16", "Q4_K", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL", "MXFP4"),
    *("Q2_K", "Q3_K", "Q5_K", "Q6_K", "IQ4_XS", "IQ3_S", "IQ3_XXS", "IQ2_S", "IQ2_XS"),
    *("IQ2_XXS", "IQ1_S", "IQ1_M", "TQ1_0", "TQ2_0", "NVFP4", "Q1_0", "Q2_0"),
)
THIN: Final = Yardstick(types=(USUAL,) * 24, width=512, hidden=512, heads=16)
# More threads read faster, and what is timed must not become too short.
MIXED: Final = tuple(
    (threads, Yardstick(types=TYPES, width=2048, hidden=hidden, heads=4))
    for threads, hidden in ((5, 4096), (3, 2048), (1, 1024))
)
WIDE: Final = (  # the largest that fits: no cache of a GPU may hold it
    Yardstick(types=(USUAL,) * 4, width=4096, hidden=12_288, heads=32),
    Yardstick(types=(USUAL,) * 4, width=2048, hidden=8192, heads=16),
)
_CHOICES: Final = Choices(context=CONTEXT)
log = logging.getLogger(__name__)


def measured_paces(parts: Parts, machine: Machine) -> tuple[Pace, ...]:
    """What was measured of this machine's devices and still holds; none of an imagined one."""
    return tuple(one.pace for one in measured_here(parts, machine))


def measured_here(parts: Parts, machine: Machine) -> tuple[MeasuredPace, ...]:
    """The same with when and how it was measured."""
    if machine.imagined:
        return ()
    found = (parts.paces.under(_circumstances(machine, device)) for device in machine.devices)
    return tuple(one for one in found if one is not None)


def measure_pace(
    parts: Parts, machine: Machine, on_device: Callable[[Device], None] | None = None
) -> tuple[Pace, ...]:
    """Measure each device by itself, about three seconds a device, and keep what was found.

    `on_device` is told which comes next. It yields to the chat: raises EngineBusy while a
    model is loaded or answers, and while another program of ours measures. Raises
    LoadCancelled when stopped, EngineError where the engine cannot, OutOfMemory where there is
    no room, NotSaved. A graphics card that fails is left out and logged.
    """
    run = _Run(parts, machine, on_device or (lambda _device: None))
    parts.paces.add(run.measured())
    return measured_paces(parts, machine)


def stop_measuring(parts: Parts) -> None:
    """Stop the measuring that goes on; its caller gets LoadCancelled, and nothing is kept."""
    parts.pacer.stop()


@dataclass(frozen=True, slots=True)
class _Run:
    parts: Parts
    machine: Machine
    on_device: Callable[[Device], None]

    def measured(self) -> list[MeasuredPace]:
        """Every device of this computer, the processor first."""
        own = (DeviceKind.CPU, DeviceKind.GPU, DeviceKind.IGPU)
        gpus = [device for device in engine_devices(self.machine) if device.kind in own]
        processor = next(d for d in self.machine.devices if d.kind is DeviceKind.CPU)
        with self.parts.pacer as pacer, _folder(self.parts.places.yardsticks) as folder:
            found = [self._processor(pacer, folder, processor)]
            found += [one for gpu in gpus if (one := self._graphics(pacer, folder, gpu))]
        return found

    def _processor(self, pacer: Pacer, folder: Path, device: Device) -> MeasuredPace:
        asked = engine_parameters(_CHOICES, gpu_layers=0, machine=self.machine)
        stick = _mixed(asked.threads, self.machine.memory.available)
        mixed = self._timed(pacer, folder, stick, asked, device, apart=True)
        thin = self._timed(pacer, folder, THIN, asked, device)
        try:
            pace = processor_pace(device.name, mixed, thin, _source())
        except ValueError as error:
            raise DecodeFailed(0, str(error)) from error
        return self._noted(pace, device, asked.threads)

    def _graphics(self, pacer: Pacer, folder: Path, device: Device) -> MeasuredPace | None:
        place = engine_devices(self.machine).index(device)
        choices = replace(_CHOICES, main_gpu=place)
        asked = engine_parameters(choices, gpu_layers=ALL_LAYERS, machine=self.machine)
        try:
            stick = _fitting(WIDE, device.name, device.free)
            wide = self._timed(pacer, folder, stick, asked, device)
            thin = self._timed(pacer, folder, THIN, asked, device)
            pace = graphics_pace(device.name, wide, thin, _source())
        except (EngineBusy, EngineMissing, LoadCancelled):
            raise
        except (SnugError, ValueError) as error:
            what = sentence_of(error).what if isinstance(error, SnugError) else str(error)
            log.warning("%s was not measured. %s", device.name, what)
            return None
        return self._noted(pace, device, asked.threads)

    def _timed(
        self,
        pacer: Pacer,
        folder: Path,
        stick: Yardstick,
        asked: EngineParameters,
        device: Device,
        *,
        apart: bool = False,
    ) -> Timed:
        if self.parts.session.busy:
            raise EngineBusy
        self.on_device(device)
        pacer.go_on()
        path = folder / "yardstick.gguf"
        write_yardstick(path, stick)
        try:
            times = pacer.measure(path, asked, prompt=PROMPT, apart=apart)
        finally:
            path.unlink(missing_ok=True)
        if self.parts.session.busy:  # the two have slowed each other down
            raise EngineBusy
        return Timed(stick=stick, times=times)

    def _noted(self, pace: Pace, device: Device, threads: int) -> MeasuredPace:
        return MeasuredPace(
            when=datetime.now(UTC),
            circumstances=_circumstances(self.machine, device),
            threads=threads,
            pace=pace,
        )


@contextmanager
def _folder(inside: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, and so is what a killed run has left behind.

    Raises NotSaved; EngineBusy while another process measures, which would slow both down.
    """
    with _alone_in(inside):
        try:
            inside.mkdir(parents=True, exist_ok=True)
            for left in inside.glob(f"{PREFIX}*"):
                shutil.rmtree(left, ignore_errors=True)
            folder = tempfile.TemporaryDirectory(
                dir=inside, prefix=PREFIX, ignore_cleanup_errors=True
            )
        except OSError as error:
            raise NotSaved(str(inside), error.strerror or str(error)) from error
        with folder as name:
            yield Path(name)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(alone_with(folder, patience=0.0))
        except NotSaved as error:
            raise (EngineBusy() if error.reason == IN_USE else error) from error
        yield


def _mixed(threads: int, room: int) -> Yardstick:
    """As large as the threads are many, and smaller where memory is short."""
    sticks = [stick for least, stick in MIXED if threads >= least]
    return _fitting(sticks, "CPU", room)


def _fitting(sticks: Sequence[Yardstick], device: str, room: int) -> Yardstick:
    """The first that fits. Raises OutOfMemory."""
    for stick in sticks:
        if stick.memory + SPARE <= room:
            return stick
    raise OutOfMemory(device, sticks[-1].memory + SPARE)


def _circumstances(machine: Machine, device: Device) -> Circumstances:
    engine = machine.engine
    card = next((gpu for gpu in machine.gpus if device.pci and gpu.pci == device.pci), None)
    power = {True: "mains", False: "battery", None: ""}[on_mains()]
    return Circumstances(
        machine=place_of(machine),
        device=device.name,
        description=device.description,
        engine=f"{engine.version} ({engine.build})" if engine else "",
        driver=(card.driver or "") if card else "",
        power=power,
    )


def _source() -> str:
    today = datetime.now().astimezone()
    return f"measured here on {today.day} {today:%B %Y}"
