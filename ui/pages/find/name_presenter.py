"""The name of the chosen file: told anew when the file, its header or the computer is another."""

from launcher.actions.judging import VariantRow
from launcher.actions.repository import Headers, Repository
from launcher.hardware.facts import Machine
from ui.pages.find.file_name import file_name_view
from ui.pages.find.name_card import NameCard


class NamePresenter:
    """Asked on every tick of a slider; what it said last stands while nothing changed."""

    def __init__(self, card: NameCard) -> None:
        self._card = card
        self._told: tuple[object, ...] = ()

    def forget(self) -> None:
        """Another repository is read."""
        self._told = ()
        self._card.hide()

    def tell(
        self, repository: Repository, row: VariantRow | None, headers: Headers, machine: Machine
    ) -> None:
        """Say what the name of this row's file says; of the catalog's nothing, it is made up."""
        if row is None or repository.known is not None:
            self.forget()
            return
        repo = repository.repo
        variant = row.variant
        facts = headers.of(variant)
        told = (repo, variant, facts, row.fit, machine.cpu, machine.devices)
        if told == self._told:
            return
        self._told = told
        exact = variant.name in headers.own
        view = file_name_view(variant, repo, facts, exact=exact, fit=row.fit, machine=machine)
        self._card.show_name(view)
