"""Which choices change nothing for this model on this computer, and why. No Qt."""

from dataclasses import replace

from launcher.actions.estimate import estimate_now
from launcher.errors import ChoiceError
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.devices import engine_devices, keeps_host_copies
from launcher.memory.estimate import Estimate
from launcher.memory.kind import Kind
from launcher.models.facts import ModelFacts

NO_GPU = "There is no graphics card here that the engine can use."


def idle_reasons(
    facts: ModelFacts, choices: Choices, machine: Machine, kind: Kind
) -> dict[str, str]:
    """The reason by the name of the choice's field."""
    found = _of_the_machine(choices, machine) | _of_the_model(facts, kind)
    if choices.parallel == 1:
        found["unified"] = "There is one conversation at a time."
    reason = _why_nothing_is_rearranged(facts, choices, machine)
    if reason:
        found["repack"] = reason
    return found


def _of_the_machine(choices: Choices, machine: Machine) -> dict[str, str]:
    devices = engine_devices(machine)
    if not devices:
        names = ("gpu_layers", "main_gpu", "split", "cpu_moe", "kv_on_gpu")
        return dict.fromkeys(names, NO_GPU)
    if len(devices) == 1:
        return dict.fromkeys(("main_gpu", "split"), "There is one graphics card.")
    if choices.main_gpu is not None:
        return {"split": "One graphics card alone is used."}
    return {}


def _of_the_model(facts: ModelFacts, kind: Kind) -> dict[str, str]:
    found = {}
    if not kind.mixture:
        found["cpu_moe"] = "This model is not a mixture of experts."
    if not kind.sliding:
        found["swa_full"] = "No layer of this model looks back only a window's length."
    if not kind.ahead:
        found["mtp"] = "This model has no layers that guess ahead."
    if kind.compressed:
        found["kv_type_v"] = "This model keeps K and V as one; the type for K counts."
    if anatomy_of(facts).refuses_flash_attention:
        found["flash_attention"] = "The engine has none for this architecture."
    if not kind.attending:
        names = ["kv_type_k", "kv_type_v", "flash_attention"]
        names += [] if kind.recurrent else ["kv_on_gpu"]
        found |= dict.fromkeys(names, "This model keeps no KV cache.")
    return found


def _rearranged(facts: ModelFacts, choices: Choices, machine: Machine) -> Estimate | None:
    """The plan with weights rearranged; where the choices cannot be, with the usual ones for
    all that does not move weights."""
    usual = Choices()
    possible = replace(
        choices,
        kv_type_k=usual.kv_type_k,
        kv_type_v=usual.kv_type_v,
        flash_attention=usual.flash_attention,
        batch=usual.batch,
        parallel=min(choices.parallel, usual.batch),
    )
    for each in (choices, possible):
        try:
            return estimate_now(facts, replace(each, repack=True), machine, reserve=0)
        except ChoiceError:
            continue
    return None


def _why_nothing_is_rearranged(facts: ModelFacts, choices: Choices, machine: Machine) -> str:
    found = _rearranged(facts, choices, machine)
    if found is None:
        return ""
    ram = [share for share in found.devices if share.kind is DeviceKind.CPU]
    if any(share.repacked for share in ram):
        return ""
    if not any(share.weights for share in ram):
        return "No weights lie in RAM."
    if keeps_host_copies(engine_devices(machine)):
        return "Beside a graphics card the engine leaves weights in RAM as they are."
    return "The engine rearranges nothing of this file for this processor."
