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
        ["chat"],
        ["download", "owner/name"],
    ],
)
def test_a_wrong_call_ends_with_two(words, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err
