"""What this machine is, as values. Probes make them; nothing here asks the system."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from launcher.protocol.messages import EngineModule


class DeviceKind(StrEnum):
    """Where a part of a model can lie."""

    CPU = "cpu"
    GPU = "gpu"
    IGPU = "igpu"
    RPC = "rpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    """The processor. `features` are the engine's words: 'AVX2', 'AVX512', 'NEON' …

    `usable_cores` are the physical cores this process may keep busy, where an
    affinity or a container's quota leaves it fewer than there are.
    """

    name: str
    physical_cores: int
    logical_cores: int
    features: tuple[str, ...] = ()
    usable_cores: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A program and the memory it holds on one device (bytes), all its processes together."""

    name: str
    held: int
    processes: int = 1
    own: bool = False  # Snug itself or its workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Main memory in bytes; `limit` is a container's (cgroup's) bound where there is one."""

    total: int
    available: int
    limit: int | None = None
    own: int = 0  # what Snug itself and its workers hold, of what is used
    workers: int = 0  # of that, what the workers hold
    holders: tuple[Holder, ...] = ()  # the largest first, as far as the system tells

    @property
    def usable_total(self) -> int:
        """The total this process may ever have."""
        return self.total if self.limit is None else min(self.total, self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A graphics processor as its driver describes it (bytes). None: the driver does not say.

    `integrated`: what it holds lies in main memory. A fixed part that the
    firmware took away from main memory is the GPU's own.
    """

    name: str
    vendor: str
    driver: str | None
    total: int | None
    free: int | None
    integrated: bool = False
    pci: str | None = None
    holders: tuple[Holder, ...] = ()  # the largest first, as far as the driver tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Room on the volume where `folder` lies (bytes)."""

    folder: Path
    total: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One place where weights can lie, for planning (bytes).

    `usable` is False for a GPU that a driver reports and this build of the
    engine cannot use; `reason` then says why and what to do. Its `total` is 0
    where the driver does not tell. `pci` is the driver's address of a GPU.
    """

    name: str
    description: str
    kind: DeviceKind
    total: int
    free: int
    usable: bool = True
    reason: str | None = None
    pci: str | None = None
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The engine as it introduced itself.

    `folder` is where its libraries lie; `modules` is what an engine made of modules tried to
    load, nothing where it is one piece.
    """

    version: str
    build: str
    devices: tuple[Device, ...] = ()
    folder: str = ""
    modules: tuple[EngineModule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Everything known of this computer at one moment. `engine` is None until it said hello."""

    cpu: Cpu
    memory: Memory
    gpus: tuple[Gpu, ...] = ()
    disks: tuple[Disk, ...] = ()
    devices: tuple[Device, ...] = ()
    engine: Engine | None = None
    system: str = ""
    notes: tuple[str, ...] = field(default=())  # what a probe could not tell, in a sentence
    imagined: bool = False  # another computer than this one: no driver and no engine can be asked
