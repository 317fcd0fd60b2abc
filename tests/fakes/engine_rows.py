"""Engines and packs as rows, as a list of them would hold."""

from pathlib import Path

from launcher.engines.values import (
    BUILT_IN,
    EngineFile,
    EngineManifest,
    EngineRow,
    PackKind,
    Trial,
)
from launcher.protocol.messages import EngineModule

COMMIT = "0c1e57098bba43ac29e6e3b677cdceebdd22334f"
WORKED = Trial(
    when="2026-11-20T09:30:00+00:00",
    ok=True,
    detail="It answered.",
    devices=("CPU",),
    seconds=1.24,
)
NO_LOADER = "libvulkan.so.1: cannot open shared object file: No such file or directory"
MODULES = (
    EngineModule(name="cpu-x64", file="libggml-cpu-x64.so", loaded=False),
    EngineModule(name="cpu-haswell", file="libggml-cpu-haswell.so", loaded=False),
    EngineModule(name="cpu-zen4", file="libggml-cpu-zen4.so", loaded=True),
    EngineModule(name="rpc", file="libggml-rpc.so", loaded=True),
    EngineModule(name="vulkan", file="libggml-vulkan.so", loaded=False, reason=NO_LOADER),
)


def manifest_of(
    name: str = "Snug's engine",
    *backends: str,
    kind: PackKind = PackKind.ENGINE,
) -> EngineManifest:
    """What engine.json of such a pack says."""
    return EngineManifest(
        kind=kind,
        name=name,
        system="linux-x86_64",
        bindings="0.3.36",
        commit=COMMIT,
        engine="0.5.0-dev",
        backends=backends or ("cpu", "vulkan", "rpc"),
        files=(EngineFile(name="libllama.so", size=4, sha256="0" * 64),),
    )


def built_in(*, active: bool = True, in_use: bool = True) -> EngineRow:
    """The engine that came with the program."""
    return EngineRow(
        ident=BUILT_IN,
        folder=Path("/opt/snug/_internal/engine"),
        manifest=manifest_of(),
        size=64 << 20,
        active=active,
        in_use=in_use,
        removable=False,
        trial=WORKED,
    )


def pack(
    ident: str = "cuda-12",
    *,
    active: bool = False,
    trial: Trial | None = None,
    fault: str = "",
    folder: Path | None = None,
) -> EngineRow:
    """One that a person added."""
    return EngineRow(
        ident=ident,
        folder=folder or Path("/home/somebody/.local/share/Snug/engines") / ident,
        manifest=None if fault else manifest_of("CUDA 12", "cuda", kind=PackKind.MODULE),
        size=418 << 20,
        active=active,
        in_use=False,
        removable=True,
        trial=trial,
        fault=fault,
    )


def own_build(folder: Path) -> EngineRow:
    """The engine of a source checkout."""
    return EngineRow(
        ident=BUILT_IN,
        folder=folder,
        manifest=None,
        size=9 << 20,
        active=True,
        in_use=True,
        removable=False,
    )
