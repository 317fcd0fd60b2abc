from launcher.runtime.last_words import LastWords


def test_an_answer_we_stopped_is_no_reason_of_a_later_death() -> None:
    words = LastWords()
    words.add(b"graph_compute: ggml_backend_sched_graph_compute_async failed with error 1")
    words.add(b"process_ubatch: failed to compute graph, compute status: 1")
    words.add(b"ggml_abort: real trouble")
    assert words.lines() == ("ggml_abort: real trouble",)
