"""What the glossary says of each recipe, against the engine's own dry run of it."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest

from launcher.glossary.tables import table
from launcher.models.catalog import facts_of, known_as
from launcher.models.slim import write_slim
from launcher.paths import RESOURCES

RECIPES = table("recipes")["recipes"]
MADE = sorted(name for name in RECIPES if name != "NVFP4")  # nobody quantizes to it with llama.cpp
PUBLISHED = [name for name in MADE if RECIPES[name]["published_bits"]]
ORIGINAL = facts_of(known_as("meta-llama/Llama-3.1-8B-Instruct"), "F16")
WITH_CONDITIONS = {"Q2_K", "Q4_K"}  # only where many heads share a matrix, or for the embedding
ALWAYS = {"F32"}  # norms, in every file


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("recipes") / "original.gguf"
    write_slim(ORIGINAL, path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.model.recipe_child", path],
        cwd=RESOURCES.parent,
        check=True,
        capture_output=True,
        timeout=100,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", MADE)
def test_the_mix_is_what_the_engine_would_make(name: str, engine: dict[str, Any]) -> None:
    assert set(engine[name]["types"]) == set(RECIPES[name]["mix"])


@pytest.mark.parametrize("name", MADE)
def test_a_matrix_is_needed_where_the_engine_asks_for_one(
    name: str, engine: dict[str, Any]
) -> None:
    assert engine[name]["needs_matrix"] is RECIPES[name]["imatrix"]


@pytest.mark.parametrize("name", MADE)
def test_every_type_in_the_mix_is_named_in_the_words(name: str) -> None:
    said = f"{name} {RECIPES[name]['recipe']}"
    named = {kind for kind in RECIPES[name]["mix"] if re.search(rf"\b{kind}\b", said)}
    assert set(RECIPES[name]["mix"]) - named <= ALWAYS | WITH_CONDITIONS


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_bits_are_those_of_the_engine(name: str, engine: dict[str, Any]) -> None:
    bits = engine[name]["size"] * 8 / ORIGINAL.parameters
    assert bits == pytest.approx(RECIPES[name]["published_bits"], abs=0.0002)
