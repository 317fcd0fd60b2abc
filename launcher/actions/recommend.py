"""Which model we would take on a computer, and why: from the catalog, without a network.

Where there is one, the Hub is asked what the recommended files really are.
"""

from dataclasses import replace

from launcher.actions.corrections import Corrections
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.actions.take import Offered, offered_for
from launcher.choosing import across
from launcher.choosing.pick import Pick
from launcher.choosing.wish import Wish
from launcher.errors import HubError, NoNetwork, RepoGated
from launcher.hardware.facts import Machine
from launcher.planning.paces import paces_of
from launcher.sentences import sentence_of
from launcher.units import size_text


def picks_for(parts: Parts, wish: Wish, machine: Machine) -> tuple[Pick, ...]:
    """Up to three models for the wish on this machine, the first recommended; () if none fits.

    By arithmetic on the catalog's headers, under a second and without a network. Raises
    BadModelFile where the catalog is damaged, ChoiceError for an impossible context.
    """
    reserve = parts.settings.settings.reserve
    paces = paces_of(machine, measured_paces(parts, machine))
    return across.picks(
        wish,
        machine,
        reserve=reserve,
        paces=paces,
        corrections=Corrections(parts).of,
        here=measured_evidence(parts, machine),
    )


def nothing_fits(parts: Parts, wish: Wish, machine: Machine) -> str:
    """What would help where `picks_for` finds nothing, in a sentence or two."""
    return across.nothing_fits(wish, machine, reserve=parts.settings.settings.reserve)


def refreshed(parts: Parts, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """The same with the sizes the Hub lists, and with what it says against a file, as notes.

    One that cannot be asked about stays as it is; without a network none is asked twice.
    """
    found: list[Pick] = []
    for number, pick in enumerate(picks):
        try:
            found.append(_refreshed(parts, pick))
        except NoNetwork as error:
            note = _predicted(error)
            return (*found, *(_noted(one, note) for one in picks[number:]))
    return tuple(found)


def _refreshed(parts: Parts, pick: Pick) -> Pick:
    try:
        offered = offered_for(parts, pick)
    except NoNetwork:
        raise
    except RepoGated:
        return _noted(pick, _gated(pick))
    except HubError as error:
        return _noted(pick, _predicted(error))
    file = replace(pick.file, size=offered.variant.size)
    return _noted(replace(pick, file=file), *_notes(pick, offered))


def _noted(pick: Pick, *notes: str) -> Pick:
    return replace(pick, notes=(*pick.notes, *notes))


def _predicted(error: HubError) -> str:
    return f"The size is predicted. {sentence_of(error).what}"


def _notes(pick: Pick, offered: Offered) -> tuple[str, ...]:
    size, listed = pick.file.size, offered.variant.size
    told = []
    if offered.repository.listing.gated:
        told.append(_gated(pick))
    if not offered.exact:
        name = offered.variant.quantization or offered.variant.name
        told.append(f"{pick.files} has no {pick.file.variant}; the nearest is {name}.")
    if abs(listed - size) > size // 50:
        told.append(f"{size_text(listed)} are listed where {size_text(size)} were predicted.")
    return tuple(told)


def _gated(pick: Pick) -> str:
    return f"{pick.files} asks you to accept its terms at Hugging Face first."
