"""How a model is called, and what it is loaded with unless a person says otherwise."""

from pathlib import Path

from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts
from launcher.models.guide import is_guide
from launcher.settings.schema import Settings
from ui.text.numbers import whole


def display_name(path: Path, facts: ModelFacts | None) -> str:
    """The model's own name where its header has one, else the file's."""
    return (facts.name if facts else None) or path.stem


def model_key(where: str | Path, facts: ModelFacts) -> str:
    """What a model's choices are kept under: the same for every file of one model.

    `where` is its repository, or its path where it came from none.
    """
    return f"{where}:{facts.architecture}:{facts.layers}"


def usual_choices(facts: ModelFacts, settings: Settings) -> Choices:
    """How Settings start a model; the context is no longer than the model was trained for."""
    trained = facts.trained_context
    return Choices(context=min(settings.context, trained) if trained else settings.context)


def shortened_note(facts: ModelFacts, settings: Settings, choices: Choices) -> str:
    """Why a model starts with less context than Settings ask for; '' where it does not.

    Of the little guide nothing else is expected.
    """
    trained = facts.trained_context
    shortened = trained and choices.context == trained < settings.context
    if not shortened or is_guide(facts):
        return ""
    return (
        f"Settings ask for {whole(settings.context)} tokens; "
        f"this model was trained for {whole(trained)}."
    )
