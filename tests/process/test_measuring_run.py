"""Files are measured by a real engine, stopped, gone on with, and disturbed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher.actions.load import load
from launcher.actions.machine import look_with_engine
from launcher.actions.made import forget_made, keep_made, made_files
from launcher.actions.measure import (
    MeasurePlan,
    MeasureWish,
    Moment,
    forget_measured,
    measure,
    measure_plan,
    measured_files,
    put_back_measured,
    stop_measure,
)
from launcher.actions.measuring import plan as measure_plan_module
from launcher.actions.parts import Parts, assemble
from launcher.actions.quantize import quantize, stop_quantize
from launcher.errors import (
    AlreadyQuantized,
    BadImatrix,
    DoesNotFit,
    LoadCancelled,
    MeasuringGoesOn,
    NoRoomToMeasure,
    NoSuchFile,
    NotAChatModel,
    NothingToMeasure,
    NotMeasured,
    NotOurs,
    OnBattery,
    OtherVocabulary,
    ReferenceLost,
    TargetExists,
    TargetIsSource,
    TextTooShort,
    UnknownChoice,
    UnusableText,
)
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.turns import alone_with
from launcher.memory.choices import Choices
from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.write import write_model
from launcher.models.yardstick import Yardstick, write_yardstick
from launcher.paths import Places
from launcher.protocol.messages import DrawParameters, Turn
from launcher.runtime.measurer import Measurer
from launcher.units import MIB
from tests.fakes.encoder import write_encoder
from tests.process.measuring import nothing, parts_of_one_thread, text_in

SMALL = Yardstick(types=("Q8_0",) * 2, width=256, hidden=512, heads=4)


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    with parts_of_one_thread() as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models of one vocabulary in three types, one of another vocabulary, and a text."""
    made = tmp_path_factory.mktemp("models")
    whole = made / "tiny-F16.gguf"
    write_model(whole, "llama", quantization="F16", name="Tiny")
    with Measurer() as measurer:
        for kind in ("Q8_0", "Q4_0"):
            measurer.quantize(whole, made / f"tiny-{kind}.gguf", kind, on_tensor=nothing)
    write_model(made / "other-Q8_0.gguf", "qwen3", quantization="Q8_0", name="Other")
    text_in(made)
    return made


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """The perplexities of a run that nobody stops."""
    home = tmp_path_factory.mktemp("undisturbed")
    parts = assemble(Places(settings=home, data=home, cache=home))
    try:
        return [one.perplexity for one in done(parts, wish_in(folder))]
    finally:
        parts.close()


def wish_in(folder: Path) -> MeasureWish:
    """Two files, one of them the reference."""
    return MeasureWish(
        files=(folder / "tiny-F16.gguf", folder / "tiny-Q4_0.gguf"),
        reference=folder / "tiny-F16.gguf",
        text=folder / "text.txt",
        quick=True,
    )


@pytest.fixture
def wish(folder: Path) -> MeasureWish:
    return wish_in(folder)


def planned(parts: Parts, wish: MeasureWish) -> MeasurePlan:
    return measure_plan(parts, wish, look_with_engine(parts))


def done(parts: Parts, wish: MeasureWish) -> tuple[MeasuredFile, ...]:
    return measure(parts, planned(parts, wish), nothing)


def test_two_files_are_measured_and_compared(parts: Parts, wish: MeasureWish) -> None:
    plan = planned(parts, replace(wish, prompts=("Hello",)))
    assert [(step.kind, step.file) for step in plan.steps] == [
        (kind, name)
        for name in ("tiny-F16.gguf", "tiny-Q4_0.gguf")
        for kind in ("score", "time", "answer")
    ]
    assert plan.seconds is not None
    assert 0 < plan.seconds < 600
    assert plan.disk > 4 * 255 * 2 * 600
    moments: list[Moment] = []
    whole, small = measure(parts, plan, moments.append)
    for file in (whole, small):
        assert file.prompt is not None
        assert file.answer is not None
        assert (file.prompt.tokens, file.answer.tokens) == (256, 32)
        assert 2 <= file.prompt.repeats <= 3  # one far beyond the others is left out
        assert 2 <= file.answer.repeats <= 3
        assert file.prompt.per_second > file.answer.per_second > 1
        assert file.resident is not None
        assert file.resident > MIB
        assert file.perplexity is not None
        assert file.perplexity.tokens == 4 * 255
        assert [said.prompt for said in file.answers] == ["Hello"]
        assert file.engine == whole.engine != ""
        assert file.plan == "1 thread"
    assert whole.distance is None
    assert small.distance is not None
    assert small.distance.mean > 0
    assert 0 < small.distance.same_top < 1
    assert small.distance.reference == "tiny-F16.gguf"
    assert (whole.quantization, small.quantization) == ("F16", "Q4_0")
    assert small.size < whole.size
    assert moments[-1].so_far == (whole, small)
    assert (moments[-1].step, moments[-1].of, moments[-1].share) == (6, 6, 1.0)
    assert moments[-1].seconds_left == 0
    shares = [moment.share for moment in moments if moment.step == 1]
    assert shares == sorted(shares)
    assert 0 < shares[1] < 1


def test_what_is_known_is_not_measured_again(parts: Parts, wish: MeasureWish) -> None:
    first = done(parts, wish)
    again = planned(parts, wish)
    assert all(step.known for step in again.steps)
    assert again.seconds == 0
    assert again.disk == 0
    assert measure(parts, again, nothing) == first
    assert measured_files(parts, look_with_engine(parts)) == tuple(reversed(first))
    more = planned(parts, replace(wish, prompts=("Hello",)))
    assert [step.known for step in more.steps] == [True, True, False] * 2
    fresh = planned(parts, replace(wish, fresh=True))
    assert not any(step.known for step in fresh.steps)
    found = measure(parts, fresh, nothing)
    assert [one.perplexity for one in found] == [one.perplexity for one in first]
    assert found[0].when > first[0].when


def test_a_later_file_is_compared_with_what_is_kept(
    parts: Parts, wish: MeasureWish, folder: Path
) -> None:
    done(parts, wish)
    third = replace(wish, files=(*wish.files, folder / "tiny-Q8_0.gguf"))
    plan = planned(parts, third)
    assert [step.file for step in plan.steps if not step.known] == ["tiny-Q8_0.gguf"] * 2
    found = measure(parts, plan, nothing)
    assert found[2].distance is not None
    assert found[1].distance is not None
    assert found[2].distance.mean < found[1].distance.mean


def test_what_was_removed_can_be_put_back(parts: Parts, wish: MeasureWish) -> None:
    machine = look_with_engine(parts)
    first = done(parts, wish)
    gone = forget_measured(parts, first[0].content)
    assert gone == (first[0],)
    assert measured_files(parts, machine) == (first[1],)
    put_back_measured(parts, gone)
    assert set(measured_files(parts, machine)) == set(first)
    assert measured_files(parts, replace(machine, imagined=True)) == ()


@pytest.mark.parametrize("at", [(1, 0.5), (2, 0.3), (3, 0.5)])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    parts: Parts, wish: MeasureWish, undisturbed: list[object], at: tuple[int, float]
) -> None:
    plan = planned(parts, wish)
    last: list[Moment] = []

    def stop_there(moment: Moment) -> None:
        last.append(moment)
        if (moment.step, moment.share) >= at:
            stop_measure(parts)

    with pytest.raises(LoadCancelled):
        measure(parts, plan, stop_there)
    assert last[-1].step == at[0]
    rest = planned(parts, wish)
    assert sum(step.known for step in rest.steps) == at[0] - 1
    if at[0] in (1, 3):  # windows that were read are not read again
        before, after = plan.steps[at[0] - 1].seconds, rest.steps[at[0] - 1].seconds
        assert before is not None
        assert after is not None
        assert after < before
    found = measure(parts, rest, nothing)
    assert [one.perplexity for one in found] == undisturbed
    assert parts.measurer.worker == 0


def test_the_chat_goes_first_and_the_run_waits(
    parts: Parts, wish: MeasureWish, folder: Path
) -> None:
    load(
        parts,
        folder / "tiny-Q8_0.gguf",
        Choices(context=2048, threads=1),
        look_with_engine(parts),
        nothing,
        receipt=False,
    )
    plan = planned(parts, wish)
    waited: list[Moment] = []
    chats: list[threading.Thread] = []

    def chat() -> None:
        draw = DrawParameters(temperature=0, max_tokens=400)
        parts.session.generate((Turn(role="user", text="Hello"),), draw)

    def chat_in_between(moment: Moment) -> None:
        if moment.waiting:
            waited.append(moment)
        elif moment.kind == "time" and moment.share > 0 and not chats:
            chats.append(threading.Thread(target=chat))
            chats[0].start()
            while chats[0].is_alive() and not parts.session.busy:
                chats[0].join(0.001)

    found = measure(parts, plan, chat_in_between)
    chats[0].join()
    assert waited
    assert found[0].prompt is not None
    assert found[0].prompt.repeats >= 2


def test_two_measurements_at_once_are_one_too_many(parts: Parts, wish: MeasureWish) -> None:
    plan = planned(parts, wish)
    with alone_with(parts.places.measuring), pytest.raises(MeasuringGoesOn):
        measure(parts, plan, nothing)
    refused: list[bool] = []

    def begin_another(moment: Moment) -> None:
        if not refused:
            with pytest.raises(MeasuringGoesOn):
                measure(parts, plan, nothing)
            refused.append(True)

    measure(parts, plan, begin_another)
    assert refused


def test_others_are_made_from_the_reference(parts: Parts, wish: MeasureWish) -> None:
    one = replace(wish, files=wish.files[:1], reference=None, make=("q8_0", "Q4_K"))
    plan = planned(parts, one)
    assert [step.kind for step in plan.steps] == [
        *("score", "time"),
        *("make", "score", "time") * 2,
    ]
    found = measure(parts, plan, nothing)
    assert [file.file for file in found] == [
        "tiny-F16.gguf",
        "tiny-Q8_0.gguf",
        "tiny-Q4_K_M.gguf",
    ]
    assert found[1].distance is not None
    assert found[2].distance is not None
    assert found[1].distance.mean < found[2].distance.mean
    assert "instead of" in found[2].fallbacks[0]  # rows of 128 are no multiple of 256
    made = made_files(parts)
    assert [one.path.name for one in made] == ["tiny-Q4_K_M.gguf", "tiny-Q8_0.gguf"]
    assert made[0].fallbacks
    assert all(step.known for step in planned(parts, one).steps)
    model = keep_made(parts, made[1].path)
    assert model.path == parts.models_folder() / "tiny-Q8_0.gguf"
    assert model.path in [one.path for one in parts.library.scan()]
    with pytest.raises(NotOurs):
        forget_made(parts, model.path)
    assert forget_made(parts, made[0].path) == made[0].size
    assert list(parts.places.made.iterdir()) == []


def test_a_text_that_is_too_short_says_how_many_tokens_it_has(
    parts: Parts, wish: MeasureWish, tmp_path: Path
) -> None:
    (tmp_path / "short.txt").write_text("one day the sea was calm", "utf-8")
    with pytest.raises(TextTooShort) as caught:
        done(parts, replace(wish, text=tmp_path / "short.txt"))
    assert caught.value.path == "short.txt"
    assert 5 < caught.value.tokens < 512 <= caught.value.least


def test_a_text_of_fewer_windows_is_read_to_its_end(
    parts: Parts, wish: MeasureWish, folder: Path, tmp_path: Path
) -> None:
    words = (folder / "text.txt").read_text("utf-8").split()
    (tmp_path / "some.txt").write_text(" ".join(words[:1300]), "utf-8")
    short = replace(wish, text=tmp_path / "some.txt")
    found = done(parts, short)
    assert found[0].text is not None
    assert 1 <= found[0].text.windows < 4
    assert found[0].text.whole
    assert all(step.known for step in planned(parts, short).steps)


def test_files_of_different_vocabularies_are_not_compared(
    parts: Parts, wish: MeasureWish, folder: Path
) -> None:
    with pytest.raises(OtherVocabulary) as caught:
        planned(parts, replace(wish, files=(*wish.files, folder / "other-Q8_0.gguf")))
    assert caught.value.path == "other-Q8_0.gguf"
    assert Path(caught.value.reference).name == caught.value.reference
    alone = replace(wish, files=(*wish.files, folder / "other-Q8_0.gguf"), reference=None)
    assert any("different models" in note for note in planned(parts, alone).notes)


def lose(path: Path) -> None:
    path.unlink()


def change(path: Path) -> None:
    write_model(path, "llama", quantization="F16", name="Tiny", seed=5)


@pytest.mark.parametrize("how", [lose, change])
def test_a_reference_that_is_lost_meanwhile_ends_the_run(
    parts: Parts, wish: MeasureWish, tmp_path: Path, how: Callable[[Path], None]
) -> None:
    reference = tmp_path / "tiny-F16.gguf"
    reference.write_bytes(wish.files[0].read_bytes())
    own = replace(wish, files=(reference, wish.files[1]), reference=reference)
    plan = planned(parts, own)

    def lose_it(moment: Moment) -> None:
        if moment.step == 3 and reference.exists() and moment.share == 0:
            how(reference)

    with pytest.raises(ReferenceLost) as caught:
        measure(parts, plan, lose_it)
    assert caught.value.path == str(reference)
    (kept,) = measured_files(parts, look_with_engine(parts))
    assert kept.perplexity is not None
    assert kept.prompt is not None


def test_what_cannot_be_measured_is_refused_before_anything_begins(
    parts: Parts, wish: MeasureWish, tmp_path: Path
) -> None:
    machine = look_with_engine(parts)
    (tmp_path / "data.txt").write_bytes(b"a\0b" * 400)
    refused: list[tuple[MeasureWish, type[Exception]]] = [
        (replace(wish, files=(), reference=None), NothingToMeasure),
        (replace(wish, files=(tmp_path / "gone.gguf",)), NoSuchFile),
        (replace(wish, reference=tmp_path / "gone.gguf"), NoSuchFile),
        (replace(wish, text=tmp_path / "data.txt"), UnusableText),
        (replace(wish, text=tmp_path / "gone.txt"), NoSuchFile),
        (replace(wish, make=("Q9_9",)), UnknownChoice),
        (replace(wish, reference=wish.files[1], make=("Q8_0",)), AlreadyQuantized),
        (replace(wish, make=("Q8_0",), imatrix=tmp_path / "gone.dat"), BadImatrix),
        (replace(wish, reference=None, make=("Q8_0",)), NothingToMeasure),
    ]
    for one, error in refused:
        with pytest.raises(error):
            measure_plan(parts, one, machine)
    full = replace(machine, memory=replace(machine.memory, available=100 * MIB))
    with pytest.raises(DoesNotFit):
        measure_plan(parts, wish, full)
    assert not parts.places.measuring.exists()


def test_without_room_on_the_disk_it_says_what_takes_it(
    parts: Parts, wish: MeasureWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = SimpleNamespace(free=65 * MIB)
    monkeypatch.setattr(measure_plan_module.shutil, "disk_usage", lambda _place: left)
    made = replace(wish, make=("Q8_0",))
    with pytest.raises(NoRoomToMeasure) as caught:
        planned(parts, made)
    assert caught.value.free == 65 * MIB < caught.value.needed
    assert "files to make" in caught.value.what
    assert "log-probabilities" in caught.value.what
    alone = planned(parts, replace(wish, files=wish.files[:1], reference=None))
    assert alone.disk == 0


def test_a_model_that_writes_nothing_is_only_timed(
    parts: Parts, wish: MeasureWish, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.gguf"
    write_yardstick(tmp_path / "with.gguf", SMALL)
    write_slim(read_facts(tmp_path / "with.gguf"), bare)
    with pytest.raises(NotAChatModel):
        planned(parts, replace(wish, reference=bare))
    plan = planned(parts, MeasureWish(files=(bare,), quick=True, prompts=("Hello",)))
    assert [step.kind for step in plan.steps] == ["time"]
    assert "only timed: it has no vocabulary" in plan.notes[0]
    (file,) = measure(parts, plan, nothing)
    assert file.answer is not None
    assert file.perplexity is None


def test_what_was_compared_with_another_reference_is_not_set_beside(
    parts: Parts, wish: MeasureWish
) -> None:
    done(parts, replace(wish, reference=wish.files[1]))  # the other way round
    first, second = done(parts, wish)
    assert first.distance is None
    assert second.distance is not None
    assert second.distance.reference == first.file


def test_an_encoder_is_timed_once_and_not_again(parts: Parts, tmp_path: Path) -> None:
    alone = MeasureWish(files=(write_encoder(tmp_path / "encoder.gguf"),), quick=True)
    (file,) = done(parts, alone)
    assert file.answer is None
    assert file.prompt is not None
    assert [step.known for step in planned(parts, alone).steps] == [True]
    assert planned(parts, replace(alone, fresh=True)).seconds != 0


def test_memory_of_a_file_does_not_count_what_others_have_left(
    parts: Parts, wish: MeasureWish
) -> None:
    workers: set[int] = set()
    plan = planned(parts, wish)

    def look(moment: Moment) -> None:
        if moment.kind == "time" and 0 < moment.share < 1:
            workers.add(parts.measurer.worker)

    measure(parts, plan, look)
    assert len(workers) == 2
    assert 0 not in workers


def test_figures_stand_although_prompts_cannot_be_asked(parts: Parts, tmp_path: Path) -> None:
    model = tmp_path / "rude-F16.gguf"
    write_model(model, "llama", quantization="F16", chat_template="{{ raise_exception('no') }}")
    (file,) = done(parts, MeasureWish(files=(model,), quick=True, prompts=("Hello",)))
    assert file.perplexity is not None
    assert file.answers == ()
    assert "The prompts were not answered: The model's own chat template" in file.notes[-1]


def test_a_model_that_computes_no_numbers_is_named(
    parts: Parts, wish: MeasureWish, tmp_path: Path
) -> None:
    broken = tmp_path / "broken-F16.gguf"
    data = bytearray(wish.files[0].read_bytes())
    data[-100_000:] = b"\xff\x7f" * 50_000
    broken.write_bytes(data)
    with pytest.raises(NotMeasured) as caught:
        done(parts, replace(wish, files=(broken,), reference=None))
    assert caught.value.path == str(broken)
    assert "no numbers" in caught.value.reason


def test_a_model_made_for_less_than_a_window_is_said_to_be(
    parts: Parts, wish: MeasureWish, tmp_path: Path
) -> None:
    write_model(tmp_path / "short-F16.gguf", "llama", quantization="F16", context=128)
    plan = planned(parts, replace(wish, files=(tmp_path / "short-F16.gguf",), reference=None))
    assert "short-F16.gguf was made for 128 tokens at once and reads 512 here" in plan.notes[0]
    assert not any("made for" in note for note in planned(parts, wish).notes)


def test_on_a_battery_that_is_nearly_empty_nothing_begins(
    parts: Parts, wish: MeasureWish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launcher.actions.measuring.plan.on_mains", lambda: False)
    monkeypatch.setattr("launcher.actions.measuring.plan.charge", lambda: 0.31)
    plan = planned(parts, wish)
    assert any("31 %" in note for note in plan.notes)
    with pytest.raises(OnBattery) as caught:
        measure(parts, plan, nothing)
    assert (caught.value.charge, caught.value.least) == (31, 40)
    asked = planned(parts, replace(wish, files=wish.files[:1], reference=None, on_battery=True))
    assert measure(parts, asked, nothing)


# --- making a file ----------------------------------------------------------------------------


def test_a_file_is_made_under_the_name_that_was_asked(
    parts: Parts, folder: Path, tmp_path: Path
) -> None:
    shares: list[float] = []
    target = tmp_path / "new" / "small.gguf"
    made = quantize(
        parts, folder / "tiny-F16.gguf", "q4_0", target=target, on_progress=shares.append
    )
    assert made.path == target
    assert made.size == target.stat().st_size
    assert 4 < made.bits_per_weight < 9
    assert made.quantization == "Q4_0"
    assert shares == sorted(shares)
    assert [one.name for one in target.parent.iterdir()] == ["small.gguf"]
    with pytest.raises(TargetExists):
        quantize(parts, folder / "tiny-F16.gguf", "Q4_0", target=target)
    source = folder / "tiny-F16.gguf"
    with pytest.raises(TargetIsSource):
        quantize(parts, source, "Q4_0", target=source)


def test_a_making_that_is_stopped_leaves_nothing(
    parts: Parts, folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "small.gguf"
    with suppress(OSError), pytest.raises(LoadCancelled):
        quantize(
            parts,
            folder / "tiny-F16.gguf",
            "Q8_0",
            target=target,
            on_progress=lambda _share: stop_quantize(parts),
        )
    assert list(tmp_path.iterdir()) == []
    assert parts.measurer.worker == 0
