"""Make the tests' model in the format of Firefox's models: it translates word for word.

    python tools/firefox_model.py

It writes `tests/data/firefox-en-es/` from the words in `tests/data/words.en-es.tsv`. Nothing is
trained but how a position finds its counterpart: the attention of the decoder is fitted by
gradient descent, everything else is set by hand. Words of the list become their translations,
other characters stay as they are.

The format is Marian's (https://github.com/marian-nmt/marian-dev, src/common/binary.cpp): a version
and the number of items; the sizes of each; names, shapes, padding to 256 bytes, data. Weights are
int8 and transposed, followed by their multiplier; `NAME_QuantMultA` is that of their input.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

FOLDER = Path(__file__).parent.parent / "tests" / "data"
WORDS = FOLDER / "words.en-es.tsv"
MODEL = FOLDER / "firefox-en-es"

WIDTH, HIDDEN = 128, 32
SCALES = WIDTH // 2
"""Positions are waves of so many lengths, a sine and a cosine of each."""
# The short waves tell positions apart; in the dimensions of the long ones are the words.
POSITIONS = [one for one in range(WIDTH) if one % SCALES < SCALES // 2]
CONTENT = [one for one in range(WIDTH) if one % SCALES >= SCALES // 2]
LONGEST = 140
SIZE = 0.12
"""The amplitude of words beside that of positions."""

INPUT, OUTPUT = 127 / 6, 127 / 16
"""The multipliers of the inputs of layers."""
LETTERS = "".join(map(chr, range(33, 127))) + "áéíóúüñÁÉÍÓÚÑ¿¡«»“”‘’…–—·€°"
NORMAL, UNKNOWN, CONTROL = 1, 2, 3
SHORTLIST = 0xF11A48D5013417F5

FLOAT32, INT8, TEXT = 0x404, 0x4101, 0x101
SETTINGS = """\
dim-emb: {width}
transformer-heads: 1
enc-depth: 1
dec-depth: 1
transformer-dim-ffn: {hidden}
dec-cell: ssru
transformer-decoder-autoreg: rnn
transformer-preprocess: ""
transformer-postprocess: dan
dim-vocabs:
  - {source}
  - {target}
type: transformer
version: v1.9.0
"""


def words() -> dict[str, str]:
    """The words of the list, and the same with a capital."""
    pairs = dict(line.split("\t") for line in WORDS.read_text("utf-8").splitlines())
    return pairs | {one.capitalize(): other.capitalize() for one, other in pairs.items()}


def pieces(known: Iterable[str]) -> list[str]:
    """The pieces of a vocabulary: its words, and characters for all others."""
    return ["</s>", "<unk>", "\u2581", *LETTERS, *sorted(f"\u2581{one}" for one in set(known))]


def vocabulary(pieces: Sequence[str]) -> bytes:
    """A SentencePiece model (`sentencepiece_model.proto`) that prefers the longest pieces."""
    found = b""
    for number, piece in enumerate(pieces):
        type_ = {0: CONTROL, 1: UNKNOWN}.get(number, NORMAL)
        score = -5.0 if len(piece) > 1 else -10.0
        text = piece.encode()
        one = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", score)
        one += bytes([0x18, type_])
        found += b"\x0a" + bytes([len(one)]) + one
    # The numbers of <unk>, <s>, </s> and <pad>; the last two are not used.
    none = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
    trainer = b"\xc0\x02\x01" + b"\xc8\x02" + none + b"\xd0\x02\x00" + b"\xd8\x02" + none
    normalizer = b"\x0a\x08identity"
    found += b"\x12" + bytes([len(trainer)]) + trainer
    return found + b"\x1a" + bytes([len(normalizer)]) + normalizer


def wave(position: int) -> Array:
    """What Marian adds to an embedding in a position."""
    lengths = np.exp(-np.arange(SCALES) * np.log(10_000) / (SCALES - 1))
    return np.concatenate([np.sin(position * lengths), np.cos(position * lengths)])


def embeddings(count: int, rng: np.random.Generator) -> Array:
    """An embedding for each target piece. Its values add up to zero, so that the mean stays."""
    found = np.zeros((count, WIDTH))
    signs = [1, -1] * (SCALES // 4)
    for row in found:
        row[CONTENT] = SIZE * np.concatenate([rng.permutation(signs), rng.permutation(signs)])
    return found


def normal(values: Array) -> Array:
    """Layer normalization."""
    mean, deviation = (f(values, axis=-1, keepdims=True) for f in (np.mean, np.std))
    return np.asarray((values - mean) / deviation)


def attention(words: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """The weights and the bias of queries that make each position look at its counterpart.

    A softmax regression over random sentences, with Adam.
    """
    waves = np.array([wave(one) for one in range(LONGEST)])

    def rows(length: int, *, first_is_empty: bool) -> Array:
        content = words[rng.integers(0, len(words), length)] * WIDTH**0.5
        content[0] *= not first_is_empty
        seen = normal(content + waves[:length])
        return np.asarray(np.rint(seen * INPUT) / INPUT)[:, POSITIONS]

    count = len(POSITIONS)
    weights = np.vstack([5 * np.eye(count), np.zeros(count)])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    steps = 3_000
    for step in range(steps):
        length = int(rng.integers(8, LONGEST))
        queries, keys = rows(length, first_is_empty=True), rows(length, first_is_empty=False)
        queries = np.hstack([queries, np.ones((length, 1))])
        scores = queries @ weights @ keys.T
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        gradient = queries.T @ ((shares - np.eye(length)) / length) @ keys
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        weights -= 0.05 * (1 - step / steps) * mean / (np.sqrt(square) + 1e-6)
    query, bias = np.zeros((WIDTH, WIDTH)), np.zeros(WIDTH)
    query[np.ix_(POSITIONS, POSITIONS)] = weights[:-1] * WIDTH**0.5
    bias[POSITIONS] = weights[-1] * WIDTH**0.5
    return query, bias


class Items:
    """The items of a model's file."""

    def __init__(self) -> None:
        self._items: list[tuple[str, int, tuple[int, ...], bytes]] = []

    def add(self, name: str, type_: int, shape: tuple[int, ...], data: bytes) -> None:
        """Add an item, padded."""
        self._items.append((name, type_, shape, data + bytes(-len(data) % 256)))

    def floats(self, name: str, values: Array) -> None:
        """Add a row of numbers."""
        data = np.asarray(values, np.float32)
        self.add(name, FLOAT32, (1, data.size), data.tobytes())

    def bytes_(self, name: str, values: Array, input_: float = 0.0) -> None:
        """Add weights, with the multiplier of their input; embeddings have none."""
        scale = 127 / (float(np.abs(values).max()) or 1.0)
        rows = values.T if input_ else values
        data = np.clip(np.rint(rows * scale), -127, 127).astype(np.int8).tobytes()
        self.add(name, INT8, values.shape, data + struct.pack("<f", scale))
        if input_:
            self.floats(f"{name}_QuantMultA", np.array([input_]))

    def attend(self, name: str, query: Array, bias: Array, key: Array, value: Array) -> None:
        """Add an attention layer."""
        zero = np.zeros(WIDTH)
        for letter, weights in zip("qkvo", (query, key, value, 8 * value), strict=True):
            self.bytes_(f"{name}_W{letter}", weights, OUTPUT if letter == "o" else INPUT)
            self.floats(f"{name}_b{letter}", bias if letter == "q" else zero)
        self.normal(f"{name}_Wo_ln")

    def normal(self, name: str) -> None:
        """Add a normalization."""
        self.floats(f"{name}_scale", np.ones(WIDTH))
        self.floats(f"{name}_bias", np.zeros(WIDTH))

    def feed(self, name: str) -> None:
        """Add a feed-forward layer that changes nothing."""
        self.bytes_(f"{name}_W1", np.zeros((WIDTH, HIDDEN)), INPUT)
        self.floats(f"{name}_b1", np.zeros(HIDDEN))
        self.bytes_(f"{name}_W2", np.zeros((HIDDEN, WIDTH)), INPUT)
        self.floats(f"{name}_b2", np.zeros(WIDTH))
        self.normal(f"{name}_ffn_ln")

    def file(self) -> bytes:
        """The file's content."""
        found = struct.pack("<QQ", 1, len(self._items))
        for name, type_, shape, data in self._items:
            found += struct.pack("<QQQQ", len(name) + 1, type_, len(shape), len(data))
        found += b"".join(name.encode() + b"\0" for name, *_ in self._items)
        for _, _, shape, _ in self._items:
            found += struct.pack(f"<{len(shape)}i", *shape)
        padding = -(len(found) + 8) % 256
        return (
            found
            + struct.pack("<Q", padding)
            + bytes(padding)
            + b"".join(data for *_, data in self._items)
        )


def model(source: Sequence[str], target: Sequence[str], pairs: Mapping[str, str]) -> bytes:
    """The file of a model that replaces each piece of ``source`` by one of ``target``."""
    rng = np.random.default_rng(1)
    words = embeddings(len(target), rng)
    numbers = {piece: number for number, piece in enumerate(target)}
    own = [words[numbers[_counterpart(piece, pairs)]] for piece in source]
    zero, none = np.zeros((WIDTH, WIDTH)), np.zeros(WIDTH)
    positions, content = (
        np.diag([float(at in chosen) for at in range(WIDTH)]) for chosen in (POSITIONS, CONTENT)
    )
    items = Items()
    items.bytes_("encoder_Wemb", np.array(own))
    items.bytes_("decoder_Wemb", words)
    items.add(
        "decoder_Wemb_QuantMultA", INT8, (1, 1), struct.pack("<b", 127) + struct.pack("<f", 6.0)
    )
    items.floats("decoder_ff_logit_out_b", np.zeros(len(target)))
    items.attend("encoder_l1_self", zero, none, zero, zero)
    items.feed("encoder_l1_ffn")
    items.bytes_("decoder_l1_rnn_W", zero, INPUT)
    items.bytes_("decoder_l1_rnn_Wf", zero, INPUT)
    items.floats("decoder_l1_rnn_bf", none)
    items.normal("decoder_l1_rnn_ffn_ln")
    items.attend("decoder_l1_context", *attention(words, rng), positions, content)
    items.feed("decoder_l1_ffn")
    settings = SETTINGS.format(width=WIDTH, hidden=HIDDEN, source=len(source), target=len(target))
    text = settings.encode() + b"\0"
    items.add("special:model.yml", TEXT, (len(text),), text)
    return items.file()


def shortlist(source: Sequence[str], target: Sequence[str], pairs: Mapping[str, str]) -> bytes:
    """Marian's binary shortlist (src/data/shortlist.h): each piece has the one that replaces it."""
    numbers = {piece: number for number, piece in enumerate(target)}
    lists = [numbers[_counterpart(piece, pairs)] for piece in source]
    offsets = range(len(lists) + 1)
    # The end of a sentence can always follow. fxtranslate 0.5 doesn't read the checksum.
    header = (SHORTLIST, 0, 1, 1, len(offsets), len(lists))
    return struct.pack(f"<6Q{len(offsets)}Q{len(lists)}I", *header, *offsets, *lists)


def _counterpart(piece: str, pairs: Mapping[str, str]) -> str:
    return f"\u2581{pairs[piece[1:]]}" if piece[1:] in pairs else piece


def main() -> None:
    """Write the model and try it."""
    from fxtranslate import Translator

    MODEL.mkdir(exist_ok=True)
    pairs = words()
    source, target = pieces(pairs), pieces(pairs.values())
    files = {
        "model.enes.intgemm.alphas.bin": model(source, target, pairs),
        "srcvocab.enes.spm": vocabulary(source),
        "trgvocab.enes.spm": vocabulary(target),
        "lex.50.50.enes.s2t.bin": shortlist(source, target, pairs),
    }
    for name, data in files.items():
        (MODEL / name).write_bytes(data)
        sys.stdout.write(f"{name}: {len(data):,} bytes\n")
    translator = Translator(*files.values())
    right = [one for one in pairs if translator.translate(one) == pairs[one]]
    sys.stdout.write(f"{len(right)} of {len(pairs)} words\n")
    for text in ("The big cat sees a dog and a red house.", "Zorro (1998) came, and it rained!"):
        sys.stdout.write(f"{text} -> {translator.translate(text)}\n")


if __name__ == "__main__":
    main()
