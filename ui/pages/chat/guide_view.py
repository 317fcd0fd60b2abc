"""What the chat says of the very small model that ships with the program."""

from dataclasses import dataclass

from launcher.chat.temperature import USUAL, usual_temperature
from launcher.models.facts import ModelFacts
from launcher.models.guide import QUESTIONS, is_guide

TINY = "A very small, built-in model: it knows only about running models."
TINY_ONLY = (
    "No model is loaded. The little guide is built in and knows only about running models;"
    " Find has larger ones."
)
GREEDY = (
    "As suits this very small model, its temperature is 0 unless you choose another: it always"
    " takes the likeliest word."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswererView:
    """What is particular about the model that answers; empty texts where nothing is."""

    quiet: str = ""  # above the field where one writes
    drawing: str = ""  # beside the temperature
    questions: tuple[str, ...] = ()  # to begin a conversation with
    temperature: float = USUAL  # where the conversation names none


def answerer_view(facts: ModelFacts | None) -> AnswererView:
    """Of the loaded model; of none where none is."""
    if not is_guide(facts):
        return AnswererView(temperature=usual_temperature(facts))
    return AnswererView(
        quiet=TINY, drawing=GREEDY, questions=QUESTIONS, temperature=usual_temperature(facts)
    )
