"""The engine's own figures, in the same value as the arithmetic's."""

from dataclasses import replace
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.compute import attends_in_ram
from launcher.memory.estimate import (
    PICTURES_ROUGHLY,
    Bases,
    Basis,
    DeviceShare,
    Estimate,
    empty_shares,
    estimate,
    resident_with,
)
from launcher.models.facts import ModelFacts
from launcher.protocol.messages import DeviceUse, Planned

EXACT: Final = Bases(
    weights=Basis.ENGINE, kv=Basis.ENGINE, recurrent=Basis.ENGINE, compute=Basis.ENGINE
)
NOT_SEEN: Final = "The engine does not use {device} as this plan does, so this is arithmetic."
ATTENDS_ELSEWHERE: Final = (
    "Working memory is arithmetic here: the engine's plan puts attention on the GPU, its"
    " load on the processor."
)
FROM_THE_LOG: Final = "The engine's figures were read from its log, rounded to 0.01 MiB."


def estimate_from_engine(
    planned: Planned,
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    gpu_layers: int,
    *,
    mmproj: ModelFacts | None = None,
) -> Estimate:
    """What a dry run answered, beside what each device of the machine has free.

    Only the main memory the worker will occupy stays arithmetic, the part for pictures
    where this engine cannot tell it, and compute where its dry run forgets what the
    processor is to do (llama.cpp ggml/src/ggml-backend.cpp: ggml_backend_sched_reserve_size
    resets what build_attn_mha has set). Where the engine put nothing on a device that
    holds layers by this plan, the whole is arithmetic and says so.
    """
    ours = estimate(model, replace(choices, gpu_layers=gpu_layers), machine, mmproj=mmproj)
    uses = {use.name: use for use in planned.devices}
    unseen = [share.name for share in ours.devices if share.weights and share.name not in uses]
    if unseen:
        note = NOT_SEEN.format(device=" and ".join(unseen))
        return replace(ours, notes=(*ours.notes, note))
    pictures = "mmproj" in planned.missing
    compute = gpu_layers > 0 and attends_in_ram(anatomy_of(model), choices)
    devices = _devices(uses, ours, machine, pictures=pictures, compute=compute)
    said = (
        (planned.source == "log", FROM_THE_LOG),
        (pictures, PICTURES_ROUGHLY),
        (compute, ATTENDS_ELSEWHERE),
    )
    return replace(
        ours,
        context=replace(ours.context, granted=planned.context),
        devices=devices,
        resident=resident_with(devices[0], model, choices, machine, gpu_layers),
        basis=replace(EXACT, compute=Basis.ARITHMETIC) if compute else EXACT,
        notes=tuple(note for holds, note in said if holds),
    )


def _devices(
    uses: dict[str, DeviceUse], ours: Estimate, machine: Machine, *, pictures: bool, compute: bool
) -> tuple[DeviceShare, ...]:
    """The engine's figures for every device, ours for the parts it cannot tell."""
    known = {share.name for share in ours.devices}
    found = [_filled(share, uses.get(share.name)) for share in empty_shares(machine)]
    for part, arithmetic in (("mmproj", pictures), ("compute", compute)):
        if arithmetic:
            found = [
                replace(share, **{part: getattr(own, part)})
                for share, own in zip(found, ours.devices, strict=True)
            ]
    further = [use for name, use in uses.items() if name not in known]
    return (
        *found,
        *(_filled(DeviceShare(name=use.name, kind=DeviceKind(use.kind)), use) for use in further),
    )


def _filled(share: DeviceShare, use: DeviceUse | None) -> DeviceShare:
    if use is None:
        return share
    return replace(
        share,
        weights=use.weights,
        repacked=use.repacked,
        kv=use.kv,
        recurrent=use.recurrent,
        compute=use.compute,
        output=use.output,
        mmproj=use.mmproj,
    )
