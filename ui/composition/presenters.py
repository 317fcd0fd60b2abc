"""Every presenter, made once: where each page meets the desk."""

from dataclasses import dataclass

from launcher.actions.parts import Parts
from ui.bridge.background import Background
from ui.composition.errands import Errands
from ui.composition.pages import Pages
from ui.desk import Desk
from ui.pages.chat.inspector import InspectorPresenter
from ui.pages.chat.presenter import ChatPresenter
from ui.pages.chat.ready import ReadyPresenter
from ui.pages.chat.talks_presenter import TalksPresenter
from ui.pages.machine.presenter import MachinePresenter
from ui.pages.models.presenter import ModelsPresenter
from ui.widgets.toast import Toast


@dataclass(kw_only=True)
class Presenters:
    """One or more for each page that is there at once."""

    library: ModelsPresenter
    machine: MachinePresenter
    inspector: InspectorPresenter
    ready: ReadyPresenter
    chat: ChatPresenter


def make_presenters(
    pages: Pages,
    parts: Parts,
    desk: Desk,
    errands: Errands,
    *,
    background: Background,
    toast: Toast,
) -> Presenters:
    """None of them has shown anything yet."""
    inspector = InspectorPresenter(pages.chat, parts, desk, background, errands.loading)
    talks = TalksPresenter(pages.chat, parts.conversations, toast)
    ready = ReadyPresenter(pages.chat, desk, errands.loading)
    return Presenters(
        library=ModelsPresenter(pages.models, desk, errands.models, errands.downloads),
        machine=MachinePresenter(pages.machine, desk, errands.pacing),
        inspector=inspector,
        ready=ready,
        chat=ChatPresenter(
            pages.chat,
            parts=parts,
            desk=desk,
            loading=errands.loading,
            answering=errands.answering,
            talks=talks,
            ready=ready,
        ),
    )
