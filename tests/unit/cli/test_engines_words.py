import pytest

from launcher.cli.arguments import parse
from launcher.engines.values import BUILT_IN


def test_without_a_verb_the_engines_are_listed():
    assert parse(["engines"]).doing is None
    assert parse(["engines", "--json"]).json


@pytest.mark.parametrize(
    "words", [["--json", "try"], ["try", "--json"], ["try", "built-in", "--json"]]
)
def test_json_may_be_said_before_and_after_the_verb(words):
    asked = parse(["engines", *words])
    assert (asked.doing, asked.name, asked.json) == ("try", BUILT_IN, True)


def test_a_verb_takes_a_path_or_a_name():
    assert parse(["engines", "add", "a.zip"]).path == "a.zip"
    assert parse(["engines", "use", "cuda"]).name == "cuda"
    assert not parse(["engines", "remove", "cuda"]).json


@pytest.mark.parametrize("words", [["dance"], ["add"], ["use"], ["remove"], ["use", "a", "b"]])
def test_a_wrong_call_ends_with_status_2(words, capsys):
    with pytest.raises(SystemExit) as caught:
        parse(["engines", *words])
    assert caught.value.code == 2
    assert "--help` shows what is possible" in capsys.readouterr().err
