"""From a checkpoint to the GGUF file that is shipped: matrices in F16, norms in F32."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from gguf import GGUFWriter, LlamaFileType, TokenType
from network import Shape
from tokens import BEGIN, END, SPECIAL, TEMPLATE

NAME: Final = "Snug's little guide"
ABOUT: Final = (
    "A very small model that answers questions about running language models. "
    "It knows nothing else."
)


def write(checkpoint: Path, tokenizer: Path, file: Path) -> None:
    """Write the file as a whole or not at all."""
    kept = torch.load(checkpoint, weights_only=True)
    shape = Shape(**kept["shape"])
    new = file.with_suffix(".new")
    writer = GGUFWriter(str(new), "llama")
    _describe(writer, shape, sum(tensor.numel() for tensor in kept["guide"].values()))
    _vocabulary(writer, json.loads(tokenizer.read_text("utf-8")))
    for name, tensor in _tensors(kept["guide"], shape):
        kind = np.float32 if tensor.dim() == 1 else np.float16
        writer.add_tensor(name, tensor.float().numpy().astype(kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    new.replace(file)


def _describe(writer: GGUFWriter, shape: Shape, parameters: int) -> None:
    writer.add_type("model")
    writer.add_name(NAME)
    writer.add_basename("snug-little-guide")
    writer.add_finetune("chat")
    writer.add_size_label(f"{parameters / 1e6:.1f}M")
    writer.add_description(ABOUT)
    writer.add_author("The Snug authors")
    writer.add_license("apache-2.0")
    writer.add_languages(["en"])
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_count(shape.head)
    writer.add_vocab_size(shape.vocabulary)


def _vocabulary(writer: GGUFWriter, tokenizer: dict[str, Any]) -> None:
    numbers: dict[str, int] = tokenizer["model"]["vocab"]
    tokens = sorted(numbers, key=lambda token: numbers[token])
    merges = [" ".join(pair) for pair in tokenizer["model"]["merges"]]
    kinds = [TokenType.CONTROL if token in SPECIAL else TokenType.NORMAL for token in tokens]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(numbers[BEGIN])
    writer.add_eos_token_id(numbers[END])
    writer.add_add_bos_token(True)  # noqa: FBT003  the library's form
    writer.add_chat_template(TEMPLATE)


def _tensors(state: dict[str, torch.Tensor], shape: Shape) -> list[tuple[str, torch.Tensor]]:
    """By the names llama.cpp knows, the joined matrices taken apart."""
    kv = shape.kv_heads * shape.head
    found = [("token_embd.weight", state["token_embd.weight"])]
    for layer in range(shape.layers):
        here, there = f"layers.{layer}.", f"blk.{layer}."
        q, k, v = state[here + "attn_qkv.weight"].split([shape.width, kv, kv])
        gate, up = state[here + "ffn_gate_up.weight"].chunk(2)
        found += [
            (there + "attn_norm.weight", state[here + "attn_norm.weight"]),
            (there + "attn_q.weight", q),
            (there + "attn_k.weight", k),
            (there + "attn_v.weight", v),
            (there + "attn_output.weight", state[here + "attn_output.weight"]),
            (there + "ffn_norm.weight", state[here + "ffn_norm.weight"]),
            (there + "ffn_gate.weight", gate),
            (there + "ffn_up.weight", up),
            (there + "ffn_down.weight", state[here + "ffn_down.weight"]),
        ]
    return [*found, ("output_norm.weight", state["output_norm.weight"])]
