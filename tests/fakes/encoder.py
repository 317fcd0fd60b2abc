"""A tiny encoder (BERT) with random weights: a model that reads and does not write."""

from pathlib import Path

import gguf
import numpy as np

WIDTH, HIDDEN, WORDS, PLACES = 64, 128, 40, 128


def write_encoder(path: Path) -> Path:
    """Write it; it reads up to 128 tokens."""
    drawn = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_block_count(1)
    writer.add_context_length(PLACES)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(4)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    _add_words(writer)
    shapes = {
        "token_embd.weight": (WORDS, WIDTH),
        "position_embd.weight": (PLACES, WIDTH),
        "token_types.weight": (2, WIDTH),
        "blk.0.attn_q.weight": (WIDTH, WIDTH),
        "blk.0.attn_k.weight": (WIDTH, WIDTH),
        "blk.0.attn_v.weight": (WIDTH, WIDTH),
        "blk.0.attn_output.weight": (WIDTH, WIDTH),
        "blk.0.ffn_up.weight": (HIDDEN, WIDTH),
        "blk.0.ffn_down.weight": (WIDTH, HIDDEN),
    }
    for name, shape in shapes.items():
        writer.add_tensor(name, drawn.normal(0, 0.1, shape).astype(np.float32))
    for name in ("token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
        writer.add_tensor(f"{name}.bias", np.zeros(WIDTH, np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.bias", np.zeros(WIDTH, np.float32))
    writer.add_tensor("blk.0.ffn_up.bias", np.zeros(HIDDEN, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_words(writer: gguf.GGUFWriter) -> None:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words += [f"\u2581word{number}" for number in range(WORDS - len(words))]
    writer.add_tokenizer_model("bert")
    writer.add_token_list(words)
    writer.add_token_types([3] * 5 + [1] * (WORDS - 5))
    writer.add_token_type_count(2)
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(3)
    writer.add_unk_token_id(1)
    writer.add_sep_token_id(3)
    writer.add_pad_token_id(0)
    writer.add_mask_token_id(4)
