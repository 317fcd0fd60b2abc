from pathlib import Path

import pytest

from launcher.models.gguf import read_facts
from launcher.models.vocabulary import WORDS, byte_pairs, letters_for_bytes, sentencepiece
from launcher.models.write import ARCHITECTURES, write_model


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_same_seed_gives_the_same_file(tmp_path: Path, architecture: str) -> None:
    one, two, other = (tmp_path / name for name in ("one.gguf", "two.gguf", "other.gguf"))
    write_model(one, architecture, seed=1)
    write_model(two, architecture, seed=1)
    write_model(other, architecture, seed=2)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()
    assert one.stat().st_size == other.stat().st_size


def test_an_unknown_architecture_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_model(tmp_path / "m.gguf", "unheard-of")
    assert not list(tmp_path.iterdir())


def test_a_model_may_come_without_a_chat_template(tmp_path: Path) -> None:
    write_model(tmp_path / "m.gguf", "llama", chat_template=None)
    facts = read_facts(tmp_path / "m.gguf")
    assert facts.chat_template is None
    assert "tokenizer.chat_template" not in facts.metadata


def test_models_have_the_parts_that_matter_for_memory(tmp_path: Path) -> None:
    def made(architecture: str) -> set[str]:
        write_model(tmp_path / "m.gguf", architecture)
        return {tensor.name for tensor in read_facts(tmp_path / "m.gguf").tensors}

    assert "blk.0.ffn_down_exps.weight" in made("qwen3moe")
    assert "output.weight" not in made("gemma3")
    assert "blk.0.attn_q.weight" not in made("mamba")
    hybrid = made("granitehybrid")
    assert "blk.0.ssm_in.weight" in hybrid
    assert "blk.1.attn_q.weight" in hybrid


def test_vocabularies_have_every_byte_and_no_token_twice() -> None:
    for vocabulary in (sentencepiece(), byte_pairs()):
        tokens = vocabulary.keys["tokenizer.ggml.tokens"]
        assert isinstance(tokens, tuple)
        assert len(set(tokens)) == len(tokens) == vocabulary.size
        assert len(vocabulary.readable) > len(WORDS)
        assert vocabulary.newline not in vocabulary.readable
    assert len(set(letters_for_bytes())) == 256
