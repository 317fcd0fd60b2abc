import pytest

from launcher.cli.arguments import parse


def test_numbers_may_be_written_short():
    asked = parse(["estimate", "x.gguf", "--context", "32k", "--gpu-layers", "all"])
    assert asked.context == 32768
    assert asked.gpu_layers == -1
    assert parse(["estimate", "x.gguf"]).gpu_layers is None


@pytest.mark.parametrize("command", ["estimate", "fit", "files", "chat"])
def test_every_lever_has_a_word_wherever_a_plan_is_made(command):
    usual = parse([command, "x"])
    assert usual.main_gpu is None
    assert (usual.repack, usual.kv_on_gpu) == (True, True)
    assert (usual.unified, usual.swa_full, usual.mtp) == (False, False, False)
    words = ["--main-gpu", "1", "--repack", "off", "--kv-on-gpu", "off"]
    words += ["--unified", "on", "--swa-full", "on", "--mtp", "on"]
    asked = parse([command, "x", *words])
    assert asked.main_gpu == 1
    assert (asked.repack, asked.kv_on_gpu) == (False, False)
    assert (asked.unified, asked.swa_full, asked.mtp) == (True, True, True)


def test_the_part_for_pictures_has_a_word():
    assert parse(["estimate", "x"]).mmproj is None
    assert (
        parse(["estimate", "x", "--mmproj", "hf:a/b/mmproj.gguf"]).mmproj == "hf:a/b/mmproj.gguf"
    )


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
        ["estimate", "x", "--main-gpu", "first"],
        ["estimate", "x", "--repack", "yes"],
        ["chat", "x", "--mmproj", "y"],
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "'nonsense' is neither a command nor a file that is there"),
        ([""], "'' is neither a command nor a file that is there"),
        (["-platform", "offscreen"], "-platform is not an option of the program"),
    ],
)
def test_what_is_no_command_is_named_in_one_short_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    expected = f"snug: {said}; `snug --help` shows what is possible.\n"
    assert capsys.readouterr().err == expected


def test_help_says_how_the_window_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "`snug` alone opens the window; `snug FILE.gguf` opens a model in it." in said
