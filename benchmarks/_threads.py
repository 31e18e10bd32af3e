"""The Argos engine beside argostranslate with every setting of threads, and beside its limit.

argostranslate translates sentence by sentence, by default with all cores on one sentence; its
threads then wait for each other more than they work on some machines, so that its speed with one
thread is shown too. The limit is bare CTranslate2: the same package, search and batches, with
SentencePiece around it, and nothing else. Each process runs alone; sides take turns.

Expected before measuring: our engine calls CTranslate2 as the limit does. Cutting sentences,
counting tokens and grouping them by length takes well under a twentieth of the time.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence

from _figures import Figure, at_least, untargeted
from hexapla.engines.cores import cores

LIMIT = "bare CTranslate2"

BARE = """
import json, sys, time
from pathlib import Path
import ctranslate2
from sentencepiece import SentencePieceProcessor
sentences = json.load(sys.stdin)
options = json.loads(sys.argv[1])
folder = Path(options["package"])
tokenizer = SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
translator = ctranslate2.Translator(
    str(folder / "model"), compute_type="auto", inter_threads=options["cores"], intra_threads=1
)
def translate(sentences, batch):
    results = translator.translate_batch(
        tokenizer.encode(sentences, out_type=str), beam_size=4, length_penalty=0.2,
        replace_unknowns=True, max_batch_size=batch, batch_type="tokens", return_scores=True,
    )
    return [tokenizer.decode(one.hypotheses[0]) for one in results]
translate(sentences[:3], 512)
seconds = []
for batch in (256, 512, 1024):
    started = time.perf_counter()
    translate(sentences, batch)
    seconds.append(time.perf_counter() - started)
print(json.dumps({"seconds": min(seconds)}))
"""


def settings() -> list[tuple[int, int]]:
    """Replicas of the peer's model and threads of each, first its default; 0 is CTranslate2's."""
    return list(dict.fromkeys([(1, 0), (1, 1), (1, cores()), (cores(), 1)]))


def figures(
    sentences: Sequence[str],
    runs: int,
    ours: Callable[[], float],
    bare: Callable[[str], float],
    theirs: Callable[[dict[str, str]], float] | None,
) -> Iterator[Figure]:
    """Sentences per second of all sides, and our speed as a share of the limit.

    ``ours``, ``bare`` and ``theirs`` run one process each and return the seconds that it took to
    translate ``sentences``: ``bare`` runs a script, ``theirs`` takes environment variables.
    """
    own, limit, shares = [], [], []
    peers: dict[tuple[int, int], list[float]] = {one: [] for one in settings()} if theirs else {}
    for _ in range(runs):
        own.append(ours())
        limit.append(bare(BARE))
        shares.append(limit[-1] / own[-1])
        for (inter, intra), found in peers.items():
            assert theirs is not None
            names = {"ARGOS_INTER_THREADS": str(inter), "ARGOS_INTRA_THREADS": str(intra)}
            found.append(theirs(names))
    count = len(sentences)
    yield untargeted("argos engine", count / statistics.median(own), "sentences/s")
    yield untargeted(f"{LIMIT}, best batches", count / statistics.median(limit), "sentences/s")
    for (inter, intra), found in peers.items():
        name = f"argostranslate, {inter} replicas, {intra or 'default'} threads"
        yield untargeted(name, count / statistics.median(found), "sentences/s")
    if peers:
        best = min(statistics.median(found) for found in peers.values())
        ratio = best / statistics.median(own)
        yield untargeted("beside argostranslate with its best threads", ratio, "ratio")
    yield at_least("warm, share of the limit", statistics.median(shares), 0.95, "ratio", LIMIT)
