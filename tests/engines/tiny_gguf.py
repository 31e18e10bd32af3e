"""Write a language model of 330 kB with random weights; runs in a Python with the package gguf."""

import sys
from typing import Any

SIZE, INNER, HEADS, LAYERS, LENGTH = 64, 128, 2, 1, 4_096
WORDS = [
    "▁",
    "e",
    "a",
    "o",
    "n",
    "s",
    "r",
    "i",
    "l",
    "t",
    "d",
    "u",
    "c",
    "m",
    "p",
    "b",
    "g",
    "v",
    "{",
    "}",
    '"',
    ":",
    ",",
    ".",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
]


def write(path: str) -> None:
    """Write the model: tokens are single bytes and some letters."""
    import numpy as np
    from gguf import GGUFWriter, TokenType

    chance = np.random.default_rng(1)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{one:02X}>" for one in range(256)), *WORDS]
    types = [TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL]
    types += [TokenType.BYTE] * 256 + [TokenType.NORMAL] * len(WORDS)
    out: Any = GGUFWriter(path, "llama")
    out.add_name("tiny")
    out.add_context_length(LENGTH)
    out.add_embedding_length(SIZE)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(INNER)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(SIZE // HEADS)
    out.add_vocab_size(len(tokens))
    out.add_file_type(0)
    out.add_tokenizer_model("llama")
    out.add_tokenizer_pre("default")
    out.add_token_list([token.encode() for token in tokens])
    out.add_token_scores([-float(at) for at in range(len(tokens))])
    out.add_token_types(types)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)
    out.add_unk_token_id(0)
    out.add_chat_template(
        "{% for one in messages %}{{ one.role }}: {{ one.content }}\n{% endfor %}assistant:"
    )

    def add(name: str, *shape: int) -> None:
        is_norm = name.endswith("norm.weight")
        values = np.ones(shape) if is_norm else chance.normal(0, 0.3, shape)
        out.add_tensor(name, values.astype(np.float32))

    add("token_embd.weight", len(tokens), SIZE)
    add("output_norm.weight", SIZE)
    add("output.weight", len(tokens), SIZE)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        add(f"{block}.attn_norm.weight", SIZE)
        add(f"{block}.ffn_norm.weight", SIZE)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{part}.weight", SIZE, SIZE)
        add(f"{block}.ffn_gate.weight", INNER, SIZE)
        add(f"{block}.ffn_up.weight", INNER, SIZE)
        add(f"{block}.ffn_down.weight", SIZE, INNER)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    write(sys.argv[1])
