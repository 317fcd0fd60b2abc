"""`snug engines` as a program reads it."""

import json
from pathlib import Path

from tests.process.modules import copied, engine_of_modules, listed
from tests.process.terminal import snug

KEYS = {
    "ident", "name", "folder", "kind", "backends", "commit", "size", "active", "in_use", "trial",
    "fault",
}  # fmt: skip


def engines(*words: object, status: int = 0, **environment: str) -> list[dict[str, object]]:
    call = snug("engines", *words, "--json", **environment)
    assert call.status == status, call.err
    found: list[dict[str, object]] = json.loads(call.out)["engines"]
    assert all(set(each) == KEYS for each in found)
    return found


def test_from_source_there_is_one_engine_and_it_is_in_use() -> None:
    (row,) = engines(SNUG_ENGINE="")
    assert (row["ident"], row["active"], row["in_use"]) == ("built-in", True, True)
    assert (row["kind"], row["commit"], row["trial"], row["fault"]) == (None, None, None, None)
    assert isinstance(row["size"], int)
    assert row["size"] > 1 << 20


def test_list_is_a_word_too_and_an_engine_that_is_not_there_is_one_sentence(
    tmp_path: Path,
) -> None:
    assert engines("list", SNUG_ENGINE="") == engines(SNUG_ENGINE="")
    (row,) = engines(SNUG_ENGINE=str(tmp_path / "gone"))
    assert (row["size"], row["in_use"]) == (None, False)
    call = snug("engines", SNUG_ENGINE=str(tmp_path / "gone"))
    assert call.err.count("\n") == 1
    assert "SNUG_ENGINE" in call.err
    assert "0 bytes" not in call.out


def test_a_path_of_nobody_is_one_sentence() -> None:
    call = snug("engines", "add", "~nobody-of-that-name/pack.zip")
    assert (call.status, call.out) == (1, "")
    assert "There is no file ~nobody-of-that-name" in call.err


def test_a_trial_is_kept_and_shown() -> None:
    (tried,) = engines("try", SNUG_ENGINE="")
    assert isinstance(tried["trial"], dict)
    assert tried["trial"]["ok"] is True
    call = snug("engines", SNUG_ENGINE="")
    assert str(tried["trial"]["detail"]) in call.out


def test_what_cannot_be_added_is_one_sentence(tmp_path: Path) -> None:
    call = snug("engines", "add", tmp_path)
    assert (call.status, call.out) == (1, "")
    assert call.err.count("\n") == 1
    assert call.err.rstrip().endswith(".")


def test_a_pack_is_added_used_and_removed(tmp_path: Path) -> None:
    shipped = str(copied(tmp_path / "shipped", without=("vulkan", "rpc")))
    pack = copied(tmp_path / "pack", without=("vulkan",))
    listed(pack, name="Other engine")
    (added,) = engines("add", pack, SNUG_ENGINE=shipped)
    assert (added["ident"], added["kind"], added["active"]) == ("other-engine", "engine", False)
    (used,) = engines("use", "other-engine", SNUG_ENGINE=shipped)
    assert used["active"] is True
    rows = {row["ident"]: row for row in engines(SNUG_ENGINE=shipped)}
    assert rows["other-engine"]["in_use"] is True
    assert rows["built-in"]["in_use"] is False
    engines("remove", "other-engine", SNUG_ENGINE=shipped)
    (left,) = engines(SNUG_ENGINE=shipped)
    assert (left["ident"], left["in_use"]) == ("built-in", True)


def test_words_say_which_variant_was_chosen() -> None:
    call = snug("engines", SNUG_ENGINE=str(engine_of_modules()), SNUG_CPU_VARIANT="sse42")
    assert "Chosen for this processor: sse42, of " in call.out


def test_an_engine_that_did_not_start_is_told_beside_the_answer(tmp_path: Path) -> None:
    shipped = copied(tmp_path / "shipped", without=("vulkan", "rpc"))
    pack = copied(tmp_path / "pack", without=("vulkan",))
    (added,) = engines("add", pack, SNUG_ENGINE=str(shipped))
    engines("use", added["ident"], SNUG_ENGINE=str(shipped))
    (Path(str(added["folder"])) / "libllama.so").unlink()
    call = snug("hardware", "--json", SNUG_ENGINE=str(shipped))
    assert call.status == 0
    assert json.loads(call.out)["engine"]["folder"] == str(shipped)
    assert "libllama.so is missing" in call.err
    assert call.err.count("\n") == 1
