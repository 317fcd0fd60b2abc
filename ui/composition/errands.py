"""Every errand, made once: what is done for the window and takes time."""

from dataclasses import dataclass

from launcher.actions.parts import Parts
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.desk import Desk
from ui.errands.answering import AnsweringErrand
from ui.errands.downloads import DownloadsErrand
from ui.errands.loading import LoadingErrand
from ui.errands.machine import MachineErrand
from ui.errands.measuring import MeasuringErrand
from ui.errands.models import ModelsErrand
from ui.errands.pacing import PacingErrand


@dataclass(kw_only=True)
class Errands:
    """Who goes and does it."""

    machine: MachineErrand
    models: ModelsErrand
    downloads: DownloadsErrand
    loading: LoadingErrand
    answering: AnsweringErrand
    pacing: PacingErrand
    measuring: MeasuringErrand


def make_errands(parts: Parts, desk: Desk, background: Background, relay: Relay) -> Errands:
    """None of them has begun yet."""
    answering = AnsweringErrand(parts, background, desk)
    return Errands(
        machine=MachineErrand(parts, desk, background),
        models=ModelsErrand(parts, desk, background),
        downloads=DownloadsErrand(parts, desk, background, relay),
        loading=LoadingErrand(parts, desk, background, relay),
        answering=answering,
        pacing=PacingErrand(parts, desk, background, relay, answering),
        measuring=MeasuringErrand(parts, desk, background),
    )
