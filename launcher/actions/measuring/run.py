"""Doing what a plan of measuring says: one step after another, each kept when it is over."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from launcher.actions.learned import learn_timed
from launcher.actions.machine import look
from launcher.actions.made import fallback_words
from launcher.actions.measuring.known import content_of, windows_of
from launcher.actions.measuring.loading import Loading, answering_of, loading_of, scoring_of
from launcher.actions.measuring.making import make, threads_of
from launcher.actions.measuring.pause import DISTURBED, ChatWatch, Pause, Repeats
from launcher.actions.measuring.plan import MeasurePlan, Step, low_charge
from launcher.actions.measuring.progress import Moment, Progress
from launcher.actions.measuring.score import Scoring
from launcher.actions.measuring.subjects import Subject, begun
from launcher.actions.measuring.wish import LEAST_CHARGE, MOST_ANSWER
from launcher.actions.parts import Parts
from launcher.errors import (
    BadModelFile,
    ContextOverflow,
    DecodeFailed,
    FileReplaced,
    NotMeasured,
    OnBattery,
    ReferenceLost,
    TemplateFailed,
    UnreadableFile,
)
from launcher.hardware.facts import Machine
from launcher.measurement.answers import Asked
from launcher.measurement.measured_file import MeasuredFile, SaidAnswer, Timing
from launcher.measurement.place import place_of
from launcher.measurement.statistics import timing_of
from launcher.measurement.windows_kept import WindowsKept
from launcher.models.gguf import read_facts
from launcher.protocol.messages import Hello
from launcher.protocol.scoring import RepeatTimed
from launcher.runtime.measurer import Measurer
from launcher.sentences import sentence_of

REMOVED: Final = "it was removed"
CHANGED: Final = "it was replaced by another file"
UNANSWERED: Final = "The prompts were not answered: "
MOST_ANSWERS: Final = 20  # kept of one file


@dataclass(slots=True, kw_only=True)
class Run:
    """One measurement under way. Finished steps are in the store, whatever comes after."""

    parts: Parts
    plan: MeasurePlan
    measurer: Measurer
    on_moment: Callable[[Moment], None]
    subjects: list[Subject] = field(init=False)
    rows: dict[int, MeasuredFile] = field(default_factory=dict)
    progress: Progress = field(init=False)
    pause: Pause = field(init=False)
    hello: Hello = field(init=False)
    place: str = ""
    engine: str = ""

    def __post_init__(self) -> None:
        """What follows from the others."""
        self.subjects = list(self.plan.subjects)
        self.progress = Progress(plan=self.plan, on_moment=self.on_moment, so_far=self.so_far)
        self.pause = Pause(parts=self.parts, measurer=self.measurer, progress=self.progress)

    def so_far(self) -> tuple[MeasuredFile, ...]:
        """The files with figures, in the plan's order; none compared with another reference."""
        reference = next((one for one in self.subjects if one.is_reference), None)
        rows = (self.rows[number] for number in sorted(self.rows))
        return tuple(row if reference is None else _beside(row, reference.content) for row in rows)

    def measured(self) -> tuple[MeasuredFile, ...]:
        """Every step done. Raises what the first one that fails does."""
        self._check_charge()
        self.hello = self.measurer.hello()
        self.place = place_of(self._look())
        self.engine = f"{self.hello.engine} ({self.hello.build})"
        for number, step in enumerate(self.plan.steps):
            self.progress.begin(number)
            self._recall(step)
            if not step.known:
                self.pause.yield_to_chat()
                self._check_charge()
                self._do(step)
            self.progress.end()
        return self.so_far()

    def _recall(self, step: Step) -> None:
        """Take what was measured before into account, once for each file that is there."""
        subject = self.subjects[step.subject]
        if step.subject in self.rows or not subject.is_there or self.plan.wish.fresh:
            return
        known = self.parts.measured.of(self.place, self.engine, subject.content)
        if known is not None:
            self.rows[step.subject] = replace(known, file=subject.label)

    def _do(self, step: Step) -> None:
        if step.kind == "make":
            self._make(step)
            return
        self._check_unchanged(step.subject)
        what = {"time": self._time, "score": self._score, "answer": self._answer}
        try:
            what[step.kind](step.subject)
        except DecodeFailed as error:
            reason = error.detail or f"the engine gave up with code {error.code}"
            raise NotMeasured(str(self.subjects[step.subject].path), reason) from error

    # --- the steps ------------------------------------------------------------------------------

    def _make(self, step: Step) -> None:
        subject = self.subjects[step.subject]
        order = subject.order
        if order is None:
            return
        reference = next(n for n, one in enumerate(self.subjects) if one.path == order.source)
        self._check_unchanged(reference)
        made = make(
            self.measurer,
            order,
            threads=threads_of(self.parts),
            on_progress=self.progress.reach,
        )
        facts = read_facts(made.path)
        self.subjects[step.subject] = replace(
            subject,
            facts=facts,
            content=content_of(made.path, facts),
            fallbacks=fallback_words(made.fallbacks),
        )

    def _time(self, number: int) -> None:
        subject, how = self.subjects[number], self.plan.how
        loading = loading_of(self.parts, subject, self._look(), how.context)
        self.measurer.renew()  # memory that files read before have left would count as this one's
        with ChatWatch(self.parts).looking() as watch:
            repeats = Repeats(watch=watch)

            def on_repeat(repeat: RepeatTimed) -> bool:
                again = repeats.again(repeat)
                self.progress.reach(repeats.counted / (2 * how.repeats + 1))
                self.pause.yield_to_chat()
                repeats.rested()
                return again

            done = self.measurer.time(
                subject.path,
                loading.parameters,
                prompt=how.prompt,
                answer=how.answer,
                repeats=how.repeats,
                on_repeat=on_repeat,
            )
            prompt, answer = repeats.kept(done.prompt), repeats.kept(done.answer)
        row = replace(
            self._row(number, loading),
            plan=loading.words,
            load_seconds=done.load_seconds,
            resident=done.resident or None,
            prompt=timing_of(done.prompt_tokens, prompt),
            answer=timing_of(done.answer_tokens, answer) if answer else None,
            notes=tuple(repeats.notes),
        )
        self._keep(number, row)
        if DISTURBED not in row.notes:
            self._learn(subject, loading, row.answer)

    def _learn(self, subject: Subject, loading: Loading, answer: Timing | None) -> None:
        """What was timed corrects what is predicted."""
        if answer is None:
            return
        asked = Asked(
            facts=subject.facts,
            choices=loading.choices,
            estimate=loading.estimate,
            machine=self._look(),
        )
        learn_timed(self.parts, asked, answer)

    def _score(self, number: int) -> None:
        subject, text = self.subjects[number], self.plan.text
        if text is None:
            return
        reference = next((n for n, one in enumerate(self.subjects) if one.is_reference), None)
        if reference is not None:
            self._check_unchanged(reference)
        loading = scoring_of(self.parts, subject, self._look())

        def kept_of(one: Subject) -> WindowsKept:
            alone = reference is None or one.is_reference
            against = "" if alone else self.subjects[reference or 0].content
            return windows_of(self.parts, one.content, text, engine=self.engine, reference=against)

        scoring = Scoring(
            measurer=self.measurer,
            text=text,
            file=text.copy_in(self.parts.places.measuring),
            most=self.plan.how.windows,
            fresh=self.plan.wish.fresh,
            progress=self.progress,
            pause=self.pause,
        )
        row = self._row(number, loading)
        against = None if reference in (None, number) else self.subjects[reference or 0]
        self._keep(number, scoring.of(subject, row, loading, kept_of, against))

    def _answer(self, number: int) -> None:
        subject, prompts = self.subjects[number], self.plan.wish.prompts
        loading = answering_of(self.parts, subject, self._look())
        row = self._row(number, loading)
        try:
            said = self.measurer.answer(
                subject.path, loading.parameters, prompts, most_tokens=MOST_ANSWER
            )
        except (TemplateFailed, ContextOverflow) as error:  # the other figures stand all the same
            said_why = dict.fromkeys((*row.notes, UNANSWERED + sentence_of(error).what))
            self._keep(number, replace(row, notes=tuple(said_why)))
            return
        others = [one for one in row.answers if one.prompt not in prompts]
        fresh = [
            SaidAnswer(prompt=prompt, text=text, reason=reason)
            for prompt, (text, reason) in zip(prompts, said, strict=True)
        ]
        notes = tuple(note for note in row.notes if not note.startswith(UNANSWERED))
        self._keep(
            number,
            replace(
                row,
                notes=notes,
                answers=tuple([*others, *fresh][-max(MOST_ANSWERS, len(fresh)) :]),
            ),
        )

    # --- what is around them --------------------------------------------------------------------

    def _row(self, number: int, loading: Loading) -> MeasuredFile:
        """What is known of the file so far; a wish for fresh figures begins without any."""
        known = self.rows.get(number)
        return known or begun(
            self.subjects[number], loading.words, machine=self.place, engine=self.engine
        )

    def _keep(self, number: int, row: MeasuredFile) -> None:
        row = replace(
            row,
            when=datetime.now(UTC),
            file=self.subjects[number].label,
            fallbacks=self.subjects[number].fallbacks or row.fallbacks,
        )
        self.parts.measured.add(row)
        self.rows[number] = row

    def _look(self) -> Machine:
        return look(self.parts, self.hello)

    def _check_charge(self) -> None:
        left = None if self.plan.wish.on_battery else low_charge()
        if left is not None:
            raise OnBattery(left, round(LEAST_CHARGE * 100))

    def _check_unchanged(self, number: int) -> None:
        """Raises ReferenceLost or FileReplaced where it is not the file of the plan."""
        subject = self.subjects[number]
        try:
            now = content_of(subject.path, read_facts(subject.path))
        except BadModelFile as error:
            if not subject.is_reference:
                raise
            reason = error.reason if isinstance(error, UnreadableFile) else REMOVED
            raise ReferenceLost(str(subject.path), reason) from error
        if now != subject.content:
            if subject.is_reference:
                raise ReferenceLost(str(subject.path), CHANGED)
            raise FileReplaced(str(subject.path))


def _beside(row: MeasuredFile, reference: str) -> MeasuredFile:
    """Without a distance from another file than this one, as an earlier run may have left it."""
    foreign = row.distance is not None and row.distance.reference_content != reference
    return replace(row, distance=None) if foreign else row
