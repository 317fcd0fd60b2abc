"""`snug measure` and `snug quantize`, each in a process of its own."""

import re
from pathlib import Path

import pytest

from launcher.models.write import write_model
from tests.fakes.encoder import write_encoder
from tests.process.measuring import text_in
from tests.process.terminal import NUMBER, TEXT, WHOLE, Maybe, misfits, snug

RESULT = {
    "file": TEXT,
    "model": TEXT,
    "quantization": TEXT,
    "size": WHOLE,
    "bits_per_weight": NUMBER,
    "parameters": WHOLE,
    "perplexity": Maybe({"value": NUMBER, "error": NUMBER, "tokens": WHOLE}),
    "kld": Maybe(dict.fromkeys(("mean", "error", "median", "p99", "max"), NUMBER)),
    "same_top": Maybe(NUMBER),
    "same_top_error": Maybe(NUMBER),
    "reference": Maybe(TEXT),
    "prompt_tps": Maybe(NUMBER),
    "prompt_tps_spread": Maybe(NUMBER),
    "answer_tps": Maybe(NUMBER),
    "answer_tps_spread": Maybe(NUMBER),
    "load_s": Maybe(NUMBER),
    "resident": Maybe(WHOLE),
    "text": Maybe({"name": TEXT, "sha256": TEXT, "windows": WHOLE}),
    "answers": [{"prompt": TEXT, "text": TEXT, "reason": TEXT}],
    "fallbacks": [TEXT],
    "notes": [TEXT],
    "plan": TEXT,
    "engine": TEXT,
    "when": TEXT,
}
MEASURED = {"results": [RESULT], "so_what": TEXT, "notes": [TEXT]}
NOTHING_YET = "a null"
MADE = {
    "results": [
        {
            "file": TEXT,
            "quantization": TEXT,
            "size": WHOLE,
            "bits_per_weight": NUMBER,
            "seconds": NUMBER,
            "fallbacks": [{"tensor": TEXT, "wanted": TEXT, "got": TEXT}],
            "perplexity": Maybe(NUMBER),
            "kld": Maybe(NUMBER),
            "same_top": Maybe(NUMBER),
            "prompt_tps": Maybe(NUMBER),
            "answer_tps": Maybe(NUMBER),
            "load_s": Maybe(NUMBER),
            "resident": Maybe(WHOLE),
        }
    ]
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("terminal")
    write_model(made / "tiny-F16.gguf", "llama", quantization="F16", name="Tiny")
    text_in(made)
    return made


def test_a_file_is_made_and_then_measured_beside_its_source(folder: Path) -> None:
    whole = folder / "tiny-F16.gguf"
    made = snug("quantize", whole, "q8_0", "--json")
    assert made.status == 0, made.err
    assert misfits(made.answer, MADE) == []
    (eight,) = made.answer["results"]
    assert Path(eight["file"]) == folder / "tiny-Q8_0.gguf"
    assert eight["perplexity"] is None
    assert eight["size"] == (folder / "tiny-Q8_0.gguf").stat().st_size
    words = ("measure", eight["file"], whole, "--quick", "--text", folder / "text.txt")
    call = snug(*words, "--prompt", "Hello", "--json")
    assert call.status == 0, call.err
    assert misfits(call.answer, MEASURED) == []
    first, second = call.answer["results"]
    assert (first["file"], second["file"]) == ("tiny-F16.gguf", "tiny-Q8_0.gguf")
    assert first["kld"] is None
    assert second["reference"] == "tiny-F16.gguf"
    assert 0 < second["kld"]["mean"] < 0.1
    assert second["same_top"] > 0.9
    assert "To do: 6 steps" in call.err
    again = snug(*words)
    assert again.status == 0
    assert "4 known from before" in again.err
    assert "Same token" in again.out
    assert re.search(r"\d\.\d %", again.out)
    assert not re.search(r"\d%", again.out + again.err)
    assert "Read: text.txt, 4 windows of 512 tokens" in again.out
    assert snug("quantize", whole, "Q8_0").status == 1  # it is there already


def test_others_are_made_on_the_way_and_said_where(folder: Path, snug_home: Path) -> None:
    call = snug(
        *("measure", folder / "tiny-F16.gguf", "--make", "Q4_0,Q8_0", "--quick"),
        *("--text", folder / "text.txt"),
    )
    assert call.status == 0, call.err
    assert "tiny-Q4_0.gguf" in call.out
    assert str(snug_home / "cache" / "made") in call.out
    assert call.out.splitlines()[0].endswith(".")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("measure", "gone.gguf"), 1, "There is no file gone.gguf"),
        (("measure", "{}", "--text", "gone.txt"), 1, "There is no file gone.txt"),
        (("measure", "{}", "--reference", "gone.gguf"), 1, "There is no file gone.gguf"),
        (("measure", "{}", "--make", "Q9"), 2, "“Q9” is not possible for quantization"),
        (("measure", "{}", "--imatrix", "some.dat"), 2, "some.dat would not be used"),
        (("measure",), 2, "--help"),
        (("quantize", "{}", "Q9"), 2, "“Q9” is not possible for quantization"),
        (("quantize", "{}", "F16", "--output", "{}"), 1, "made from"),
        (("quantize", "{}", "Q8_0", "--imatrix", "gone.dat"), 1, "gone.dat cannot be used"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_next_step(
    folder: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    call = snug(*(word.format(folder / "tiny-F16.gguf") for word in words))
    assert call.status == status
    assert said in call.err
    assert "Traceback" not in call.err
    assert call.out == ""


def test_two_files_that_predict_nothing_are_timed_side_by_side(tmp_path: Path) -> None:
    first, second = write_encoder(tmp_path / "a.gguf"), tmp_path / "b.gguf"
    second.write_bytes(first.read_bytes())
    call = snug("measure", first, second, "--quick", "--prompt", "Hello")
    assert call.status == 0, call.err
    assert "only timed: it turns text into vectors" in call.err
    assert call.out.startswith("These files were only timed")
    assert "Hello" not in call.out


def test_a_file_at_no_distance_is_not_below_zero(folder: Path, tmp_path: Path) -> None:
    whole = folder / "tiny-F16.gguf"
    write_model(tmp_path / "same-F16.gguf", "llama", quantization="F16", name="Same")
    words = ("measure", whole, tmp_path / "same-F16.gguf", "--quick")
    call = snug(*words, "--text", folder / "text.txt")
    assert call.status == 0, call.err
    assert " 0.0000 ± 0.0000" in call.out
    assert "-0.0000" not in call.out
    alone = snug("measure", words[2], "--quick", "--text", folder / "text.txt")
    assert "its KL divergence is from " in alone.out


def test_the_example_stories_are_read_as_they_should_be(test_data: Path, folder: Path) -> None:
    """Its perplexity on English of its own kind is low; on a shuffled list it is high."""
    story = (
        "Once upon a time, there was a little girl named Lily. She loved to play outside in the"
        " park. One day, she saw a big, red ball. She wanted to play with it, but it was too"
        " high. Her mom said, “Lily, let's go to the park.” Lily was happy. "
    )
    (folder / "story.txt").write_text(story * 12, "utf-8")
    model = test_data / "stories260K.gguf"
    found = {}
    for name in ("story", "text"):
        words = ("measure", model, "--quick", "--text", folder / f"{name}.txt", "--json")
        found[name] = snug(*words).answer["results"][0]["perplexity"]["value"]
    assert found["story"] < 20
    assert found["text"] > 2 * found["story"]
