"""The model's own chat template: from a conversation to the text the model was trained on.

Templates differ in what they accept. Some refuse a system message, some insist
that user and assistant take turns, some want content in parts. What a template
refuses is rewritten until it accepts: the system message goes into the first
question, neighbours of one role become one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import Template as Compiled
from jinja2 import TemplateError

from launcher.protocol.messages import Turn
from launcher.worker.environment import LARGEST, template_environment
from launcher.worker.refused import Refused
from launcher.worker.spans import Span, marks_for, spans_by_search, spans_of

CHATML: Final = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CHATML_STOPS: Final = ("<|im_end|>", "<|im_start|>")

_FOREIGN_FAULTS: Final = (
    TemplateError,
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)

Turns = Sequence[Turn]
Rewrite = Callable[[Turns], Turns]


@dataclass(eq=False)
class Template:
    """A chat template, compiled; `fault` says why it cannot be used."""

    source: str
    known: Mapping[str, str] = field(default_factory=dict)  # bos_token, eos_token
    origin: str = "model"
    fault: str = ""
    _compiled: Compiled | None = None

    def __post_init__(self) -> None:
        try:
            self._compiled = template_environment().from_string(self.source)
        except _FOREIGN_FAULTS as error:
            self.fault = f"{type(error).__name__}: {error}"

    def spans(self, turns: Turns, forbidden: Sequence[str]) -> list[Span]:
        """The conversation as text, with what a person wrote told apart.

        `forbidden` are the control tokens' texts: where the parts cannot be told
        apart they are taken out of what was said. Raises Refused('template').
        """
        accepted, form = self._accepted(turns)
        marks = marks_for(self.source, *(turn.text for turn in turns))
        plain = self._render(accepted, form)
        marked = [
            Turn(role=turn.role, text=marks.around(turn.text, index))
            for index, turn in enumerate(accepted)
        ]
        try:
            found = spans_of(self._render(marked, form), plain, marks, accepted)
        except _FOREIGN_FAULTS:
            found = None
        found = found or spans_by_search(plain, accepted)
        if found is not None:
            return found
        cleaned = [Turn(role=turn.role, text=_without(turn.text, forbidden)) for turn in accepted]
        return [Span(self._render(cleaned, form), said=False)]

    def _accepted(self, turns: Turns) -> tuple[Turns, "Form"]:
        if self.fault:
            raise Refused("template", self.fault)
        first: str | None = None
        for rewrite, form in _ATTEMPTS:
            rewritten = rewrite(turns)
            try:
                text = self._render(rewritten, form)
            except _FOREIGN_FAULTS as error:
                first = first or f"{type(error).__name__}: {error}"
                continue
            if len(text) <= LARGEST and _says_all(text, turns):
                return rewritten, form
        if first is None:
            return turns, plain_form  # it leaves something out in every form: as its author wished
        raise Refused("template", first)

    def _render(self, turns: Turns, form: "Form") -> str:
        if self._compiled is None:
            raise Refused("template", self.fault)
        messages = [{"role": turn.role, "content": form(turn.text)} for turn in turns]
        return self._compiled.render(
            messages=messages, add_generation_prompt=True, **dict(self.known)
        )


Form = Callable[[str], Any]


def plain_form(text: str) -> Any:
    """Content as a string."""
    return text


def parts_form(text: str) -> Any:
    """Content as a list of typed parts, which some templates insist on."""
    return [{"type": "text", "text": text}]


def as_said(turns: Turns) -> Turns:
    """The conversation as it is."""
    return turns


def system_into_question(turns: Turns) -> Turns:
    """The system messages put before the first question, for templates without a system role."""
    said = [turn.text for turn in turns if turn.role == "system"]
    others = [turn for turn in turns if turn.role != "system"]
    for index, turn in enumerate(others):
        if turn.role == "user":
            others[index] = Turn(role="user", text="\n\n".join([*said, turn.text]))
            return others
    return [Turn(role="user", text="\n\n".join(said)), *others]


def taking_turns(turns: Turns) -> Turns:
    """Neighbours of one role joined, and a question first, for templates that insist."""
    joined: list[Turn] = []
    for turn in turns:
        if joined and joined[-1].role == turn.role:
            text = f"{joined[-1].text}\n\n{turn.text}"
            joined[-1] = Turn(role=turn.role, text=text)
        else:
            joined.append(turn)
    talk = next((n for n, turn in enumerate(joined) if turn.role != "system"), None)
    if talk is not None and joined[talk].role == "assistant":
        joined.insert(talk, Turn(role="user", text=""))
    return joined


def both(turns: Turns) -> Turns:
    """No system role, and turns taken."""
    return taking_turns(system_into_question(turns))


_ATTEMPTS: Final[tuple[tuple[Rewrite, Form], ...]] = (
    (as_said, plain_form),
    (system_into_question, plain_form),
    (taking_turns, plain_form),
    (both, plain_form),
    (as_said, parts_form),
    (both, parts_form),
)


def _says_all(text: str, turns: Turns) -> bool:
    """Whether the system message and the last question are in the text.

    Earlier answers may be shortened: many templates drop old reasoning.
    """
    asked = [turn.text for turn in turns if turn.role == "user"][-1:]
    system = [turn.text for turn in turns if turn.role == "system"]
    return all(_core(said) in text for said in (*system, *asked))


def _core(text: str) -> str:
    return text.strip()[:64]


def _without(text: str, forbidden: Sequence[str]) -> str:
    for token in forbidden:
        text = text.replace(token, "")
    return text
