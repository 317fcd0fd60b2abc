"""How a model is called, and what it is loaded with unless a person says otherwise."""

from dataclasses import replace
from pathlib import Path

from launcher.memory.choices import Choices
from launcher.models.facts import ModelFacts


def display_name(path: Path, facts: ModelFacts | None) -> str:
    """The model's own name where its header has one, else the file's."""
    return (facts.name if facts else None) or path.stem


def context_for(facts: ModelFacts, choices: Choices) -> Choices:
    """The choices with a context no longer than the model was trained for."""
    trained = facts.trained_context
    return replace(choices, context=min(choices.context, trained)) if trained else choices
