"""What a model would take, to the byte, without its weights and without allocating them.

llama.cpp plans every buffer of a model whose file holds the header alone
(`no_alloc`). A slim header makes that a matter of milliseconds. The model handle
is kept while only context settings change.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from launcher.protocol.messages import DeviceUse, EngineParameters, Plan, Planned
from launcher.worker.bindings import C
from launcher.worker.breakdown import Held, read_breakdown
from launcher.worker.from_log import use_from_log
from launcher.worker.handles import Context, Model, open_context, open_model
from launcher.worker.log import EngineLog
from launcher.worker.mmproj import mmproj_use
from launcher.worker.model_file import check_file
from launcher.worker.usage import shape_of, trustworthy, use_of, with_mmproj

# These compute more with one sequence than with several, and the engine reserves for both only
# in a real load. Source: llama.cpp src/llama-context.cpp, TAG_RESERVE_DIAG_DECAY.
ALSO_ONE_SEQUENCE: Final = ("kimi-linear", "minimax-01")


@dataclass(eq=False)
class DryRuns:
    """Plans, one after the other; the last model stays open."""

    log: EngineLog
    _model: Model | None = None
    _key: tuple[Any, ...] = ()
    _pictures: Mapping[str, int] | None = None
    _pictures_key: tuple[Any, ...] = ()

    def plan(self, request: Plan) -> Planned:
        """Bytes per device for these settings. Raises Refused where the engine has no answer."""
        began = time.perf_counter()
        asked = request.parameters
        try:
            devices, source, granted = self._measured(request.path, asked)
        finally:
            if asked.rpc:
                self.close()  # another computer serves one program at a time
        pictures = self._mmproj(request.mmproj, asked) if request.mmproj else {}
        return Planned(
            id=request.id,
            devices=with_mmproj(devices, pictures or {}),
            context=granted,
            seconds=time.perf_counter() - began,
            source=source,
            missing=() if pictures is not None else ("mmproj",),
        )

    def close(self) -> None:
        """Forget the model that is kept."""
        if self._model:
            self._model.free()
        self._model, self._key = None, ()

    def _measured(
        self, path: str, asked: EngineParameters
    ) -> tuple[tuple[DeviceUse, ...], str, int]:
        model = self._opened(path, asked)
        context = open_context(model, asked, self.log)
        try:
            devices, source = measure(model, context, asked)
            granted = C.llama_n_ctx(context.handle)
        finally:
            context.free()
        if asked.sequences > 1 and model.architecture in ALSO_ONE_SEQUENCE:
            devices = self._at_least_one_sequence(model, asked, granted, devices)
        return devices, source, granted

    def _mmproj(self, path: str, asked: EngineParameters) -> Mapping[str, int] | None:
        """Bytes by device; asked of the engine once, for it does not hang on the context."""
        check_file(path)
        key = (path, _stamp(path), bool(asked.gpu_layers), asked.main_gpu, asked.rpc)
        if self._pictures_key != key:
            self._pictures = mmproj_use(path, asked)
            self._pictures_key = key
        return self._pictures

    def _opened(self, path: str, asked: EngineParameters) -> Model:
        key = (path, _stamp(path), _model_choices(asked))
        if self._model and self._key == key:
            return self._model
        self.close()
        self._model = open_model(path, asked, self.log, dry=True)
        self._key = key
        return self._model

    def _at_least_one_sequence(
        self,
        model: Model,
        asked: EngineParameters,
        granted: int,
        devices: tuple[DeviceUse, ...],
    ) -> tuple[DeviceUse, ...]:
        each = granted if asked.unified else granted // asked.sequences
        context = open_context(model, asked, self.log, context=each, sequences=1)
        try:
            alone, _ = measure(model, context, asked)
        finally:
            context.free()
        compute = {use.name: use.compute for use in alone}
        return tuple(
            replace(use, compute=max(use.compute, compute.get(use.name, 0))) for use in devices
        )


def measure(
    model: Model, context: Context, asked: EngineParameters
) -> tuple[tuple[DeviceUse, ...], str]:
    """What a context holds, and where the figures come from: 'breakdown' or 'log'."""
    shape = shape_of(model.handle, context.handle, asked)
    held: Sequence[Held] | None = read_breakdown(context.handle)
    if held and trustworthy(held, context.lines):
        return use_of(held, context.lines, shape), "breakdown"
    return use_from_log(model, context.lines, shape), "log"


def _model_choices(asked: EngineParameters) -> tuple[Any, ...]:
    return (
        asked.gpu_layers,
        asked.main_gpu,
        asked.split,
        asked.rpc,
        asked.cpu_moe,
        asked.repack,
        asked.mtp,
        asked.load,
    )


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns)
