"""The parts of the program put together once, for the window and the terminal alike."""

from dataclasses import dataclass
from pathlib import Path

from launcher.chat.store import Conversations
from launcher.engines.store import EngineStore
from launcher.hardware.detect import detect
from launcher.hub.client import Hub
from launcher.hub.queue import Downloads
from launcher.library.store import Library
from launcher.measurement.answers import Answers
from launcher.measurement.measured_files import MeasuredFiles
from launcher.measurement.paces import Paces
from launcher.measurement.place import place_of
from launcher.measurement.receipts import Receipts
from launcher.measurement.weighing import Weighing
from launcher.models.guide import guide_file
from launcher.paths import Places
from launcher.runtime.measurer import Measurer
from launcher.runtime.pacer import Pacer
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from launcher.settings.secrets import Secrets
from launcher.settings.store import SettingsStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything an action needs, each part built once. Building them starts no process."""

    places: Places
    settings: SettingsStore
    secrets: Secrets
    hub: Hub
    downloads: Downloads
    library: Library
    conversations: Conversations
    receipts: Receipts  # what earlier loads took here
    weighing: Weighing  # what the present one takes
    paces: Paces  # how fast this computer's devices were measured to be
    answers: Answers  # how fast answers came beside what was predicted
    engines: EngineStore  # the engines that are here, and which one is asked for
    session: Session  # the worker that chats
    planner: Planner  # the worker that plans; it may abort without harm to a chat
    pacer: Pacer  # the worker that measures devices, while it does
    measured: MeasuredFiles  # what was measured of model files here
    measurer: Measurer  # the worker that measures files and makes others, while it does

    def models_folder(self) -> Path:
        """Where downloads go, as the settings have it now."""
        return models_folder(self.places, self.settings)

    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the workers that are running."""
        return tuple(pid for pid in self._workers() if pid)

    def _workers(self) -> tuple[int, ...]:
        return self.session.worker, self.planner.worker, self.pacer.worker, self.measurer.worker

    def close(self) -> None:
        """Pause downloads, end the workers, let the drivers go, close the database."""
        self.pacer.close()
        self.measurer.close()
        self.downloads.close()
        self.session.close()
        self.planner.close()
        self.weighing.close()
        self.conversations.close()


def models_folder(where: Places, settings: SettingsStore) -> Path:
    """The folder named in the settings, or our own."""
    named = settings.settings.models_folder
    return Path(named).expanduser() if named else where.models


def assemble(where: Places) -> Parts:
    """Build every part from the folders, top to bottom. Damaged files of ours are put aside."""
    settings = SettingsStore(where.settings_file)
    settings.load()
    secrets = Secrets(where.settings)
    hub = Hub(
        endpoint=lambda: settings.settings.endpoint or None,
        token=secrets.token,
        headers_folder=where.headers,
    )

    def folder() -> Path:
        return models_folder(where, settings)

    def guide() -> Path | None:
        return None if settings.settings.guide_hidden else guide_file()

    engines = EngineStore(where.engines_file, where.engines)
    return Parts(
        places=where,
        settings=settings,
        secrets=secrets,
        hub=hub,
        downloads=Downloads(
            hub=hub,
            models_folder=folder,
            state_file=where.downloads_file,
            connections=lambda: settings.settings.connections,
        ),
        library=Library(where.library_file, folder, guide),
        conversations=Conversations(where.conversations_file),
        receipts=Receipts(
            where.receipts_file, here=lambda: place_of(detect(models_folder=folder()))
        ),
        weighing=Weighing(),
        paces=Paces(where.paces_file),
        answers=Answers(where.answers_file),
        engines=engines,
        session=Session(engines=engines),
        planner=Planner(engines=engines),
        pacer=Pacer(engines=engines),
        measured=MeasuredFiles(where.measured_file),
        measurer=Measurer(engines=engines),
    )
