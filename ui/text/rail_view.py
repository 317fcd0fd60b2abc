"""What stands under the rail: the loaded model and the meters, as values."""

from dataclasses import dataclass

from ui.text.numbers import gib_coarse


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedView:
    """The model card: a name and a line under it. `can_eject` shows the button.

    `lines` are what the file's name says, for whoever points at it.
    """

    name: str
    detail: str
    can_eject: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterView:
    """One device's memory (bytes): what others hold, what is Snug's, and all there is."""

    label: str
    others: int
    own: int
    total: int

    @property
    def used(self) -> int:
        """Bytes taken by anyone."""
        return self.others + self.own

    @property
    def sentence(self) -> str:
        """The meter in words."""
        return (
            f"{self.label}: {gib_coarse(self.used)} of {gib_coarse(self.total)} GiB used, "
            f"{gib_coarse(self.own)} of it by Snug"
        )


NO_MODEL = LoadedView(name="No model loaded", detail="Choose one in Find")
