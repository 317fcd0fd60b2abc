"""A worker of its own that scores texts, times models and quantizes files, and is gone afterwards.

The worker waits after each window and each repeat until the caller's callback is through,
so a callback that blocks lets the computer rest.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from launcher.protocol.messages import (
    Delta,
    Done,
    DrawParameters,
    EngineParameters,
    Event,
    Generate,
    Load,
    Loaded,
    Turn,
    Unload,
    Unloaded,
)
from launcher.protocol.scoring import (
    FileQuantized,
    ModelTimed,
    QuantizeFile,
    RepeatTimed,
    ScoreText,
    TensorQuantized,
    TextScored,
    TimeModel,
    WindowScored,
)
from launcher.runtime.own_worker import GRACE, OwnWorker

OnWindow: TypeAlias = Callable[[WindowScored], None]
OnRepeat: TypeAlias = Callable[[RepeatTimed], bool | None]
OnTensor: TypeAlias = Callable[[TensorQuantized], None]


class Measurer(OwnWorker):
    """Runs in a `with` statement, one at a time: its worker, with all it holds, ends there."""

    def renew(self) -> None:
        """The next question goes to a new worker, which holds nothing of files asked before."""
        self._line.release()

    def score(
        self,
        path: Path,
        parameters: EngineParameters,
        text: Path,
        *,
        on_window: OnWindow,
        window: int = 512,
        first: int = 0,
        count: int = 0,
        keep: Path | None = None,
        reference: Path | None = None,
    ) -> TextScored:
        """Read a text with a model, window by window; see ScoreText.

        Raises UnusableText, TextTooShort, OtherVocabulary, ReferenceLost, DiskFull, NotSaved,
        NotAChatModel, BadModelFile, ChoiceError, EngineError (LoadCancelled when stopped).
        """

        def took(event: Event) -> None:
            if isinstance(event, WindowScored):
                on_window(event)
                self._line.go_on(event.id)

        return self._ask(
            TextScored,
            lambda number: ScoreText(
                id=number,
                path=str(path),
                parameters=parameters,
                text=str(text),
                window=window,
                first=first,
                count=count,
                keep=str(keep or ""),
                reference=str(reference or ""),
            ),
            path,
            on_event=took,
        )

    def time(
        self,
        path: Path,
        parameters: EngineParameters,
        *,
        on_repeat: OnRepeat,
        prompt: int = 512,
        answer: int = 128,
        repeats: int = 5,
    ) -> ModelTimed:
        """Load a model and time it; see TimeModel.

        A repeat for which `on_repeat` returns True does not count and is done again. Raises
        BadModelFile, ChoiceError, EngineError (LoadCancelled when stopped).
        """

        def took(event: Event) -> None:
            if isinstance(event, RepeatTimed):
                self._line.go_on(event.id, again=on_repeat(event) is True)

        return self._ask(
            ModelTimed,
            lambda number: TimeModel(
                id=number,
                path=str(path),
                parameters=parameters,
                prompt=prompt,
                answer=answer,
                repeats=repeats,
            ),
            path,
            on_event=took,
        )

    def quantize(
        self,
        source: Path,
        target: Path,
        quantization: str,
        *,
        on_tensor: OnTensor,
        imatrix: Path | None = None,
        threads: int = 1,
    ) -> FileQuantized:
        """Write the model of `source` to `target` in another quantization; see QuantizeFile.

        A target that is half-written, after an error or a stop, is the caller's to remove.
        Raises QuantizeError, DiskFull, UnknownChoice, BadModelFile, EngineError (LoadCancelled
        when stopped).
        """

        def took(event: Event) -> None:
            if isinstance(event, TensorQuantized):
                on_tensor(event)
                if self._stopped.is_set():  # perhaps before the worker had heard the question
                    self.stop()

        self._grace = 0.0  # the engine hears no Stop while it quantizes
        try:
            return self._ask(
                FileQuantized,
                lambda number: QuantizeFile(
                    id=number,
                    source=str(source),
                    target=str(target),
                    quantization=quantization,
                    imatrix=str(imatrix or ""),
                    threads=threads,
                ),
                source,
                on_event=took,
            )
        finally:
            self._grace = GRACE

    def answer(
        self,
        path: Path,
        parameters: EngineParameters,
        prompts: Sequence[str],
        *,
        most_tokens: int,
    ) -> tuple[tuple[str, str], ...]:
        """The model's answer to each prompt in a chat of its own, and why it ended (Done.reason).

        The likeliest token is taken at each step. Raises NotAChatModel, TemplateFailed,
        ContextOverflow, BadModelFile, ChoiceError, EngineError (LoadCancelled when stopped).
        """
        self._ask(
            Loaded, lambda number: Load(id=number, path=str(path), parameters=parameters), path
        )
        said = tuple(self._said(path, prompt, most_tokens) for prompt in prompts)
        self._ask(Unloaded, lambda number: Unload(id=number), path)
        return said

    def _said(self, path: Path, prompt: str, most_tokens: int) -> tuple[str, str]:
        pieces: list[str] = []

        def took(event: Event) -> None:
            if isinstance(event, Delta):
                pieces.append(event.text)

        done = self._ask(
            Done,
            lambda number: Generate(
                id=number,
                turns=(Turn(role="user", text=prompt),),
                draw=DrawParameters(temperature=0.0, max_tokens=most_tokens),
            ),
            path,
            on_event=took,
        )
        return "".join(pieces), done.reason
