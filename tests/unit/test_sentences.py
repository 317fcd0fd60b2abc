import errno
import inspect
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher import errors
from launcher.errors import SnugError
from launcher.sayings.table import SAYINGS
from launcher.sentences import LONGEST, Sentence, sentence_of, unexpected

SAMPLES: dict[str, object] = {
    "path": "models/tiny.gguf",
    "folder": "models/here",
    "kept": "settings.damaged-1.json",
    "reason": "permission denied",
    "detail": "the bridge is closed",
    "missing": "tiny-00002-of-00003.gguf",
    "architecture": "mamba9",
    "role": "mmproj",
    "host": "hub.example",
    "repo": "owner/tiny-GGUF",
    "device": "CUDA0",
    "what": "context length",
    "kv_type": "q4_0",
    "seconds": 42.0,
    "status": 418,
    "has_token": False,
    "needed": 9_800_000_000,
    "free": 8_100_000_000,
    "offset": 4711,
    "attempts": 7,
    "asked": 2_000_000_000,
    "least": 256,
    "most": 16_777_216,
    "length": 271,
    "library": "libxcb-cursor.so.0",
    "package": "libxcb-cursor0",
    "version": "0.1.0",
    "own": "0.2.0",
    "block": 32,
    "head_size": 80,
    "code": 11,
    "tokens": 9001,
    "granted": 8192,
    "number": 77,
    "names": ("Theme", "Threads"),
    "last_words": ("load: 12 layers", "GGML_ASSERT(n < 4) failed"),
    "allowed": ("f16", "q8_0"),
    "cause": "crash",
    "looks_like": "html",
    "quantization": "IQ4_KS",
    "removed": False,
    "problems": ("tiny-Q8_0 lacks part 2 of 3",),
    "charge": 31,
    "reference": "models/tiny-F16.gguf",
}
SHOWN = {
    "needed": "9.13 GiB",
    "free": "7.54 GiB",
    "offset": "4,711",
    "asked": "2,000,000,000",
    "most": "16,777,216",
    "tokens": "9,001",
    "granted": "8,192",
    "seconds": "42 s",
    "names": "Theme, Threads",
    "last_words": "GGML_ASSERT(n < 4) failed",
    "allowed": "f16, q8_0",
    "cause": "crashed",
    "looks_like": "web page",
    "has_token": "access",
    "removed": "ik_llama.cpp",
    "problems": "tiny-Q8_0 lacks part 2 of 3",
}
SPECIAL = {
    (errors.UnusableText, "looks_like"): ("binary", "binary data"),
    (errors.TruncatedFile, "expected"): (3_000_000, "2.9 MiB"),
    (errors.TruncatedFile, "actual"): (2_000_000, "1.9 MiB"),
    (errors.ChecksumMismatch, "expected"): ("ab" * 32, "abababababab"),
    (errors.ChecksumMismatch, "actual"): ("cd" * 32, "cdcdcdcdcdcd"),
    (errors.UnknownChoice, "asked"): ("q9_9", "q9_9"),
    (errors.UnknownTerm, "asked"): ("kv cash", "kv cash"),
    (errors.UnknownNotice, "asked"): ("nunpy", "nunpy"),
    (errors.UnknownNotice, "near"): (("numpy", "pynvml"), "numpy, pynvml"),
    (errors.UnknownTerm, "near"): (("KV cache", "KV type"), "KV cache, KV type"),
    (errors.EnginePackUnusable, "reason"): (errors.EnginePackReason.DAMAGED, "is damaged"),
    (errors.UnknownEngine, "asked"): ("cuda-12", "cuda-12"),
    (errors.EngineGivenUp, "engine"): ("The CUDA engine", "The CUDA engine"),
    (errors.EngineGivenUp, "graphics"): (False, "the next engine"),
    (errors.EngineLeftOut, "engine"): ("The CUDA engine", "The CUDA engine"),
    (errors.EngineLeftOut, "graphics"): (False, "change of its files"),
    (errors.EngineGone, "engine"): ("CUDA 12", "CUDA 12"),
    (errors.ProgramReplaced, "ours"): ("0.1.0", "0.1.0"),
    (errors.ProgramReplaced, "theirs"): ("0.2.0", "0.2.0"),
    (errors.CannotImagine, "asked"): ("RTX 40", "RTX 40"),
    (errors.CannotImagine, "hint"): ("Perhaps RTX 4070 is meant.", "Perhaps RTX 4070 is meant."),
}


def every_class() -> list[type[SnugError]]:
    found = [
        one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, SnugError)
    ]
    assert len(found) > 40
    return found


def sample(kind: type[SnugError]) -> tuple[SnugError, list[str]]:
    values, shown = {}, []
    for each in fields(kind):
        value, words = SPECIAL.get(
            (kind, each.name), (SAMPLES.get(each.name), SHOWN.get(each.name))
        )
        assert value is not None, f"no sample for {kind.__name__}.{each.name}"
        values[each.name] = value
        shown.append(words or str(value))
    return kind(**values), shown


def assert_well_spoken(said: Sentence) -> None:
    for text in (said.what, said.next):
        assert text.endswith(".")
        assert not text.endswith("..")
        assert len(text) <= LONGEST
        first = text.split()[0]
        assert not first[0].islower() or "." in first or "/" in first  # a name stays as it is
        assert "{" not in text
        assert "\n" not in text


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence_with_its_data_and_a_next_step(kind: type[SnugError]) -> None:
    error, shown = sample(kind)
    said = sentence_of(error)
    text = f"{said.what} {said.next}"
    assert [words for words in shown if words not in text] == []
    assert "!" not in text
    assert "oops" not in text.lower()
    assert len(said.what.split()) > 2
    assert len(said.next.split()) > 1
    assert_well_spoken(said)


def test_every_class_has_its_own_words() -> None:
    assert set(every_class()) == set(SAYINGS)


@pytest.mark.parametrize("looks", ["empty", "html", "git-lfs", "json", "zip", "unknown", "new"])
def test_a_file_that_is_no_model_is_told_by_what_it_looks_like(looks: str) -> None:
    assert_well_spoken(sentence_of(errors.NotGguf("a.gguf", looks)))


@pytest.mark.parametrize(
    "cause",
    [
        "killed",
        "out_of_memory",
        "assertion",
        "crash",
        "illegal_instruction",
        "missing_library",
        "stopped",
        "exit",
    ],
)
def test_every_death_of_the_engine_has_its_words(cause: str) -> None:
    said = sentence_of(errors.EngineDied(cause, 9, ()))
    assert_well_spoken(said)
    assert "code 9" in said.what
    assert ":" not in said.what


def test_a_code_of_windows_is_written_as_people_look_it_up() -> None:
    died = errors.EngineDied("missing_library", 0xC0000135, ("ended with 0xC0000135",))
    assert "(code 0xC0000135)" in sentence_of(died).what


def test_the_best_last_word_is_the_line_that_complains() -> None:
    lines = ("llama: loading", "CUDA error: out of memory", "at stream 3", "")
    assert "CUDA error: out of memory" in sentence_of(errors.EngineDied("crash", 6, lines)).what


def test_without_a_complaint_the_last_line_is_told() -> None:
    assert "bye" in sentence_of(errors.EngineDied("exit", 3, ("hello", "bye", " "))).what


def test_a_gated_repository_says_whether_a_token_would_help() -> None:
    without = sentence_of(errors.RepoGated("a/b", has_token=False))
    with_token = sentence_of(errors.RepoGated("a/b", has_token=True))
    assert "token" in without.next
    assert "token" not in with_token.what + with_token.next


def test_figures_nobody_knows_are_not_told() -> None:
    assert "0 bytes" not in sentence_of(errors.OutOfMemory("CUDA0", 0)).what
    assert "0 bytes" not in sentence_of(errors.TruncatedFile("a.gguf", 0, 99)).what
    assert sentence_of(errors.OutOfMemory("", 0)).what == "Memory ran out."


def test_two_sizes_that_look_alike_are_told_to_the_byte() -> None:
    said = sentence_of(errors.TruncatedFile("a.gguf", 5_000_000_001, 5_000_000_000))
    assert "5,000,000,000 of 5,000,000,001 bytes" in said.what


@pytest.mark.parametrize(
    "role", ["mmproj", "lora", "draft", "imatrix", "vocab", "embedding", "unheard"]
)
def test_a_file_that_cannot_chat_is_told_what_it_is_for(role: str) -> None:
    said = sentence_of(errors.NotAChatModel("a.gguf", role))
    assert role in said.what.lower()
    assert_well_spoken(said)


def test_a_choice_is_named_in_words() -> None:
    assert "gpu layers" in sentence_of(errors.OutOfRange("gpu_layers", -5, 0, 33)).what


def test_a_long_path_keeps_its_end() -> None:
    said = sentence_of(errors.NoSuchFile("/very/long" * 40 + "/model-Q4_K_M.gguf"))
    assert "/model-Q4_K_M.gguf" in said.what
    assert_well_spoken(said)


def test_a_subclass_nobody_listed_speaks_with_its_parents_words() -> None:
    class Fresh(errors.NoSuchFile):
        pass

    assert sentence_of(Fresh("a.gguf")) == sentence_of(errors.NoSuchFile("a.gguf"))


def test_a_full_disk_is_told_as_one_even_when_nobody_foresaw_it() -> None:
    said = unexpected(OSError(errno.ENOSPC, "No space left on device", "a.txt"))
    assert "No space left on device" in said.what
    assert "room" in said.next


def test_what_nobody_foresaw_is_one_sentence_without_a_trace() -> None:
    said = unexpected(KeyError("colour"))
    assert "KeyError" in said.what
    assert "colour" in said.what
    assert "Traceback" not in said.what
    assert_well_spoken(said)


def foreign_words() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_characters="{"), max_size=400)


@given(kind=st.sampled_from(every_class()), data=st.data())
def test_no_data_breaks_a_sentence(kind: type[SnugError], data: st.DataObject) -> None:
    values: dict[str, object] = {}
    for each in fields(kind):
        made = {
            "str": foreign_words(),
            "int": st.integers(),
            "float": st.floats(0, 1e9),
            "bool": st.booleans(),
        }.get(str(getattr(each.type, "__name__", each.type)), st.tuples(foreign_words()))
        values[each.name] = data.draw(made)
    said = sentence_of(kind(**values))
    for text in (said.what, said.next):
        assert text.endswith(".")
        assert len(text) <= LONGEST
        assert "\n" not in text
        text.encode("utf-8")


@given(foreign_words())
def test_no_unforeseen_error_breaks_a_sentence(words: str) -> None:
    for error in (RuntimeError(words), OSError(5, words), OSError(words)):
        said = unexpected(error)
        assert said.what.endswith(".")
        assert len(said.what) <= LONGEST


def test_a_list_that_is_too_long_ends_with_a_whole_word() -> None:
    names = tuple(f"TYPE_{number:02}" for number in range(40))
    said = sentence_of(errors.UnknownChoice("quantization", "Q9", names)).next
    shown, more = said.removesuffix(" more.").rsplit(" and ", 1)
    assert shown.removeprefix("Choose among ").split(", ") == list(names[: 40 - int(more)])
    assert 10 < int(more) < 30


def test_a_list_that_is_short_is_said_whole() -> None:
    said = sentence_of(errors.UnknownChoice("quantization", "Q9", ("F16", "Q8_0")))
    assert said.next == "Choose among F16, Q8_0."


@pytest.mark.parametrize("reason", errors.EnginePackReason)
def test_every_reason_against_an_engine_pack_is_told(reason: errors.EnginePackReason) -> None:
    assert_well_spoken(sentence_of(errors.EnginePackUnusable("packs/cuda.zip", reason, "as told")))


def test_an_engine_that_failed_with_the_graphics_card_says_so() -> None:
    said = sentence_of(errors.EngineGivenUp("The built-in engine", "it crashed", graphics=True))
    assert_well_spoken(said)
    assert "driver" in said.next


def test_an_engine_that_is_left_out_says_what_brings_it_back() -> None:
    said = sentence_of(
        errors.EngineLeftOut(
            "The built-in engine", "The engine said nothing for 30 s while starting", graphics=True
        )
    )
    assert_well_spoken(said)
    assert "with the graphics card" in said.what
    assert "change of driver" in said.next
    assert "snug engines try" in said.next


def test_who_named_another_engine_is_told_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_ENGINE", "/nowhere")
    for error in (
        errors.EngineMissing("libllama.so: file too short"),
        errors.EngineDamaged("/nowhere", ("engine.json is missing",)),
    ):
        said = sentence_of(error)
        assert_well_spoken(said)
        assert "SNUG_ENGINE" in said.next
        assert "Install" not in said.next


def test_every_variant_there_is_stands_in_the_sentence() -> None:
    names = [f"variant{number}" for number in range(14)]
    detail = f"SNUG_CPU_VARIANT asks for z{{9}}, which is not there. It has {', '.join(names)}"
    said = sentence_of(errors.EngineMissing(detail))
    assert_well_spoken(said)
    assert "z9" in said.what
    assert all(name in said.next for name in names)


def test_a_missing_engine_is_set_up_installed_or_not_forced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = errors.EngineMissing("libllama.so: file too short")
    assert "built anew" in sentence_of(gone).next
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert sentence_of(gone).next.startswith("Install Snug again")
    forced = sentence_of(errors.EngineMissing("SNUG_CPU_VARIANT asks for zen9: there is none"))
    assert "variable" in forced.next
    for said in (sentence_of(gone), forced):
        assert_well_spoken(said)
