"""The daily question for a newer version, while it is switched on; told once, above the pages.

Where the program names no feed this does nothing at all.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from launcher.actions.parts import Parts
from launcher.errors import NotSaved, SnugError
from launcher.identity import NAME, RELEASE_FEED, VERSION
from ui.bridge.background import Background
from ui.composition.late_pages import ABOUT, LatePages
from ui.composition.passages import Passages
from ui.desk import Desk, OnDesk
from ui.text.failures import sentence_for
from ui.widgets.notice import Notice
from ui.window.places import Place

if TYPE_CHECKING:  # read with the first question: the window's start does not wait for it
    from launcher.actions.updates import Update
    from launcher.releases.feed import Feed

REST_MS: Final = 5_000  # after the machine was seen: the start is over by then
AGAIN_MS: Final = 3_600_000  # looks whether a day has passed; nobody is asked more often
READ: Final = "What is new"
SKIP: Final = "Skip this version"


class News(QObject):
    """Asks in the background. `notice` lies above all pages; what it says stays until put away."""

    def __init__(
        self,
        passages: Passages,
        late: LatePages,
        *,
        parts: Parts,
        desk: Desk,
        waiting: Background,
        notice: Notice,
        feed: "Feed | None" = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`waiting` has the threads for those who may not answer for long.

        `feed` stands in for the program's own.
        """
        super().__init__(passages)
        self._passages, self._late = passages, late
        self._parts, self._desk = parts, desk
        self._waiting = waiting
        self._notice = notice
        self._feed, self._now = feed, now
        self._asking = False
        self._told = ""  # the version that was told of last
        self._rest = QTimer(self)
        self._rest.timeout.connect(self._on_rested)
        if RELEASE_FEED if feed is None else feed.is_named:
            desk.changed.connect(self._on_desk_changed)
            notice.pressed.connect(self._on_pressed)

    def close(self) -> None:
        """Ask no more."""
        self._rest.stop()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        seen = before.machine is None and now.machine is not None
        wanted = now.settings.check_updates and not before.settings.check_updates
        if (seen or wanted) and now.machine is not None:
            self._rest.start(REST_MS)

    def _on_rested(self) -> None:
        self._rest.start(AGAIN_MS)
        if self._asking or not self._desk.now.settings.check_updates:
            return
        self._asking = True
        self._waiting.run(self._ask, to=self, done=self._on_answered, failed=self._on_failed)

    def _ask(self) -> "Update | None":
        from launcher.actions.updates import OUR_FEED, check_for_update  # noqa: PLC0415  see above

        return check_for_update(self._parts, now=self._now(), feed=self._feed or OUR_FEED)

    def _on_answered(self, found: "Update | None") -> None:
        self._asking = False
        if found is None or found.version == self._told or self._notice.isVisible():
            return  # what stands there goes first; an hour later there may be room
        self._told = found.version
        self._notice.show_words(
            "info",
            f"{NAME} {found.version} is there.",
            f"This is {VERSION}. Nothing is downloaded or installed by itself.",
            (READ, SKIP),
        )

    def _on_failed(self, error: Exception) -> None:
        """What a feed may do wrong stands in About; anything else is not kept quiet."""
        self._asking = False
        if not isinstance(error, SnugError):
            self._passages.tell(sentence_for(error))

    def _on_pressed(self, word: str) -> None:
        if word == READ:
            self._notice.hide()
            self._late.setting_up.show_tab(ABOUT)
            self._passages.go(Place.SETTINGS)
        elif word == SKIP:
            self._notice.hide()
            self._skip()

    def _skip(self) -> None:
        from launcher.actions.updates import skip_version  # noqa: PLC0415  see above

        try:
            skip_version(self._parts, self._told)
        except NotSaved as error:
            self._passages.tell(sentence_for(error))
