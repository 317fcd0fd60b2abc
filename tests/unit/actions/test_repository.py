import json

import pytest

from launcher.actions.estimate import estimate_exactly
from launcher.actions.judging import advice_of, rows_of
from launcher.actions.machine import look
from launcher.actions.repository import facts_of, headers_with, open_repository, read_headers
from launcher.actions.target import resolve, variant_named
from launcher.cli.__main__ import main
from launcher.errors import (
    BadModelFile,
    DamagedHeader,
    FileNotInRepo,
    ForeignType,
    RepoEmpty,
    RepoIncomplete,
    RepoNotFound,
    UnknownChoice,
)
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.wire import header_bytes
from launcher.models.write import write_model
from launcher.sentences import sentence_of
from launcher.units import GIB
from tests.fakes.catalogue import LLAMA_1B
from tests.fakes.catalogue import facts_of as header_of

REPO = "someone/Llama-3.2-1B-Instruct-GGUF"
KINDS = ("Q8_0", "Q6_K", "Q4_K_M")


@pytest.fixture
def shop(hub, tmp_path):
    """The hub with one model in three quantizations (headers alone) and a picture reader."""
    files = {}
    for kind in KINDS:
        path = tmp_path / f"Llama-3.2-1B-Instruct-{kind}.gguf"
        write_slim(header_of(LLAMA_1B, kind), path)
        files[path.name] = path
    write_model(tmp_path / "small.gguf", "llama")
    hub.add_repo(REPO, files)
    hub.add_repo("someone/small-GGUF", {"small-F32.gguf": tmp_path / "small.gguf"})
    hub.add_repo("someone/words", {"README.md": "no model here"})
    return hub


def test_one_header_is_read_and_the_siblings_are_derived(shop, parts):
    repository = open_repository(parts, REPO)
    headers = read_headers(parts, repository)
    assert len(headers.own) == 1
    assert len(headers.derived) == 2
    for variant in repository.models:
        facts = headers.of(variant)
        assert facts is not None
        assert abs(facts.file_size - variant.size) <= 0.02 * variant.size


def test_bits_per_weight_are_those_of_the_listed_file(shop, parts):
    repository = open_repository(parts, REPO)
    headers = read_headers(parts, repository)
    rows = rows_of(repository, headers, Choices(), look(parts), reserve=GIB)
    for row in rows:
        own = facts_of(parts, repository, row.variant)
        assert row.bits_per_weight == pytest.approx(own.bits_per_weight, rel=0.001)


def test_exactly_one_variant_is_recommended_with_its_reason(shop, parts):
    repository = open_repository(parts, REPO)
    headers = read_headers(parts, repository)
    rows = rows_of(repository, headers, Choices(), look(parts), reserve=GIB)
    chosen = [row for row in rows if row.recommended]
    assert len(chosen) == 1
    assert chosen[0].reason == advice_of(repository, rows, headers).reason
    assert chosen[0].reason.endswith(".")


def test_where_nothing_fits_none_is_recommended_and_the_reason_says_so(shop, parts):
    repository = open_repository(parts, REPO)
    headers = read_headers(parts, repository)
    rows = rows_of(repository, headers, Choices(), look(parts), reserve=10_000 * GIB)
    advice = advice_of(repository, rows, headers)
    if not any(row.recommended for row in rows):
        assert advice.name is None
        assert advice.reason


def test_the_engine_confirms_what_was_derived(shop, parts):
    repository = open_repository(parts, REPO)
    variant = variant_named(repository, "Q4_K_M")
    facts = facts_of(parts, repository, variant)
    answer = estimate_exactly(parts, facts, Choices(context=4096), look(parts))
    assert answer.basis.weights is Basis.ENGINE
    assert answer.devices[0].kv == 2 * 16 * 8 * 64 * 4096 * 2  # K and V, layers, heads, f16
    assert not answer.notes


def test_a_repository_without_models_says_so(shop, parts):
    with pytest.raises(RepoEmpty):
        open_repository(parts, "someone/words")


def test_missing_parts_and_pieces_are_named(shop, parts, tmp_path):
    part = tmp_path / "part.gguf"
    write_model(part, "llama")
    pieces = {f"big-Q8_0-0000{n}-of-00003.gguf": part for n in (1, 3)}
    shop.add_repo("someone/parts", {**pieces, "old-Q4_0.gguf.part1of2": part})
    with pytest.raises(RepoIncomplete) as told:
        read_headers(parts, open_repository(parts, "someone/parts"))
    said = sentence_of(told.value).what
    assert "big-Q8_0 lacks part 2 of 3" in said
    assert "old-Q4_0 lies in pieces that must be joined first" in said


def test_a_type_of_another_engine_is_not_judged(shop, parts, tmp_path):
    model = tmp_path / "model.gguf"
    write_model(model, "llama")
    shop.add_repo("someone/mixed", {"tiny-F32.gguf": model, "tiny-IQ4_KS.gguf": model})
    repository = open_repository(parts, "someone/mixed")
    headers = read_headers(parts, repository)
    rows = rows_of(repository, headers, Choices(context=512), look(parts), reserve=0)
    told = {row.variant.quantization: row for row in rows}
    assert told["F32"].recommended
    assert told["IQ4_KS"].fit is None
    assert "only the fork ik_llama.cpp loads" in (told["IQ4_KS"].reason or "")


def test_a_repository_of_foreign_types_alone_says_so(shop, parts, tmp_path):
    model = tmp_path / "model.gguf"
    write_model(model, "llama")
    shop.add_repo("someone/forked", {"tiny-IQ3_K_R4.gguf": model})
    with pytest.raises(ForeignType):
        read_headers(parts, open_repository(parts, "someone/forked"))


def test_an_address_names_one_file(shop, parts):
    target = resolve(parts, f"hf:{REPO}/Llama-3.2-1B-Instruct-Q6_K.gguf")
    assert target.variant is not None
    assert target.facts.layers == 16
    with pytest.raises(FileNotInRepo):
        resolve(parts, f"hf:{REPO}/nothing.gguf")
    for garbled in ("hf:", "hf:a", "hf:a/b", "hf:a/b/"):
        with pytest.raises(UnknownChoice):
            resolve(parts, garbled)


def test_one_broken_file_does_not_hide_the_others(hub, parts, tmp_path):
    write_model(tmp_path / "small.gguf", "llama")
    hub.add_repo(
        "someone/mixed-GGUF",
        {"m-Q4_K_M.gguf": b"<!DOCTYPE html><p>Sorry", "m-F32.gguf": tmp_path / "small.gguf"},
    )
    headers = read_headers(parts, open_repository(parts, "someone/mixed-GGUF"))
    assert list(headers.own) == ["m-F32"]


@pytest.mark.parametrize(
    "name", ["", "/", "../secret", "a b/c", "one/two/three", "https://x.test/a/b"]
)
def test_a_name_that_is_no_repositorys_is_not_asked_for(name, hub, parts):
    with pytest.raises(RepoNotFound):
        open_repository(parts, name)
    assert hub.requests() == []


LIE = {"llama.block_count": -1}


def lying_model(path):
    """A model whose header claims less than no layers; its size stays."""
    write_model(path, "llama")
    facts = read_facts(path)
    data = header_bytes(
        dict(facts.metadata) | LIE,
        facts.tensors,
        kinds=dict(facts.kinds) | {"llama.block_count": "i32"},
        alignment=facts.alignment,
    )
    path.write_bytes(data + bytes(facts.weight_bytes + 4096))
    return path


@pytest.fixture
def mixed(hub, tmp_path):
    """A good model beside a damaged smaller one, a damaged larger one, and a picture reader."""
    write_model(tmp_path / "good.gguf", "llama")
    small = lying_model(tmp_path / "small.gguf")
    large = tmp_path / "large.gguf"
    large.write_bytes(small.read_bytes() + bytes(2 * small.stat().st_size))
    hub.add_repo(
        "someone/mixed-GGUF",
        {
            "m-Q2_K.gguf": small.read_bytes()[: (tmp_path / "good.gguf").stat().st_size - 64],
            "m-Q4_K_M.gguf": tmp_path / "good.gguf",
            "m-Q8_0.gguf": large,
            "mmproj-F16.gguf": tmp_path / "good.gguf",
        },
    )
    return "someone/mixed-GGUF"


def test_a_damaged_file_costs_its_own_row_alone(mixed, parts):
    repository = open_repository(parts, mixed)
    headers = read_headers(parts, repository)
    assert (list(headers.own), list(headers.bad)) == (["m-Q4_K_M"], ["m-Q2_K"])
    rows = rows_of(repository, headers, Choices(), look(parts), reserve=GIB)
    by_name = {row.variant.name: row for row in rows}
    bad = by_name["m-Q2_K"]
    assert isinstance(bad.problem, BadModelFile)
    assert (bad.fit, bad.estimate, bad.recommended) == (None, None, False)
    assert "m-Q2_K.gguf" in (bad.reason or "")
    assert by_name["m-Q4_K_M"].fit is not None


def test_a_file_found_damaged_later_is_judged_no_more(mixed, parts):
    repository = open_repository(parts, mixed)
    headers = read_headers(parts, repository)
    variant = variant_named(repository, "m-Q8_0")
    found = headers_with(parts, repository, headers, variant)
    assert "m-Q8_0" in headers.derived
    assert set(found.bad) == {"m-Q2_K", "m-Q8_0"}
    rows = rows_of(repository, found, Choices(), look(parts), reserve=GIB)
    assert [row.variant.name for row in rows if row.recommended] == ["m-Q4_K_M"]


def test_snug_files_never_recommends_a_damaged_file(mixed, snug_home, capsys):
    assert main(["files", mixed, "--json"]) == 0
    variants = {each["name"]: each for each in json.loads(capsys.readouterr().out)["variants"]}
    assert variants["m-Q4_K_M"]["recommended"]
    for name in ("m-Q2_K", "m-Q8_0"):
        assert (variants[name]["fit"], variants[name]["recommended"]) == (None, False)
        assert "damaged" in variants[name]["reason"] or "cut off" in variants[name]["reason"]


def test_where_every_file_is_damaged_the_error_has_its_name(hub, parts, tmp_path):
    model = lying_model(tmp_path / "m.gguf")
    hub.add_repo("someone/bad-GGUF", {"m-Q8_0.gguf": model, "m-F32.gguf": model})
    with pytest.raises(DamagedHeader) as caught:
        read_headers(parts, open_repository(parts, "someone/bad-GGUF"))
    assert "block_count is -1" in caught.value.reason


def test_snug_files_tells_quality_with_its_source_speed_and_the_longest_context(
    shop, snug_home, capsys
):
    assert main(["files", REPO, "--ram", "32", "--gpu", "RTX 4070", "--json"]) == 0
    variants = json.loads(capsys.readouterr().out)["variants"]
    for each in variants:
        assert each["quality"]["basis"] in ("published", "guess")
        assert each["quality"]["class"]
        assert each["quality"]["source"].endswith(".")
        assert all(figure["source"] for figure in each["quality"]["figures"])
        speed = each["tokens_per_second"]
        assert 0 < speed["low"] < speed["high"]
        assert speed["basis"] == "arithmetic"
        assert each["longest_context"] % 256 == 0
    chosen = next(each for each in variants if each["recommended"])
    assert chosen["why_not"]
    assert chosen["why"]


def test_snug_files_says_null_where_a_card_is_unknown(shop, snug_home, capsys):
    assert main(["files", REPO, "--ram", "32", "--gpu", "12", "--json"]) == 0
    variants = json.loads(capsys.readouterr().out)["variants"]
    assert [each["tokens_per_second"] for each in variants] == [None] * len(KINDS)
    assert main(["files", REPO, "--ram", "32", "--gpu", "12"]) == 0
    told = capsys.readouterr().out
    assert "unknown" in told
    assert "Next: " in told
