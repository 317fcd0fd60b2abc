"""How much memory a board's files may take on a machine, as one number with its words."""

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.devices import engine_devices, shares_main_memory


def budget_of(machine: Machine, *, reserve: int) -> tuple[int, str]:
    """Bytes free less `reserve` on each GPU, or in main memory where there is none; and where.

    What a GPU takes of main memory must be free there too.
    """
    gpus = engine_devices(machine)
    available = max(0, machine.memory.available - reserve)
    if not gpus:
        return available, "free in RAM"
    room = sum(max(0, gpu.free - reserve) for gpu in gpus)
    if all(shares_main_memory(gpu.name, gpu.kind) for gpu in gpus):
        room = min(room, available)
    names = [gpu.description or gpu.name for gpu in gpus if gpu.kind is not DeviceKind.RPC]
    if len(gpus) == 1:
        return room, f"free on {names[0] if names else 'the other computer'}"
    return room, f"free on {len(gpus)} GPUs"
