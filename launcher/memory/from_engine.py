"""The engine's own figures, in the same value as the arithmetic's."""

from dataclasses import replace
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import (
    Bases,
    Basis,
    ContextLengths,
    DeviceShare,
    Estimate,
    empty_shares,
    resident,
)
from launcher.models.facts import ModelFacts
from launcher.protocol.messages import DeviceUse, Planned

FROM_THE_LOG: Final = "The engine's figures were read from its log, rounded to 0.01 MiB."


def estimate_from_engine(
    planned: Planned, model: ModelFacts, choices: Choices, machine: Machine, gpu_layers: int
) -> Estimate:
    """What a dry run answered, beside what each device of the machine has free.

    Only the main memory the worker will occupy stays arithmetic.
    """
    uses = {use.name: use for use in planned.devices}
    found = [_filled(share, uses.pop(share.name, None)) for share in empty_shares(machine)]
    found += [
        _filled(DeviceShare(name=use.name, kind=DeviceKind(use.kind)), use)
        for use in uses.values()
    ]
    return Estimate(
        context=ContextLengths(
            asked=choices.context, granted=planned.context, trained=model.trained_context
        ),
        devices=tuple(found),
        resident=resident(found[0], model, choices),
        layers=anatomy_of(model).layers + 1,
        gpu_layers=gpu_layers,
        basis=Bases(
            weights=Basis.ENGINE, kv=Basis.ENGINE, recurrent=Basis.ENGINE, compute=Basis.ENGINE
        ),
        notes=(FROM_THE_LOG,) if planned.source == "log" else (),
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
    )
