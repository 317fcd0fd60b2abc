"""A computer with a packaged engine, and its list of engines."""

from pathlib import Path

from launcher.engines.store import EngineStore
from launcher.engines.values import EngineStart
from tests.fakes.engines import write_addition, write_pack


class Home:
    """A computer with a packaged engine; its store may be opened again, as after a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packs = folder / "engines"
        self.shipped = write_pack(folder / "program" / "engine", name="Snug's engine")
        self.driver = "Mesa 26.1"
        self.store = self.opened()

    def opened(self) -> EngineStore:
        return EngineStore(
            self.folder / "engines.json", self.packs, lambda: self.shipped, lambda: self.driver
        )

    def add_engine(self) -> str:
        return self.store.add(write_pack(self.folder / "brought", name="Other engine")).ident

    def add_module(self) -> str:
        return self.store.add(write_addition(self.folder / "cuda")).ident


def whole(home: Home) -> EngineStart:
    """The built-in engine with all it has."""
    return EngineStart(folder=home.shipped)
