"""What the Find page shows while the Hub does not answer: models of the catalog. No Qt."""

from dataclasses import dataclass
from typing import Final

from launcher.actions.estimate import estimate_now
from launcher.actions.stand_in import StandIn, stand_ins_for
from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.memory.fit import Fit, judge
from launcher.models.catalog import Known, facts_of
from launcher.sentences import Sentence
from launcher.settings.schema import Settings
from launcher.units import size_text
from ui.pages.find.view import ResultRow, known_facts
from ui.text.models import usual_choices

AGAIN: Final = "Try again"
ITS_FILES: Final = "Search for its files"
SILENT: Final = "The Hub has not answered yet."
SHOW: Final = "Show what it lists"
ANSWERS: Final = "The Hub answers again."
KEPT: Final = "The built-in catalog is still shown, so that nothing moves while you look."
ASKING: Final = "The Hub is asked again."
CATALOG: Final = "These are from the built-in catalog; sizes are worked out by the engine."
REPLACED: Final = "What the Hub lists takes their place once it answers."
REAL: Final = "The real files of {repo} take their place once the Hub answers."
NOBODY: Final = (
    "No repository is named for this model's files; they can be searched for once the Hub answers."
)
OTHERS: Final = "Others offer the files of this model."
NOTHING: Final = "The built-in catalog has no model of these words either."


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where figures are from, why, and what a person can do: a notice's words."""

    kind: str
    what: str
    next: str
    buttons: tuple[str, ...] = ()


def catalog_rows(query: str, machine: Machine | None, settings: Settings) -> list[ResultRow]:
    """Models of the catalog for these words, each with a usual file and whether that fits.

    Takes up to half a second the first time. Raises BadModelFile where the catalog is damaged.
    """
    return [_row(one, machine, settings) for one in stand_ins_for(query)]


def list_origin(said: Sentence | None, *, asking: bool = False) -> Origin:
    """Above such a list; `said` is why the Hub gave none, None while it may yet answer."""
    return _origin(said, f"{CATALOG} {REPLACED}", asking=asking)


def answers_origin() -> Origin:
    """Above such a list that a person is looking through, once the Hub has answered."""
    return Origin(kind="info", what=ANSWERS, next=KEPT, buttons=(SHOW,))


def model_origin(one: StandIn, said: Sentence | None, *, asking: bool = False) -> Origin:
    """Above the files of such a model."""
    after = REAL.format(repo=one.files) if one.files else NOBODY
    return _origin(said, f"{CATALOG} {after}", asking=asking)


def elsewhere_origin(said: Sentence) -> Origin:
    """The Hub answered of the maker's repository that no file is to be had there."""
    return Origin(kind="warning", what=said.what, next=f"{CATALOG} {OTHERS}", buttons=(ITS_FILES,))


def download_words(repo: str, known: Known) -> str:
    """Why it cannot be downloaded now, and where it would come from."""
    if repo == known.repo:
        return (
            "Downloading needs a connection to the Hub, and a search there for this model's files."
        )
    return f"Downloading needs a connection. The file comes from {repo}."


def count_words(count: int) -> str:
    """Above the list."""
    models = "model" if count == 1 else "models"
    return f"{count} {models} of the built-in catalog"


def _origin(said: Sentence | None, after: str, *, asking: bool) -> Origin:
    if asking:
        return Origin(kind="info", what=ASKING, next=after)
    if said is None:
        return Origin(kind="info", what=SILENT, next=after)
    return Origin(kind="warning", what=said.what, next=after, buttons=(AGAIN,))


def _row(one: StandIn, machine: Machine | None, settings: Settings) -> ResultRow:
    known = one.known
    return ResultRow(
        repo=one.repo,
        name=f"{known.name} QAT" if one.qat else known.name,
        owner=known.repo.partition("/")[0],
        facts=known_facts(known.parameters, known.architecture, known.context_length),
        downloads="",
        likes="",
        updated="",
        gated=False,
        size=f"{one.usual}, {size_text(one.usual_size)}",
        fit=_fit(one, machine, settings) if machine else "",
    )


def _fit(one: StandIn, machine: Machine, settings: Settings) -> str:
    """One of the four states of the usual file as Settings would load it; '' where unknown."""
    facts = facts_of(one.known, one.usual)
    try:
        found = estimate_now(
            facts, usual_choices(facts, settings), machine, reserve=settings.reserve
        )
    except ChoiceError:
        return ""
    fit: Fit = judge(found, reserve=settings.reserve)
    return str(fit)
