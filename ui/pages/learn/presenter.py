"""Where the Learn page meets the desk: words looked up, names taken apart."""

from typing import Final

from PySide6.QtCore import QObject

from launcher.hardware.facts import Machine
from ui.desk import Desk, OnDesk
from ui.pages.learn.entry_view import entry_view
from ui.pages.learn.page import LearnPage
from ui.pages.learn.types_view import types_view
from ui.pages.learn.view import (
    NAME_BUTTON,
    TABLE,
    Section,
    found_rows,
    nothing_found,
    step_views,
)
from ui.text.name_view import name_view
from ui.text.terms import explained, slug
from ui.widgets.question import ask_to_open

_DEEPEST: Final = 50  # words one can go back


class LearnPresenter(QObject):
    """One word is open at a time; the kernels told of are those of the computer on the desk."""

    def __init__(self, page: LearnPage, desk: Desk) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._current = ""
        self._before: list[str] = []
        self._opened = False
        page.opened.connect(self._open)
        page.section_edited.connect(self._on_section_edited)
        page.steps.taken.connect(self.show_term)
        words = page.words
        words.searched.connect(self._on_searched)
        words.chosen.connect(self._on_chosen)
        words.taken.connect(self.show_term)
        words.back_asked.connect(self._on_back_asked)
        words.empty_pressed.connect(self._on_empty_pressed)
        words.source_asked.connect(lambda address: ask_to_open(page, address))
        page.naming.edited.connect(self.show_name)
        desk.changed.connect(self._on_desk_changed)

    def show_term(self, asked: str) -> None:
        """Show the entry of this slug; a search for it where the glossary has none."""
        self._open()
        self._page.show_section(Section.WORDS)
        found = explained(asked)
        key = TABLE if asked == TABLE else slug(found.term) if found else ""
        if not key:
            self._search(asked.replace("-", " "))
            return
        if self._current and self._current != key:
            self._before = [*self._before, self._current][-_DEEPEST:]
        self._list(key)
        self._show(key)

    def show_name(self, text: str) -> None:
        """Take this name apart."""
        self._page.show_section(Section.NAME)
        self._page.naming.show_text(text)
        self._page.naming.show_name(name_view(text) if text.strip() else None)

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        self._page.steps.show_steps(step_views())
        self._page.naming.show_name(None)
        self._page.words.show_rows(found_rows(""), "")
        self._show(slug("Quantization"))
        self._page.words.show_rows(found_rows(""), self._current)

    def _list(self, key: str) -> None:
        """Mark it in the list; a search that does not hold it is emptied."""
        words = self._page.words
        if not words.show_rows(found_rows(words.asked), key):
            words.show_search("")
            words.show_rows(found_rows(""), key)

    def _show(self, key: str) -> None:
        self._current = key
        machine = self._desk.now.computer
        found = explained(key)
        if key == TABLE:
            self._page.words.show_types(types_view(machine))
        elif found is not None:
            view = entry_view(found, machine, slug=key)
            self._page.words.show_entry(view, back=bool(self._before))

    def _search(self, words: str) -> None:
        self._page.words.show_search(words)
        self._on_searched(words)

    def _on_section_edited(self, section: Section) -> None:
        if section is Section.WORDS:
            self._page.words.focus_search()
        elif section is Section.NAME:
            self._page.naming.focus_field()

    def _on_searched(self, words: str) -> None:
        rows = found_rows(words)
        if not words.strip():
            self._page.words.show_rows(rows, self._current)
            self._show(self._current)
            return
        self._page.words.show_rows(rows, rows[0].key if rows else "")
        if rows:
            self._show(rows[0].key)
        else:
            self._page.words.show_nothing(*nothing_found(words))

    def _on_chosen(self, key: str) -> None:
        self._before.clear()
        self._show(key)

    def _on_back_asked(self) -> None:
        if self._before:
            key = self._before.pop()
            self._list(key)
            self._show(key)

    def _on_empty_pressed(self) -> None:
        words = self._page.words.asked
        _, button = nothing_found(words)
        self._search("")
        if button == NAME_BUTTON:
            self.show_name(words)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if self._opened and _kernels(before.computer) != _kernels(now.computer):
            self._show(self._current)


def _kernels(machine: Machine | None) -> tuple[object, ...]:
    """What of a machine decides which types it is quick at."""
    if machine is None:
        return ()
    devices = tuple((one.name, one.description, one.usable) for one in machine.devices)
    return machine.imagined, machine.cpu, devices
