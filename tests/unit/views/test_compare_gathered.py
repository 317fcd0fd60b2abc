"""What is compared is found one by one: what cannot be read keeps nothing else away."""

from dataclasses import replace
from typing import cast

import pytest

from launcher.actions.compared import Compared, compared_of
from launcher.actions.parts import Parts
from launcher.errors import (
    HubError,
    InvalidToken,
    NoNetwork,
    RepoEmpty,
    RepoGated,
    SnugError,
    UnknownChoice,
)
from ui.pages.compare.gathered import (
    AGAIN,
    NOTHING,
    PAGE,
    SETTINGS,
    Gathered,
    gather,
)

NO_PARTS = cast(Parts, None)  # the catalog needs none
GATED = RepoGated("someone/gated", has_token=False)


def gathered(failed: dict[str, SnugError], found: dict[str, Compared] | None = None) -> Gathered:
    there = found or {}
    return Gathered(asked=(*there, *failed), found=there, failed=failed)


def test_a_family_and_a_repository_of_the_catalog_come_together() -> None:
    found = gather(NO_PARTS, "Gemma 3", ("google/gemma-2-2b-it",), NOTHING)
    models = {file.model for file in found.compared.files}
    assert found.troubles == ()
    assert any("Gemma 2" in model for model in models)
    assert any("Gemma 3" in model for model in models)


def test_what_failed_before_is_not_asked_for_again_and_the_rest_stands() -> None:
    known = gathered({"someone/gated": GATED})
    found = gather(NO_PARTS, "Gemma 3", ("someone/gated",), known)
    assert found.knows(("Gemma 3", "someone/gated"))
    assert found.compared.files == compared_of(NO_PARTS, "Gemma 3").files
    (trouble,) = found.troubles
    assert trouble.repo == "someone/gated"
    assert trouble.buttons == (PAGE, SETTINGS, AGAIN)
    assert trouble.line.startswith("The owner of someone/gated wants people to ask")


def test_what_is_no_longer_asked_for_is_forgotten() -> None:
    known = gathered({"someone/gated": GATED})
    found = gather(NO_PARTS, "Gemma 3", (), known)
    assert found.troubles == ()
    assert not found.knows(("someone/gated",))
    assert not known.without("someone/gated").knows(("someone/gated",))


@pytest.mark.parametrize(
    ("error", "buttons"),
    [(InvalidToken(), (SETTINGS, AGAIN)), (RepoEmpty("a/b"), (AGAIN,))],
)
def test_each_trouble_offers_what_helps(error: HubError, buttons: tuple[str, ...]) -> None:
    (trouble,) = gathered({"a/b": error}).troubles
    assert trouble.buttons == buttons
    assert "a/b" in trouble.line


def test_a_repository_without_a_file_the_engine_loads_says_so() -> None:
    note = "a/b: IQ4_KS is left out, only the fork ik_llama.cpp loads this type."
    found = gathered({}, {"a/b": Compared(family="a/b", files=(), notes=(note,))})
    (trouble,) = found.troubles
    assert trouble.line == note
    assert found.compared.files == ()
    assert found.compared.notes == ()  # it is said once


def test_a_repository_shown_from_the_catalog_can_be_asked_for_again() -> None:
    catalogs = compared_of(NO_PARTS, "google/gemma-2-2b-it")
    instead = replace(catalogs, unasked=NoNetwork("hub", "no answer in time"))
    found = gathered({}, {"a/b": instead})
    assert found.compared.files == instead.files
    (trouble,) = found.troubles
    assert "built-in catalog" in trouble.line
    assert trouble.line.startswith("a/b")
    assert trouble.buttons == (AGAIN,)


def test_a_family_that_is_none_is_an_error() -> None:
    with pytest.raises(UnknownChoice):
        gather(NO_PARTS, "catalog:nothing of that name", (), NOTHING)
