"""What every window test gets: the theme worn, and samples to show."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, ContextLengths, DeviceShare, Estimate
from launcher.settings.schema import Theme as Wish
from ui.bridge.background import Background
from ui.text.memory_view import panel_view
from ui.text.panel import PanelView
from ui.theme.appearance import Appearance

GIB = 1 << 30


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Appearance:
    """The application's appearance; there is one application for all tests."""
    return Appearance(qapp, scale=1.0)


@pytest.fixture(autouse=True)
def appearance(dressed: Appearance) -> Iterator[Appearance]:
    """The light theme at the start of every test, whatever the last one wore."""
    dressed.wear(Wish.LIGHT)
    return dressed


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Threads that have ended when the test has."""
    made = Background()
    yield made
    assert made.close(5)
    made.deleteLater()


@pytest.fixture
def machine() -> Machine:
    """A computer with one graphics card."""
    card = Device(
        name="CUDA0",
        description="NVIDIA GeForce RTX 4070",
        kind=DeviceKind.GPU,
        total=12 * GIB,
        free=11 * GIB,
    )
    return Machine(
        cpu=Cpu(name="AMD Ryzen 7 7700", physical_cores=8, logical_cores=16),
        memory=Memory(total=32 * GIB, available=24 * GIB),
        devices=(card,),
    )


@pytest.fixture
def sample_panel(machine: Machine) -> Callable[..., PanelView]:
    """A plan at the context that is asked for; the KV cache grows with it."""

    def make(context: int = 32768, **choices: object) -> PanelView:
        gpu = DeviceShare(
            name="CUDA0",
            kind=DeviceKind.GPU,
            weights=7 * GIB,
            kv=context * 80_000,
            compute=GIB // 8,
            total=12 * GIB,
            free=11 * GIB,
        )
        cpu = DeviceShare(
            name="CPU", kind=DeviceKind.CPU, weights=GIB, total=32 * GIB, free=24 * GIB
        )
        estimate = Estimate(
            context=ContextLengths(asked=context, granted=context, trained=131072),
            devices=(cpu, gpu),
            resident=GIB,
            layers=48,
            gpu_layers=48,
            basis=Bases(weights=Basis.ENGINE, kv=Basis.ENGINE, compute=Basis.ENGINE),
        )
        asked = Choices(context=context, **choices)  # type: ignore[arg-type]  # a test's own words
        return panel_view(estimate, machine, asked, largest=48896, fit="fits", reserve=GIB // 2)

    return make
