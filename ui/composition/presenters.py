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
from ui.pages.find.model_presenter import ModelPresenter
from ui.pages.find.presenter import FindPresenter
from ui.pages.machine.presenter import MachinePresenter
from ui.pages.memory.presenter import MemoryPresenter
from ui.pages.models.presenter import ModelsPresenter
from ui.pages.settings.presenter import SettingsPresenter
from ui.widgets.toast import Toast


@dataclass(kw_only=True)
class Presenters:
    """One or more for each page."""

    find: FindPresenter
    model: ModelPresenter
    library: ModelsPresenter
    settings: SettingsPresenter
    machine: MachinePresenter
    inspector: InspectorPresenter
    ready: ReadyPresenter
    chat: ChatPresenter
    memory: MemoryPresenter


def make_presenters(
    pages: Pages,
    parts: Parts,
    desk: Desk,
    errands: Errands,
    *,
    background: Background,
    waiting: Background,
    toast: Toast,
) -> Presenters:
    """`waiting` are the threads for the hub, which may not answer for long."""
    inspector = InspectorPresenter(pages.chat, parts, desk, background, errands.loading)
    talks = TalksPresenter(pages.chat, parts.conversations, toast)
    ready = ReadyPresenter(pages.chat, desk, errands.loading)
    return Presenters(
        find=FindPresenter(pages.find, parts, waiting),
        model=ModelPresenter(pages.find.model, parts, desk, waiting, errands.downloads),
        library=ModelsPresenter(pages.models, desk, errands.models, errands.downloads),
        settings=SettingsPresenter(pages.settings, parts, desk, background),
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
        memory=MemoryPresenter(pages.memory, parts, desk, background),
    )
