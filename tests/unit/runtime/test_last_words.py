import pytest

from launcher.errors import EngineDied
from launcher.runtime.last_words import LastWords, telling
from launcher.sentences import sentence_of

FOLDERS = "/build/pip-install-apylhlyk/llama-cpp-python_18b78022340143e1b55ccc72f5bf5423/vendor/"


def test_an_answer_we_stopped_is_no_reason_of_a_later_death() -> None:
    words = LastWords()
    words.add(b"graph_compute: ggml_backend_sched_graph_compute_async failed with error 1")
    words.add(b"process_ubatch: failed to compute graph, compute status: 1")
    words.add(b"ggml_abort: real trouble")
    assert words.lines() == ("ggml_abort: real trouble",)


@pytest.mark.parametrize(
    "folders", [FOLDERS, "C:\\Users\\r\\build\\ggml\\", "D:/a/vendor/../ggml/", ""]
)
def test_an_assertion_is_told_by_its_file_and_not_by_where_that_was_built(folders: str) -> None:
    line = f"{folders}ggml.c:1710: GGML_ASSERT(view_src == NULL) failed"
    said = ("ggml.c:1710: GGML_ASSERT(view_src == NULL) failed",)
    words = LastWords()
    words.add(line.encode())
    assert words.lines() == said
    assert telling([line], line) == said
    assert "GGML_ASSERT(view_src" in sentence_of(EngineDied("assertion", 6, said)).what


def test_a_models_own_path_stays_in_the_last_words() -> None:
    words = LastWords()
    words.add(b"failed to open /home/me/models/m.gguf")
    assert words.lines() == ("failed to open /home/me/models/m.gguf",)
