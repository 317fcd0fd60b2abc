"""File names from strangers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import UnsafePath
from launcher.hub.destination import destination, destinations, is_safe_name

MODELS = Path("models")


@pytest.mark.parametrize(
    "path",
    ["m.gguf", "Q4_K_M/m-00001-of-00002.gguf", "ein Modell.gguf", "模型.gguf", ".hidden.gguf"],
)
def test_an_ordinary_path_goes_under_its_owner(path: str) -> None:
    assert destination(MODELS, "owner/name", path) == MODELS / "owner" / "name" / Path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "..",
        "../m.gguf",
        "a/../../m.gguf",
        "a/./m.gguf",
        "a//m.gguf",
        "/etc/passwd",
        "C:/m.gguf",
        "C:m.gguf",
        "\\\\server\\share\\m.gguf",
        "a\\m.gguf",
        "m.gguf ",
        "m.gguf.",
        "folder./m.gguf",
        "CON",
        "con.gguf",
        "aux/m.gguf",
        "LPT1.x.gguf",
        "COM¹.gguf",
        "nul .gguf",
        "a\nb.gguf",
        "a\0b.gguf",
        "what?.gguf",
        "m.gguf:stream",
        "x" * 300,
        "é" * 150,
        "m.gguf.part",
        "m.gguf.part.json",
        "m.gguf.BAD",
    ],
)
def test_a_path_that_could_do_harm_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        destination(MODELS, "owner/name", path)


@pytest.mark.parametrize("repo", ["../x", "owner/..", "/x", "owner/", "con/x"])
def test_a_repository_name_that_could_do_harm_is_refused(repo: str) -> None:
    with pytest.raises(UnsafePath):
        destination(MODELS, repo, "m.gguf")


def test_two_names_that_some_systems_take_for_one_are_refused() -> None:
    with pytest.raises(UnsafePath):
        destinations(MODELS, "a/b", ["Model.gguf", "model.GGUF"])


@given(st.text(max_size=60))
def test_no_name_leaves_the_folder(path: str) -> None:
    try:
        target = destination(MODELS, "a/b", path)
    except UnsafePath:
        return
    assert target.is_relative_to(MODELS / "a" / "b")
    assert ".." not in target.parts
    assert all(is_safe_name(part) for part in target.parts)
