import pytest

from launcher.cli.arguments import parse


def test_numbers_may_be_written_short():
    asked = parse(["estimate", "x.gguf", "--context", "32k", "--gpu-layers", "all"])
    assert asked.context == 32768
    assert asked.gpu_layers == -1
    assert parse(["estimate", "x.gguf"]).gpu_layers is None


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["estimate"],
        ["estimate", "x", "--context", "many"],
        ["estimate", "x", "--kv-type", "q9"],
        ["estimate", "x", "--split", "a,b"],
        ["estimate", "x", "--split", "nan,1"],
        ["estimate", "x", "--ram", "inf"],
        ["search", "x", "--limit", "-1"],
        ["chat", "x", "--temperature", "nan"],
        ["chat", "x", "--temperature", "-1"],
        ["chat"],
        ["download", "owner/name"],
    ],
)
def test_a_wrong_call_ends_with_two(words, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "--help" in sentence
