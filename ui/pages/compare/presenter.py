"""Where the Compare page meets the desk: files found once, boards made of them at every turn."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from launcher.actions.compared import Compared, families
from launcher.actions.corrections import Corrections
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.actions.tradeoff import as_csv, board_from
from launcher.choosing.board import Board
from launcher.choosing.thinking_weights import thinking_weights
from launcher.errors import NotSaved, SnugError
from launcher.hardware.facts import Machine
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.pages.compare.asked import Asked
from ui.pages.compare.gathered import NOTHING, PAGE, SETTINGS, Gathered, gather
from ui.pages.compare.page import ComparePage
from ui.pages.compare.verdict import LETTERS, first_choice, verdict
from ui.pages.compare.view import BoardView, board_view
from ui.text.failures import sentence_for
from ui.widgets.question import ask_to_open

FIRST_FAMILY: Final = "Gemma 3"
_USUALLY: Final = 2  # files side by side, until a third is asked for
_SOON: Final = 250  # milliseconds a board may take before the one that is there is called old


class ComparePresenter(QObject):
    """One board at a time, for the computer that plans are made for."""

    settings_asked = Signal()

    def __init__(
        self, page: ComparePage, parts: Parts, desk: Desk, background: Background
    ) -> None:
        """`background`: threads that may wait long, since repositories are read on them."""
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._latest = Latest(background, self, overlap=True)
        self._gathered = NOTHING
        self._late = QTimer(self, singleShot=True, interval=_SOON)
        self._late.timeout.connect(lambda: page.show_waiting("Working it out"))
        self._asked = Asked(family="")
        self._view: BoardView | None = None
        self._chosen: tuple[str, ...] = ()
        self._by_hand = False  # a person chose what stands side by side
        self._room = _USUALLY
        self._stale = True  # the board is not of the computer on the desk
        desk.changed.connect(self._on_desk_changed)

    def begin(self) -> None:
        """Show a board, the first time somebody comes here; renew it where it is out of date."""
        if not self._page.built:
            self._page.open()
            self._connect()
            names = families()
            first = FIRST_FAMILY if FIRST_FAMILY in names else names[0]
            self._asked = Asked(family=first, context=self._asked.context)
            self._page.selectors.show_families(names)
            self._page.selectors.show_asked(self._asked)
        gated = [one.repo for one in self._gathered.troubles if SETTINGS in one.buttons]
        self._gathered = self._gathered.without(*gated)  # a token may have been entered since
        if self._stale or gated:
            self._ask()

    def _connect(self) -> None:
        page = self._page
        page.selectors.edited.connect(self._on_asked)
        page.selectors.repositories.pressed.connect(self._on_repository_pressed)
        page.again_asked.connect(self._ask)
        page.point_taken.connect(self._on_point_taken)
        page.dropped.connect(self._on_dropped)
        page.cleared.connect(lambda: self._choose(()))
        page.third_asked.connect(self._on_third_asked)
        page.taken.connect(self._on_taken)
        page.export_asked.connect(self._on_export_asked)

    # --- the board ------------------------------------------------------------------------------

    def _on_asked(self, asked: Asked) -> None:
        if asked.what != self._asked.what:
            self._chosen, self._by_hand, self._room = (), False, _USUALLY
        self._asked = asked
        self._ask()

    def _ask(self, *, quietly: bool = False) -> None:
        """Ask for the board; `quietly` where nobody asked for another one."""
        machine = self._desk.now.computer
        self._page.selectors.show_computer(imagined=self._desk.now.imagined is not None)
        if machine is None:
            self._stale = True
            self._page.show_waiting("Looking at this computer")
            return
        self._stale = False
        asked, known, parts = self._asked, self._gathered, self._parts
        if known.knows(asked.what):
            if not quietly:
                self._late.start()
        else:
            reads = "Reading headers" if asked.repositories else "Working it out"
            self._page.show_waiting(reads)
        self._latest.ask(
            lambda: _board(parts, asked, machine, known),
            done=lambda answer: self._on_board(*answer),
            failed=self._on_failed,
        )

    def _on_repository_pressed(self, repo: str, word: str) -> None:
        if word == PAGE:
            ask_to_open(self._page, f"{self._parts.hub.endpoint}/{repo}")
        elif word == SETTINGS:
            self.settings_asked.emit()
        else:
            self._gathered = self._gathered.without(repo)
            self._ask()

    def _on_board(self, gathered: Gathered, board: Board | None) -> None:
        self._late.stop()
        self._gathered = gathered
        self._page.selectors.repositories.show_troubles(gathered.troubles)
        if board is None:
            self._view = None
            self._page.show_none()
            return
        self._view = view = board_view(board, weights=_weights(gathered.compared))
        self._page.show_board(view)
        self._page.selectors.show_budget(board.budget)
        if not view.points:
            return
        kept = tuple(key for key in self._chosen if view.point(key) is not None)
        if not self._by_hand or (self._chosen and not kept):
            self._by_hand = False
            kept = first_choice(view)
        self._chosen = kept
        self._show_chosen()

    def _on_failed(self, error: Exception) -> None:
        self._late.stop()
        self._stale = True
        self._page.show_failure(sentence_for(error))

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        same_settings = before.settings.reserve == now.settings.reserve
        same_seen = before.paces == now.paces and before.measured == now.measured
        if before.computer == now.computer and same_settings and same_seen:
            return
        self._stale = True
        if self._page.built and self._page.isVisible():
            # How much is free drifts by itself.
            self._ask(quietly=before.imagined == now.imagined)

    # --- side by side ---------------------------------------------------------------------------

    def _on_point_taken(self, key: str) -> None:
        if key in self._chosen:
            self._choose(tuple(one for one in self._chosen if one != key))
        elif len(self._chosen) < self._room:
            self._choose((*self._chosen, key))
        else:  # the last one makes room
            self._choose((*self._chosen[: self._room - 1], key))

    def _on_dropped(self, number: int) -> None:
        self._choose(tuple(one for n, one in enumerate(self._chosen) if n != number))

    def _choose(self, keys: tuple[str, ...]) -> None:
        self._chosen, self._by_hand = keys, True
        self._room = max(_USUALLY, min(self._room, len(keys) or _USUALLY))
        self._show_chosen()

    def _on_third_asked(self) -> None:
        self._room = min(len(LETTERS), max(_USUALLY, len(self._chosen) + 1))
        letter = LETTERS[len(self._chosen)]
        self._page.say(f"Choose {letter}: click a point, or step to it and press Enter.")
        self._page.focus_board()

    def _on_taken(self, number: int) -> None:
        point = self._view.point(self._chosen[number]) if self._view else None
        if point is not None:
            self._page.model_asked.emit(point.file.repo, point.file.variant)

    def _show_chosen(self) -> None:
        view = self._view
        if view is None:
            return
        points = [one for one in map(view.point, self._chosen) if one is not None]
        self._page.say("")
        self._page.show_chosen(view, points, verdict(view, points))

    # --- files ----------------------------------------------------------------------------------

    def _on_export_asked(self, kind: str, file: Path) -> None:
        if kind == "png":
            self._save_picture(file)
        else:
            self._save_figures(file)

    def _save_picture(self, file: Path) -> None:
        if not self._page.picture().save(str(file)):
            self._tell(NotSaved(str(file), "it cannot be written"))

    def _save_figures(self, file: Path) -> None:
        if self._view is None:
            return
        try:
            file.write_text(as_csv(self._view.board), "utf-8", newline="")
        except OSError as error:
            self._tell(NotSaved(str(file), error.strerror or str(error)))

    def _tell(self, error: SnugError) -> None:
        said = sentence_for(error)
        self._page.notice.show_words("warning", said.what, said.next)


def _weights(compared: Compared) -> dict[str, float]:
    """How many weights each model thinks with."""
    files = {file.model: file for file in compared.files}
    return {name: thinking_weights(one.facts, repo=one.repo) for name, one in files.items()}


def _board(
    parts: Parts, asked: Asked, machine: Machine, known: Gathered
) -> tuple[Gathered, Board | None]:
    """The files, found unless they are known, and the board of them; None where there are none.

    Raises SnugError for the family.
    """
    gathered = gather(parts, asked.family, asked.repositories, known)
    compared = gathered.compared
    if not compared.files:
        return gathered, None
    board = board_from(
        compared,
        context=asked.context,
        axis=asked.axis,
        machine=machine,
        reserve=parts.settings.settings.reserve,
        budget=asked.budget_bytes,
        measured=measured_paces(parts, machine),
        corrections=Corrections(parts).of,
        here=measured_evidence(parts, machine),
    )
    return gathered, board
