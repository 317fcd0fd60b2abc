"""What the tests in this folder say to a worker."""

from launcher.protocol.messages import DrawParameters, EngineParameters, Turn
from launcher.runtime.session import Session

GREEDY = DrawParameters(temperature=0, max_tokens=48)
QUESTION = (Turn(role="user", text="Once upon a time"),)


def parameters(**changes: object) -> EngineParameters:
    asked: dict[str, object] = {"context": 512, "threads": 1, **changes}
    return EngineParameters(**asked)  # type: ignore[arg-type]


def said(session: Session, turns: tuple[Turn, ...] = QUESTION, **draw: object) -> str:
    """The whole answer as it came, piece by piece."""
    pieces: list[str] = []
    wanted = {"temperature": 0.0, "max_tokens": 48, **draw}
    session.generate(
        turns,
        DrawParameters(**wanted),  # type: ignore[arg-type]
        lambda delta: pieces.append(delta.text),
    )
    return "".join(pieces)
